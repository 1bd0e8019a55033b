// The few lines that make the page, and talk to the API. Text goes in as text; only what the server drew is markup.

export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "selected") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Markup drawn by the server, where every text is escaped already.
export function drawn(markup, name = "div", attributes = {}) {
  const node = el(name, attributes);
  node.innerHTML = markup;
  return node;
}

export class Refused extends Error {
  constructor(status, body) {
    super(body.message || "The workbench did not answer.");
    this.status = status;
    this.body = body;
  }
}

export async function api(path, method = "GET", body = undefined) {
  const options = { method, headers: {} };
  if (method !== "GET") options.headers["content-type"] = "application/json";
  if (body !== undefined) options.body = JSON.stringify(body);
  let answer;
  try {
    answer = await fetch("/api" + path, options);
  } catch {
    throw new Refused(0, { message: "The workbench does not answer. Is `kilis serve` still running?" });
  }
  const kind = answer.headers.get("content-type") || "";
  const found = kind.includes("json") ? await answer.json() : { message: await answer.text() };
  if (!answer.ok) throw new Refused(answer.status, found);
  return found;
}

export function say(words) {
  const line = document.getElementById("said");
  line.textContent = "";
  line.textContent = words;
}

export function ask(heading, words, choices) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const buttons = choices.map(([label, value], i) =>
      el("button", { type: "button", class: i === 0 ? "main" : null, onclick: () => done(value) }, label));
    const box = el("dialog", { "aria-labelledby": "asked" }, el("h2", { id: "asked" }, heading),
      words.map((text) => el("p", {}, text)), el("div", { class: "row" }, buttons));
    function done(value) {
      box.close();
      box.remove();
      if (before && before.isConnected) before.focus();
      resolve(value);
    }
    box.addEventListener("cancel", (event) => { event.preventDefault(); done(null); });
    document.body.append(box);
    box.showModal();
  });
}

export function plural(count, one, many) { return count === 1 ? "1 " + one : count + " " + many; }

const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
export function dayInWords(iso) {
  const date = new Date(iso + "T00:00Z");
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleDateString("en-GB", DAY);
}
