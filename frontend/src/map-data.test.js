import assert from "node:assert/strict";
import test from "node:test";
import { boundsOf, layersOf } from "./map-data.js";

const at = (...coordinates) => ({ geometry: { type: "Point", coordinates } });

test("the box holds every point, and there is none without points", () => {
  assert.deepEqual(boundsOf({ features: [at(105.6, 20.1), at(105.9, 19.7), at(105.2, 19.9)] }), [105.2, 19.7, 105.9, 20.1]);
  assert.equal(boundsOf({ features: [] }), null);
});

test("a hundred thousand points do not break the box", () => {
  const features = Array.from({ length: 100_000 }, (_, i) => at(105 + i / 1e6, 20));
  assert.equal(boundsOf({ features })[2], 105.099999);
});

test("every colour of the map is one of the page's", () => {
  const asked = [];
  layersOf((name) => asked.push(name) && "#000");
  assert.ok(asked.length >= 5);
  assert.ok(asked.every((name) => name.startsWith("--ts-")));
});
