// A long form saves itself a moment after the last key: POST of its fields to `data-autosave`.
import { word } from "./notices.js";

const PAUSE = 2500;

export function startAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const state = document.createElement("p");
    state.className = "ts-saved";
    state.setAttribute("role", "status");
    form.append(state);
    let timer;
    let sent = "";
    const save = async () => {
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const now = new URLSearchParams(body).toString();
      if (now === sent || form.dataset.sent) return;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Autosave": "1" } });
        if (!answer.ok) throw new Error(String(answer.status));
        sent = now;
        state.textContent = `${word("saved")} ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`;
      } catch {
        state.textContent = word("unsaved");
        timer = setTimeout(save, PAUSE * 4);
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
  }
}
