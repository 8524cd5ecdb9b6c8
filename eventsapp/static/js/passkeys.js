// Passkeys: hands the server's options to the browser, and the browser's answer to the server.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withIds = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

  const options = JSON.parse(form.dataset.passkeyOptions);
  options.challenge = bytes(options.challenge);
  options.excludeCredentials = withIds(options.excludeCredentials);
  options.allowCredentials = withIds(options.allowCredentials);
  if (options.user) options.user.id = bytes(options.user.id);

  const created = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      attestationObject: text(credential.response.attestationObject),
      clientDataJSON: text(credential.response.clientDataJSON),
      transports: credential.response.getTransports ? credential.response.getTransports() : null,
    },
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  });
  const shown = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      authenticatorData: text(credential.response.authenticatorData),
      clientDataJSON: text(credential.response.clientDataJSON),
      signature: text(credential.response.signature),
      userHandle: credential.response.userHandle ? text(credential.response.userHandle) : null,
    },
    assertionClientExtensions: JSON.stringify(credential.getClientExtensionResults()),
  });

  const status = form.querySelector("[data-passkey-status]");
  const again = form.querySelector("[data-passkey-again]");

  async function run() {
    again.hidden = true;
    try {
      const credential =
        form.dataset.passkey === "create"
          ? created(await navigator.credentials.create({ publicKey: options }))
          : shown(await navigator.credentials.get({ publicKey: options }));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      status.textContent = form.dataset.passkeyFailed;
      again.hidden = false;
      again.focus();
    }
  }

  again.addEventListener("click", run);
  run();
})();
