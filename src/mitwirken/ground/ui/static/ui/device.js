// SPDX-License-Identifier: EUPL-1.2
// On a device that many people use: counts from the last touch or key, tells the server that somebody is typing, asks when nobody is.
customElements.define("shared-device", class extends HTMLElement {
  connectedCallback() {
    if (location.pathname === this.dataset.ask) return;
    let told = Date.now();
    let timer = 0;
    const ask = () => { location.assign(`${this.dataset.ask}?weiter=${encodeURIComponent(location.pathname + location.search)}`); };
    const wait = () => { clearTimeout(timer); timer = setTimeout(ask, Number(this.dataset.seconds) * 1000); };
    const touched = () => {
      wait();
      if (Date.now() - told > 60_000) { told = Date.now(); fetch(this.dataset.pulse, { cache: "no-store" }).catch(() => {}); }
    };
    for (const event of ["keydown", "pointerdown", "input", "scroll"]) addEventListener(event, touched, { passive: true });
    wait();
  }
});
for (const store of [localStorage, sessionStorage]) { try { if (document.querySelector("shared-device")) store.clear(); } catch { /* shut off */ } }
