// The settings of a scenario: what it is called, its period and rule, and the numbers of the model with their ranges.
import { el } from "./dom.js";

const LABELS = {
  title: "Title", description: "What it shows", start: "First day", end: "Day after the last one",
  coo_iso3: "Country of origin (three letters)", rule: "How people choose where to go",
};
const NUMBERS = { value: "Value", low: "Lowest", mode: "Likeliest", high: "Highest", mean: "Mean", sd: "Standard deviation", median: "Median", spread: "Spread (factor)" };
const KINDS = {
  default: "as usual", fixed: "one value", uniform: "anything between two values", triangular: "most likely one value, within two others",
  normal: "around a mean", lognormal: "around a median, by a factor",
};

export class SettingsForm {
  constructor(page) { this.page = page; }

  get settings() { return this.page.draft.state.settings; }

  show(into) {
    this.into = into;
    this.drawn = null;
    this.fill();
  }

  // What is typed stands here already; a rule or a distribution that changes brings other fields.
  draftChanged() {
    if (this.page.tab !== "settings" || !this.into) return;
    if (this.shape() !== this.drawn) { this.keepFocus(() => this.fill()); return; }
    if (!this.settings) return;
    const { keys, parameters } = this.settings;
    const put = (field, value) => { if (field.value !== value) field.value = value; };
    this.into.querySelectorAll("[data-key]").forEach((field) => {
      const value = keys[field.dataset.key];
      if (field.tagName === "INPUT" || (field.tagName === "TEXTAREA" && field.value.trim() !== value.trim())) put(field, value);
    });
    this.into.querySelectorAll("[data-parameter]").forEach((field) => {
      const given = parameters[field.dataset.parameter];
      put(field, field.dataset.part === "reason" ? given.reason : given.numbers[field.dataset.part] || "");
    });
  }

  shape() {
    return this.settings && JSON.stringify([this.settings.keys.rule, Object.entries(this.settings.parameters).map(([name, one]) => [name, one.distribution])]);
  }

  update() {
    if (this.page.tab === "settings" && this.into) this.faults();
  }

  keepFocus(work) {
    const id = document.activeElement && document.activeElement.id, at = document.activeElement && document.activeElement.selectionStart;
    work();
    const again = id && document.getElementById(id);
    if (!again) return;
    again.focus();
    if (typeof at === "number" && again.type !== "date") again.setSelectionRange(at, at);
  }

  fill() {
    this.drawn = this.shape();
    if (!this.settings) {
      this.into.replaceChildren(el("h1", {}, "Settings"), el("p", { class: "wrong" }, "scenario.toml cannot be read as it is. Put it right in a text editor; what is wrong stands under Tables."));
      return;
    }
    const { scenario, parameters } = this.page.schema.tables;
    const rule = this.settings.keys.rule || "gravity";
    const used = parameters.filter((one) => one.rule === "both" || one.rule === rule || this.settings.parameters[one.name]);
    const ours = used.filter((one) => this.settings.parameters[one.name]), rest = used.filter((one) => !this.settings.parameters[one.name]);
    const open = this.into.querySelector("#others") && this.into.querySelector("#others").open;
    this.notes = el("div", { class: "notes", role: "region", "aria-label": "What is wrong", "aria-live": "polite" });
    this.into.replaceChildren(el("h1", {}, "Settings"), this.notes,
      el("div", { class: "settings" }, scenario.filter((key) => LABELS[key.name]).map((key) => this.key(key))),
      el("section", {}, el("h2", {}, "The numbers of the model"),
        el("p", { class: "lead" }, "A number with a range is drawn anew for every member: that is where the width of the fans comes from. Say why, so that others can judge it."),
        ours.length ? el("div", { class: "priors" }, ours.map((one) => this.parameter(one))) : el("p", {}, "All have their usual values."),
        el("details", { id: "others", open }, el("summary", {}, `${rest.length} more, at their usual values`), el("div", { class: "priors" }, rest.map((one) => this.parameter(one))))));
    this.faults();
  }

  key(attribute) {
    const id = "key-" + attribute.name, value = this.settings.keys[attribute.name];
    const set = (event) => { this.page.draft.setKey(attribute.name, event.target.value); };
    const common = { id, "data-key": attribute.name, "aria-describedby": id + "-about" };
    let field;
    if (attribute.allowed.length) {
      field = el("select", { ...common, onchange: set }, attribute.allowed.map((word) => el("option", { value: word, selected: word === (value || attribute.default) }, word)));
    } else if (attribute.name === "description") {
      field = el("textarea", { ...common, rows: 4, maxlength: 20000, oninput: set });
      field.value = value.trim();
    } else {
      field = el("input", { ...common, type: attribute.type === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(value) ? "date" : "text", value, maxlength: 300, autocomplete: "off", oninput: set });
    }
    return el("div", { class: "field" + (attribute.name === "description" || attribute.name === "title" ? " whole" : "") },
      el("label", { for: id }, LABELS[attribute.name]), field, el("p", { class: "quiet", id: id + "-about" }, attribute.description));
  }

