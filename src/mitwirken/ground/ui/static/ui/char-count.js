// SPDX-License-Identifier: EUPL-1.2
// <char-count data-left="Noch %n Zeichen" data-over="%n Zeichen zu viel"><textarea maxlength=…></textarea></char-count>
// Counts instead of cutting: a pasted text is never silently shortened, the server says what is too long.
customElements.define("char-count", class extends HTMLElement {
  connectedCallback() {
    const area = this.querySelector("textarea, input");
    if (!area || this.line) return;
    const most = Number(area.getAttribute("maxlength"));
    area.removeAttribute("maxlength");
    this.line = document.createElement("output");
    const spoken = document.createElement("span");
    spoken.className = "vh";
    spoken.setAttribute("role", "status");
    this.line.setAttribute("aria-live", "off");
    this.append(this.line, spoken);
    let later;
    const show = () => {
      // A form sends a line break as two characters.
      const left = most - area.value.replace(/\r?\n/g, "\r\n").length;
      this.line.textContent = (left < 0 ? this.dataset.over : this.dataset.left).replace("%n", Math.abs(left).toLocaleString(document.documentElement.lang));
      this.line.classList.toggle("is-over", left < 0);
      clearTimeout(later);
      if (left < most / 10) later = setTimeout(() => { spoken.textContent = this.line.textContent; }, 1200);
    };
    area.addEventListener("input", show);
    show();
  }
});
