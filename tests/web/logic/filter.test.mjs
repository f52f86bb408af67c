// How containers and alarms are found, and which columns there is room for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const row = (name, c = {}, project = "") => ({
  c: { id: `id-${name}`, name, status: "running", labels: {}, ...c }, project,
});

test("words and terms must all be true of what is found", async () => {
  const { filterOf } = await load("state/filter");
  const rows = [
    row("web-1", { image: "nginx:1.25", health: "healthy", labels: { team: "Front End" } }, "shop"),
    row("web-2", { image: "nginx:1.27", health: "unhealthy", labels: { team: "back" } }, "shop"),
    row("job", { image: "busybox", status: "exited", health: "unhealthy" }),
  ];
  const found = (text) => rows.filter(filterOf(text)).map(({ c }) => c.name).join();
  const cases = [
    ["", "web-1,web-2,job"], ["WEB shop", "web-1,web-2"], ["id-job", "job"], ["nosuch", ""],
    ["image:nginx", "web-1,web-2"], ["image:1.27 web", "web-2"], ["image:", "web-1,web-2,job"],
    ["health:unhealthy", "web-2"], ["health:none", ""], ["status:exited", "job"],
    ["project:shop", "web-1,web-2"], ["project:sho", ""], ["project:none", "job"],
    ["label:team", "web-1,web-2"], ["label:team=back", "web-2"], ['label:"team=front end"', "web-1"],
    ["name:web id:id-web-2", "web-2"], ["nginx:1.25", "web-1"], // no term: a part of an image
  ];
  for (const [text, names] of cases) assert.equal(found(text), names, text);
});

test("a term is put into what was typed, changed and taken out again", async () => {
  const { termOf, withTerm } = await load("state/filter");
  let text = withTerm("shop web", "health", "unhealthy");
  assert.equal(text, "shop web health:unhealthy");
  text = withTerm(text, "label", "team=front end");
  assert.equal(text, 'shop web health:unhealthy label:"team=front end"');
  assert.equal(termOf(text, "label"), "team=front end");
  text = withTerm(text, "health", "healthy");
  assert.equal(termOf(text, "health"), "healthy");
  assert.equal(withTerm(withTerm(text, "health", ""), "label", ""), "shop web");
});

test("alarms are chosen by container, kind, severity and time", async () => {
  const { filtersAlarms, matchesAlarm } = await load("state/filter");
  const time = Date.parse("2026-11-30T03:00:00Z");
  const alarm = (more) => ({ kind: "down", state: "closed", severity: "Major",
    eventTimestamp: "2026-11-30T01:00:00Z", primarySubject: { container: "shop-web-1", image: "" }, ...more });
  const none = { container: "", kind: "", severity: "", hours: 0 };
  const is = (filter, more = {}) => matchesAlarm(alarm(more), { ...none, ...filter }, time);
  assert.ok(!filtersAlarms(none) && filtersAlarms({ ...none, hours: 1 }));
  assert.deepEqual([is({}), is({ container: "WEB" }), is({ container: "db" })], [true, true, false]);
  assert.deepEqual([is({ kind: "down" }), is({ kind: "oom" })], [true, false]);
  assert.deepEqual([is({ severity: "Minor" }), is({ severity: "Critical" })], [true, false]);
  assert.deepEqual([is({ hours: 1 }), is({ hours: 24 }), is({ hours: 1 }, { state: "open" })], [false, true, true]);
  const engine = { primarySubject: { container: "-", image: "", host: "host7" } };
  assert.ok(is({ container: "host7" }, engine));
});

test("columns are shown as far as there is room, and what was chosen comes first", async () => {
  const { fitColumns } = await load("state/columns");
  const keys = (...how) => fitColumns(...how).columns.map(({ key }) => key).slice(4).join();
  assert.equal(keys(150, undefined), "network,io,pids,restarts,uptime");
  assert.equal(keys(90, undefined), "network,pids,restarts,uptime");
  assert.equal(keys(88, undefined), "network,pids,uptime");
  assert.equal(keys(66, undefined), "uptime");
  assert.equal(keys(40, undefined), ""); // two lines: what is always there
  assert.equal(keys(150, ["pressure", "throttled"]), "throttled,pressure");
  assert.equal(keys(150, []), "");
  // Memory says less before a column that was chosen has no room.
  assert.deepEqual([keys(70, ["pressure"]), fitColumns(70, ["pressure"]).tight], ["pressure", true]);
  assert.equal(fitColumns(88, undefined).tight, false);
});

test("throttling and pressure are what was added between two samples", async () => {
  const { replaceAll, rows, takeSamples } = await load("state/rows");
  const sample = (at, periods, throttledPeriods, waitingSeconds) => ({
    id: "1", name: "web", status: "running", labels: {}, sampledAt: `2026-11-30T03:00:0${at}.000Z`,
    cpu: { periods, throttledPeriods, pressure: { waitingSeconds, stalledSeconds: 0 } },
  });
  const shares = () => [rows.get("1").throttled, ...rows.get("1").pressure];
  replaceAll([sample(0, 100, 10, 5)]);
  assert.deepEqual(shares(), [NaN, NaN, NaN, NaN]);
  takeSamples([sample(2, 120, 15, 5.5)]);
  assert.deepEqual(shares(), [25, 25, NaN, NaN]);
  takeSamples([sample(2, 120, 15, 5.5)]); // the same once more
  assert.deepEqual(shares(), [25, 25, NaN, NaN]);
  takeSamples([sample(4, 10, 0, 0)]); // it was started anew
  assert.deepEqual(shares(), [NaN, NaN, NaN, NaN]);
});
