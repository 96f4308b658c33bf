// SPDX-License-Identifier: EUPL-1.2
import { areas, draw, leaflet } from "./live-map.js";

const CROSS = '<path class="halo" d="M24 4v14M24 30v14M4 24h14M30 24h14"/><path d="M24 4v14M24 30v14M4 24h14M30 24h14"/><path class="halo" d="M24 22v4M22 24h4"/><path d="M24 22v4M22 24h4"/>';

// <point-picker>: the picture inside works by itself; this puts a map with a fixed cross in its middle over it.
// The map is moved under the cross by dragging, by a click, by arrow keys: one way of thinking for hand and keyboard.
customElements.define("point-picker", class extends HTMLElement {
  connectedCallback() {
    const name = this.dataset.name;
    this.lat = this.querySelector(`[name="${name}_lat"]`);
    this.lon = this.querySelector(`[name="${name}_lon"]`);
    this.said = this.querySelector(".point-said");
    this.clear = this.querySelector(".point-clear");
    const open = this.querySelector(".point-open");
    open.hidden = false;
    open.addEventListener("click", () => this.open(open), { once: true });
    this.clear.addEventListener("click", (event) => { event.preventDefault(); this.set(null); open.focus(); });
  }

  async open(button) {
    const stage = this.querySelector(".point-moving");
    const box = document.createElement("div");
    box.className = "map-live";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.dataset.map);
    try {
      const [L, data] = await Promise.all([leaflet(this.dataset.script, this.dataset.style), areas(`${this.dataset.areas}?ebene=alle`)]);
      stage.hidden = false;
      stage.append(box);
      const districts = { ...data, features: data.features.filter((one) => one.properties.kind === "stadtbezirk") };
      const { map, layer } = draw(L, box, districts, {
        tiles: this.dataset.tiles, zoomIn: this.dataset.zoomIn, zoomOut: this.dataset.zoomOut, options: { keyboardPanDelta: 24, maxZoom: 18 },
      });
      const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      cross.setAttribute("viewBox", "0 0 48 48");
      cross.setAttribute("class", "point-cross");
      cross.setAttribute("aria-hidden", "true");
      cross.innerHTML = CROSS;
      stage.append(cross);
      if (this.lat.value) map.setView([Number(this.lat.value), Number(this.lon.value)], 14);
      else map.fitBounds(layer.getBounds());
      layer.eachLayer((part) => part.on("click", (event) => map.panTo(event.latlng)));
      map.on("click", (event) => map.panTo(event.latlng));
      // Only what a person does sets the point: opening the map or turning the phone does not.
      map.on("moveend", () => { if (this.ready) this.set(map.getCenter()); });
      setTimeout(() => { this.ready = true; }, 400);
      this.querySelector(".point-plain").hidden = true;
      button.hidden = true;
      this.map = map;
      box.focus();
    } catch {
      stage.hidden = true;
      box.remove();
    }
  }

  set(point) {
    this.lat.value = point ? point.lat.toFixed(4) : "";
    this.lon.value = point ? point.lng.toFixed(4) : "";
    this.clear.hidden = !point;
    this.dispatchEvent(new Event("change", { bubbles: true }));
    if (!point) { this.said.textContent = this.dataset.none; return; }
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.say(), 350);
  }

  async say() {
    const [lat, lon] = [this.lat.value, this.lon.value];
    const numbers = `${lat}, ${lon}`;
    try {
      const answer = await fetch(`${this.dataset.where}?lat=${lat}&lon=${lon}`, { credentials: "omit" });
      const found = await answer.json();
      this.said.textContent = found.district ? `${this.dataset.set} ${found.part ? `${found.part}, ` : ""}${found.district} (${numbers})` : this.dataset.outside;
      this.dispatchEvent(new CustomEvent("point-district", { bubbles: true, detail: found }));
    } catch {
      this.said.textContent = `${this.dataset.set} ${numbers}`;
    }
  }
});
