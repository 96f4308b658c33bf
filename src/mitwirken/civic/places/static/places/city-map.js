// SPDX-License-Identifier: EUPL-1.2
import { areas, draw, leaflet } from "./live-map.js";

// <city-map>: the drawing inside stays until somebody asks for the moving map, and comes back when that fails.
customElements.define("city-map", class extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!this.button) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.open(true), { once: true });
    if ("atOnce" in this.dataset) {
      new IntersectionObserver(([entry], watcher) => {
        if (entry.isIntersecting) { watcher.disconnect(); this.open(false); }
      }, { rootMargin: "200px" }).observe(this);
    }
  }

  async open(focus) {
    if (this.opened) return;
    this.opened = true;
    const given = JSON.parse(document.getElementById(this.dataset.source)?.textContent ?? "{}");
    const drawing = this.querySelector("svg.map");
    const box = document.createElement("div");
    box.className = "map-live";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.dataset.name);
    try {
      const [L, data] = await Promise.all([leaflet(this.dataset.script, this.dataset.style), areas(this.dataset.areas)]);
      drawing.before(box);
      drawing.setAttribute("hidden", "");
      const { map } = draw(L, box, data, {
        tiles: this.dataset.tiles, credit: this.dataset.credit, zoomIn: this.dataset.zoomIn, zoomOut: this.dataset.zoomOut,
        highlight: given.highlight, urls: given.urls,
      });
      map.fitBounds(given.box);
      this.pins(L, map, given.markers ?? []);
      this.button.hidden = true;
      if (focus) box.focus();
    } catch {
      box.remove();
      drawing.removeAttribute("hidden");
      this.opened = false;
      this.querySelector(".map-status").textContent = this.dataset.failed;
    }
  }

  // Gathered on a grid of the screen, again at every zoom, so that a thousand pins stay readable and quick.
  pins(L, map, markers) {
    const layer = L.layerGroup().addTo(map);
    const show = () => {
      layer.clearLayers();
      const cells = new Map();
      for (const marker of markers) {
        const at = map.project([marker.lat, marker.lon]);
        const key = map.getZoom() >= 18 ? marker.number : `${Math.floor(at.x / 44)},${Math.floor(at.y / 44)}`;
        cells.get(key)?.push(marker) ?? cells.set(key, [marker]);
      }
      for (const found of cells.values()) {
        const many = found.length > 1;
        const size = many ? 34 : 28;
        const lat = found.reduce((sum, one) => sum + one.lat, 0) / found.length;
        const lon = found.reduce((sum, one) => sum + one.lon, 0) / found.length;
        const icon = L.divIcon({ className: `live-pin${many ? " is-cluster" : ""}`, html: many ? `${found.length}×` : String(found[0].number), iconSize: [size, size] });
        const names = found.slice(0, 5).map((one) => one.title).join(", ") + (found.length > 5 ? " …" : "");
        const pin = L.marker([lat, lon], { icon, title: names, alt: names, keyboard: true }).addTo(layer);
        pin.getElement()?.setAttribute("aria-label", names);
        pin.on("click keypress", (event) => {
          if (event.originalEvent?.key && event.originalEvent.key !== "Enter") return;
          if (many) map.setView([lat, lon], Math.min(map.getZoom() + 2, 18));
          else if (found[0].url) location.href = found[0].url;
        });
      }
    };
    map.on("zoomend", show);
    show();
  }
});
