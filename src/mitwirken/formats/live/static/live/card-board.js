// SPDX-License-Identifier: EUPL-1.2
// Cards are dragged into a group. It fills in the form that every card has, so keyboard and select do the same.
class CardBoard extends HTMLElement {
  connectedCallback() {
    for (const card of this.querySelectorAll("[data-card]")) card.draggable = true;
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("dragstart", (event) => {
      const card = event.target.closest?.("[data-card]");
      if (!card) return;
      this.dragged = card;
      card.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.card);
    });
    this.addEventListener("dragend", () => this.letGo());
    this.addEventListener("dragover", (event) => {
      const group = event.target.closest?.("[data-to]");
      if (!this.dragged || !group) return;
      event.preventDefault();
      this.mark(group);
    });
    this.addEventListener("drop", (event) => {
      const group = event.target.closest?.("[data-to]");
      if (!this.dragged || !group) return;
      event.preventDefault();
      this.move(this.dragged, group);
      this.letGo();
    });
  }

  mark(group) {
    if (this.over === group) return;
    this.over?.classList.remove("is-over");
    this.over = group;
    group?.classList.add("is-over");
  }

  letGo() {
    this.dragged?.classList.remove("is-dragged");
    this.dragged = undefined;
    this.mark(undefined);
  }

  move(card, group) {
    const form = card.querySelector("form.card-move");
    const select = form.elements.namedItem("to");
    if (card.closest("[data-to]") === group) return;
    select.value = group.dataset.to;
    group.querySelector(".board-cards").append(card);
    const said = this.querySelector("[data-live-status]");
    if (said) said.textContent = `${this.dataset.said} ${select.selectedOptions[0]?.textContent ?? ""}`;
    form.requestSubmit();
  }
}
customElements.define("card-board", CardBoard);
