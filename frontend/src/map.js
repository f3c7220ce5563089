// The map that moves: a bundle of its own. It asks only this installation: areas as the ground, places as markers.
import * as maplibre from "maplibre-gl";
import { boundsOf, layersOf } from "./map-data.js";

const MOST_NAMED = 12;
const MOST_ZOOM = 17;

export async function draw(frame) {
  const words = frame.dataset;
  const [places, ground] = await Promise.all([read(words.places), read(words.ground)]);
  const box = document.createElement("div");
  box.className = "ts-map-live";
  frame.querySelector(".ts-map-static").after(box);
  frame.classList.add("ts-map-moves");
  maplibre.setWorkerUrl(words.worker);
  const map = new maplibre.Map({
    container: box,
    style: {
      version: 8,
      sources: {
        ground: { type: "geojson", data: ground },
        places: { type: "geojson", data: places, cluster: true, clusterRadius: 44, clusterMaxZoom: MOST_ZOOM - 1 },
      },
      layers: layersOf(colour),
    },
    bounds: boundsOf(places) ?? undefined,
    fitBoundsOptions: { padding: 48, maxZoom: 12 },
    maxZoom: MOST_ZOOM,
    minZoom: 5,
    pitchWithRotate: false,
    dragRotate: false,
    attributionControl: false,
    cooperativeGestures: true,
    locale: {
      "Map.Title": words.wordTitle,
      "NavigationControl.ZoomIn": words.wordIn,
      "NavigationControl.ZoomOut": words.wordOut,
      "Popup.Close": words.wordClose,
      "CooperativeGesturesHandler.WindowsHelpText": words.wordWheel,
      "CooperativeGesturesHandler.MacHelpText": words.wordWheelMac,
      "CooperativeGesturesHandler.MobileHelpText": words.wordFingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.on("error", ({ error }) => console.warn(error));
  nameUnder(map, box);
  followTheme(map);
  mark(map, words);
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// The commune under the pointer is named in a corner.
function nameUnder(map, box) {
  const place = document.createElement("p");
  place.className = "ts-map-under";
  place.setAttribute("aria-hidden", "true");
  place.lang = "vi";
  place.hidden = true;
  box.append(place);
  map.on("mousemove", "communes", ({ features }) => {
    place.textContent = features[0].properties.name;
    place.hidden = false;
  });
  map.on("mouseleave", "communes", () => { place.hidden = true; });
}

function followTheme(map) {
  const repaint = () => {
    for (const { id, paint } of layersOf(colour)) {
      if (map.getLayer(id)) for (const [name, value] of Object.entries(paint)) map.setPaintProperty(id, name, value);
    }
  };
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

function mark(map, words) {
  let shown = new Map();
  const look = () => {
    if (!map.isSourceLoaded("places")) return;
    const now = new Map();
    for (const feature of map.querySourceFeatures("places")) {
      const { properties, geometry } = feature;
      const key = properties.cluster ? `c${properties.cluster_id}` : `p${properties.url}`;
      if (now.has(key)) continue;
      now.set(key, shown.get(key) ?? marker(map, properties, geometry.coordinates, words).addTo(map));
    }
    for (const [key, old] of shown) if (!now.has(key)) old.remove();
    shown = now;
  };
  map.on("render", look);
}

// Everything a marker leads to stands in the list beside the map, so markers are no stops of the tab key.
function marker(map, properties, where, words) {
  const element = document.createElement("button");
  element.type = "button";
  element.tabIndex = -1;
  element.className = properties.cluster ? "ts-map-cluster" : "ts-map-mark";
  if (properties.cluster) {
    element.textContent = properties.point_count_abbreviated;
    element.ariaLabel = words.wordCluster.replace("{n}", properties.point_count);
    element.dataset.size = properties.point_count < 10 ? "s" : properties.point_count < 100 ? "m" : "l";
    element.addEventListener("click", (event) => { event.stopPropagation(); open(map, properties, where, words); });
  } else {
    element.ariaLabel = properties.name;
    element.addEventListener("click", (event) => { event.stopPropagation(); popup(map, where, [properties], words); });
  }
  return new maplibre.Marker({ element }).setLngLat(where);
}

async function open(map, { cluster_id: id, point_count: count }, where, words) {
  const source = map.getSource("places");
  const zoom = await source.getClusterExpansionZoom(id);
  if (zoom < MOST_ZOOM && zoom > map.getZoom()) {
    map.easeTo({ center: where, zoom });
    return;
  }
  // At one spot: no nearness parts them, so they are named.
  const leaves = await source.getClusterLeaves(id, MOST_NAMED, 0);
  popup(map, where, leaves.map((leaf) => leaf.properties), words, count - leaves.length);
}

function popup(map, where, places, words, more = 0) {
  const content = document.createElement("div");
  content.className = "ts-map-popup";
  for (const place of places) {
    const line = document.createElement("p");
    const link = Object.assign(document.createElement("a"), { href: place.url, textContent: place.name, lang: "vi" });
    line.append(link);
    if (place.detail) line.append(Object.assign(document.createElement("span"), { textContent: place.detail }));
    content.append(line);
  }
  if (more > 0) content.append(Object.assign(document.createElement("p"), { textContent: words.wordMore.replace("{n}", more) }));
  new maplibre.Popup({ maxWidth: "18rem", offset: 14 }).setLngLat(where).setDOMContent(content).addTo(map);
}
