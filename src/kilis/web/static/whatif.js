// The map of a scenario with its what-ifs: click, say from when, run, and see the two courses side by side.
import { api, dayInWords, el, drawn, plural, say } from "./dom.js";
import { Board, width } from "./maps.js";
import { Result, answerOf } from "./result.js";

const POLL_MS = 80;
const MEMBERS = 200;
// What can be asked of a thing, with the words of a person.
const OFFERS = {
  crossing: [["close", "shut from"], ["open", "open from"], ["limit", "limit to so many a day, from"], ["cut", "every way there cut from"]],
  route: [["cut", "cut from"], ["restore", "passable again from"]],
  gateway: [["close", "shut from"], ["open", "open from"], ["limit", "limit to so many a day, from"], ["cut", "cut from"]],
  site: [["capacity", "capacity, from"], ["site_opens", "takes people in from"], ["site_closes", "closes from"]],
  settlement: [["conflict", "violence from"], ["cut", "every way there cut from"], ["control", "held by, from"]],
  waypoint: [["cut", "every way there cut from"]],
};
const VALUES = { limit: "persons a day, each way", capacity: "persons", conflict: "intensity, 0 to 1" };

export class WhatIf {
  constructor(page) {
    this.page = page;
    this.result = null;
    this.chosen = "what-if";
  }

  get steps() { return this.page.draft.state.steps; }

  show(into) {
    this.into = into;
    if (!this.node) this.build();
    into.replaceChildren(this.node);
    this.update();
    if (!this.board) this.first();
  }

  build() {
    this.mapHolder = el("div", { class: "map-holder" }, el("p", { class: "quiet" }, "Drawing the map ..."));
    this.panel = el("aside", { class: "panel", "aria-label": "What if" });
    this.below = el("div", { class: "below" });
    this.keyHolder = el("details", { class: "key-box" }, el("summary", {}, "What the signs mean"));
    this.node = el("div", {}, el("h1", { class: "hidden" }, this.page.draft.found.title),
      el("div", { class: "desk" }, el("div", {}, this.mapHolder, this.keyHolder), this.panel), this.below);
    this.fields();
  }

  fields() {
    this.target = el("select", { id: "target", onchange: () => this.retarget() });
    this.event = el("select", { id: "event", onchange: () => this.revalue() });
    this.value = el("input", { id: "value", inputmode: "decimal", autocomplete: "off", size: 9 });
    this.valueLabel = el("label", { for: "value" }, "");
    this.from = el("input", { id: "from", type: "date", required: true });
    this.until = el("input", { id: "until", type: "date" });
    this.form = el("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); this.add(true); } },
      el("div", { class: "field" }, el("label", { for: "target" }, "Place, crossing or road"), this.target),
      el("div", { class: "field" }, el("label", { for: "event" }, "What if it is"), this.event),
      el("div", { class: "pair" }, el("div", { class: "field" }, el("label", { for: "from" }, "From"), this.from),
        el("div", { class: "field" }, el("label", { for: "until" }, "Until (may be empty)"), this.until)),
      this.valueField = el("div", { class: "field" }, this.valueLabel, this.value),
      el("div", { class: "row" }, el("button", { type: "submit", class: "main", id: "add-and-run" }, "Add and run"),
        el("button", { type: "button", onclick: () => this.add(false) }, "Add only")));
    this.list = el("ol", { class: "steps" });
    this.words = el("div", { "aria-live": "polite" });
    this.variants = el("select", { id: "variant", onchange: () => { this.chosen = this.variants.value; this.run(); } });
    this.members = el("input", { id: "members", type: "number", min: 2, max: 10000, value: MEMBERS });
    this.seed = el("input", { id: "seed", type: "number", min: 0, value: 0 });
    this.runButton = el("button", { type: "button", id: "run", onclick: () => this.run() }, "Run");
    this.cancelButton = el("button", { type: "button", id: "cancel", hidden: true, onclick: () => this.cancel() }, "Stop");
    this.bar = el("progress", { max: 1, value: 0, "aria-label": "Progress of the run", hidden: true });
    this.state = el("p", { class: "quiet", id: "state", role: "status" });
    this.panel.append(el("h2", {}, "What if ..."), el("p", { class: "quiet" }, "Click a crossing, a road or a place on the map, or choose it here."),
      this.form, this.list, this.words,
      el("div", { class: "field" }, el("label", { for: "variant" }, "Compare the stated course with"), this.variants),
      el("details", {}, el("summary", {}, "How it is run"), el("div", { class: "pair" }, el("div", { class: "field" }, el("label", { for: "members" }, "Members"), this.members),
        el("div", { class: "field" }, el("label", { for: "seed" }, "Seed"), this.seed))),
      el("div", { class: "row" }, this.runButton, this.cancelButton), this.bar, this.state);
  }

