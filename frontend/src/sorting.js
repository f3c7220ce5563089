// Lists whose items can be dragged: `ol[data-sortable]` of `li[data-sort-key]`, each with a form that posts `viec`.
// Without script the arrows of the same form move the item step by step.

/** Return where the dragged item lands, when the pointer is at `y` over items with these middles. */
export function landing(middles, y) {
  const place = middles.findIndex((middle) => y < middle);
  return place < 0 ? middles.length : place;
}

export function startSorting(root) {
  for (const list of root.querySelectorAll("ol[data-sortable]")) {
    let dragged = null;
    const items = () => [...list.children].filter((item) => item.dataset.sortKey !== undefined);
    for (const item of items()) {
      item.addEventListener("pointerdown", (event) => {
        item.draggable = !event.target.closest("a, button, input, select, textarea, form") && event.target.closest("li") === item;
      });
      item.addEventListener("dragstart", (event) => {
        if (event.target !== item) return;
        event.stopPropagation();
        dragged = item;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", item.dataset.sortKey);
        item.classList.add("is-dragged");
      });
      item.addEventListener("dragend", () => {
        items().forEach((each) => each.classList.remove("is-dragged", "is-over"));
        dragged = null;
      });
    }
    list.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      items().forEach((each) => each.classList.toggle("is-over", each !== dragged && each.contains(event.target)));
    });
    list.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const others = items().filter((each) => each !== dragged);
      const middles = others.map((each) => each.getBoundingClientRect().top + each.getBoundingClientRect().height / 2);
      const form = dragged.querySelector("form");
      const place = landing(middles, event.clientY);
      if (!form || place === items().indexOf(dragged)) return;
      for (const [name, value] of [["viec", "den"], ["den", String(place)]]) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
      }
      form.submit();
    });
  }
}
