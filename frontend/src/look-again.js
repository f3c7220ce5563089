// What the server is still working on: asks again after a while, and shows what came of it. Without script a link does.
const WAIT = 2500;
const MOST = 40;

async function lookAgain(mark, tries) {
  const place = mark.closest("[id]");
  if (!place?.isConnected || tries > MOST) return;
  if (document.hidden) return later(mark, tries);
  const answer = await fetch(mark.dataset.lookAgain, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok || !place.isConnected) return later(mark, tries + 1);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = fresh.getElementById(place.id);
  const waits = found?.matches("[data-look-again]") || found?.querySelector("[data-look-again]");
  if (waits) return later(mark, tries + 1);
  if (found) place.replaceWith(document.importNode(found, true));
  else if (!document.querySelector("form :focus")) location.reload();
  else place.remove();
}

const later = (mark, tries) => setTimeout(() => lookAgain(mark, tries), WAIT);

export function startLookingAgain(root) {
  root.querySelectorAll("[data-look-again]").forEach((mark) => later(mark, 0));
}
