// A long form saves itself a moment after the last key: POST of its fields to `data-autosave`. Each key is kept on
// the device first, so that neither a lost connection nor a closed page loses a word; coming back fills it in.
import { answersAt, dropAnswers, keepAnswers } from "./keep.js";
import { word } from "./notices.js";

const PAUSE = 2500;
const KEEP_PAUSE = 150;

/** The address that saves a form, whole, so that it can be used from elsewhere. */
export const addressOf = (form) => {
  const { pathname, search } = new URL(form.dataset.autosave, location.href);
  return pathname + search;
};

const pairsOf = (form) => [...new FormData(form)].filter(([, value]) => !(value instanceof File));

function fill(form, pairs) {
  const given = new Map();
  for (const [name, value] of pairs) given.set(name, [...(given.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.type === "file" || control.tagName === "BUTTON") continue;
    const values = given.get(control.name) ?? [];
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) control.value = values.length > 1 ? values[[...form.elements[control.name]].indexOf(control)] ?? "" : values[0];
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.address = addressOf(form);
    this.sent = "";
    this.state = document.createElement("p");
    this.state.className = "ts-saved";
    this.state.setAttribute("role", "status");
    form.append(this.state);
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.leave(event));
    this.restore();
  }

  async restore() {
    const kept = await answersAt(this.address).catch(() => undefined);
    if (!kept) return;
    fill(this.form, kept.pairs);
    this.state.textContent = word("restored");
    this.save();
  }

  typed() {
    clearTimeout(this.keeping);
    clearTimeout(this.saving);
    this.keeping = setTimeout(() => this.keep(), KEEP_PAUSE);
    this.saving = setTimeout(() => this.save(), PAUSE);
  }

  keep() {
    return keepAnswers(this.address, pairsOf(this.form)).catch(() => {});
  }

  async save() {
    const pairs = pairsOf(this.form);
    const now = new URLSearchParams(pairs).toString();
    if (now === this.sent || this.form.dataset.sent) return;
    const at = Date.now();
    try {
      const answer = await fetch(this.address, { method: "POST", body: new URLSearchParams(pairs), headers: { "X-Autosave": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.sent = now;
      await dropAnswers(this.address, at).catch(() => {});
      this.state.textContent = `${word("saved")} ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`;
    } catch {
      await this.keep();
      this.state.textContent = word("unsaved");
      this.saving = setTimeout(() => this.save(), PAUSE * 4);
    }
  }

  // Without a connection the answers stay on the device, and the next page is the one that the worker kept.
  leave(event) {
    clearTimeout(this.keeping);
    clearTimeout(this.saving);
    sessionStorage.setItem("next", this.form.dataset.next ?? "");
    if (navigator.onLine) {
      sessionStorage.setItem("sent-answers", JSON.stringify({ address: this.address, at: Date.now() }));
      keepAnswers(this.address, pairsOf(this.form)).catch(() => {});
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.keep().then(() => {
      if (this.form.dataset.next) location.assign(this.form.dataset.next);
      else this.state.textContent = word("unsaved");
    });
  }
}

export function startAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) new Autosave(form);
}
