// SPDX-License-Identifier: EUPL-1.2
// <copy-link data-done="…"><a href=…>…</a><button hidden>…</button><span role=status></span></copy-link>
customElements.define("copy-link", class extends HTMLElement {
  connectedCallback() {
    const [link, button, said] = [this.querySelector("a"), this.querySelector("button"), this.querySelector("[role=status]")];
    if (!navigator.clipboard || !link || !button) return;
    link.hidden = true;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
      } catch {
        link.hidden = false;
        button.hidden = true;
        link.focus();
        return;
      }
      const word = button.querySelector("span") ?? button;
      const before = word.textContent;
      word.textContent = said.textContent = this.dataset.done;
      setTimeout(() => { word.textContent = before; said.textContent = ""; }, 3000);
    });
  }
});
