// SPDX-License-Identifier: EUPL-1.2
// The moving map: Leaflet from its package, loaded only when somebody wants it; outlines from our own address.

let loading;

export function leaflet(script, style) {
  loading ??= new Promise((done, failed) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = style;
    const code = document.createElement("script");
    code.src = script;
    code.onload = () => done(window.L);
    code.onerror = () => { loading = undefined; failed(new Error("no map")); };
    document.head.append(sheet, code);
  });
  return loading;
}

export async function areas(url) {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error("no outlines");
  return answer.json();
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Outlines with names; `onArea` gets the slug and id of a clicked area. Colours are read anew when the screen turns dark.
export function draw(L, box, data, { tiles, credit, zoomIn, zoomOut, highlight = [], urls = {}, options = {} }) {
  const map = L.map(box, {
    zoomControl: false, attributionControl: Boolean(credit), minZoom: 9, maxZoom: 19, zoomSnap: 0.25,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, ...options,
  });
  map.attributionControl?.setPrefix("").addAttribution(credit);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (tiles) L.tileLayer(`${tiles}{z}/{x}/{y}.png`, { maxZoom: 19, minZoom: 9 }).addTo(map);
  const look = (feature) => {
    const here = highlight.includes(feature.properties.slug);
    return {
      color: here ? colour("--accent-text") : colour("--line-strong"), weight: here ? 3 : 1.5,
      fillColor: here ? colour("--busy-bg") : colour("--surface"), fillOpacity: tiles ? (here ? 0.35 : 0.05) : 1,
    };
  };
  const layer = L.geoJSON(data, {
    style: look,
    onEachFeature(feature, part) {
      part.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "live-name", interactive: false });
      const url = urls[feature.id];
      if (url) part.on("click", () => { location.href = url; });
    },
  }).addTo(map);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(look));
  return { map, layer };
}
