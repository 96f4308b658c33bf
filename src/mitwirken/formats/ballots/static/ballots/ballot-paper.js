// SPDX-License-Identifier: EUPL-1.2
// Says what is left while a ballot paper is filled in. The server counts again and decides; nothing is sent from here.
class BallotPaper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.output = this.querySelector("output");
    this.live = this.querySelector("[role=status]");
    if (!this.form || !this.output) return;
    this.querySelector("[data-recount]")?.remove();
    this.form.addEventListener("input", () => this.tell());
    this.tell(false);
  }

  sum(amount) {
    return `${new Intl.NumberFormat(document.documentElement.lang || "de").format(amount)} ${this.dataset.sign}`;
  }

  status() {
    const set = this.dataset;
    const say = (words, values) => words.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
    if (set.kind === "points") {
      const given = [...this.form.querySelectorAll("[data-points]")].reduce((all, field) => all + (parseInt(field.value, 10) || 0), 0);
      const rest = Number(set.points) - given;
      return { over: rest < 0, text: say(rest < 0 ? set.pointsOver : set.pointsRest, { rest: Math.abs(rest), all: set.points }) };
    }
    if (set.kind === "ranking") {
      const n = [...this.form.querySelectorAll("[data-rank]")].filter((field) => field.value).length;
      return { over: false, text: say(set.most ? set.chosenMost : set.chosen, { n, all: set.most }) };
    }
    const picked = [...this.form.querySelectorAll("[data-cost]:checked")];
    if (set.kind === "basket") {
      const cost = picked.reduce((all, box) => all + Number(box.dataset.cost), 0);
      const rest = Number(set.budget) - cost;
      const fill = this.querySelector(".ballot-meter-fill");
      if (fill) fill.setAttribute("width", String(Number(set.budget) ? Math.min(100, (100 * cost) / Number(set.budget)) : 0));
      return { over: rest < 0, text: say(rest < 0 ? set.over : set.rest, { rest: this.sum(Math.abs(rest)), all: this.sum(Number(set.budget)) }) };
    }
    const over = Boolean(set.most) && picked.length > Number(set.most);
    return { over, text: say(set.most ? set.chosenMost : set.chosen, { n: picked.length, all: set.most }) };
  }

  tell(aloud = true) {
    const { over, text } = this.status();
    this.output.textContent = text;
    this.toggleAttribute("data-full", over);
    if (!aloud || !this.live) return;
    clearTimeout(this.waiting);
    // Not with every key: who types "12" wants to hear one sentence.
    this.waiting = setTimeout(() => { this.live.textContent = text; }, 500);
  }
}

customElements.define("ballot-paper", BallotPaper);
