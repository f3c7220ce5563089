// Small helps while typing: days get their strokes, amounts their dots.

/** `25022026` → `25/02/2026`; what is typed with strokes stays. */
export function asDay(text) {
  const digits = text.replace(/\D/g, "");
  return /^\d{8}$/.test(text.trim()) ? `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits.slice(4)}` : text;
}

/** `1688000` → `1.688.000`; anything but an amount stays. */
export function asMoney(text) {
  const digits = text.replace(/[.\s₫đ]/g, "");
  return /^\d+$/.test(digits) ? digits.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ".") : text;
}

export function startInputs(root) {
  for (const [selector, form] of [["[data-day]", asDay], ["[data-money]", asMoney]]) {
    for (const input of root.querySelectorAll(selector)) {
      input.addEventListener("change", () => {
        input.value = form(input.value);
      });
    }
  }
}
