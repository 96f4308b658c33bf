// SPDX-License-Identifier: EUPL-1.2
// <draft-keeper key="vorschlag-3" data-kept="…" data-found="…" data-drop="…"><form …></form></draft-keeper>
// Keeps what is typed on this machine until the form has got through, so that a crash or a time-out costs nothing.
const FRESH = 7 * 24 * 3600 * 1000;
const name = (key) => `draft:${key}`;

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft && Date.now() - draft.at < FRESH) return draft;
    localStorage.removeItem(key);
  } catch { /* shut off or broken: no draft */ }
  return null;
}
function write(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft)); else localStorage.removeItem(key);
    return true;
  } catch { return false; }
}

customElements.define("draft-keeper", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form || this.ready) return;
    this.ready = true;
    const key = name(this.getAttribute("key"));
    const fields = () => [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit])") && field.autocomplete !== "one-time-code");
    const note = document.createElement("p");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    form.after(note);
    const say = (words) => {
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "button-link", textContent: this.dataset.drop });
      drop.addEventListener("click", () => { write(key, null); form.reset(); note.textContent = ""; fields()[0]?.focus(); });
      note.replaceChildren(words, drop);
    };
    const draft = read(key);
    const answered = this.querySelector(".error-summary");
    if (draft && !answered) {
      const empty = fields().every((field) => (field.type === "checkbox" || field.type === "radio" ? field.checked === field.defaultChecked : field.tagName === "SELECT" || !field.value));
      if (empty) {
        for (const field of fields()) {
          const value = draft.values[field.name];
          if (value === undefined) continue;
          if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
          else field.value = value[0] ?? "";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        say(this.dataset.found);
      }
    }
    if (draft?.sent) write(key, { ...draft, sent: false });
    let later;
    const keep = (sent = false) => {
      const values = {};
      for (const field of fields()) {
        if ((field.type === "checkbox" || field.type === "radio") && !field.checked) { values[field.name] ??= []; continue; }
        (values[field.name] ??= []).push(field.value);
      }
      if (write(key, { at: Date.now(), sent, values }) && !sent) say(this.dataset.kept);
    };
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(later);
      later = setTimeout(keep, 800);
    });
    form.addEventListener("submit", (event) => { clearTimeout(later); if (!event.defaultPrevented) keep(true); });
  }
});

// A draft that was sent, and no such form on the page that came: it got through (unless the page says otherwise).
if (!document.querySelector(".sheet-error")) {
  const here = new Set([...document.querySelectorAll("draft-keeper")].map((keeper) => name(keeper.getAttribute("key"))));
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:") && !here.has(key) && read(key)?.sent) localStorage.removeItem(key);
  } catch { /* shut off */ }
}
