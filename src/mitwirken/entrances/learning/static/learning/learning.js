// SPDX-License-Identifier: EUPL-1.2
// What somebody has done stays on their device: nothing here is sent, and nothing is written before a button is pressed.
const PLACE = "mitwirken.lernen";

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : []);
  } catch {
    return new Set();
  }
}

function write(done) {
  try {
    if (done.size) localStorage.setItem(PLACE, JSON.stringify([...done]));
    else localStorage.removeItem(PLACE);
  } catch {
    return false; // a browser that keeps nothing
  }
  document.dispatchEvent(new Event("learning-changed"));
  return true;
}

class Shows extends HTMLElement {
  connectedCallback() {
    this.draw = this.draw.bind(this);
    document.addEventListener("learning-changed", this.draw);
    this.begin?.();
    this.draw();
  }
  disconnectedCallback() {
    document.removeEventListener("learning-changed", this.draw);
  }
  say(words) {
    const line = this.querySelector("[role=status]");
    if (line) line.textContent = words;
  }
  forget() {
    write(new Set());
    this.say(this.querySelector("[data-forgotten]")?.dataset.forgotten ?? "");
  }
}

// <learning-mark unit="KEY"><button aria-pressed>…</button><button data-forget>…</button><p role=status></p></learning-mark>
customElements.define("learning-mark", class extends Shows {
  begin() {
    this.hidden = false;
    this.button = this.querySelector("[aria-pressed]");
    this.button.addEventListener("click", () => {
      const done = read(), key = this.getAttribute("unit"), fresh = !done.has(key);
      if (fresh) done.add(key);
      else done.delete(key);
      if (write(done)) this.say(fresh ? this.dataset.marked : this.dataset.unmarked);
    });
    this.querySelector("[data-forget]")?.addEventListener("click", () => this.forget());
  }
  draw() {
    this.button.setAttribute("aria-pressed", String(read().has(this.getAttribute("unit"))));
  }
});

// <learning-done unit="KEY" hidden>…</learning-done>: shown when the unit is marked
customElements.define("learning-done", class extends Shows {
  draw() {
    this.hidden = !read().has(this.getAttribute("unit"));
  }
});

// <learning-progress keys="a b c" data-words="{n} von {all}" hidden></learning-progress>
customElements.define("learning-progress", class extends Shows {
  draw() {
    const keys = this.getAttribute("keys").split(" "), done = read();
    const n = keys.filter((key) => done.has(key)).length;
    this.hidden = n === 0;
    if (!n) return;
    const words = this.dataset.words.replace("{n}", n).replace("{all}", keys.length);
    const bar = document.createElement("progress");
    bar.max = keys.length;
    bar.value = n;
    bar.setAttribute("aria-label", words);
    const line = document.createElement("span");
    line.textContent = words;
    line.setAttribute("aria-hidden", "true");
    this.replaceChildren(bar, line);
  }
});

// <learning-device hidden>…<button data-forget>…</learning-device>: shown when there is something to forget
customElements.define("learning-device", class extends Shows {
  begin() {
    this.querySelector("[data-forget]").addEventListener("click", () => this.forget());
  }
  draw() {
    if (read().size) this.hidden = false; // and it stays, so that "forgotten" can be read
  }
});

// <learning-name>: the name is drawn into the sheet and leaves the page only on paper
customElements.define("learning-name", class extends HTMLElement {
  connectedCallback() {
    const [form, line, day] = ["form", "name", "date"].map((name) => this.querySelector(`[data-${name}]`));
    const input = form.querySelector("input"), empty = line.innerHTML;
    form.hidden = false;
    this.querySelector("[data-byhand]").hidden = true;
    const language = document.documentElement.lang || "de";
    day.textContent = `${new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date())} · `;
    input.addEventListener("input", () => {
      const name = input.value.trim();
      if (name) line.textContent = name;
      else line.innerHTML = empty;
    });
    form.querySelector("[data-print]").addEventListener("click", () => window.print());
  }
});
