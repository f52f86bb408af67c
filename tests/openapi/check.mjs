// Validates answers against the OpenAPI document.
//
//   node check.mjs DOCUMENT <EXCHANGES
//
// An exchange is a line of JSON: {"method", "target", "status", "headers": {name in lower case:
// value}, "body": text}. Prints {"problems": [sentence], "seen": {"path status": count}} and exits
// 0: who asks judges. Bodies must not be compressed any more, whatever their headers say.
import { readFileSync } from "node:fs";

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const text = readFileSync(process.argv[2], "utf8");
const document = JSON.parse(text);
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
addFormats(ajv);
ajv.addVocabulary(Object.keys(document)); // schemas are what is below, not the document itself
ajv.addSchema(document, "document");

const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("%", "%25");
const pointer = (...keys) => "#" + keys.map((key) => "/" + escape(key)).join("");
const validators = new Map();

/** The reference that is left once none leads on to another: schemas have theirs resolved by ajv. */
function resolve(reference) {
  const at = reference
    .slice(2)
    .split("/")
    .map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((value, key) => value?.[key], document);
  return typeof at?.$ref === "string" ? resolve(at.$ref) : [at, reference];
}

/** What is wrong with a value by the schema a reference leads to. */
function faults(reference, value) {
  if (!validators.has(reference))
    validators.set(reference, ajv.compile({ $ref: "document" + reference }));
  const validate = validators.get(reference);
  if (validate(value)) return [];
  return validate.errors.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function matches(template, path) {
  const expected = template.split("/");
  const segments = path.split("/");
  return (
    expected.length === segments.length &&
    expected.every((part, i) => (part.startsWith("{") ? segments[i] !== "" : part === segments[i]))
  );
}

function headerFaults(response, reference, headers) {
  return Object.keys(response.headers ?? {}).flatMap((name) => {
    const [header, at] = resolve(`${reference}/headers/${escape(name)}`);
    const value = headers[name.toLowerCase()];
    if (value === undefined) return header.required ? [`no ${name}`] : [];
    return faults(`${at}/schema`, value).map((fault) => `${name}: ${fault}`);
  });
}

/** Events as the HTML Living Standard (9.2.6) reads them, comments left out. */
function parseEvents(body) {
  return body
    .split("\n\n")
    .slice(0, -1) // what follows the last blank line is no event yet
    .map((block) => block.split("\n").filter((line) => line !== "" && !line.startsWith(":")))
    .filter((lines) => lines.length > 0)
    .map((lines) =>
      Object.fromEntries(
        lines.map((line) => [line.split(":", 1)[0], line.replace(/^[^:]*: ?/, "")]),
      ),
    );
}

function eventFaults(reference, events, seen) {
  const [schema, at] = resolve(`${reference}/items`);
  return events.flatMap((event) => {
    seen(`event ${event.event}`);
    const kind = schema.oneOf.findIndex(({ properties }) => properties.event.const === event.event);
    if (kind < 0) return [`no event is named ${event.event}`];
    const data = `${at}/oneOf/${kind}/properties/data/contentSchema`;
    return [...faults(at, event), ...faults(data, JSON.parse(event.data))].map(
      (fault) => `event ${event.event}: ${fault}`,
    );
  });
}

function bodyFaults(response, reference, exchange, seen) {
  const { headers, body } = exchange;
  const type = headers["content-type"]?.split(";")[0];
  if (response.content === undefined)
    return body === "" && type === undefined ? [] : ["it should have no content"];
  if (response.content[type] === undefined) return [`content of type ${type}`];
  if (exchange.method === "HEAD") return body === "" ? [] : ["a body after HEAD"];
  const schema = `${reference}/content/${escape(type)}/schema`;
  if (type === "text/event-stream") return eventFaults(schema, parseEvents(body), seen);
  return faults(schema, type === "application/json" ? JSON.parse(body) : body);
}

/** The response that describes an answer, and where it is in the document. */
function describe({ method, target, status }) {
  const path = target.split("?")[0];
  const template = Object.keys(document.paths)
    .sort((a, b) => a.includes("{") - b.includes("{"))
    .find((one) => matches(one, path));
  if (template === undefined && status === 404) return ["elsewhere", "#/components/responses/NotFound"];
  if (template === undefined) return ["elsewhere"];
  const verb = ["GET", "HEAD"].includes(method) || [405, 501].includes(status) ? "get" : method;
  if (document.paths[template][verb]?.responses[status] === undefined) return [template];
  return [template, pointer("paths", template, verb, "responses", String(status))];
}

function check(exchange, seen) {
  const [template, reference] = describe(exchange);
  seen(`${template} ${exchange.status}`);
  if (reference === undefined) return ["not described"];
  const [response, at] = resolve(reference);
  return [
    ...headerFaults(response, at, exchange.headers),
    ...bodyFaults(response, at, exchange, seen),
  ];
}

const result = { problems: [], seen: {} };
const seen = (what) => (result.seen[what] = (result.seen[what] ?? 0) + 1);
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const exchange = JSON.parse(line);
  for (const fault of new Set(check(exchange, seen)))
    result.problems.push(`${exchange.method} ${exchange.target} ${exchange.status}: ${fault}`);
}
console.log(JSON.stringify(result));
