// SPDX-License-Identifier: EUPL-1.2
// <once-form><form …></form></once-form>: a second click while the first is on its way does nothing.
// The server counts once anyway (ground.deeds.once); this only spares the wait and the doubt.
customElements.define("once-form", class extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    let sent = false;
    const mark = (on) => this.querySelectorAll("button:not([type=button])").forEach((button) => {
      if (on) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
    });
    this.addEventListener("submit", (event) => {
      if (sent) { event.preventDefault(); return; }
      if (event.defaultPrevented) return;
      sent = true;
      mark(true);
      setTimeout(() => { sent = false; mark(false); }, 8000);
    });
    window.addEventListener("pageshow", () => { sent = false; mark(false); });
  }
});
