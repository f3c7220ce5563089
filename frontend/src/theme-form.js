// The theme changes at once; the server keeps it for the next page.
export function startThemeForms(root) {
  for (const form of root.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const theme = event.submitter.value;
      const body = new FormData(form);
      body.set("giao-dien", theme);
      document.documentElement.dataset.bsTheme = theme;
      document.documentElement.setAttribute("data-theme-chosen", "");
      form.querySelector(theme === "dark" ? ".ts-when-dark" : ".ts-when-light")?.focus();
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    });
  }
}
