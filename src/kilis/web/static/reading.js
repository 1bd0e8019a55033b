import { el } from "./dom.js";

export class Reading {
  constructor(page) { this.page = page; }

  show(into) { into.replaceChildren(el("p", {}, "Not here yet.")); }
}
