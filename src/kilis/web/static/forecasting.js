import { el } from "./dom.js";

export class Forecasting {
  constructor(page) { this.page = page; }

  show(into) { into.replaceChildren(el("p", {}, "Not here yet.")); }
}
