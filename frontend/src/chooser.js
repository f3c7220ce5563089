// A long select gets a field that narrows it; marks and case do not matter.
import { word } from "./notices.js";

/** Fold a text for comparing: no marks, lower case. */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

const FEW = 12;

export function startChoosers(root) {
  for (const select of root.querySelectorAll("select[data-chooser]")) {
    if (select.options.length <= FEW || select.dataset.ready) continue;
    select.dataset.ready = "yes";
    const all = [...select.options].map((option) => ({ option, text: fold(option.textContent) }));
    const find = document.createElement("input");
    find.type = "search";
    find.className = "form-control ts-chooser-find";
    find.placeholder = word("find");
    find.autocomplete = "off";
    find.setAttribute("aria-label", word("find"));
    find.setAttribute("aria-controls", select.id);
    find.addEventListener("input", () => {
      const wanted = fold(find.value).trim().split(/\s+/).filter(Boolean);
      const kept = all.filter(({ option, text }) => option.selected || !option.value || wanted.every((part) => text.includes(part)));
      select.replaceChildren(...kept.map(({ option }) => option));
      const hits = kept.filter(({ option }) => option.value);
      if (wanted.length && hits.length === 1) hits[0].option.selected = true;
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        select.focus();
      }
    });
    select.before(find);
  }
}
