// SPDX-License-Identifier: EUPL-1.2
// <live-view stream="/strom/…" state="…" now="…" snapshot="/…" mine="/…">…server's HTML with data-part="AUDIENCE/NAME"…</live-view>
// keeps those parts as the server has them. Without JavaScript the page is as it was drawn and reloads itself.
// What `snapshot` and `mine` answer is private (Cache-Control), or the front keeps it while deeds go on that are not recorded.
// Words come from the page: data-lost, data-back, data-failed. `again`: milliseconds until a page that asks tries the stream.
const QUIET = 4000, POLL = 5000, AGAIN = 60000, SHAKE = 300;
const json = { Accept: "application/json" };
const shake = (most) => Math.random() * most;

export class LiveView extends HTMLElement {
  connectedCallback() {
    if (!this.region) this.prepare();
    this.leaving = new AbortController();
    const heard = { signal: this.leaving.signal };
    this.addEventListener("submit", (event) => this.send(event), heard);
    this.addEventListener("input", (event) => this.retry(event.target), heard);
    this.addEventListener("reset", (event) => setTimeout(() => this.retry(event.target)), heard);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); }, heard);
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.wake(true); }, heard);
    window.addEventListener("online", () => this.wake(true), heard);
    this.markMe(this);
    this.open();
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.close();
    [this.pollTimer, this.againTimer, this.lostTimer, this.sayTimer, this.mineTimer].forEach(clearTimeout);
    this.lostTimer = this.sayTimer = null;
  }

  prepare() {
    this.region = document.createElement("div");
    this.region.className = "vh";
    this.region.setAttribute("aria-live", "polite");
    this.banner = document.createElement("p");
    this.banner.className = "live-banner";
    this.banner.setAttribute("role", "status");
    this.banner.hidden = true;
    this.append(this.region, this.banner);
    this.state = this.getAttribute("state") || "";
    this.waiting = new Set();
    this.saying = new Map();
    // The server's clock as the page came with it; what is told later says it anew, what nginx kept does not.
    const arrived = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart || 0);
    this.offset = this.hasAttribute("now") ? Number(this.getAttribute("now")) - arrived / 1000 : 0;
    this.failures = 0;
  }

  // The stream

  open() {
    this.close();
    clearTimeout(this.againTimer);
    if (!window.EventSource || !this.getAttribute("stream")) return this.fallBack();
    const address = new URL(this.getAttribute("stream"), location.href);
    address.searchParams.set("state", this.state);
    const source = this.source = new EventSource(address);
    source.onopen = () => { this.failures = 0; this.stopPolling(); this.back(); };
    source.addEventListener("state", (event) => {
      const { state, now, audience, parts } = JSON.parse(event.data);
      const named = {};
      for (const [name, html] of Object.entries(parts)) named[`${audience.split(":")[0]}/${name}`] = html;
      this.take({ state, now, parts: named });
    });
    source.addEventListener("mine", (event) => { const said = JSON.parse(event.data); this.take(said); this.askMine(said.within); });
    // Who sits at another table now has to come in anew, where the lines are held by nginx (ground/realtime/nchan.py).
    source.addEventListener("move", (event) => { clearTimeout(this.againTimer); this.againTimer = setTimeout(() => this.open(), shake(JSON.parse(event.data).within * 1000)); });
    source.onerror = () => {
      this.lost();
      this.failures += 1;
      if (this.failures >= 3) this.fallBack();
      else if (source.readyState === EventSource.CLOSED) this.againTimer = setTimeout(() => this.open(), 1500 + shake(1500));
    };
  }

  close() {
    if (this.source) this.source.close();
    this.source = null;
  }

  wake(surely) {
    if (surely || !this.source || this.source.readyState !== EventSource.OPEN) { this.failures = 0; this.open(); }
  }

  fallBack() {
    this.close();
    clearTimeout(this.againTimer);
    const again = Number(this.getAttribute("again")) || AGAIN;
    this.againTimer = setTimeout(() => { this.failures = 2; this.open(); }, again + shake(Math.min(again, POLL)));
    if (!this.polling) { this.polling = true; this.poll(); }
  }

  stopPolling() {
    this.polling = false;
    clearTimeout(this.pollTimer);
  }

  async poll() {
    clearTimeout(this.pollTimer);
    if (!document.hidden) await this.askSnapshot();
    if (this.polling && this.isConnected) this.pollTimer = setTimeout(() => this.poll(), POLL + shake(POLL / 5));
  }

  async askSnapshot(whole) {
    const headers = { ...json };
    if (this.etag && !whole) headers["If-None-Match"] = this.etag;
    try {
      const answer = await fetch(this.getAttribute("snapshot"), { headers, cache: "no-store" });
      if (answer.ok) { this.etag = answer.headers.get("ETag"); this.take(await answer.json()); }
      if (answer.ok || answer.status === 304) this.back(); else this.lost();
    } catch { this.lost(); }
  }

  // `within`: seconds over which a full hall spreads its questions.
  askMine(within) {
    const address = this.getAttribute("mine");
    if (!address || this.mineTimer) return;
    this.mineTimer = setTimeout(async () => {
      this.mineTimer = null;
      try {
        const answer = await fetch(address, { headers: json, cache: "no-store" });
        if (answer.ok) this.take(await answer.json());
      } catch { this.lost(); }
    }, shake(within ? within * 1000 : SHAKE));
  }

  lost() {
    if (this.lostTimer || !this.isConnected) return;
    this.lostTimer = setTimeout(() => { this.banner.textContent = this.dataset.lost || ""; this.banner.hidden = !this.dataset.lost; }, QUIET);
  }

  back() {
    clearTimeout(this.lostTimer);
    this.lostTimer = null;
    if (!this.banner.hidden) { this.banner.hidden = true; this.say(this.dataset.back); }
  }

  // Parts

  take({ state, now, parts = {} }) {
    if (now) this.offset = now - Date.now() / 1000;
    if (state) this.state = state;
    for (const [name, html] of Object.entries(parts))
      for (const part of this.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) this.replace(part, html);
  }

  replace(part, html) {
    if (part.shown === html) return;
    if ([...part.querySelectorAll("input, textarea, select")].some(typedIn)) { this.waiting.add(part); return; }
    this.waiting.delete(part);
    const focus = part.contains(document.activeElement) ? mark(document.activeElement) : null;
    const read = part.textContent;
    part.innerHTML = part.shown = html;
    this.markMe(part);
    if (focus) focus(part);
    if (part.hasAttribute("data-announce") && part.textContent !== read) this.say(part.textContent, part);
  }

  // What waited for somebody's typing is asked for once nothing is typed any more.
  retry(element) {
    const part = element.closest && element.closest("[data-part]");
    if (!this.waiting.has(part) || [...part.querySelectorAll("input, textarea, select")].some(typedIn)) return;
    this.waiting.delete(part);
    this.askSnapshot(true);
  }

  markMe(root) {
    const seat = this.getAttribute("seat");
    if (seat) for (const one of root.querySelectorAll("[data-seat]")) one.classList.toggle("is-me", one.dataset.seat === seat);
  }

  // What comes together is said together: an answer to a form is not lost to the push of what it did. Of one part the newest.
  say(sentence, about = this) {
    if (!sentence || !sentence.trim()) return;
    this.saying.set(about, sentence.trim().replace(/\s+/g, " "));
    this.sayTimer ??= setTimeout(() => {
      this.region.textContent = [...this.saying.values()].join(" ");
      this.saying.clear();
      this.sayTimer = null;
    }, 400);
  }

  // Forms

  async send(event) {
    const form = event.target;
    if (!form.matches("form[data-live]")) return;
    event.preventDefault();
    if (form.sending) return;
    form.sending = true;
    const button = event.submitter;
    const body = new FormData(form, button);
    // Parts that were pushed are the same for everybody and hold no form token; the page has its own.
    const token = this.getAttribute("token");
    if (token && !body.get("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", token);
    const focused = document.activeElement === button;
    if (button) button.disabled = true;
    showError(form, "");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: json });
      const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (said.to) { location.assign(said.to); return; }
      if (answer.redirected) { location.assign(answer.url); return; }
      if (answer.ok) {
        const part = form.closest("[data-part]");
        form.reset();
        const missed = this.waiting.delete(part);
        this.take(said);
        this.say(said.said);
        if (missed) this.askSnapshot(true);
      } else showError(form, said.said || said.detail || this.dataset.failed, said.field);
    } catch { showError(form, this.dataset.failed); }
    finally {
      form.sending = false;
      if (button) {
        button.disabled = false;
        // The part may have been replaced meanwhile: the same button is another element now.
        const again = button.isConnected ? button : button.id && document.getElementById(button.id);
        if (focused && again && document.activeElement === document.body) again.focus({ preventScroll: true });
      }
    }
  }
}

function typedIn(field) {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected) && field.selectedIndex > 0;
  return field.value !== field.defaultValue && field.value !== "";
}

function mark(element) {
  const { id, selectionStart: from, selectionEnd: to } = element;
  const key = element.dataset.key;
  const found = id ? `#${CSS.escape(id)}` : key ? `[data-key="${CSS.escape(key)}"]` : null;
  return (part) => {
    const again = found && part.querySelector(found);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (from != null) try { again.setSelectionRange(from, to); } catch { /* no text field */ }
  };
}

function showError(form, sentence, name) {
  let place = form.querySelector("[data-live-error]");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  if (!place) {
    if (!sentence) return;
    place = document.createElement("p");
    place.className = "error";
    place.dataset.liveError = "";
    place.setAttribute("role", "alert");
    form.prepend(place);
  }
  place.textContent = sentence || "";
  place.hidden = !sentence;
  const field = name && form.elements[name];
  if (field && field.focus) { field.setAttribute("aria-invalid", "true"); field.focus(); }
}

customElements.define("live-view", LiveView);
