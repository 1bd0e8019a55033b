// One scenario: its map and what-ifs, its tables, its course in words. It holds the draft and what was last run.
import { api, ask, el, plural, say } from "./dom.js";
import { Draft } from "./draft.js";
import { Grid } from "./grid.js";
import { WhatIf } from "./whatif.js";
import { Reading } from "./reading.js";
import { SettingsForm } from "./settings.js";
import { Forecasting } from "./forecasting.js";

const TABS = [["map", "Map and what-ifs"], ["tables", "Tables"], ["settings", "Settings"], ["course", "In words"], ["read", "Read a report"], ["forecast", "Forecast"]];
const CHECK_AFTER_MS = 200;
let schema = null;

export class ScenarioPage {
  constructor(id, main) {
    this.kind = "scenario";
    this.id = id;
    this.main = main;
  }

  get address() { return `#/scenario/${this.id}/${this.tab}`; }

  async open(tab) {
    const [found, forms] = await Promise.all([api("/scenarios/" + this.id), schema || api("/schema")]);
    schema = forms;
    this.schema = forms;
    this.draft = new Draft(found);
    this.findings = found;
    this.draft.listeners.push((words) => this.edited(words));
    document.title = found.title + " · Kilis";
    document.getElementById("crumb").replaceChildren(el("a", { href: "#/" }, "All scenarios"), " / ", el("b", {}, found.title));
    this.undoButton = el("button", { type: "button", onclick: () => this.draft.undo(), "aria-keyshortcuts": "Control+Z" }, "Undo");
    this.redoButton = el("button", { type: "button", onclick: () => this.draft.redo(), "aria-keyshortcuts": "Control+Y" }, "Redo");
    this.saveButton = el("button", { type: "button", class: "main", onclick: () => this.save(), "aria-keyshortcuts": "Control+S" }, "Save");
    document.getElementById("actions").replaceChildren(this.undoButton, this.redoButton, this.saveButton);
    this.tabs = TABS.map(([key, words]) => el("a", { href: `#/scenario/${this.id}/${key}`, "data-tab": key }, words));
    this.body = el("div", { id: "body" });
    this.main.replaceChildren(el("nav", { class: "tabs", "aria-label": "Parts of the scenario" }, this.tabs), this.body);
    this.parts = {
      map: new WhatIf(this), tables: new Grid(this), settings: new SettingsForm(this), read: new Reading(this), forecast: new Forecasting(this),
      course: { show: (into) => this.course(into), update: () => this.tab === "course" && this.course(this.body) },
    };
    this.bar();
    this.show(tab);
  }

  show(tab) {
    this.tab = this.parts[tab] ? tab : this.findings.faults.length ? "tables" : "map";
    for (const link of this.tabs)
      if (link.dataset.tab === this.tab) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    this.parts[this.tab].show(this.body);
  }

  course(into) {
    const { timeline, said, warnings, faults, variants } = this.findings;
    into.replaceChildren(
      el("h1", {}, this.draft.title),
      this.draft.description ? el("p", { class: "lead" }, this.draft.description) : "",
      faults.length ? el("section", {}, el("h2", {}, "To be put right first"), el("ul", {}, faults.map((f) => el("li", {}, f.words)))) : "",
      el("section", {}, el("h2", {}, "What is taken to happen"), timeline.length ? el("ol", { class: "timeline" }, timeline.map((words) => el("li", {}, words))) : el("p", {}, "No event is stated.")),
      said.length ? el("section", {}, el("h2", {}, "What was counted and said"), el("ul", { class: "said" }, said.map((one) => el("li", {},
        el("b", {}, one.where), ", " + one.what.replace("_", " ") + ", ", one.words,
        one.quote ? el("blockquote", {}, "“" + one.quote + "”") : null, one.note ? el("blockquote", {}, one.note) : null,
        one.document ? el("small", {}, "Document " + one.document) : null)))) : "",
      variants.length ? el("section", {}, el("h2", {}, "What the scenario asks"), el("ul", {}, variants.map((v) => el("li", {}, v.sentence, " ", el("code", {}, v.id))))) : "",
      el("section", {}, el("h2", {}, "Probably meant otherwise"), warnings.length ? el("ul", {}, warnings.map((w) => el("li", {}, w.words))) : el("p", {}, "Nothing stands out.")));
  }

  edited(words) {
    this.bar();
    say(words);
    clearTimeout(this.checking);
    this.checking = setTimeout(() => this.check(), CHECK_AFTER_MS);
    Object.values(this.parts).forEach((part) => part.draftChanged && part.draftChanged());
  }

  async check() {
    const asked = this.asked = Symbol("check");
    try {
      const found = await api(`/scenarios/${this.id}/check`, "POST", { draft: this.draft.payload, steps: this.draft.state.steps });
      if (asked !== this.asked) return;
      this.findings = found;
    } catch (error) {
      say(error.message);
      return;
    }
    this.bar();
    Object.values(this.parts).forEach((part) => part.update && part.update());
  }

  bar() {
    const { past, future, dirty } = this.draft;
    this.undoButton.disabled = !past.length;
    this.undoButton.title = past.length ? "Undo: " + past.at(-1)[0] : "Nothing to undo";
    this.redoButton.disabled = !future.length;
    this.redoButton.title = future.length ? "Redo: " + future.at(-1)[0] : "Nothing to redo";
    const faults = this.findings.faults.length;
    this.saveButton.disabled = !dirty || faults > 0;
    this.saveButton.title = faults ? "Put right first: " + plural(faults, "fault", "faults") : dirty ? "Write the changes into the scenario's files" : "Nothing differs from the files";
    this.saveButton.textContent = dirty ? "Save changes" : "Saved";
  }

  async save() {
    if (!this.draft.dirty) return;
    try {
      this.wrote(await api(`/scenarios/${this.id}`, "PUT", { draft: this.draft.payload, base: this.draft.base }));
    } catch (error) {
      if (error.status === 409) await this.clash(error);
      else await ask("Not saved", error.message.split("\n"), [["Go on editing", null]]);
    }
  }

  wrote(found) {
    this.findings = found;
    this.draft.wasSaved(found);
    say("Saved into the scenario's files.");
  }

  // Somebody else wrote in the same file: never over it in silence, and never lost in silence.
  async clash(error) {
    const choice = await ask("Changed meanwhile", [error.message, "Your changes are still here. What shall be done with them?"],
      [["Go on editing, save later", null], ["Throw mine away and open what is on disk", "theirs"], ["Write mine over what is on disk", "mine"]]);
    if (!choice) return;
    const found = await api("/scenarios/" + this.id);
    if (choice === "theirs") {
      this.findings = found;
      this.draft.open(found);
      this.draft.tell("Opened anew from disk.");
      this.show(this.tab);
      return;
    }
    try {
      this.wrote(await api(`/scenarios/${this.id}`, "PUT", { draft: this.draft.payload, base: found.base }));
    } catch (second) {
      await ask("Not saved", second.message.split("\n"), [["Go on editing", null]]);
    }
  }

  async leave() {
    if (!this.draft || !this.draft.dirty) return true;
    return (await ask("Not saved", ["There are changes that are not in the scenario's files yet."],
      [["Stay here", false], ["Leave without them", true]])) === true;
  }
}
