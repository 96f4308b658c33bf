// SPDX-License-Identifier: EUPL-1.2
// <auto-draft data-waits="…" data-off="…"><form …><p class="draft-state" role="status"></p></form></auto-draft>
// Sends the form by itself a few seconds after the last change, so that the draft is on the server when the machine is not.
// A conflict stops it: then a person must look at both texts.
const PAUSE = 4000;

customElements.define("auto-draft", class extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.form = this.querySelector("form");
    this.state = this.querySelector(".draft-state");
    this.held = this.hasAttribute("hold");
    this.kept = this.content();
    this.addEventListener("prose-editor:ready", () => { this.kept = this.content(); });
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.kept !== this.content()) event.preventDefault(); });
  }

  content() {
    return JSON.stringify([...new FormData(this.form)].filter(([name]) => name !== "seen" && name !== "csrfmiddlewaretoken"));
  }

  later() {
    clearTimeout(this.timer);
    if (this.held || this.kept === this.content()) return;
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    if (this.held || this.leaving || this.sending || this.kept === this.content()) return this.sending;
    this.sending = this.send().finally(() => { this.sending = null; this.later(); });
    return this.sending;
  }

  async send() {
    const content = this.content();
    try {
      const response = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers: { "X-Autosave": "1", Accept: "application/json" } });
      if (!response.headers.get("Content-Type")?.includes("application/json")) throw new Error("no answer from the desk");
      const answer = await response.json();
      if (response.ok) {
        this.kept = content;
        this.form.elements.seen.value = answer.version;
        this.say(answer.sentence);
        const hints = document.getElementById("text-hints");
        if (hints) hints.innerHTML = answer.hints;
      } else {
        this.held = Boolean(answer.conflict);
        this.say(answer.conflict ? answer.sentence : `${this.dataset.waits} ${answer.sentence}`);
        this.kept = answer.conflict ? this.kept : content; // the same wrong thing is not sent again
        this.wrong = !answer.conflict;
      }
    } catch { this.say(this.dataset.off); this.timer = setTimeout(() => this.save(), 4 * PAUSE); }
  }

  say(words) { this.state.textContent = words; }

  async leave(event) {
    clearTimeout(this.timer);
    if (!this.sending) { this.leaving = true; return; }
    // A save on its way would make the version that this form was read from an old one.
    event.preventDefault();
    const { submitter } = event;
    await this.sending;
    clearTimeout(this.timer);
    this.leaving = true;
    this.form.requestSubmit(submitter);
  }
});