  parameter(attribute) {
    const { name } = attribute, given = this.settings.parameters[name], kind = given ? given.distribution : "default";
    const kinds = ["default", ...Object.keys(this.page.schema.distributions)].filter((one) => attribute.type !== "integer" || one === "default" || one === "fixed");
    if (!kinds.includes(kind)) kinds.push(kind);
    const id = "p-" + name, words = name.replaceAll("_", " ");
    const choose = el("select", { id, "aria-label": words + ": how sure", onchange: (event) => this.rekind(attribute, event.target.value) },
      kinds.map((one) => el("option", { value: one, selected: one === kind }, KINDS[one] || one)));
    const numbers = given ? (this.page.schema.distributions[kind] || Object.keys(given.numbers)).map((part) => el("div", { class: "field" },
      el("label", { for: `${id}-${part}` }, NUMBERS[part] || part),
      el("input", { id: `${id}-${part}`, "data-parameter": name, "data-part": part, inputmode: "decimal", size: 8, maxlength: 40, autocomplete: "off", value: given.numbers[part] || "",
        oninput: (event) => this.page.draft.setParameter(name, { ...this.settings.parameters[name], numbers: { ...this.settings.parameters[name].numbers, [part]: event.target.value } }, `${id} ${part}`) }))) : [];
    const reason = given ? el("div", { class: "field reason" }, el("label", { for: id + "-reason" }, "Why"),
      el("input", { id: id + "-reason", "data-parameter": name, "data-part": "reason", value: given.reason, maxlength: 2000, autocomplete: "off",
        oninput: (event) => this.page.draft.setParameter(name, { ...this.settings.parameters[name], reason: event.target.value }, `${id} reason`) })) : null;
    const usual = attribute.default === null ? "empty" : attribute.default;
    return el("div", { class: "prior", role: "group", "aria-label": words },
      el("div", { class: "about" }, el("b", {}, words), el("p", { class: "quiet" }, attribute.description + ". ", `Usually ${usual}${attribute.unit ? " " + attribute.unit.replaceAll("_", " ") : ""}` + (attribute.bounds ? `; ${attribute.bounds}.` : "."))),
      el("div", { class: "row" }, el("div", { class: "field" }, el("label", { for: id }, "It is"), choose), numbers, reason));
  }

  rekind(attribute, kind) {
    const given = this.settings.parameters[attribute.name];
    if (kind === "default") { this.page.draft.setParameter(attribute.name, null); return; }
    const before = given ? given.numbers : {};
    const start = before.value || before.mode || before.median || before.mean || attribute.default || "";
    const numbers = Object.fromEntries(this.page.schema.distributions[kind].map((part) => [part,
      before[part] || { value: start, mode: start, median: start, mean: start, low: start, high: start, spread: "2", sd: start }[part] || ""]));
    this.page.draft.setParameter(attribute.name, { distribution: kind, numbers, reason: given ? given.reason : "" });
  }

  faults() {
    if (!this.settings) return;
    const found = this.page.findings.faults.filter((fault) => fault.file === "scenario.toml");
    this.into.querySelectorAll(".fault-here").forEach((words) => words.remove());
    this.into.querySelectorAll("[aria-invalid]").forEach((field) => { field.removeAttribute("aria-invalid"); });
    for (const fault of found) {
      const [first, name, part] = (fault.column || "").split(".");
      const field = first === "parameters"
        ? this.into.querySelector(part ? `[data-parameter="${name}"][data-part="${part}"]` : `[data-parameter="${name}"]`) || this.into.querySelector("#p-" + name)
        : this.into.querySelector(`[data-key="${first}"]`);
      if (!field) continue;
      field.setAttribute("aria-invalid", "true");
      field.closest(".prior, .field").append(el("p", { class: "wrong fault-here" }, `${fault.problem}. ${fault.remedy}`));
    }
    this.notes.replaceChildren(found.length ? el("div", { class: "wrong-box" }, el("b", {}, "To put right before the scenario can be saved or run"),
      el("ul", {}, found.map((fault) => el("li", {}, `${(fault.column || "scenario.toml").replaceAll("_", " ").replaceAll(".", ", ")}: ${fault.problem}. ${fault.remedy}`)))) : "");
  }
}
