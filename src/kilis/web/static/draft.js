// A scenario as it is being edited. Every edit can be undone; nothing reaches the files before it is saved.

export class Draft {
  constructor(found) {
    this.listeners = [];
    this.open(found);
  }

  open(found) {
    this.found = found;
    this.base = { ...found.base };
    const tables = {};
    for (const [name, table] of Object.entries(found.tables)) tables[name] = { columns: table.columns, rows: table.rows };
    this.state = { tables, settings: found.settings, steps: [], keep: [] };
    this.saved = this.state.tables;
    this.savedSettings = found.settings;
    this.past = [];
    this.future = [];
    this.merging = null;
  }

  // Edits with the same merge key follow one another as one: typing a word is one step back, not five.
  edit(words, change, merge = null) {
    const next = change(this.state);
    if (next === this.state) return;
    if (!(merge && merge === this.merging)) this.past.push([words, this.state]);
    this.merging = merge;
    this.future = [];
    this.state = next;
    this.tell(words);
  }

  undo() { this.step(this.past, this.future, "Undone: "); }
  redo() { this.step(this.future, this.past, "Done again: "); }

  step(from, to, said) {
    if (!from.length) return;
    const [words, state] = from.pop();
    to.push([words, this.state]);
    this.state = state;
    this.merging = null;
    this.tell(said + words);
  }

  tell(words) { this.listeners.forEach((listener) => listener(words)); }

  setTable(name, table) { return (state) => ({ ...state, tables: { ...state.tables, [name]: table } }); }

  setCell(name, row, column, value) {
    const columns = this.state.tables[name].columns;
    this.edit(`${name}, row ${row + 1}, ${columns[column]}`, (state) => {
      const rows = state.tables[name].rows.slice();
      if (rows[row][column] === value) return state;
      rows[row] = rows[row].slice();
      rows[row][column] = value;
      return this.setTable(name, { columns, rows })(state);
    }, `${name} ${row} ${column}`);
  }

  addRow(name, at, cells = null) {
    this.edit(`a new row in ${name}`, (state) => {
      const { columns, rows } = state.tables[name];
      return this.setTable(name, { columns, rows: rows.toSpliced(at, 0, cells || columns.map(() => "")) })(state);
    });
  }

  // Rows given as records; columns that the table lacks are added at its end.
  addRecords(words, records) {
    this.edit(words, (state) => {
      const tables = { ...state.tables };
      for (const [name, record] of records) {
        const before = tables[name];
        const columns = before.columns.concat(Object.keys(record).filter((key) => record[key] !== "" && !before.columns.includes(key)));
        const rows = before.rows.map((row) => row.concat(Array(columns.length - row.length).fill("")));
        tables[name] = { columns, rows: rows.concat([columns.map((column) => record[column] || "")]) };
      }
      return { ...state, tables };
    });
  }

  // Whether a record that came from the words of a report is in its table.
  has(name, record) {
    const { columns, rows } = this.state.tables[name];
    const keys = ["document", "span", name === "events" ? "event" : "measure"], at = keys.map((key) => columns.indexOf(key));
    return rows.some((row) => keys.every((key, k) => row[at[k]] === record[key]));
  }

  removeRow(name, at) {
    this.edit(`row ${at + 1} of ${name} removed`, (state) => {
      const { columns, rows } = state.tables[name];
      return this.setTable(name, { columns, rows: rows.toSpliced(at, 1) })(state);
    });
  }

  setKey(name, value) {
    this.edit(`settings, ${name}`, (state) => (state.settings.keys[name] === value ? state
      : { ...state, settings: { ...state.settings, keys: { ...state.settings.keys, [name]: value } } }), `key ${name}`);
  }

  // A parameter that is null has its default again.
  setParameter(name, parameter, merge = null) {
    this.edit(`settings, ${name}`, (state) => {
      const parameters = { ...state.settings.parameters };
      if (parameter) parameters[name] = parameter; else delete parameters[name];
      return { ...state, settings: { ...state.settings, parameters } };
    }, merge);
  }

  setSteps(words, steps) { this.edit(words, (state) => ({ ...state, steps })); }
  setKeep(words, keep, steps) { this.edit(words, (state) => ({ ...state, keep, steps })); }

  get title() { return this.state.settings ? this.state.settings.keys.title : this.found.title; }
  get description() { return this.state.settings ? this.state.settings.keys.description : ""; }

  // What differs from the files.
  get changed() {
    const { tables } = this.state;
    return Object.keys(tables).filter((name) => tables[name] !== this.saved[name] && JSON.stringify(tables[name]) !== JSON.stringify(this.saved[name]));
  }

  get settingsChanged() {
    return this.state.settings !== this.savedSettings && JSON.stringify(this.state.settings) !== JSON.stringify(this.savedSettings);
  }

  get dirty() { return this.changed.length > 0 || this.state.keep.length > 0 || this.settingsChanged; }

  get payload() {
    const tables = {};
    for (const name of this.changed) tables[name] = this.state.tables[name];
    return { tables, keep: this.state.keep, settings: this.settingsChanged ? this.state.settings : null };
  }

  // The files now hold the draft: what was kept is in them, also for those who go back.
  wasSaved(found) {
    const own = this.changed, ownSettings = this.settingsChanged;
    const kept = new Set(this.state.keep.map((one) => one.id));
    this.found = found;
    this.base = { ...found.base };
    const tables = { ...this.state.tables };
    for (const [name, table] of Object.entries(found.tables))
      if (!own.includes(name)) tables[name] = { columns: table.columns, rows: table.rows };
    const without = (state) => ({ ...state, keep: state.keep.filter((one) => !kept.has(one.id)) });
    this.past = this.past.map(([words, state]) => [words, without(state)]);
    this.future = this.future.map(([words, state]) => [words, without(state)]);
    const settings = ownSettings ? this.state.settings : found.settings;
    this.state = { ...without(this.state), tables, settings };
    this.saved = tables;
    this.savedSettings = settings;
    this.merging = null;
    this.tell("Saved");
  }
}
