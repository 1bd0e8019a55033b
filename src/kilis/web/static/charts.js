// Fan charts that share one cursor: a date under the pointer, or chosen with the arrow keys, shows on all of them.
import { between, hideTip, moveCursor, persons, readChart, showTip } from "./drawing.js";
import { drawn, el } from "./dom.js";

export function chartsOf(result, shown) {
  const all = [];
  const rows = result.charts.map((chart) => {
    const cells = chart.cells.filter((cell) => shown.includes(cell.variant)).map((cell) => {
      const node = drawn(cell.svg, "div", { class: "fan" });
      all.push({ svg: node.querySelector("svg"), hover: cell.hover, name: chart.name });
      const label = shown.length > 1 ? (cell.variant === 0 ? "As stated" : "What if") : null;
      return el("div", { class: "cell" }, el("p", { class: "last" }, label ? el("b", {}, label + ": ") : null, result.last + ": " + cell.last), node);
    });
    return el("figure", { class: shown.length > 1 ? "pair" : null },
      el("figcaption", {}, el("b", {}, chart.name), " ", el("span", {}, chart.what)), el("div", { class: "cells" }, cells));
  });
  link(all, result.dates, result.suppress_below);
  return el("div", { class: shown.length > 1 ? "fans pairs" : "fans charts" }, rows);
}

function link(all, dates, below) {
  const n = dates.length, cursors = (day) => all.forEach(({ svg }) => moveCursor(svg, day, n));
  for (const { svg, hover, name } of all) {
    readChart(svg, n, (day, x, y) => {
      cursors(day);
      const range = hover.m[day] === null ? "" : " (" + between(hover.a[day], hover.b[day], below) + ")";
      showTip(name + ", " + dates[day], persons(hover.m[day], below) + range, x, y);
    }, () => { hideTip(); cursors(null); });
  }
}

function swatch(kind) {
  const shapes = {
    fan90: '<rect x="1" y="2" width="16" height="10" class="fan90"/>',
    fan50: '<rect x="1" y="2" width="16" height="10" class="fan90"/><rect x="1" y="2" width="16" height="10" class="fan50"/>',
    median: '<path d="M1 7h16" class="median"/>',
    capacity: '<path d="M1 7h16" class="capacity"/>',
    "event-head": '<path d="M9 10l-4 -7h8z" class="event-head"/>',
  };
  return drawn(`<svg viewBox="0 0 18 14" class="swatch" aria-hidden="true">${shapes[kind]}</svg>`, "span");
}

export function legend(speakers) {
  const parts = [["fan90", "nine tenths of the members"], ["fan50", "the middle half"], ["median", "median"],
    ["capacity", "capacity"], ["event-head", "something happens here on this date"]];
  return [
    el("p", { class: "legend" }, parts.map(([kind, words]) => el("span", {}, swatch(kind), words))),
    speakers.length ? el("p", { class: "legend" }, el("b", {}, "Figures stated by:"),
      speakers.map((speaker) => el("span", {}, drawn(speaker.sign, "span"), speaker.name))) : null,
  ];
}

export function figuresTable(result, shown) {
  const { days, rows } = result.table;
  const kept = rows.filter((row) => shown.includes(row.variant));
  const two = shown.length > 1;
  const body = kept.map((row) => el("tr", {}, el("th", { scope: "row" }, row.place),
    two ? el("td", { class: "word" }, row.variant === 0 ? "as stated" : "what if") : null,
    row.cells.map(([median, low, high]) => el("td", {}, median, low !== high ? el("small", {}, low + " to " + high) : null))));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Figures by place" },
    el("table", { class: "numbers" }, el("caption", {}, "Displaced persons by place: median and 90 % range"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Place"), two ? el("th", { scope: "col", class: "word" }, "Course") : null,
        days.map((day) => el("th", { scope: "col" }, day)))), el("tbody", {}, body)));
}
