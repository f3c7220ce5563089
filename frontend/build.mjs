// Builds what browsers are sent: styles, scripts, fonts, the icon sprite; and the typefaces of printed papers.
// Nothing is fetched: everything comes from node_modules.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = import.meta.dirname;
const house = join(here, "..", "src", "tinhso");
const out = join(house, "kernel", "web", "static", "dist");
const packages = join(here, "node_modules");

const WEIGHTS = [400, 500, 600, 700];
const SUBSETS = {
  vietnamese: "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
  latin: "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
};

async function fonts() {
  const folder = join(out, "fonts");
  await mkdir(folder, { recursive: true });
  const faces = [];
  for (const weight of WEIGHTS) {
    for (const [subset, range] of Object.entries(SUBSETS)) {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      await copyFile(join(packages, "@fontsource", "be-vietnam-pro", "files", file), join(folder, file));
      faces.push(
        `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};font-display:swap;` +
          `src:url(fonts/${file}) format("woff2");unicode-range:${range}}`,
      );
    }
  }
  return faces.join("\n");
}

async function styles(faces) {
  for (const name of ["app", "workspace", "queue"]) {
    const { css } = sass.compile(join(here, "styles", `${name}.scss`), {
      loadPaths: [packages],
      quietDeps: true,
      silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
    });
    const whole = name === "app" ? faces + css.replace(/^\uFEFF|@charset "UTF-8";/g, "") : css;
    const { code } = await import("esbuild").then(({ transform }) =>
      transform(whole, { loader: "css", minify: true, target: ["chrome111", "firefox113", "safari16.2"] }),
    );
    await writeFile(join(out, `${name}.css`), code);
  }
}

async function scripts() {
  await build({
    entryPoints: ["theme", "portal", "app", "swagger", "queue", "sw"].map((name) => join(here, "src", `${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome111", "firefox113", "safari16.2"],
    legalComments: "none",
    logLevel: "warning",
  });
}

// Maps have a bundle of their own, loaded when one comes into sight; its worker is a file, for no page may make code.
async function maps() {
  await build({
    entryPoints: [join(here, "src", "map.js")],
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome111", "firefox113", "safari16.2"],
    legalComments: "eof",
    logLevel: "warning",
  });
  const from = join(packages, "maplibre-gl", "dist");
  await copyFile(join(from, "maplibre-gl-worker.mjs"), join(out, "map-worker.js"));
  await copyFile(join(from, "maplibre-gl.css"), join(out, "map.css"));
}

async function* files(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["static", "node_modules", "__pycache__", "locale"].includes(entry.name)) yield* files(path);
    } else if ([".html", ".py", ".yaml"].includes(extname(entry.name))) yield path;
  }
}

// The sprite holds the icons that templates, modules and packs name, and those of icons.txt.
async function icons() {
  const named = new Map();
  const add = (name, where) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !named.has(name) && named.set(name, where);
  for (const line of (await readFile(join(here, "icons.txt"), "utf8")).split("\n")) {
    if (line.trim() && !line.startsWith("#")) add(line.trim(), "icons.txt");
  }
  const patterns = {
    ".html": [/(?<![:\w-])icon="([^"{}]+)"/g, /<c-icon[^>]*?\sname="([^"{}]+)"/g, /\{%\s*icon\s+"([^"]+)"/g],
    ".py": [/\bicon=\s*"([^"]+)"/g, /"icon":\s*"([^"]+)"/g],
    ".yaml": [/\bicon:\s*["']?([a-z0-9-]+)/g],
  };
  for await (const path of files(house)) {
    const text = await readFile(path, "utf8");
    for (const pattern of patterns[extname(path)]) for (const match of text.matchAll(pattern)) add(match[1], path);
  }
  const symbols = [];
  const unknown = [];
  for (const name of [...named.keys()].sort()) {
    try {
      const svg = await readFile(join(packages, "@tabler", "icons", "icons", "outline", `${name}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").trim();
      symbols.push(
        `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
          `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
      );
    } catch {
      unknown.push(`${name} (${named.get(name)})`);
    }
  }
  if (unknown.length) console.warn(`No such icon in Tabler: ${unknown.join(", ")}`);
  if (unknown.length && process.env.CI) process.exitCode = 1;
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

async function papers() {
  const folder = join(house, "kernel", "papers", "fonts");
  await mkdir(folder, { recursive: true });
  const faces = { "400Regular": "Regular", "400Regular_Italic": "Italic", "700Bold": "Bold", "700Bold_Italic": "BoldItalic" };
  for (const [face, name] of Object.entries(faces)) {
    const from = join(packages, "@expo-google-fonts", "tinos", face, `Tinos_${face}.ttf`);
    await copyFile(from, join(folder, `Tinos-${name}.ttf`));
  }
}

async function documentation() {
  for (const [from, to] of [["swagger-ui-bundle.js", "swagger-ui-bundle.js"], ["swagger-ui.css", "swagger.css"]]) {
    await copyFile(join(packages, "swagger-ui-dist", from), join(out, to));
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
// Compressed beside each, so that the server need not compress anew for every reader.
async function compressed() {
  for (const name of await readdir(out)) {
    if (![".css", ".js", ".svg"].includes(extname(name))) continue;
    await writeFile(join(out, `${name}.gz`), gzipSync(await readFile(join(out, name)), { level: 9 }));
  }
}

await Promise.all([fonts().then(styles), scripts(), maps(), icons(), papers(), documentation()]);
await compressed();
for (const name of ["app.css", "workspace.css", "theme.js", "portal.js", "app.js", "map.js", "icons.svg"]) {
  const content = await readFile(join(out, name));
  console.log(`${name.padEnd(14)} ${(content.length / 1000).toFixed(1)} kB, ${(gzipSync(content).length / 1000).toFixed(1)} kB compressed`);
}
