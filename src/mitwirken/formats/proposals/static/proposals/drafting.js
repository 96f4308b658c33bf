// SPDX-License-Identifier: EUPL-1.2
// While somebody writes: shows similar proposals under the title, and keeps the draft on the server.
// Without this file the form works the same, only the similar ones come a step later.

const PAUSE_TO_LOOK = 450; // ms after the last key: long enough not to ask at every letter
const PAUSE_TO_KEEP = 2500;

class ProposalDrafting extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.box = this.querySelector(".similar");
    this.state = this.querySelector("[data-state]");
    this.keepAt = this.dataset.keep;
    this.form.addEventListener("input", (event) => {
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), PAUSE_TO_KEEP);
      if (event.target.name === "title") {
        clearTimeout(this.looking);
        this.looking = setTimeout(() => this.look(event.target.value), PAUSE_TO_LOOK);
      }
    });
    this.form.addEventListener("submit", () => clearTimeout(this.keeping));
  }

  async look(title) {
    const turn = (this.turn = (this.turn || 0) + 1);
    const address = new URL(this.dataset.similar, location.href);
    address.searchParams.set("title", title);
    try {
      const answer = await fetch(address);
      // An answer that comes late must not overwrite a newer one.
      if (answer.ok && turn === this.turn) this.box.innerHTML = await answer.text();
    } catch {
      // Offline: similar ones are a help, not a condition.
    }
  }

  async keep() {
    const begin = !this.keepAt;
    if (this.busy) return;
    this.busy = true;
    try {
      const answer = await fetch(begin ? this.dataset.begin : this.keepAt, {
        method: "POST",
        body: new FormData(this.form),
        headers: begin ? { "X-Keep": "1" } : {},
      });
      if (!answer.ok) return;
      if (begin) {
        const draft = await answer.json();
        this.keepAt = draft.action.replace(/1\/$/, "merken/");
        this.form.action = draft.action;
        history.replaceState(null, "", draft.action);
      }
      this.state.textContent = this.dataset.kept;
    } catch {
      // Offline: tried again at the next key.
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("proposal-drafting", ProposalDrafting);
