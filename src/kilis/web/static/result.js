// What a run says: sentences, charts, effects, figures; and the ways to take it along.
import { api, drawn, el, say } from "./dom.js";
import { chartsOf, figuresTable, legend } from "./charts.js";

export class Result {
  constructor(id, found, shown) {
    this.id = id;
    this.found = found;
    const effects = found.effects.map((effect) => el("figure", {}, el("figcaption", {}, el("b", {}, "If: " + effect.sentence), " ",
      el("span", {}, effect.clear ? "Largest on " + effect.date + ". Difference from the stated course on that date, in persons" : "Nothing is told apart from chance with 90 % certainty. Difference on " + effect.date + ", in persons")),
    effect.svg ? drawn(effect.svg) : el("p", {}, "No difference.")));
    this.node = el("div", { class: "result" },
      el("section", { "aria-label": "In short" }, el("div", { class: "three" }, found.statements.map((s) => el("article", {}, el("h2", {}, s.heading), drawn(s.html, "p")))),
        el("p", { class: "note" }, "In brackets: the range that holds nine tenths of the members. A figure is what the model makes of what was put in; it is not a count.")),
      this.keeping(),
      effects.length ? el("section", { id: "changes" }, el("h2", {}, "What the change does"), el("p", { class: "lead" }, "Each member was run with and without the change and the same random numbers. Dot: median difference; thick: the middle half; thin: nine tenths."),
        el("div", { class: "effects" }, effects)) : null,
      el("section", { id: "fans" }, el("h2", {}, "How many, and how sure"), legend(found.speakers), chartsOf(found, shown)),
      el("section", { id: "figures" }, el("h2", {}, "The figures"), figuresTable(found, shown)));
  }

  keeping() {
    const base = `/api/results/${this.id}`;
    const name = el("input", { id: "run-name", value: this.found.name + (this.found.variants.length > 1 ? "-what-if" : "") + "-" + this.found.about.seed, size: 28, maxlength: 80, pattern: "[A-Za-z0-9_][A-Za-z0-9_ .()\\-]*" });
    const said = el("span", { role: "status" });
    const save = el("form", { class: "row", onsubmit: async (event) => {
      event.preventDefault();
      try {
        const kept = await api(`/results/${this.id}/save`, "POST", { name: name.value.trim() });
        said.textContent = "Kept in " + kept.where;
      } catch (error) {
        said.textContent = error.message;
      }
      say(said.textContent);
    } }, el("label", { for: "run-name" }, "Keep the run as"), name, el("button", { type: "submit" }, "Keep"), said);
    return el("section", { class: "take", "aria-label": "Keep and take along" }, this.found.saved ? null : save,
      el("div", { class: "row" }, el("a", { class: "button", href: base + "/page", download: true }, "Page to send (HTML)"),
        el("a", { class: "button", href: base + "/figures.csv", download: true }, "Figures (CSV)")));
  }
}
