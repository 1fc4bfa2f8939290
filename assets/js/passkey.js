// Speaks with the authenticator and fills in the form, which is posted as any other. The form says
// what is asked in its data attributes; "get" and "create" wait for the button, "autofill" for a
// choice in the field of the user ID.
"use strict";
{
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const credentials = (list) =>
    list.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

  const get = (ask, more) => navigator.credentials.get({
    ...more,
    publicKey: {
      rpId: ask.host,
      challenge: bytes(ask.challenge),
      allowCredentials: credentials(ask.credentials),
      userVerification: "required",
    },
  });
  const create = (ask) => navigator.credentials.create({
    publicKey: {
      rp: { id: ask.host, name: ask.brand },
      user: { id: bytes(ask.userHandle), name: ask.user, displayName: ask.user },
      challenge: bytes(ask.challenge),
      pubKeyCredParams: ask.algorithms.split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
      excludeCredentials: credentials(ask.credentials),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });

  const post = (form, credential) => {
    const { response } = credential;
    const values = {
      credential: credential.rawId,
      client_data: response.clientDataJSON,
      authenticator_data: response.authenticatorData,
      signature: response.signature,
      user_handle: response.userHandle,
      attestation_object: response.attestationObject,
    };
    for (const [name, value] of Object.entries(values)) {
      if (form.elements[name]) form.elements[name].value = text(value);
    }
    form.submit();
  };

  // Of a name that the server refuses it says so first: no authenticator makes what nobody keeps.
  const named = (form) => {
    const { length } = [...form.elements.label.value.trim()];
    return length > 0 && length <= 60;
  };

  const wait = (form) => {
    const part = (name) => form.querySelector(`[data-passkey-${name}]`);
    part("ready").hidden = false;
    // On the page of a login no authenticator says that it is known.
    const told = { nothing: part("nothing"), known: part("known") ?? part("nothing") };
    form.addEventListener("submit", async (event) => {
      const ask = form.dataset;
      if (ask.passkey === "create" && !named(form)) return;
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      for (const words of Object.values(told)) words.hidden = true;
      try {
        post(form, await (ask.passkey === "create" ? create(ask) : get(ask)));
      } catch (error) {
        // WebAuthn section 5.1.3: so it is told that this authenticator has one of those excluded.
        told[error.name === "InvalidStateError" ? "known" : "nothing"].hidden = false;
        button.disabled = false;
      }
    });
  };

  const offer = async (form) => {
    try {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      post(form, await get(form.dataset, { mediation: "conditional" }));
    } catch {
      // Nothing was chosen: the password is typed.
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const cannot = form.querySelector("[data-passkey-cannot]");
    if (!window.PublicKeyCredential) {
      if (cannot) cannot.hidden = false;
    } else if (form.dataset.passkey === "autofill") {
      offer(form);
    } else {
      wait(form);
    }
  }
}
