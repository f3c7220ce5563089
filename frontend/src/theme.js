// Runs before the page is painted: where no theme was chosen, the system's is taken.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

function follow() {
  if (!root.hasAttribute("data-theme-chosen")) root.dataset.bsTheme = system.matches ? "dark" : "light";
}

follow();
system.addEventListener("change", follow);
