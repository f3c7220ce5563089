// `<input type=file data-upload="address">` becomes a list of resumable uploads (tus 1.0): progress, reasons,
// retry, remove. The finished uploads' keys go with the form as `<name>-tai-len`; without script the plain file goes.
import { Upload } from "tus-js-client";
import { allFiles, dropFile, keepFile } from "./keep.js";
import { notice, word } from "./notices.js";

const PIECE = 2 * 1024 * 1024;

/** Return why a file cannot be sent, or the empty string. `accept` is the input's attribute. */
export function reason(file, accept, most, words) {
  if (file.size === 0) return words("empty");
  if (most && file.size > most) return `${words("large")} ${size(most)}`;
  const kinds = accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const name = file.name.toLowerCase();
  const fits = (kind) =>
    kind.startsWith(".") ? name.endsWith(kind) : kind.endsWith("/*") ? file.type.startsWith(kind.slice(0, -1)) : file.type === kind;
  if (kinds.length && !kinds.some(fits)) return `${words("kind")} ${kinds.join(", ")}`;
  return "";
}

/** `1536000` → `1,5 MB`. */
export function size(bytes) {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1048576, "MB"] : [bytes / 1024, "kB"];
  return `${value.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function button(text, kind, onClick) {
  const made = element("button", `btn btn-${kind} btn-sm`, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

class Item {
  constructor(file, widget, kept) {
    this.file = file;
    this.widget = widget;
    this.kept = kept;
    this.row = element("li", "ts-upload-item");
    this.state = element("span", "ts-upload-state");
    this.state.setAttribute("role", "status");
    this.bar = element("progress");
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", file.name);
    this.buttons = element("span", "ts-upload-buttons");
    const remove = button(word("remove"), "ghost", () => this.remove());
    remove.setAttribute("aria-label", `${word("remove")} ${file.name}`);
    this.retry = button(word("retry"), "secondary", () => this.send());
    this.retry.hidden = true;
    this.buttons.append(this.retry, remove);
    this.row.append(element("span", "ts-upload-name", `${file.name} (${size(file.size)})`), this.state, this.buttons, this.bar);
  }

  start() {
    const wrong = reason(this.file, this.widget.input.accept, Number(this.widget.input.dataset.mostBytes || 0), word);
    if (wrong) return this.fail(wrong, false);
    // Busy from the first moment: the form may be sent while the file is still being kept.
    this.busy = true;
    return this.keep().then(() => this.send());
  }

  // The file stays on the device until the server has answered the form that it goes with.
  async keep() {
    this.kept ??= await keepFile(location.pathname, this.widget.name, this.file).catch(() => undefined);
  }

  async send() {
    this.row.classList.remove("is-wrong");
    this.retry.hidden = true;
    this.bar.hidden = false;
    this.busy = true;
    this.state.textContent = word("sending");
    this.upload ??= new Upload(this.file, {
      endpoint: this.widget.input.dataset.upload,
      chunkSize: PIECE,
      retryDelays: [0, 1000, 3000, 8000],
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name, filetype: this.file.type },
      headers: { "X-CSRFToken": this.widget.token() },
      onProgress: (done, all) => {
        this.bar.value = all ? (done / all) * 100 : 0;
        this.state.textContent = `${word("sending")} ${size(done)} / ${size(all)}`;
      },
      onError: (error) => this.fail(this.explain(error), !error.originalResponse || error.originalResponse.getStatus() >= 500),
      onSuccess: () => this.finish(),
    });
    const earlier = await this.upload.findPreviousUploads().catch(() => []);
    if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
    this.upload.start();
  }

  explain(error) {
    const answer = error.originalResponse;
    if (!answer) return word("broken");
    const text = answer.getBody() ?? "";
    try {
      return JSON.parse(text).detail || word("refused");
    } catch {
      return text && text.length < 300 && !text.includes("<") ? text : word("refused");
    }
  }

  fail(words, again) {
    this.busy = false;
    this.row.classList.add("is-wrong");
    this.state.textContent = words;
    this.bar.hidden = true;
    this.retry.hidden = !again;
    this.widget.pressed = undefined;
  }

  finish() {
    this.busy = false;
    this.row.classList.add("is-done");
    this.state.textContent = word("done");
    this.bar.hidden = true;
    this.key = element("input");
    this.key.type = "hidden";
    this.key.name = `${this.widget.name}-tai-len`;
    this.key.value = this.upload.url.replace(/\/+$/, "").split("/").pop();
    this.row.append(this.key);
    this.widget.goOn();
  }

  remove() {
    this.upload?.abort().catch(() => {});
    if (this.kept) dropFile(this.kept).catch(() => {});
    this.row.remove();
    this.widget.items.delete(this);
    this.widget.pressed = undefined;
    this.widget.show();
  }
}

class Widget {
  constructor(input) {
    this.input = input;
    this.name = input.name;
    this.several = input.multiple;
    this.items = new Set();
    input.dataset.ready = "yes";
    this.drop = element("div", "ts-upload-drop");
    this.list = element("ul", "ts-upload-list");
    const hint = element("p", "", word("drop"));
    input.before(this.drop);
    this.drop.append(input, hint);
    this.drop.after(this.list);
    input.addEventListener("change", () => this.take(input.files));
    for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
      this.drop.addEventListener(name, (event) => {
        event.preventDefault();
        this.drop.classList.toggle("is-over", over);
        if (name === "drop") this.take(event.dataTransfer.files);
      });
    }
    input.form?.addEventListener("submit", (event) => this.guard(event), true);
    window.addEventListener("online", () => [...this.items].filter((item) => !item.retry.hidden).forEach((item) => item.send()));
    this.restore();
  }

  async restore() {
    const kept = await allFiles().catch(() => []);
    for (const row of kept) if (row.address === location.pathname && row.field === this.name) this.add(row.file, row.id);
    this.show();
  }

  add(file, kept) {
    const item = new Item(file, this, kept);
    this.items.add(item);
    this.list.append(item.row);
    item.start();
  }

  token() {
    return this.input.form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  take(files) {
    const chosen = this.several ? [...files] : [...files].slice(0, 1);
    if (!chosen.length) return;
    if (!this.several) [...this.items].forEach((item) => item.remove());
    for (const file of chosen) this.add(file);
    this.input.value = "";
    this.show();
  }

  show() {
    this.drop.hidden = !this.several && this.items.size > 0;
    if (!this.drop.hidden && !this.items.size && this.taken) this.input.focus();
    this.taken = true;
  }

  guard(event) {
    if (!navigator.onLine && this.items.size) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const next = this.input.form.dataset.next;
      if (next) location.assign(next);
      return;
    }
    if ([...this.items].some((item) => item.busy)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.pressed = { submitter: event.submitter };
      notice(word("wait"), "waiting");
      return;
    }
    const sent = JSON.parse(sessionStorage.getItem("sent-files") || "[]");
    const mine = [...this.items].filter((item) => item.kept && item.key).map((item) => item.kept);
    sessionStorage.setItem("sent-files", JSON.stringify([...sent, ...mine]));
  }

  // One press is enough: what was pressed while files were on their way is sent when the last has arrived.
  goOn() {
    const pressed = this.pressed;
    if (!pressed || [...this.items].some((item) => item.busy)) return;
    this.pressed = undefined;
    this.input.form.requestSubmit(pressed.submitter);
  }
}

export function startUploads(root) {
  for (const input of root.querySelectorAll("input[type=file][data-upload]:not([data-ready])")) new Widget(input);
}