  async first() {
    const { faults, period } = this.page.findings;
    if (faults.length) { this.mapHolder.replaceChildren(el("p", {}, "The scenario has faults; the map can be drawn when they are put right under Tables.")); return; }
    this.from.value = period[0];
    try {
      await this.ground();
    } catch (error) {
      this.mapHolder.replaceChildren(el("p", {}, error.message));
      return;
    }
    this.run();
  }

  async ground() {
    const found = await api(`/scenarios/${this.page.id}/map?width=${width()}`, "POST", { draft: this.page.draft.payload });
    this.put(found, [0], null);
  }

  put(found, shown, captions) {
    const before = this.board ? this.board.isoDate : null, telling = shown.length > 1 && this.result && this.result.answer.day;
    this.board = new Board(found, { shown, captions, date: telling || (this.result && this.wasBare ? null : before), choose: (id) => this.choose(id), moved: (d) => { if (!this.steps.length && !this.touched) this.from.value = this.begins(d, found.data); } });
    this.wasBare = this.result === null;
    this.mapHolder.replaceChildren(this.result ? answerOf(this.result) : "", this.board.node, el("p", { class: "note" }, found.note));
    this.keyHolder.replaceChildren(el("summary", {}, "What the signs mean"), drawn(found.key));
  }

  // The day of the slider; where it stands at the end, as at first, the first day: what begins on the last changes nothing.
  begins(date, { isoDates }) { return date === isoDates.at(-1) ? this.page.findings.period[0] : date; }

  draftChanged() { this.drawSteps(); }

  update() {
    const { places, routes, variants, faults } = this.page.findings;
    const chosen = this.target.value;
    const group = (label, found) => (found.length ? el("optgroup", { label }, found.map(([id, name]) => el("option", { value: id }, name))) : null);
    const of = (kind) => places.filter((p) => p.kind === kind).map((p) => [p.id, p.name]);
    const lists = [group("Crossings", of("crossing")), group("Border routes", routes.filter((r) => r.mode === "crossing").map((r) => [r.id, r.name])),
      group("Sites", of("site")), group("Towns", of("settlement")), group("Roads", routes.filter((r) => r.mode !== "crossing").map((r) => [r.id, r.name])), group("Waypoints", of("waypoint"))];
    this.target.replaceChildren(...lists.filter(Boolean));
    if ([...this.target.options].some((one) => one.value === chosen)) this.target.value = chosen;
    else this.retarget();
    const keep = this.chosen;
    this.variants.replaceChildren(el("option", { value: "what-if" }, this.steps.length ? "the what-if above" : "nothing: the stated course alone"),
      ...variants.filter((v) => v.id !== "baseline").map((v) => el("option", { value: v.id }, v.sentence)));
    this.variants.value = [...this.variants.options].some((one) => one.value === keep) ? keep : "what-if";
    this.chosen = this.variants.value;
    this.runButton.disabled = faults.length > 0;
    this.drawSteps();
  }

  kindOf(id) {
    const place = this.page.findings.places.find((p) => p.id === id);
    if (place) return place.kind;
    const route = this.page.findings.routes.find((r) => r.id === id);
    return route && route.mode === "crossing" ? "gateway" : "route";
  }

  nameOf(id) {
    const { places, routes } = this.page.findings;
    const found = places.find((p) => p.id === id) || routes.find((r) => r.id === id);
    return found ? found.name : id;
  }

  choose(id) {
    this.target.value = id;
    this.touched = true;
    this.from.value = this.begins(this.board.isoDate, this.board.data);
    this.retarget();
    this.panel.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.event.focus();
    say("What if, at " + this.nameOf(id));
  }

  retarget() {
    if (!this.target.value) return;
    const before = this.event.value;
    this.event.replaceChildren(...OFFERS[this.kindOf(this.target.value)].map(([event, words]) => el("option", { value: event }, words)));
    if ([...this.event.options].some((one) => one.value === before)) this.event.value = before;
    this.revalue();
  }

  revalue() {
    const words = this.event.value === "control" ? "held by" : VALUES[this.event.value];
    this.valueField.hidden = !words;
    this.value.required = Boolean(words);
    this.valueLabel.textContent = words || "";
    if (this.event.value !== this.lastEvent) this.value.value = this.event.value === "conflict" ? "1" : "";
    this.lastEvent = this.event.value;
  }

  add(andRun) {
    if (!this.form.reportValidity()) return;
    const event = this.event.value, value = this.valueField.hidden ? "" : this.value.value.trim().replace(/(?<=\d)[ ,](?=\d{3}\b)/g, "");
    const step = { event, target: this.target.value, date: this.from.value, until: this.until.value, value: event === "control" ? "" : value, text: event === "control" ? value : "" };
    this.chosen = "what-if";
    this.variants.value = "what-if";
    this.page.draft.setSteps(`what if: ${this.nameOf(step.target)}`, this.steps.concat([step]));
    if (andRun) this.run();
  }

