// Keys of the workspace: `/` search, `j` `k` move, Enter open, `x` mark, Ctrl+Enter send, `?` help, Alt and a page's own.

/** Return the row's index after a move, within `count` rows; -1 when there is none. */
export function moved(here, step, count) {
  if (!count) return -1;
  return Math.min(count - 1, Math.max(0, here < 0 ? (step > 0 ? 0 : count - 1) : here + step));
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

export function startKeys(root) {
  const rows = () => [...root.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);
  const mark = (row) => {
    rows().forEach((each) => each.classList.toggle("is-here", each === row));
    const link = row.querySelector("[data-open], a");
    (link ?? row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const here = () => root.querySelector("[data-row].is-here");
  root.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    // Access keys work alike in every browser, in a field too; where the browser did it already, nothing is left to do.
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.defaultPrevented && /^[a-z0-9]$/i.test(event.key)) {
      const meant = root.querySelector(`[accesskey="${event.key.toLowerCase()}"]`);
      if (meant) {
        event.preventDefault();
        meant.click();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || root.querySelector("dialog[open]")) return;
    const actions = {
      "/": () => root.querySelector("[data-search]")?.focus(),
      "?": () => root.getElementById("help-keys")?.showModal(),
      j: () => step(1),
      k: () => step(-1),
      x: () => here()?.querySelector("input[type=checkbox]")?.click(),
      Enter: () => here() && event.target === root.body && here().querySelector("[data-open], a")?.click(),
    };
    const own = root.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (own) {
      event.preventDefault();
      own.click();
    } else if (Object.hasOwn(actions, event.key)) {
      if (event.key !== "Enter") event.preventDefault();
      actions[event.key]();
    }
  });
  const step = (by) => {
    const all = rows();
    const next = moved(all.indexOf(here()), by, all.length);
    if (next >= 0) mark(all[next]);
  };
}
