// SPDX-License-Identifier: EUPL-1.2
// <finder-steps><form>…<section class="finder-question">…: one question at a time, with the keyboard as with the finger.
// Without this file all questions stand below each other and the button at the end does the same.
customElements.define("finder-steps", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    this.questions = [...this.querySelectorAll(".finder-question")];
    if (this.ready || !form || this.questions.length < 2 || form.querySelector(".is-wrong")) return;
    this.ready = true;
    this.last = form.querySelector("form > .actions");
    this.now = 0;
    this.count = Object.assign(document.createElement("p"), { className: "finder-count eyebrow" });
    this.bar = Object.assign(document.createElement("progress"), { max: this.questions.length });
    this.bar.setAttribute("aria-hidden", "true");
    this.ways = Object.assign(document.createElement("p"), { className: "actions finder-ways" });
    this.back = this.button(this.dataset.back, "button button-quiet", () => this.show(this.now - 1));
    this.next = this.button(this.dataset.next, "button", () => this.go());
    this.all = this.button(this.dataset.all, "button-link", () => this.unfold());
    this.ways.append(this.back, this.next, this.all);
    form.prepend(this.count, this.bar);
    form.append(this.ways);
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !this.ready || !event.target.matches("input")) return;
      event.preventDefault();
      this.go();
    });
    form.addEventListener("change", () => this.name());
    form.addEventListener("input", () => this.name());
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
    this.show(0, false);
  }

  button(word, css, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: css, textContent: word });
    made.addEventListener("click", act);
    return made;
  }

  answered() {
    return [...this.questions[this.now].querySelectorAll("input")].some((input) =>
      /checkbox|radio/.test(input.type) ? input.checked : input.value.trim() !== "");
  }

  name() {
    const end = this.now === this.questions.length - 1;
    this.next.textContent = end ? this.dataset.done : this.answered() ? this.dataset.next : this.dataset.skip;
  }

  go() {
    const wrong = [...this.questions[this.now].querySelectorAll("input")].find((input) => !input.reportValidity());
    if (wrong) return;
    if (this.now === this.questions.length - 1) this.querySelector("form").requestSubmit();
    else this.show(this.now + 1);
  }

  show(number, focus = true) {
    this.now = Math.max(0, Math.min(number, this.questions.length - 1));
    this.questions.forEach((question, index) => { question.hidden = index !== this.now; });
    this.last.hidden = true;
    this.bar.value = this.now + 1;
    this.count.textContent = this.dataset.of.replace("%1", this.now + 1).replace("%2", this.questions.length);
    this.back.hidden = this.now === 0;
    this.name();
    if (!focus) return;
    const first = this.questions[this.now];
    first.tabIndex = -1;
    first.focus();
  }

  unfold() {
    this.ready = false;
    for (const question of this.questions) question.hidden = false;
    this.last.hidden = false;
    for (const part of [this.count, this.bar, this.ways]) part.remove();
    this.questions[this.now].focus();
  }
});
