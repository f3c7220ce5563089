// A map that moves in place of the drawn one, where it can: its bundle is fetched when the map comes into sight.
// Without WebGL, or when anything goes wrong, the drawing and the list stay as they are.
export function startMaps(root) {
  for (const frame of root.querySelectorAll("[data-map]")) {
    if (!frame.dataset.places || !hasWebGL()) continue;
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      load(frame);
    }, { rootMargin: "200px" });
    watch.observe(frame);
  }
}

async function load(frame) {
  try {
    const [{ draw }] = await Promise.all([import(frame.dataset.script), style(frame.dataset.style)]);
    await draw(frame);
  } catch (reason) {
    frame.classList.remove("ts-map-moves");
    console.warn("The map stays as it is drawn:", reason);
  }
}

function style(href) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

function hasWebGL() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}
