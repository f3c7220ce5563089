// What officers' pages add: everything of the portal, keys, htmx, and Alpine's build without eval.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { startChoosers } from "./chooser.js";
import { startInputs } from "./inputs.js";
import { startKeys } from "./keys.js";
import { notice, word } from "./notices.js";
import "./portal.js";
import { startSorting } from "./sorting.js";
import { startUploads } from "./upload.js";

window.htmx = htmx;
window.Alpine = Alpine;

startKeys(document);
startSorting(document);

// A refusal comes with its own fragment and target, so it is shown as any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:sendError", () => notice(word("offline"), "danger"));
document.addEventListener("htmx:load", (event) => {
  for (const start of [startInputs, startChoosers, startUploads]) start(event.detail.elt);
});

Alpine.start();
