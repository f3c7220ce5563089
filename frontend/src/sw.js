// The service worker: built files from the device, pages from the server, and when it cannot be reached the page as
// it was last seen, else one that says so. Pages of drafts are kept only until somebody signs out.
const BUILT = "built-1";
const PAGES = "pages-1";
const NO_CONNECTION = "/mat-ket-noi/";
const SIGN_OUT = "/dang-xuat/";
const KEPT_PAGES = [/^\/$/, /^\/thu-tuc\//, /^\/ho-so\/(lien-thong\/)?nhap\//, /^\/tro-giup\//];
const MOST_PAGES = 60;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(PAGES)
      .then((cache) => cache.add(new Request(NO_CONNECTION, { cache: "reload", credentials: "omit" })))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => ![BUILT, PAGES].includes(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function built(request) {
  const cache = await caches.open(BUILT);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function keep(request, answer) {
  const cache = await caches.open(PAGES);
  await cache.put(request.url, answer);
  const keys = (await cache.keys()).filter(({ url }) => !url.endsWith(NO_CONNECTION));
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

async function page(request, path) {
  const mayKeep = request.method === "GET" && KEPT_PAGES.some((pattern) => pattern.test(path));
  try {
    const answer = await fetch(request);
    if (path === SIGN_OUT && request.method === "POST") await forget();
    else if (mayKeep && answer.ok && !answer.redirected) await keep(request, answer.clone());
    return answer;
  } catch (error) {
    const cache = await caches.open(PAGES);
    const kept = mayKeep ? await cache.match(request.url) : undefined;
    const stand = kept ?? (await cache.match(NO_CONNECTION));
    if (stand) return stand;
    throw error;
  }
}

async function forget() {
  const cache = await caches.open(PAGES);
  for (const key of await cache.keys()) if (!key.url.endsWith(NO_CONNECTION)) await cache.delete(key);
}

async function lookAhead(addresses) {
  const cache = await caches.open(PAGES);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => undefined);
    if (answer?.ok && !answer.redirected) await keep(new Request(address), answer);
  }
}

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.ahead)) event.waitUntil(lookAhead(event.data.ahead));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "GET" && address.pathname.startsWith("/static/") && (address.search || /\.woff2$/.test(address.pathname))) {
    event.respondWith(built(request));
  } else if (request.mode === "navigate") event.respondWith(page(request, address.pathname));
});

self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(told.title ?? "", { body: told.body, icon: "/static/web/icon-192.png", data: { url: told.url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data?.url || "/"));
});
