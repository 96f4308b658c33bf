// SPDX-License-Identifier: EUPL-1.2
// <grid-board>: a topic is dragged to a cell, onto another topic (they swap) or back to the parking area. It only fills the
// form that stands in it; "Verschieben" and "Herausnehmen" at every topic do the same without a pointer.

class GridBoard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => this.lift(event));
    this.addEventListener("dragend", () => this.rest());
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("dragleave", (event) => {
      const cell = this.cellAt(event.target);
      if (cell && !cell.contains(event.relatedTarget)) cell.classList.remove("is-over");
    });
    this.addEventListener("drop", (event) => this.drop(event));
  }

  cellAt(target) {
    return target instanceof Element ? target.closest("[data-cell]") : null;
  }

  lift(event) {
    const session = event.target instanceof Element ? event.target.closest("[data-item][draggable]") : null;
    if (!session) return;
    this.item = session.dataset.item;
    this.from = this.cellAt(session);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", session.querySelector(".grid-name")?.textContent ?? "");
    this.classList.add("is-lifting");
  }

  over(event) {
    const cell = this.cellAt(event.target);
    if (!this.item || !cell) return;
    event.preventDefault();
    cell.classList.add("is-over");
  }

  drop(event) {
    const cell = this.cellAt(event.target);
    const form = this.querySelector("form.grid-drop");
    if (!this.item || !cell || !form) return;
    event.preventDefault();
    if (cell !== this.from) {
      form.elements.item.value = this.item;
      form.elements.cell.value = cell.dataset.cell;
      form.requestSubmit();
    }
    this.rest();
  }

  rest() {
    this.item = null;
    this.classList.remove("is-lifting");
    for (const cell of this.querySelectorAll(".is-over")) cell.classList.remove("is-over");
  }
}

customElements.define("grid-board", GridBoard);
