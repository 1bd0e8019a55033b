// What a run says: sentences, charts, effects, figures; and the ways to take it along.
import { api, ask, drawn, el, say } from "./dom.js";
import { chartsOf, figuresTable, legend } from "./charts.js";

const OTHERS = [["csv", "CSV"], ["hxl", "CSV with HXL tags"], ["geojson", "GeoJSON"], ["geoparquet", "GeoParquet"], ["netcdf", "NetCDF"], ["parquet", "Parquet"],
  ["hdx", "Folder for HDX"], ["pictures", "Pictures (PNG, SVG)"]];

// A download whose refusal is told in words, not in a tab of its own.
function take(path, words) {
  const button = el("button", { type: "button", onclick: async () => {
    button.disabled = true;
    say("Making " + words + " ...");
    try {
      const answer = await fetch(path);
      if (!answer.ok) throw new Error((await answer.json()).message);
      const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))[1];
      const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      say(name + " is among your downloads.");
    } catch (error) {
      await ask("Not made", [error.message], [["Back", null]]);
    }
    button.disabled = false;
    button.focus();
  } }, words);
  return button;
}

// The answer before the pictures: what to read first.
export function answerOf(found) {
  return el("section", { class: "answer", "aria-label": found.answer.heading },
    found.caution ? el("p", { class: "caution" }, el("b", {}, "Caution. "), found.caution) : null, el("h2", {}, found.answer.heading),
    el("ul", {}, found.answer.lines.map((line) => drawn(line, "li"))),
    el("p", { class: "quiet" }, "In brackets: nine tenths of the members lie between these figures."));
}

export class Result {
  constructor(id, found, shown) {
    this.id = id;
    this.found = found;
    const effects = found.effects.map((effect) => el("figure", {}, el("figcaption", {}, el("b", {}, "If " + effect.sentence), " ",
      el("span", {}, effect.clear ? "Largest on " + effect.date + ". Difference from the stated course on that date, in persons" : "Nothing is told apart from chance with 90 % certainty. Difference on " + effect.date + ", in persons")),
    effect.svg ? drawn(effect.svg) : el("p", {}, "No difference.")));
    this.node = el("div", { class: "result" },
      el("section", { "aria-label": "In short" }, el("div", { class: "three" }, found.statements.map((s) => el("article", {}, el("h2", {}, s.heading), drawn(s.html, "p")))),
        el("p", { class: "note" }, found.suppress_below > 1 ? `Small counts are kept back: below ${found.suppress_below} nothing is shown, all else is rounded to it. ` : "", "In brackets: the range that holds nine tenths of the members. A figure is what the model makes of what was put in; it is not a count.")),
      this.keeping(),
      found.origin ? el("section", { class: "knowing" }, el("h2", {}, "What the forecast of " + found.origin + " rests on"),
        el("div", { class: "shelf" }, [["Known", found.known], ["Not known", found.unknown]].map(([heading, lines]) =>
          el("div", {}, el("h3", {}, heading), el("ul", { class: "plain" }, lines.map((words) => el("li", {}, words))))))) : null,
      found.scores ? drawn(found.scores) : null,
      effects.length ? el("section", { id: "changes" }, el("h2", {}, "What the change does"), el("p", { class: "lead" }, "Each member was run with and without the change and the same random numbers. Dot: median difference; thick: the middle half; thin: nine tenths."),
        el("div", { class: "effects" }, effects)) : null,
      el("section", { id: "fans" }, el("h2", {}, "How many, and how sure"), legend(found.speakers), chartsOf(found, shown)),
      el("section", { id: "figures" }, el("h2", {}, "The figures"), figuresTable(found, shown)));
  }

  keeping() {
    const base = `/api/results/${this.id}`;
    const name = el("input", { id: "run-name", value: this.found.name, size: 28, maxlength: 80, pattern: "[A-Za-z0-9_][A-Za-z0-9_ .()\\-]*" });
    const said = el("span", { role: "status" });
    const save = el("form", { class: "row", onsubmit: async (event) => {
      event.preventDefault();
      try {
        const kept = await api(`/results/${this.id}/save`, "POST", { name: name.value.trim() });
        said.textContent = "Kept in " + kept.where;
      } catch (error) {
        said.textContent = error.message;
      }
    } }, el("label", { for: "run-name" }, "Keep the run as"), name, el("button", { type: "submit" }, "Keep"), said);
    return el("section", { class: "take", "aria-label": "Keep and take along" }, this.found.saved ? null : save,
      el("div", { class: "row" }, take(base + "/page", "Page to send"), take(base + "/export/xlsx", "Excel"),
        el("details", { class: "more" }, el("summary", {}, "More files"), el("div", { class: "row" }, OTHERS.concat(this.found.has_members ? [["members", "Every member (NetCDF)"]] : []).map(([kind, words]) => take(base + "/export/" + kind, words))))));
  }
}
