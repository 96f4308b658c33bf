// SPDX-License-Identifier: EUPL-1.2
// <auto-submit><form method=get>…<button>Filtern</button></form></auto-submit>: lists follow a choice at once.
// Words typed wait for Enter; the focus is where it was when the page comes back.
customElements.define("auto-submit", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form || this.ready) return;
    this.ready = true;
    const kept = `focus:${location.pathname}`;
    try {
      const id = sessionStorage.getItem(kept);
      sessionStorage.removeItem(kept);
      if (id) document.getElementById(id)?.focus({ preventScroll: false });
    } catch { /* storage is shut off: only the focus is lost */ }
    let later;
    form.addEventListener("change", (event) => {
      if (!event.target.matches("select, [type=checkbox], [type=radio]")) return;
      clearTimeout(later);
      // Arrow keys in a closed select fire a change each.
      later = setTimeout(() => {
        try { sessionStorage.setItem(kept, event.target.id); } catch { /* see above */ }
        form.requestSubmit();
      }, 700);
    });
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  }
});
