// What was typed and photographed, kept on the device until the server has it: answers by the address that saves
// them, files by the page and part they belong to. Pages and the service worker read the same store.
const NAME = "tinhso";
const ANSWERS = "answers";
const FILES = "files";

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ANSWERS, { keyPath: "address" });
      request.result.createObjectStore(FILES, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keep the answers of a form: `pairs` of names and values, to be sent to `address`. */
export const keepAnswers = (address, pairs) =>
  within(ANSWERS, "readwrite", (store) => store.put({ address, pairs, at: Date.now() }));
export const answersAt = (address) => within(ANSWERS, "readonly", (store) => store.get(address));
export const allAnswers = () => within(ANSWERS, "readonly", (store) => store.getAll());

/** Forget answers, unless others were typed since `at`. */
export async function dropAnswers(address, at = Infinity) {
  const kept = await answersAt(address);
  if (kept && kept.at <= at) await within(ANSWERS, "readwrite", (store) => store.delete(address));
}

/** Keep a file of the page at `address`, chosen for the input `field`; returns its key. */
export async function keepFile(address, field, file) {
  const id = crypto.randomUUID();
  await within(FILES, "readwrite", (store) => store.put({ id, address, field, file, name: file.name, at: Date.now() }));
  return id;
}
export const allFiles = () => within(FILES, "readonly", (store) => store.getAll());
export const dropFile = (id) => within(FILES, "readwrite", (store) => store.delete(id));

/** Forget everything: somebody signed out. */
export async function forgetAll() {
  await within(ANSWERS, "readwrite", (store) => store.clear());
  await within(FILES, "readwrite", (store) => store.clear());
}
