// The board reads aloud what is new, letter by letter, the older call first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fresh, spelled } from "./queue.js";

test("a number is read letter by letter", () => {
  assert.equal(spelled("A012"), "A 0 1 2");
});

test("only new calls are read, the older first; a second call of one number is new", () => {
  const now = [{ key: "c-1" }, { key: "b-2" }, { key: "a-1" }];
  assert.deepEqual(fresh(new Set(["a-1", "b-1"]), now), [{ key: "b-2" }, { key: "c-1" }]);
  assert.deepEqual(fresh(new Set(["a-1", "b-2", "c-1"]), now), []);
});
