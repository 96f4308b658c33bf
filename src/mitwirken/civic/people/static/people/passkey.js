// SPDX-License-Identifier: EUPL-1.2
// <passkey-form data-step="get|create" data-options="…" or data-options-url="…" data-failed="…">
// around a form with a hidden field `credential`: asks the device, fills the field, sends the form.
// The form stays hidden where the browser knows no passkeys.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function told(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = text(response.attestationObject);
    answer.transports = response.getTransports ? response.getTransports() : [];
  } else {
    answer.authenticatorData = text(response.authenticatorData);
    answer.signature = text(response.signature);
    answer.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

function create({ publicKey }) {
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      extensions: { ...publicKey.extensions, credProps: true },
    },
  });
}

function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || !window.PublicKeyCredential) return;
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => this.ask(event));
  }

  async ask(event) {
    if (this.form.elements.credential.value) return;
    event.preventDefault();
    const said = this.querySelector(".passkey-said");
    said.textContent = "";
    try {
      const options = await this.options();
      const credential = this.dataset.step === "create" ? await create(options) : await get(options);
      this.form.elements.credential.value = JSON.stringify(told(credential));
      this.form.submit();
    } catch {
      said.textContent = this.dataset.failed;
    }
  }

  async options() {
    if (this.dataset.options) return JSON.parse(this.dataset.options);
    const answer = await fetch(this.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }
}

customElements.define("passkey-form", PasskeyForm);
