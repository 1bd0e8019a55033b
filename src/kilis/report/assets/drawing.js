// What the page of a run and the workbench share: figures in words, maps that move, a cursor on charts.
// The page carries it in its own script, without the word "export"; the workbench loads it as a module.

const REGIMES = { o: "open", l: "limited", s: "shut", c: "cut" };

// Figures as in the text: two significant digits, three above 100,000. Nothing stands for a count kept back.
export function persons(value, below) {
  if (value === null) return below > 1 ? "below " + below : "too few to show";
  const size = Math.abs(value);
  if (size < 100) return String(Math.round(value));
  const step = Math.pow(10, Math.floor(Math.log10(size)) + 1 - (size >= 100000 ? 3 : 2));
  return (Math.round(value / step) * step).toLocaleString("en-GB");
}

export function short(value, below) {
  if (value === null) return below > 1 ? "<" + below : "";
  if (value < 1) return "";
  if (value >= 999500) return (value / 1e6).toFixed(1).replace(".0", "") + "M";
  if (value >= 9950) return Math.round(value / 1e3) + "k";
  if (value >= 1000) return (value / 1e3).toFixed(1).replace(".0", "") + "k";
  return String(value);
}

export function between(low, high, below) {
  if (low === null) return high === null ? persons(null, below) : "few to " + persons(high, below);
  const a = persons(low, below), b = persons(high, below);
  return a === b ? a : a + " to " + b;
}

// Who is at a place on the date shown, with the range; empty where nobody is.
export function describe(data, v, p, frame) {
  const total = data.stock[v][p][frame], low = data.low[v][p][frame], high = data.high[v][p][frame];
  const words = [];
  if (total === null) words.push(persons(null, data.below));
  else if (total || low || high) words.push(persons(total, data.below) + " (" + between(low, high, data.below) + ")");
  if (data.waiting[v][p][frame] >= 1) words.push(persons(data.waiting[v][p][frame], data.below) + " waiting");
  if (data.overflow[v][p][frame] >= 1) words.push(persons(data.overflow[v][p][frame], data.below) + " beyond capacity");
  return words.join(", ");
}

function ribbon(numbers, width) {
  const left = [], right = [];
  for (let i = 0; i < numbers.length; i += 4) {
    const [x, y, nx, ny] = numbers.slice(i, i + 4);
    left.push((x + nx * width).toFixed(1) + " " + (y + ny * width).toFixed(1));
    right.unshift((x - nx * width).toFixed(1) + " " + (y - ny * width).toFixed(1));
  }
  return "M" + left.concat(right).join("L") + "z";
}

// Eight short rays outside a circle: violence there.
function rays(radius) {
  const inner = Math.max(9.5, radius + 2.5), at = (r, a) => (r * Math.sin(a)).toFixed(1) + " " + (-r * Math.cos(a)).toFixed(1);
  return Array.from({ length: 8 }, (_, i) => Math.PI * (2 * i + 1) / 8)
    .map((a) => "M" + at(inner, a) + "L" + at(inner + 5, a)).join("");
}

// Turn a map that was drawn in Python to a variant and a date; `name(p)` gives the words for a place.
export function turnMap(svg, data, v, frame, name) {
  const largest = Number(svg.dataset.radius), widest = Number(svg.dataset.flow);
  const radius = (value) => (value ? (largest * Math.sqrt(value / data.biggest)).toFixed(1) : "0");
  svg.querySelectorAll(".place").forEach((group) => {
    const p = Number(group.dataset.p);
    group.setAttribute("aria-label", data.places[p] + ": " + name(p));
    group.querySelector(".conflict").setAttribute("display", data.conflict[v][frame].includes(p) ? "inline" : "none");
    if (!data.scaled[p]) return;
    const total = data.stock[v][p][frame] || 0;
    const inner = Math.max(total - (data.waiting[v][p][frame] || 0), 0);
    const settled = Math.max(inner - (data.overflow[v][p][frame] || 0), 0);
    group.querySelector(".conflict").setAttribute("d", rays(Number(radius(total))));
    for (const [part, value] of [[".waiting", total], [".overflow", inner], [".settled", settled]])
      group.querySelector(part).setAttribute("r", radius(value));
  });
  svg.querySelectorAll(".flow").forEach((path) => {
    const value = data.flows[v][Number(path.dataset.f)][frame];
    const drawn = value >= Math.max(1, 0.01 * data.fastest);
    path.setAttribute("d", drawn ? ribbon(path.dataset.c.split(" ").map(Number), Math.max(1, widest * value / data.fastest)) : "");
  });
  svg.querySelectorAll(".gate").forEach((gate) => {
    gate.querySelector("use").setAttribute("href", "#sign-" + REGIMES[data.gates[Number(gate.dataset.g)][v][frame]]);
  });
  svg.querySelectorAll("[data-cut]").forEach((sign) => {
    sign.setAttribute("display", data.cuts[Number(sign.dataset.cut)][v][frame] === "1" ? "inline" : "none");
  });
  svg.querySelectorAll("[data-figure]").forEach((text) => {
    text.textContent = short(data.stock[v][Number(text.dataset.figure)][frame], data.below);
  });
}

// A small box with words at the pointer, kept inside the window.
export function showTip(title, text, x, y) {
  const box = document.getElementById("tip"), heading = document.createElement("b");
  heading.textContent = title;
  box.replaceChildren(heading, text);
  box.hidden = false;
  const size = box.getBoundingClientRect();
  box.style.left = Math.max(6, Math.min(x + 14, innerWidth - size.width - 6)) + "px";
  box.style.top = Math.max(6, y - size.height - 12 < 6 ? y + 18 : y - size.height - 12) + "px";
}

export function hideTip() { document.getElementById("tip").hidden = true; }

// Let a chart be read by pointer and arrow keys: `at(day, x, y)` is called for a day, `off()` when the reader leaves.
export function readChart(svg, n, at, off) {
  const [left, right] = svg.dataset.plot.split(" ").map(Number);
  let day = n - 1;
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.x) * svg.viewBox.baseVal.width / box.width;
    day = Math.max(0, Math.min(n - 1, Math.round((x - left) / (right - left) * (n - 1))));
    at(day, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", off);
  svg.addEventListener("blur", off);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -n, End: n }[event.key];
    if (!step) return;
    event.preventDefault();
    day = Math.max(0, Math.min(n - 1, day + step));
    const box = svg.getBoundingClientRect();
    at(day, box.x + box.width * (left + (right - left) * day / Math.max(n - 1, 1)) / svg.viewBox.baseVal.width, box.y + box.height / 3);
  });
}

export function moveCursor(svg, day, n) {
  const [left, right, top, bottom] = svg.dataset.plot.split(" ").map(Number);
  const x = left + (right - left) * day / Math.max(n - 1, 1);
  svg.querySelector(".cursor").setAttribute("d", day === null ? "" : `M${x} ${top}V${bottom}`);
}
