// The tables of a scenario, to be typed in. The schema's checks answer as one types; faults name row, column and remedy.
import { el, plural } from "./dom.js";

const NAMES = { places: "Places", routes: "Routes", events: "Events", observations: "Observations", groups: "Groups", group_sizes: "Sizes of groups" };
const ROWS_SHOWN = 100;

export class Grid {
  constructor(page) {
    this.page = page;
    this.name = "events";
    this.from = 0;
  }

  show(into) {
    this.into = into;
    const picks = Object.entries(NAMES).filter(([name]) => this.page.draft.state.tables[name]).map(([name, words]) => el("button", { type: "button", "aria-pressed": name === this.name ? "true" : "false",
      onclick: () => { this.name = name; this.from = 0; this.show(into); into.querySelector("[aria-pressed=true]").focus(); } },
      `${words} (${this.page.draft.state.tables[name].rows.length})`));
    this.holder = el("div", { class: "scroll grid", role: "region", "aria-label": NAMES[this.name], tabindex: 0 });
    this.notes = el("div", { class: "notes", role: "region", "aria-label": "What is wrong", "aria-live": "polite" });
    this.pager = el("div", { class: "row" });
    into.replaceChildren(el("h1", { class: "hidden" }, "Tables"), el("div", { class: "row picks", role: "group", "aria-label": "Table" }, picks), this.notes, this.holder, this.pager,
      el("p", { class: "quiet" }, "Enter and the arrow keys go from row to row. Saved as the same CSV file: rows you did not touch keep every byte."));
    this.fill();
    this.update();
  }

  draftChanged() {
    if (this.page.tab !== "tables" || !this.holder) return;
    const { rows, columns } = this.page.draft.state.tables[this.name];
    if (rows.length !== this.rows || columns.length !== this.columns) { this.keepFocus(() => this.show(this.into)); return; }
    this.holder.querySelectorAll("[data-row]").forEach((cell) => {
      const value = rows[cell.dataset.row][cell.dataset.column];
      if (cell.value !== value) { this.offer(cell, value); cell.value = value; }
    });
  }

  keepFocus(work) {
    const at = document.activeElement && document.activeElement.dataset ? { ...document.activeElement.dataset } : {};
    work();
    const again = at.row !== undefined && this.holder.querySelector(`[data-row="${at.row}"][data-column="${at.column}"]`);
    if (again) again.focus();
  }

  // A list offers the allowed words, and the one that stands there even if it is not allowed.
  offer(cell, value) {
    if (cell.tagName === "SELECT" && ![...cell.options].some((one) => one.value === value)) cell.append(el("option", { value }, value));
  }

