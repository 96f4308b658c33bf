// SPDX-License-Identifier: EUPL-1.2
// <live-clock ends="UNIX" warn="120">05:00</live-clock> counts by itself; the server sends no ticks. paused="SECONDS" stands still.
// With `over` it goes on after the end: +0:12. Spoken at 5 min, 2 min and 0 (data-at300, data-at120, data-at0) by the live region of the <live-view> around it.
const SPOKEN = [300, 120, 0];

function shown(seconds) {
  const whole = Math.abs(seconds);
  return `${seconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("live-clock", class extends HTMLElement {
  static observedAttributes = ["ends", "paused", "warn", "over"];

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.last = null;
    this.tick();
  }

  disconnectedCallback() { clearTimeout(this.timer); }
  attributeChangedCallback() { if (this.isConnected && this.timer !== undefined) { this.last = null; this.tick(); } }

  left() {
    if (this.hasAttribute("paused")) return Number(this.getAttribute("paused")) || 0;
    const view = this.closest("live-view");
    return Number(this.getAttribute("ends")) - Date.now() / 1000 - ((view && view.offset) || 0);
  }

  tick() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.hasAttribute("paused") && !this.hasAttribute("ends")) return;
    const left = this.left();
    if (!Number.isFinite(left)) return; // the server's text stays
    let seconds = Math.ceil(left);
    if (seconds < 0 && !this.hasAttribute("over")) seconds = 0;
    if (seconds !== this.last) {
      this.textContent = shown(seconds);
      this.classList.toggle("is-soon", seconds <= (Number(this.getAttribute("warn")) || 0));
      this.classList.toggle("is-over", seconds <= 0);
      // Only when a second passed here: a page that is opened late says nothing.
      if (this.last === seconds + 1 && SPOKEN.includes(seconds)) {
        const view = this.closest("live-view");
        if (view && view.say) view.say(this.dataset[`at${seconds}`] || this.textContent, this);
      }
      this.last = seconds;
    }
    if (this.hasAttribute("paused") || (seconds === 0 && left <= 0 && !this.hasAttribute("over"))) return;
    this.timer = setTimeout(() => this.tick(), Math.min(1000, (left - Math.floor(left)) * 1000 + 20));
  }
});
