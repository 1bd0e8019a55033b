// The API in words, made from its own OpenAPI description; nothing is fetched from elsewhere.
import { api, el } from "./dom.js";

const found = await api("/openapi.json");
const shape = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.type === "array") return "list of " + shape(schema.items);
  if (schema.type === "object" && schema.additionalProperties) return "object of " + shape(schema.additionalProperties);
  return schema.enum ? schema.enum.join(" | ") : schema.type || "";
};
const calls = Object.entries(found.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => {
  const body = call.requestBody && shape(call.requestBody.content["application/json"].schema);
  const given = (call.parameters || []).map((p) => `${p.name} (${p.in}${p.required ? "" : ", optional"}): ${shape(p.schema)}`);
  return el("section", {}, el("h2", {}, el("code", {}, method.toUpperCase() + " " + path)), el("p", {}, call.description || call.summary),
    given.length || body ? el("ul", {}, given.map((words) => el("li", {}, words)), body ? el("li", {}, "JSON body: " + body) : null) : null);
}));
const shapes = Object.entries(found.components.schemas).filter(([name]) => !name.includes("Validation")).map(([name, schema]) => el("section", {},
  el("h2", {}, name), el("p", {}, schema.description || ""), el("ul", {}, Object.entries(schema.properties || {}).map(([key, part]) =>
    el("li", {}, el("code", {}, key), ": " + shape(part) + ((schema.required || []).includes(key) ? "" : ", optional"))))));
document.getElementById("main").replaceChildren(el("h1", {}, found.info.title + ", version " + found.info.version), el("p", { class: "lead" }, found.info.description),
  el("p", {}, el("a", { href: "/api/openapi.json" }, "The description as OpenAPI")), ...calls, el("h2", {}, "Shapes"), ...shapes);