  fill() {
    const { draft, schema } = this.page;
    const problem = draft.found.tables[this.name].problem;
    if (problem) { this.holder.replaceChildren(el("p", { class: "wrong" }, problem)); return; }
    const { columns, rows } = draft.state.tables[this.name];
    this.rows = rows.length;
    this.columns = columns.length;
    const known = Object.fromEntries(schema.tables[this.name].map((a) => [a.name, a]));
    const head = columns.map((column) => el("th", { scope: "col", title: known[column] ? [known[column].description, known[column].bounds, known[column].unit].filter(Boolean).join("; ") : "a column of your own; kept, and nothing reads it" },
      column, known[column] && known[column].required ? el("span", { class: "needed", title: "must be filled in" }, " *") : null));
    const shown = rows.slice(this.from, this.from + ROWS_SHOWN);
    const body = shown.map((row, i) => {
      const r = this.from + i;
      return el("tr", {}, el("th", { scope: "row" }, String(r + 1)),
        columns.map((column, c) => el("td", {}, this.cell(known[column], column, r, c, row[c]))),
        el("td", {}, el("button", { type: "button", class: "small", "aria-label": `Remove row ${r + 1}`, title: "Remove this row", onclick: () => draft.removeRow(this.name, r) }, "×")));
    });
    this.holder.replaceChildren(el("table", {}, el("caption", { class: "hidden" }, NAMES[this.name]),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Row"), head, el("th", { scope: "col" }, el("span", { class: "hidden" }, "Remove")))), el("tbody", {}, body)), ...this.lists());
    const more = rows.length > ROWS_SHOWN ? [
      el("button", { type: "button", disabled: this.from === 0, onclick: () => this.turn(-1) }, "Rows before"),
      el("span", {}, `Rows ${this.from + 1} to ${Math.min(this.from + ROWS_SHOWN, rows.length)} of ${rows.length}`),
      el("button", { type: "button", disabled: this.from + ROWS_SHOWN >= rows.length, onclick: () => this.turn(1) }, "Rows after")] : [];
    this.pager.replaceChildren(el("button", { type: "button", onclick: () => this.add() }, "Add a row"), ...more);
  }

  turn(way) { this.from += way * ROWS_SHOWN; this.fill(); this.update(); }

  add() {
    const at = this.page.draft.state.tables[this.name].rows.length;
    this.from = Math.floor(at / ROWS_SHOWN) * ROWS_SHOWN;
    this.page.draft.addRow(this.name, at);
    const first = this.holder.querySelector(`[data-row="${at}"]`);
    if (first) first.focus();
  }

  cell(attribute, column, row, c, value) {
    const common = { "data-row": row, "data-column": c, "aria-label": `${column}, row ${row + 1}`, onkeydown: (event) => this.move(event) };
    const type = attribute ? attribute.type : "text";
    const set = (event) => this.page.draft.setCell(this.name, row, c, event.target.value);
    if (type === "choice" || type === "boolean") {
      const words = type === "boolean" ? ["yes", "no"] : attribute.allowed;
      const select = el("select", { ...common, onchange: set }, ["", ...words].map((word) => el("option", { value: word }, word)));
      this.offer(select, value);
      select.value = value;
      return select;
    }
    const list = type === "reference" ? "list-places" : column === "target" ? "list-targets" : null;
    const size = { number: 9, integer: 9, date: 10, iso3: 4, boolean: 4 }[type] || Math.min(34, Math.max(10, value.length));
    return el("input", { ...common, value, size, list, spellcheck: "false", autocomplete: "off", class: type === "number" || type === "integer" ? "figure" : null,
      inputmode: type === "integer" ? "numeric" : type === "number" ? "decimal" : null, maxlength: 10000, oninput: set });
  }

  lists() {
    const { places, routes } = this.page.findings;
    const option = (id, name) => el("option", { value: id, label: name });
    return [el("datalist", { id: "list-places" }, places.map((p) => option(p.id, p.name))),
      el("datalist", { id: "list-targets" }, places.map((p) => option(p.id, p.name)), routes.map((r) => option(r.id, r.name)))];
  }

  move(event) {
    const { row, column } = event.target.dataset;
    const isSelect = event.target.tagName === "SELECT";
    const way = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : isSelect || event.target.list ? 0 : { ArrowDown: 1, ArrowUp: -1 }[event.key] || 0;
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = this.holder.querySelector(`[data-row="${Number(row) + way}"][data-column="${column}"]`);
    if (next) { next.focus(); if (next.select) next.select(); }
  }

  // Faults and warnings: beside the cells they are about, and in words above the table.
  update() {
    if (this.page.tab !== "tables" || !this.holder) return;
    const { faults, warnings } = this.page.findings;
    const file = this.name + ".csv";
    this.holder.querySelectorAll("[aria-invalid]").forEach((cell) => { cell.removeAttribute("aria-invalid"); cell.removeAttribute("title"); });
    for (const fault of faults) {
      if (fault.file !== file || fault.row === null) continue;
      const column = this.page.draft.state.tables[this.name].columns.indexOf(fault.column);
      const cell = this.holder.querySelector(`[data-row="${fault.row}"][data-column="${Math.max(column, 0)}"]`);
      if (cell) { cell.setAttribute("aria-invalid", "true"); cell.title = `${fault.problem}. ${fault.remedy}`; }
    }
    const line = (found) => el("li", {}, found.row === null || !NAMES[found.file.replace(".csv", "")] ? found.words
      : el("button", { type: "button", class: "link", onclick: () => this.jump(found) }, `${NAMES[found.file.replace(".csv", "")]}, row ${found.row + 1}${found.column ? ", " + found.column : ""}`),
    found.row === null || !NAMES[found.file.replace(".csv", "")] ? null : `: ${found.problem}. ${found.remedy}`);
    this.notes.replaceChildren(
      faults.length ? el("div", { class: "wrong-box" }, el("b", {}, plural(faults.length, "fault", "faults") + " to put right before the scenario can be saved or run"), el("ul", {}, faults.slice(0, 30).map(line))) : "",
      warnings.length ? el("details", {}, el("summary", {}, plural(warnings.length, "probable mistake", "probable mistakes")), el("ul", {}, warnings.slice(0, 60).map(line))) : "");
  }

  jump(found) {
    this.name = found.file.replace(".csv", "");
    this.from = Math.floor(found.row / ROWS_SHOWN) * ROWS_SHOWN;
    this.show(this.into);
    const column = Math.max(this.page.draft.state.tables[this.name].columns.indexOf(found.column), 0);
    const cell = this.holder.querySelector(`[data-row="${found.row}"][data-column="${column}"]`);
    if (cell) cell.focus();
  }
}