  drawSteps() {
    const offer = (step) => OFFERS[this.kindOf(step.target)].find(([event]) => event === step.event)?.[1] || step.event;
    this.list.replaceChildren(...this.steps.map((step, i) => el("li", {}, el("b", {}, this.nameOf(step.target)), ": ",
      [offer(step), dayInWords(step.date), step.until ? "until " + dayInWords(step.until) : "", step.value || step.text].filter(Boolean).join(" "), " ",
      el("button", { type: "button", class: "small", "aria-label": `Take back step ${i + 1}, ${this.nameOf(step.target)}`, onclick: () => this.remove(i) }, "×"))));
    const said = this.page.findings.what_if;
    const faults = said && this.steps.length ? said.faults : [];
    this.words.replaceChildren(
      this.steps.length && said && said.sentence ? el("p", { class: "sentence" }, "If: " + said.sentence + ".") : "",
      faults.length ? el("div", { class: "wrong-box" }, faults.map((f) => el("p", {}, f.words))) : "",
      this.steps.length ? el("div", { class: "row" }, el("button", { type: "button", onclick: () => this.keep() }, "Keep as a variant of the scenario"),
        el("button", { type: "button", onclick: () => { this.page.draft.setSteps("the what-if cleared", []); this.run(); } }, "Clear")) : "",
      this.page.draft.state.keep.length ? el("p", { class: "quiet" }, plural(this.page.draft.state.keep.length, "what-if goes", "what-ifs go") + " into scenario.toml when you save.") : "");
  }

  remove(i) {
    this.page.draft.setSteps(`step ${i + 1} of the what-if taken back`, this.steps.toSpliced(i, 1));
    this.run();
  }

  keep() {
    const taken = this.page.findings.variants.map((v) => v.id).concat(this.page.draft.state.keep.map((k) => k.id));
    let id = "what-if-1";
    for (let n = 1; taken.includes(id); n += 1) id = `what-if-${n + 1}`;
    this.page.draft.setKeep(`what-if kept as ${id}`, this.page.draft.state.keep.concat([{ id, steps: this.steps }]), []);
  }

  async run() {
    const mine = this.running = Symbol("run");
    const began = performance.now();
    if (this.job) api("/jobs/" + this.job, "DELETE").catch(() => {});
    this.job = null;
    this.busy(true, "Starting ...");
    const isWhatIf = this.chosen === "what-if";
    try {
      const question = { draft: this.page.draft.payload, steps: isWhatIf ? this.steps : [], variants: isWhatIf ? [] : [this.chosen],
        members: Number(this.members.value), seed: Number(this.seed.value) };
      let job = await api(`/scenarios/${this.page.id}/runs`, "POST", question);
      if (mine !== this.running) { api("/jobs/" + job.id, "DELETE").catch(() => {}); return; }
      this.job = job.id;
      while (job.state === "waiting" || job.state === "running") {
        await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
        if (mine !== this.running) return;
        job = await api("/jobs/" + this.job);
        if (mine !== this.running) return;
        this.progress(job);
      }
      this.job = null;
      if (job.state !== "done") { this.busy(false, job.message); return; }
      await this.land(job.result, began, mine);
    } catch (error) {
      if (mine === this.running) this.busy(false, error.message);
    }
  }

  progress(job) {
    this.bar.max = job.total || 1;
    this.bar.value = job.done;
    this.state.textContent = job.message ? `${job.message} ${job.total ? job.done + " of " + job.total : ""}` : job.state === "waiting" ? "Getting the model ready. The first time after installation this takes a minute." : "Running ...";
  }

  async cancel() {
    if (!this.job) return;
    await api("/jobs/" + this.job, "DELETE").catch(() => {});
  }

  async land(id, began, mine) {
    const found = await api("/results/" + id);
    const shown = found.variants.map((_, i) => i).slice(0, 2);
    const maps = await api(`/results/${id}/maps?width=${width()}`);
    if (mine !== this.running) return;
    this.result = found;
    this.put(maps, shown, shown.length > 1 ? ["As stated", "What if: " + found.variants[1].sentence] : null);
    this.below.replaceChildren(new Result(id, found, shown, maps).node);
    this.busy(false, "");
    if (shown.length > 1) this.tell();
    requestAnimationFrame(() => {
      const seconds = (performance.now() - began) / 1000;
      this.state.textContent = `${found.about.members} members, seed ${found.about.seed}, ${seconds.toFixed(1)} s.`;
      this.state.dataset.seconds = seconds.toFixed(3);
      this.state.dataset.result = id;
    });
  }

  // The answer is what was waited for: it is said, and shown where it is out of sight, as on a phone.
  tell() {
    const answer = this.mapHolder.querySelector(".answer"), box = answer.getBoundingClientRect();
    say(answer.innerText);
    if (box.top < 0 || box.bottom > innerHeight) answer.scrollIntoView({ block: "start" });
  }

  busy(on, words) {
    this.bar.hidden = !on;
    this.bar.value = 0;
    this.cancelButton.hidden = !on;
    this.node.classList.toggle("busy", on);
    this.state.textContent = words;
    delete this.state.dataset.result;
  }
}
