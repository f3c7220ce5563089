// Notices on this device while no page is open: the reader turns them on, and signing out turns them off.

const SIGN_OUT = "/dang-xuat/";
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

async function subscribe(form) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: decode(form.dataset.push) });
  const { endpoint, keys } = made.toJSON();
  Object.assign(form.elements.endpoint, { value: endpoint });
  Object.assign(form.elements.p256dh, { value: keys.p256dh });
  Object.assign(form.elements.auth, { value: keys.auth });
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(String(answer.status));
}

function offer(form) {
  form.hidden = false;
  document.querySelector("[data-push-none]")?.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe(form).then(
      () => location.reload(),
      () => {
        form.querySelector("[data-push-refused]").hidden = false;
      },
    );
  });
}

async function unsubscribe() {
  const registration = await navigator.serviceWorker.getRegistration();
  const made = await registration?.pushManager?.getSubscription();
  await made?.unsubscribe();
}

export function startPush(root) {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  for (const form of root.querySelectorAll("form[data-push]")) offer(form);
  for (const form of root.querySelectorAll(`form[action="${SIGN_OUT}"]`)) form.addEventListener("submit", () => unsubscribe());
}
