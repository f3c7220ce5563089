// A form is sent once: a second click while the first is on its way does nothing.
export function startOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's button, or an answer by htmx, makes the form ready again.
  const ready = (scope) => {
    for (const form of scope.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    }
  };
  window.addEventListener("pageshow", () => ready(document));
  document.addEventListener("htmx:afterRequest", () => ready(document));
}
