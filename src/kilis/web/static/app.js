// The way through the workbench: the shelf, a scenario, a run. The address after # says where one is.
import { api, el, plural, say } from "./dom.js";
import { ScenarioPage } from "./scenario.js";
import { RunPage } from "./run.js";

let page = null;

function main() { return document.getElementById("main"); }

export function crumb(...parts) {
  document.getElementById("crumb").replaceChildren(...parts);
}

export function fail(error) {
  main().replaceChildren(el("h1", {}, "This did not work"), el("p", { class: "words" }, error.message),
    el("p", {}, el("a", { href: "#/" }, "Back to the scenarios and runs")));
  say(error.message);
}

async function shelf() {
  document.title = "Kilis workbench";
  crumb();
  const found = await api("/shelf");
  const scenarios = found.scenarios.map((one) => el("li", {},
    el("a", { href: "#/scenario/" + one.id }, one.title),
    el("span", {}, [one.start && one.start + " to " + one.end, one.variants ? plural(one.variants, "variant", "variants") : null, one.where].filter(Boolean).join(" · ")),
    one.faults ? el("span", { class: "wrong" }, "has faults; open it to see them") : null));
  const runs = found.runs.map((one) => el("li", {},
    el("a", { href: "#/run/" + one.id }, one.title),
    el("span", {}, [one.kind, one.members && plural(one.members, "member", "members"), one.created_utc && one.created_utc.slice(0, 16).replace("T", " ") + " UTC", one.where].filter(Boolean).join(" · ")),
    one.problem ? el("span", { class: "wrong" }, one.problem) : null,
    (one.changes || []).map((words) => el("span", {}, "If: " + words.replace(/^if /i, "")))));
  main().replaceChildren(
    el("h1", {}, "What would happen, and how sure is it?"),
    el("p", { class: "lead" }, "Open a scenario: see it on the map, change it, ask what if, and run it. Nothing leaves this machine."),
    el("div", { class: "shelf" },
      el("section", { "aria-labelledby": "h-scenarios" }, el("h2", { id: "h-scenarios" }, "Scenarios"),
        scenarios.length ? el("ul", {}, scenarios) : el("p", {}, "There is no scenario in the served folders. ", el("code", {}, "kilis new my-scenario"), " starts one.")),
      el("section", { "aria-labelledby": "h-runs" }, el("h2", { id: "h-runs" }, "Runs that were kept"),
        runs.length ? el("ul", {}, runs) : el("p", {}, "None yet. Run a scenario and keep the result."))),
    el("p", { class: "quiet" }, "Folders: " + found.folders.join(", ") + ". ", el("a", { href: "/docs" }, "The API")));
}

async function go() {
  const [, kind, id, tab] = location.hash.split("/");
  if (page && page.id === id && page.kind === kind) { page.show(tab); return; }
  if (page && page.leave && !(await page.leave())) { history.replaceState(null, "", page.address); return; }
  page = null;
  document.getElementById("actions").replaceChildren();
  try {
    if (kind === "scenario") {
      page = new ScenarioPage(id, main());
      await page.open(tab);
    } else if (kind === "run") {
      page = new RunPage(id, main());
      await page.open();
    } else {
      await shelf();
    }
  } catch (error) {
    page = null;
    fail(error);
  }
  scrollTo(0, 0);
}

document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); main().focus(); });
addEventListener("hashchange", go);
addEventListener("beforeunload", (event) => { if (page && page.draft && page.draft.dirty) event.preventDefault(); });
addEventListener("keydown", (event) => {
  if (!page || !page.draft || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) { event.preventDefault(); page.draft.undo(); }
  else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); page.draft.redo(); }
  else if (key === "s") { event.preventDefault(); page.save(); }
});
go();
