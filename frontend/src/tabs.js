// Where the tabs are wider than the screen, the one that one is on stands in sight.

/** Scroll each bar of tabs to its current tab. */
export function startTabs(root) {
  for (const bar of root.querySelectorAll(".ts-tabs .nav-tabs")) {
    const here = bar.querySelector("[aria-current]");
    if (!here) continue;
    const [tab, frame] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
    if (tab.right > frame.right) bar.scrollLeft += tab.left - frame.left - 40;
  }
}
