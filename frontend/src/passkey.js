// Passkeys: the browser's part of making one and of signing in with one. Forms that need it stay hidden without it.
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const readable = (options) => {
  const key = { ...options, challenge: decode(options.challenge) };
  if (key.user) key.user = { ...key.user, id: decode(key.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (key[name]) key[name] = key[name].map((entry) => ({ ...entry, id: decode(entry.id) }));
  }
  return key;
};

const written = (credential) => {
  const response = { clientDataJSON: encode(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const ask = async (form) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  const { publicKey } = await answer.json();
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: readable(publicKey) })
      : await navigator.credentials.get({ publicKey: readable(publicKey) });
  form.elements.credential.value = written(credential);
};

export function startPasskeys(root) {
  if (!window.PublicKeyCredential) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const status = form.querySelector("[data-passkey-status]");
      status.textContent = "";
      try {
        await ask(form);
        form.requestSubmit();
      } catch {
        status.textContent = form.dataset.failed ?? "";
      }
    });
  }
}
