// Short notices in the corner; those that came with the page can be put away.

/** Return an interface word of the page's `<template id="words">`, in the page's language. */
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

/** Show a notice; `tone` is info, success, waiting or danger. */
export function notice(text, tone = "info") {
  const place = document.getElementById("notices");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `ts-notice ts-tone-${tone}`;
  box.setAttribute("role", tone === "danger" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  place.append(box);
  if (tone !== "danger") setTimeout(() => box.remove(), 8000);
}

export function startNotices(root) {
  for (const button of root.querySelectorAll("[data-dismiss]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-notice]").remove());
  }
}
