// Without a connection: says so, keeps what is typed and chosen on the device, and sends it when the connection is back.
import { Upload } from "tus-js-client";
import { allAnswers, allFiles, dropAnswers, dropFile, forgetAll } from "./keep.js";
import { notice, word } from "./notices.js";

const AGAIN = 15000;
const SIGN_OUT = "/dang-xuat/";

const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ?? "";
const isOfflinePage = () => document.body.hasAttribute("data-no-connection");

/** The server answered the form that was sent: what it took, or refused with reasons, need not be kept. */
async function settle() {
  const answers = JSON.parse(sessionStorage.getItem("sent-answers") || "null");
  const files = JSON.parse(sessionStorage.getItem("sent-files") || "[]");
  sessionStorage.removeItem("sent-answers");
  sessionStorage.removeItem("sent-files");
  if (isOfflinePage()) return;
  if (answers) await dropAnswers(answers.address, answers.at);
  for (const id of files) await dropFile(id);
}

async function sendAnswers({ address, pairs, at }) {
  const body = new URLSearchParams(pairs.filter(([name]) => name !== "csrfmiddlewaretoken"));
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token(), "X-Autosave": "1" } });
  if (answer.redirected) return "sign-in";
  if (answer.ok || answer.status === 404) await dropAnswers(address, at);
  return answer.ok ? "sent" : "refused";
}

const upload = (file) =>
  new Promise((resolve, reject) => {
    const sending = new Upload(file, {
      endpoint: "/tep/tai-len/",
      chunkSize: 2 * 1024 * 1024,
      retryDelays: null,
      metadata: { filename: file.name, filetype: file.type },
      headers: { "X-CSRFToken": token() },
      onError: reject,
      onSuccess: () => resolve(sending.url.replace(/\/+$/, "").split("/").pop()),
    });
    sending.start();
  });

async function sendFile({ id, address, field, file }) {
  const body = new URLSearchParams({ [`${field}-tai-len`]: await upload(file) });
  const answer = await fetch(`${address}?tu-luu=1`, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  if (answer.redirected) return "sign-in";
  if (answer.ok || answer.status < 500) await dropFile(id);
  if (answer.status === 422) notice((await answer.json()).detail, "danger");
  return answer.ok ? "sent" : "refused";
}

let busy = false;

/** Send what is kept on the device, but for what belongs to the page that is open: that page sees to it itself. */
export async function sendKept() {
  if (busy || isOfflinePage() || !navigator.onLine) return;
  busy = true;
  try {
    const here = location.pathname;
    const kept = [
      ...(await allAnswers()).filter(({ address }) => address.split("?")[0] !== here).map((row) => [sendAnswers, row]),
      ...(await allFiles()).filter(({ address }) => address !== here).map((row) => [sendFile, row]),
    ];
    const results = [];
    for (const [send, row] of kept) results.push(await send(row));
    if (results.includes("sent")) notice(word("sentKept"), "success");
    if (results.includes("sign-in")) notice(word("signInToSend"), "waiting");
    if (results.includes("sent")) document.dispatchEvent(new CustomEvent("kept:sent"));
  } catch {
    setTimeout(sendKept, AGAIN);
  } finally {
    busy = false;
  }
}

function tell() {
  let bar = document.getElementById("no-connection");
  if (navigator.onLine) {
    bar?.remove();
    return;
  }
  if (bar) return;
  bar = document.createElement("p");
  bar.id = "no-connection";
  bar.className = "ts-no-connection";
  bar.setAttribute("role", "status");
  bar.textContent = word("keptHere");
  document.body.prepend(bar);
}

/** The page that stands in for one that could not be had: where to go on, and what is kept. */
function startOfflinePage() {
  const again = document.querySelector("[data-again]");
  if (again) again.href = location.pathname + location.search;
  const next = sessionStorage.getItem("next");
  const onward = document.querySelector("[data-onward]");
  if (onward && next && next !== location.pathname) {
    onward.href = next;
    onward.hidden = false;
  }
  window.addEventListener("online", () => location.assign(location.pathname + location.search));
}

export function startOffline(root) {
  if (!("serviceWorker" in navigator) || !("indexedDB" in window)) return;
  settle().then(sendKept, () => {});
  tell();
  window.addEventListener("online", () => (tell(), sendKept()));
  window.addEventListener("offline", tell);
  root.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname === SIGN_OUT) forgetAll().catch(() => {});
  });
  if (isOfflinePage()) startOfflinePage();
  window.addEventListener("load", async () => {
    const registration = await navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    if (!registration) return;
    const ahead = root.querySelector("[data-ahead]")?.dataset.ahead.split(" ").filter(Boolean);
    if (!ahead?.length) return;
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ ahead });
  });
}
