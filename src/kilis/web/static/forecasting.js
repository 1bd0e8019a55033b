// A forecast from a date: only what was published by then is looked at.
import { api, el } from "./dom.js";
import { Board, width } from "./maps.js";
import { Result, answerOf } from "./result.js";

const POLL_MS = 120;
const WHAT_IF = " what-if"; // no variant can be called so

export class Forecasting {
  constructor(page) { this.page = page; }

  show(into) {
    if (!this.node) this.build();
    into.replaceChildren(this.node);
    this.update();
  }

  build() {
    const { period } = this.page.findings;
    this.origin = el("input", { id: "origin", type: "date", required: true, value: period ? this.latest() : "" });
    this.days = el("input", { id: "days", type: "number", min: 1, max: 365, value: 30, required: true });
    this.variant = el("select", { id: "forecast-variant" });
    this.button = el("button", { type: "submit", class: "main", id: "make-forecast" }, "Make the forecast");
    this.stop = el("button", { type: "button", hidden: true, onclick: () => api("/jobs/" + this.job, "DELETE").catch(() => {}) }, "Stop");
    this.bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress of the forecast" });
    this.state = el("p", { class: "quiet", role: "status", id: "forecast-state" });
    this.out = el("div", {});
    this.node = el("div", {}, el("h1", {}, "Forecast from a date"),
      el("p", { class: "lead" }, "Nothing published after the date is looked at. Places with counts are forecast from their counts; where there are none, the simulation is weighted by the reports. What you ask on the map can be forecast too, before it is saved."),
      el("form", { class: "row forecast", onsubmit: (event) => { event.preventDefault(); this.run(); } },
        el("div", { class: "field" }, el("label", { for: "origin" }, "Made on"), this.origin),
        el("div", { class: "field" }, el("label", { for: "days" }, "Days ahead"), this.days),
        el("div", { class: "field wide" }, el("label", { for: "forecast-variant" }, "Compare with"), this.variant),
        this.button, this.stop), this.bar, this.state, this.out);
  }

  // The date of the last figure stated, or of the first day.
  latest() {
    const { columns, rows } = this.page.draft.state.tables.observations;
    const at = ["published", "date"].map((name) => columns.indexOf(name));
    const dates = rows.map((row) => (at[0] >= 0 && row[at[0]]) || row[at[1]]).filter((d) => /^\d{4}-\d\d-\d\d$/.test(d)).sort();
    return dates.at(-1) || this.page.findings.period[0];
  }

  update() {
    if (!this.node) return;
    const before = this.variant.value, { steps } = this.page.draft.state;
    const said = this.page.findings.what_if && this.page.findings.what_if.sentence;
    const keep = this.page.draft.state.keep.map((kept) => el("option", { value: kept.id }, `${kept.id}, kept but not saved yet`));
    this.variant.replaceChildren(el("option", { value: "" }, "nothing: the stated course alone"),
      steps.length ? el("option", { value: WHAT_IF }, said ? "What if: " + said : "The what-if on the map") : "", ...keep,
      ...this.page.findings.variants.map((v) => el("option", { value: v.id }, v.sentence)));
    if ([...this.variant.options].some((one) => one.value === before)) this.variant.value = before;
    this.button.disabled = this.page.findings.faults.length > 0;
  }

  async run() {
    this.busy(true, "Starting ...");
    const isWhatIf = this.variant.value === WHAT_IF;
    try {
      let job = await api(`/scenarios/${this.page.id}/forecasts`, "POST", { draft: this.page.draft.payload, origin: this.origin.value,
        days: Number(this.days.value), steps: isWhatIf ? this.page.draft.state.steps : [], variants: this.variant.value && !isWhatIf ? [this.variant.value] : [] });
      this.job = job.id;
      while (job.state === "waiting" || job.state === "running") {
        await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
        job = await api("/jobs/" + job.id);
        this.bar.max = job.total || 1;
        this.bar.value = job.done;
        this.state.textContent = job.message || "Working ...";
      }
      if (job.state !== "done") { this.busy(false, job.message); return; }
      const found = await api("/results/" + job.result);
      const shown = found.variants.map((_, i) => i).slice(0, 2);
      const maps = await api(`/results/${job.result}/maps?width=${width()}`);
      const board = new Board(maps, { shown, date: found.answer.day, captions: shown.length > 1 ? ["As stated", "What if: " + found.variants[1].sentence] : null });
      this.out.replaceChildren(answerOf(found), board.node, el("p", { class: "note" }, maps.note), new Result(job.result, found, shown).node);
      this.busy(false, `Forecast of ${found.origin}.`);
      this.state.dataset.result = job.result;
    } catch (error) {
      this.busy(false, error.message);
    }
  }

  busy(on, words) {
    this.bar.hidden = !on;
    this.stop.hidden = !on;
    this.button.disabled = on;
    this.state.textContent = words;
    delete this.state.dataset.result;
  }
}
