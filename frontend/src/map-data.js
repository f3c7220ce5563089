// What a map is made of, apart from the drawing: where to look, and which colours.

// The box around all points: [west, south, east, north]; none for none.
export function boundsOf(collection) {
  const points = collection.features.map((feature) => feature.geometry.coordinates);
  if (!points.length) return null;
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}

// Colours come from the page's own tokens, light or dark.
export function layersOf(colour) {
  const ofTier = (tier) => ["==", ["get", "tier"], tier];
  return [
    { id: "around", type: "background", paint: { "background-color": colour("--ts-surface-soft") } },
    { id: "province", type: "fill", source: "ground", filter: ofTier("province"), paint: { "fill-color": colour("--ts-surface") } },
    { id: "communes", type: "fill", source: "ground", filter: ofTier("commune"), paint: { "fill-color": colour("--ts-surface") } },
    { id: "borders", type: "line", source: "ground", filter: ofTier("commune"), paint: { "line-color": colour("--ts-line-strong"), "line-opacity": 0.45, "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.4, 12, 1.2] } },
    { id: "outline", type: "line", source: "ground", filter: ofTier("province"), paint: { "line-color": colour("--ts-line-strong"), "line-width": 1.6 } },
    // Markers are elements of the page; this layer only makes their clusters be worked out.
    { id: "places", type: "circle", source: "places", paint: { "circle-radius": 1, "circle-opacity": 0 } },
  ];
}
