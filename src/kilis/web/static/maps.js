// Maps that move with one slider: the server draws them once, this turns them from date to date.
import { describe, hideTip, showTip, turnMap } from "./drawing.js";
import { drawn, el } from "./dom.js";

const GATES = { o: "open", l: "limited", s: "shut", c: "cut off" };
const SVG = "http://www.w3.org/2000/svg";

// One picture of one variant. `choose(target)` is called with the id of what was clicked.
class Picture {
  constructor(markup, variant, spots, data, choose, board) {
    this.variant = variant;
    this.data = data;
    this.node = drawn(markup, "div", { class: "picture" });
    this.svg = this.node.querySelector("svg");
    this.svg.querySelector("title").remove();
    this.names = Object.fromEntries(data.ids.map((id, i) => [id, data.places[i]]));
    this.roads(spots.routes, choose, board);
    this.svg.querySelectorAll(".place").forEach((group) => {
      const p = Number(group.dataset.p), id = data.ids[p];
      group.dataset.id = id;
      if (choose) group.setAttribute("role", "button");
      const hit = document.createElementNS(SVG, "circle"); // a crossing where nobody waits has nothing else to point at
      hit.setAttribute("r", "11");
      hit.setAttribute("class", "hit");
      group.prepend(hit);
      const at = (x, y) => { showTip(data.places[p], this.describe(p), x, y); board.mark(id); };
      const off = () => { hideTip(); board.mark(null); };
      group.addEventListener("pointermove", (event) => at(event.clientX, event.clientY));
      group.addEventListener("pointerleave", off);
      group.addEventListener("focus", () => { const b = group.getBoundingClientRect(); at(b.x + b.width / 2, b.y + b.height / 2); });
      group.addEventListener("blur", off);
      if (choose) {
        group.addEventListener("click", () => choose(id));
        group.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") { event.preventDefault(); hideTip(); choose(id); }
        });
      }
    });
  }

  roads(routes, choose, board) {
    if (!choose) return;
    const layer = document.createElementNS(SVG, "g");
    layer.setAttribute("class", "roads-to-click");
    for (const [id, [ax, ay, bx, by]] of Object.entries(routes)) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("d", `M${ax} ${ay}L${bx} ${by}`);
      line.dataset.id = id;
      line.addEventListener("click", () => choose(id));
      const ends = id.split("--").map((end) => this.names[end] || end).join(" to ");
      line.addEventListener("pointermove", (event) => { showTip(ends, "Click to ask what if", event.clientX, event.clientY); board.mark(id); });
      line.addEventListener("pointerleave", () => { hideTip(); board.mark(null); });
      layer.append(line);
    }
    this.svg.querySelector(".places").before(layer);
  }

  describe(p) {
    const d = this.data, gate = d.gateNames.indexOf(d.ids[p]);
    const regime = gate >= 0 ? GATES[d.gates[gate][this.variant][this.frame]] : "";
    return [regime, describe(d, this.variant, p, this.frame)].filter(Boolean).join(", ") || "nobody displaced is counted here";
  }

  draw(frame) {
    this.frame = frame;
    turnMap(this.svg, this.data, this.variant, frame, (p) => this.describe(p));
  }
}

// A board: one slider, and the maps of one or two variants side by side, all on the same date.
export class Board {
  constructor(found, { shown, captions, choose = null, date = null, moved = () => {} }) {
    this.found = found;
    this.data = found.data;
    this.moved = moved;
    document.getElementById("signs").innerHTML = found.signs;
    const n = this.data.dates.length;
    this.slider = el("input", { type: "range", id: "day", min: 0, max: n - 1, "aria-label": "Date",
      oninput: () => { this.stop(); this.draw(Number(this.slider.value)); } });
    this.button = el("button", { type: "button", onclick: () => this.play() }, "Play");
    this.date = el("output", { id: "date", for: "day" });
    this.today = el("p", { id: "today" });
    this.pictures = [];
    const columns = shown.map((variant, i) => {
      const pictures = found.drawn[variant].map((markup, k) => new Picture(markup, variant, found.spots[k], this.data, choose, this));
      this.pictures.push(...pictures);
      const inset = pictures[1] && el("figure", { class: "inset" }, el("figcaption", {}, "Enlarged: ", el("b", {}, "around " + found.around)), pictures[1].node);
      return el("figure", { class: "column" }, captions ? el("figcaption", {}, captions[i]) : null, pictures[0].node, inset || null);
    });
    this.node = el("section", { class: "board", "aria-label": "Map" },
      el("div", { class: "controls" }, this.button, this.slider, this.date, this.today),
      el("div", { class: shown.length > 1 ? "columns two" : "columns" }, columns));
    const wanted = date ? this.data.isoDates.findIndex((d) => d >= date) : -1;
    this.draw(wanted >= 0 ? wanted : this.telling(shown));
  }

  // The date to show first: when most people wait or are beyond capacity.
  telling(shown) {
    const d = this.data, load = d.dates.map(() => 0);
    for (const v of shown) for (let p = 0; p < d.places.length; p += 1) for (let f = 0; f < load.length; f += 1)
      load[f] += (d.waiting[v][p][f] || 0) + (d.overflow[v][p][f] || 0);
    const most = Math.max(...load);
    return most >= 1 ? load.indexOf(most) : 0;
  }

  get isoDate() { return this.data.isoDates[this.frame]; }

  draw(frame) {
    this.frame = frame;
    this.slider.value = frame;
    this.slider.setAttribute("aria-valuetext", this.data.dates[frame]);
    this.date.textContent = this.data.dates[frame];
    this.today.textContent = this.data.happens[frame];
    this.pictures.forEach((picture) => picture.draw(frame));
    this.moved(this.isoDate);
  }

  mark(id) {
    this.pictures.forEach((picture) => picture.svg.querySelectorAll("[data-id]").forEach((node) => {
      node.classList.toggle("marked", id !== null && node.dataset.id === id);
    }));
  }

  play() {
    if (this.timer) { this.stop(); return; }
    const last = this.data.dates.length - 1;
    if (this.frame === last) this.draw(0);
    this.button.textContent = "Pause";
    this.timer = setInterval(() => {
      if (!this.node.isConnected) { this.stop(); return; }
      this.draw(this.frame + 1);
      if (this.frame === last) this.stop();
    }, Math.max(120, 12000 / (last + 1)));
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.textContent = "Play";
  }
}

export function width() { return innerWidth < 700 ? "narrow" : "wide"; }
