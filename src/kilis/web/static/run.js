// A run that was kept: its map, charts and figures, and the ways to take it along.
import { api, drawn, el, plural } from "./dom.js";
import { Board, width } from "./maps.js";
import { Result, answerOf } from "./result.js";

export class RunPage {
  constructor(id, main) {
    this.kind = "run";
    this.id = id;
    this.main = main;
    this.variant = 1;
  }

  async open() {
    const { result } = await api(`/runs/${this.id}/open`, "POST", {});
    this.result = result;
    this.found = await api("/results/" + result);
    document.title = this.found.title + " · Kilis";
    document.getElementById("crumb").replaceChildren(el("a", { href: "#/" }, "All scenarios and runs"), " / ", el("b", {}, this.found.title));
    await this.show();
  }

  async show() {
    const { variants, about, title } = this.found;
    const shown = variants.length > 1 ? [0, this.variant] : [0];
    const maps = await api(`/results/${this.result}/maps?width=${width()}`);
    const date = this.board ? this.board.isoDate : this.found.answer.day;
    this.board = new Board(maps, { shown, date, captions: shown.length > 1 ? ["As stated", "What if: " + variants[this.variant].sentence] : null });
    const pick = variants.length > 2 ? el("div", { class: "field" }, el("label", { for: "which" }, "Compare the stated course with"),
      el("select", { id: "which", onchange: (event) => { this.variant = Number(event.target.value); this.show(); } },
        variants.slice(1).map((v, i) => el("option", { value: i + 1, selected: i + 1 === this.variant }, v.sentence)))) : null;
    const facts = [about.kind, about.members && plural(about.members, "member", "members"), "seed " + about.seed, about.created_utc && "made " + about.created_utc.slice(0, 16).replace("T", " ") + " UTC", "Kilis " + about.kilis_version];
    this.main.replaceChildren(el("h1", {}, title), el("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")), pick || "", shown.length === 1 || this.variant === 1 ? answerOf(this.found) : "", this.board.node,
      el("details", { class: "key-box" }, el("summary", {}, "What the signs mean"), drawn(maps.key)), el("p", { class: "note" }, maps.note),
      new Result(this.result, this.found, shown).node);
  }
}
