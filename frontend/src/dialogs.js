// Dialogs open from `data-opens="id"`; menus close at Escape and at a click elsewhere.
export function startDialogs(root) {
  for (const opener of root.querySelectorAll("[data-opens]")) {
    opener.hidden = false;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens)?.showModal());
  }
}

export function startMenus(root) {
  const menus = [...root.querySelectorAll("[data-menu]")];
  const close = (except) => menus.forEach((menu) => menu !== except && !menu.contains(except) && menu.removeAttribute("open"));
  document.addEventListener("click", (event) => close(event.target.closest("[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = menus.find((menu) => menu.open && menu.contains(document.activeElement));
    if (!open) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  });
  const side = root.querySelector("[data-side]");
  if (side && !window.matchMedia("(min-width: 64rem)").matches) side.removeAttribute("open");
}
