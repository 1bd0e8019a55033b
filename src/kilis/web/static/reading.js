// Reports read: each claim beside its words; what a person accepts becomes a row of the draft, and can be undone.
// What a person rejects becomes none, whatever else is accepted, until the same button takes that back.
import { api, el, plural, say } from "./dom.js";

const MOST_BYTES = 20_000_000;
const SUMMED = ["arrivals", "departures", "displaced"];

export class Reading {
  constructor(page) { this.page = page; }

  show(into) {
    if (!this.node) this.build();
    into.replaceChildren(this.node);
  }

  build() {
    this.page.draft.listeners.push(() => this.follow());
    this.text = el("textarea", { id: "report", spellcheck: "false", rows: 10 });
    this.date = el("input", { id: "report-date", type: "date" });
    this.publisher = el("input", { id: "report-publisher", autocomplete: "off" });
    this.household = el("input", { id: "household", inputmode: "decimal", size: 6, autocomplete: "off" });
    this.file = el("input", { id: "report-file", type: "file", accept: ".txt,.html,.htm,.pdf,.docx,.md" });
    this.state = el("p", { class: "quiet", role: "status", id: "reading-state" });
    this.out = el("div", {});
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.read(); } },
      el("div", { class: "field" }, el("label", { for: "report" }, "Paste a report here, or drop a file"), this.text),
      el("div", { class: "row" },
        el("div", { class: "field" }, el("label", { for: "report-date" }, "Its date, if the text does not say"), this.date),
        el("div", { class: "field" }, el("label", { for: "report-publisher" }, "Publisher"), this.publisher),
        el("div", { class: "field" }, el("label", { for: "household" }, "Persons in a household"), this.household),
        el("div", { class: "field" }, el("label", { for: "report-file" }, "Or a file"), this.file),
        el("button", { type: "submit", class: "main", id: "read" }, "Read")));
    this.file.addEventListener("change", () => this.file.files[0] && this.read(this.file.files[0]));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files[0]) this.read(event.dataTransfer.files[0]); });
    this.node = el("div", {}, el("h1", {}, "Read a report"),
      el("p", { class: "lead" }, "Kilis finds who said how many people were where and when, and shows the words. You decide what becomes a row of the scenario."), form, this.state, this.out);
  }

  async read(file = null) {
    this.state.textContent = "Reading ...";
    const size = Number(this.household.value.replace(",", "."));
    const question = { draft: this.page.draft.payload, date: this.date.value || null, publisher: this.publisher.value, household_size: size > 0 ? size : null };
    try {
      if (file) {
        if (file.size > MOST_BYTES) throw new Error("The file is too large; at most 20 MB are read.");
        question.name = file.name;
        question.file = await new Promise((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
          reader.onerror = () => reject(new Error("The file cannot be read."));
          reader.readAsDataURL(file);
        });
      } else {
        question.text = this.text.value;
      }
      this.found = await api(`/scenarios/${this.page.id}/read`, "POST", question);
      this.list();
    } catch (error) {
      this.state.textContent = error.message;
      this.out.replaceChildren();
    }
  }

  list() {
    const { claims, name, date, publisher, doubt, questions } = this.found;
    this.taken = new Set();
    this.added = new Set();
    this.rejected = new Set();
    this.queue = Promise.resolve();
    this.state.textContent = `${name}: ${publisher || "publisher not stated"}, ${date || "date not stated"}. ` + plural(claims.length, "claim", "claims") + "." + (doubt ? " " + doubt : "");
    const all = el("button", { type: "button", onclick: () => this.accept(this.fitting()) });
    this.count = () => { all.textContent = `Accept all that fit (${this.fitting().length})`; all.disabled = !this.fitting().length; };
    this.refit();
    this.out.replaceChildren(this.fitting().length > 1 ? el("div", { class: "row" }, all) : "",
      el("ol", { class: "claims" }, claims.map((claim) => this.item(claim))),
      questions.length ? el("section", {}, el("h2", {}, "To be settled"), el("ul", {}, questions.map((words) => el("li", {}, words)))) : "");
  }

  // The claims that can be accepted together: not those that need a look first, nor those that a person decided on,
  // nor those that contradict what was accepted or stands above them.
  fitting() { return this.open().filter((claim) => !claim.clash); }

  open() {
    return this.found.claims.filter((claim) => claim.row && !claim.needs_a_look && !this.taken.has(claim) && !this.rejected.has(claim));
  }

  // Why each of these claims does not fit beside the draft's rows and the claims before it; null where it fits.
  async reasons(claims) {
    const question = { draft: this.page.draft.payload, rows: claims.map((claim) => [claim.file, claim.row]) };
    return (await api(`/scenarios/${this.page.id}/fit`, "POST", question)).reasons;
  }

  // What fits together changes with every decision: the button says how many are left.
  refit() {
    this.count();
    const found = this.found;
    this.queue = this.queue.then(async () => {
      const claims = this.open(), reasons = claims.length ? await this.reasons(claims) : [];
      if (found !== this.found) return;
      claims.forEach((claim, at) => { claim.clash = reasons[at]; claim.line.textContent = rowInWords(claim); });
      this.count();
    }).catch((error) => say(error.message));
  }

  item(claim) {
    const [start, end] = claim.spans[0], text = this.found.text, at = text.indexOf(claim.sentence);
    const inside = at >= 0 && start >= at && end <= at + claim.sentence.length;
    const quote = inside ? [text.slice(at, start), el("mark", {}, text.slice(start, end)), text.slice(end, at + claim.sentence.length)] : [claim.sentence];
    const button = claim.row ? el("button", { type: "button", onclick: () => this.accept([claim]) }, "Accept") : null;
    const line = el("span", { class: "quiet" }, claim.row ? rowInWords(claim) : "Left out: " + claim.reason.replace(/([:;,]) edit it\b.*/s, "$1 if you know better, add a row under Tables") + ".");
    claim.button = button;
    claim.line = line;
    claim.rejecter = claim.row ? el("button", { type: "button", onclick: () => this.reject(claim) }, "Reject") : null;
    claim.fields = !claim.row ? [] : claim.row.place ? [this.placePicker(claim, line), ...this.sinceField(claim)] : this.eventFields(claim);
    claim.node = el("li", {}, el("p", {}, el("b", {}, [claim.what, claim.figure].filter(Boolean).join(" ")), " ", [claim.where, claim.when, claim.who && "said by " + claim.who, claim.sure].filter(Boolean).join("; ")),
      el("blockquote", {}, quote),
      el("div", { class: "row" }, button, claim.rejecter, claim.fields.map((field) => (field.type === "date" ? el("label", {}, field.name, field) : field)), line));
    return claim.node;
  }

  // The place that was read, to be put right before the claim is accepted.
  placePicker(claim, line) {
    const places = [...this.page.findings.places, { id: "*", name: "The whole area" }];
    const picker = el("select", { "aria-label": "Place", onchange: () => { claim.row.place = picker.value; line.textContent = rowInWords(claim); this.refit(); } },
      places.map((place) => el("option", { value: place.id }, place.name)));
    picker.value = claim.row.place;
    return picker;
  }

  // The value of an event and its end, which reports seldom say.
  eventFields(claim) {
    const value = claim.takes_value ? [this.field(claim, "value", "Value", { inputmode: "decimal", size: 6, placeholder: "value", autocomplete: "off" })] : [];
    return [...value, this.field(claim, "until", "Until (the first day without it)", { type: "date", name: "until" })];
  }

  // Since when arrivals and the like are summed, which reports seldom say.
  sinceField(claim) {
    return SUMMED.includes(claim.row.measure) ? [this.field(claim, "since", "Summed since", { type: "date", name: "since" })] : [];
  }

  field(claim, key, name, attributes) {
    return el("input", { ...attributes, "aria-label": name, title: name, value: claim.row[key] || "",
      onchange: (event) => { claim.row[key] = event.target.value.trim(); claim.line.textContent = rowInWords(claim); this.refit(); } });
  }

  // Accept those of the claims that fit the draft; of the others the reason is told, and they stay open. Figures were
  // found to fit when they were read; events may contradict one another and are asked about again.
  accept(claims) {
    if (!claims.length) return;
    const found = this.found;
    for (const claim of claims) this.settle(claim, true);
    if (claims.every((claim) => claim.file === "observations.csv")) this.add(claims, 0);
    else this.queue = this.queue.then(async () => {
      const reasons = await this.reasons(claims);
      if (found !== this.found) return;
      const fit = claims.filter((claim, at) => !(claim.clash = reasons[at]));
      for (const claim of claims.filter((claim) => claim.clash)) this.settle(claim, false);
      this.add(fit, claims.length - fit.length);
    }).catch((error) => {
      for (const claim of claims) this.settle(claim, false);
      say(error.message);
    });
    this.refit();
  }

  add(claims, left) {
    for (const claim of claims) this.added.add(claim);
    if (claims.length) this.page.draft.addRecords(`${plural(claims.length, "claim", "claims")} accepted`, claims.map((claim) => [claim.file.replace(".csv", ""), claim.row]));
    say(plural(claims.length, "row", "rows") + " added to the tables; save to keep them." + (left ? ` ${plural(left, "claim does", "claims do")} not fit.` : ""));
  }

  // What was accepted and is undone can be accepted again; what is done again is accepted.
  follow() {
    const changed = [...(this.added || [])].filter((claim) => this.page.draft.has(claim.file.replace(".csv", ""), claim.row) !== this.taken.has(claim));
    for (const claim of changed) this.settle(claim, !this.taken.has(claim));
    if (changed.length) this.refit();
  }

  settle(claim, accepted) {
    if (accepted) this.taken.add(claim); else this.taken.delete(claim);
    for (const part of [claim.button, ...claim.fields, claim.rejecter]) part.disabled = accepted;
    claim.button.textContent = accepted ? "Accepted" : "Accept";
    claim.line.textContent = rowInWords(claim);
  }

  // Reject a claim, or take that back: nothing was written, so nothing is to be undone.
  reject(claim) {
    const out = !this.rejected.delete(claim);
    if (out) this.rejected.add(claim);
    claim.node.classList.toggle("rejected", out);
    claim.rejecter.textContent = out ? "Rejected" : "Reject";
    claim.button.disabled = out;
    for (const part of claim.fields) part.disabled = out;
    this.refit();
    say(out ? "Rejected: no row will be made of it. The same button takes that back." : "No longer rejected.");
  }
}

function rowInWords({ file, row, assumed_value, clash }) {
  const shown = Object.entries(row).filter(([key, value]) => value && !["document", "span", "quote", "reviewed"].includes(key)).map(([key, value]) => `${key} ${value}`);
  if (file === "events.csv") {
    if (!row.value && assumed_value !== null) shown.push(`value ${assumed_value} (none is said)`);
    if (!row.until) shown.push("no end");
  } else if (SUMMED.includes(row.measure) && !row.since) {
    shown.push("summed since the scenario's first day");
  }
  return `${file}: ${shown.join(", ")}` + (clash ? `. It does not fit: ${clash}.` : "");
}
