/* Passkeys: asks the browser for one, or for a new one, and sends what it says with the form.
   data-passkey on a form: "add" a new one, "use" one of a known person, "enter" with one; its options stand in the
   page (data-options), or come from where the form goes. The browser's own dialogue says the rest. Forms are hidden
   until this script hears them: nobody presses a button that does nothing yet. */
"use strict";
(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) {
    for (const one of document.querySelectorAll("[data-passkey-unable]")) one.hidden = false;
    return;
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const created = async ({ publicKey }) => {
    const credential = await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: named(publicKey.excludeCredentials),
        authenticatorSelection: {
          ...publicKey.authenticatorSelection,
          residentKey: "required", requireResidentKey: true, userVerification: "required",
        },
      },
    });
    return told(credential, {
      attestationObject: letters(credential.response.attestationObject),
      transports: credential.response.getTransports?.() ?? [],
    });
  };
  const found = async ({ publicKey }) => {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: named(publicKey.allowCredentials),
      },
    });
    const { authenticatorData, signature, userHandle } = credential.response;
    return told(credential, {
      authenticatorData: letters(authenticatorData),
      signature: letters(signature),
      userHandle: userHandle ? letters(userHandle) : null,
    });
  };
  const told = (credential, response) => ({
    type: credential.type,
    id: credential.id,
    rawId: letters(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    response: { clientDataJSON: letters(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const options = async (form) => {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    return (await answer.json()).request_options;
  };
  for (const form of forms) {
    const error = form.querySelector("[data-passkey-error]");
    form.querySelector("[data-passkey-start]").addEventListener("click", async () => {
      error.hidden = true;
      try {
        const asked = await options(form);
        const credential = await (form.dataset.passkey === "add" ? created(asked) : found(asked));
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        error.hidden = false;
      }
    });
    form.hidden = false;
  }
})();
