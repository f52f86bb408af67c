// What the page calls trouble, and that it comes first.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

let made = 0;
const row = (c) => ({ c: { id: `id-${++made}`, name: `n${made}`, labels: {}, ...c }, project: "", rx: NaN, tx: NaN });

test("what is unhealthy, restarts or ended badly is trouble, and what was asked for is none", async () => {
  const { countTroubles, wordsOfTroubles } = await load("state/trouble");
  const troubles = (listed) => wordsOfTroubles(countTroubles(listed));
  const cases = [
    [{ status: "running" }, ""],
    [{ status: "running", health: "healthy" }, ""],
    [{ status: "running", health: "unhealthy" }, "1 unhealthy"],
    [{ status: "restarting", exitCode: 0 }, "1 crash loop"],
    [{ status: "dead" }, "1 down"],
    [{ status: "paused" }, "1 paused"],
    [{ status: "created" }, ""],
    [{ status: "exited", exitCode: 3 }, "1 down"],
    [{ status: "exited", exitCode: 137, oomKilled: true }, "1 down"],
    [{ status: "exited", exitCode: 0, health: "unhealthy" }, ""],
    ...[0, 130, 137, 143, undefined].map((exitCode) => [{ status: "exited", exitCode }, ""]),
    // A child ran out of memory.
    ...[0, 130, 143].map((exitCode) => [{ status: "exited", exitCode, oomKilled: true }, ""]),
  ];
  for (const [c, said] of cases) assert.equal(troubles([row(c)]), said, JSON.stringify(c));
  assert.equal(troubles(cases.map(([c]) => row(c))),
    "3 down, 1 crash loop, 1 unhealthy, 1 paused");
});

test("what is near one of its limits says which", async () => {
  const { countTroubles, nearLimits, wordsOfTroubles } = await load("state/trouble");
  const troubles = (listed) => wordsOfTroubles(countTroubles(listed));
  const near = { status: "running", memory: { percent: 96.4 }, cpu: { percent: 47, limitPercent: 50 },
    pids: { current: 90, limit: 100 } };
  assert.deepEqual(nearLimits(near), ["CPU 94%", "memory 96%", "PIDs 90%"]);
  assert.equal(troubles([row(near)]), "1 near a limit");
  assert.equal(troubles([row({ ...near, status: "exited", exitCode: 0 })]), "");
  assert.deepEqual(nearLimits({ memory: { percent: 89 }, cpu: { percent: 700 }, pids: { current: 5 } }), []);
});

const alarm = (id, kind, containerId, data = {}, more = {}) => ({
  id, kind, state: "open", eventTimestamp: "2026-11-30T03:00:00.000Z", description: "", severity: "Major",
  primarySubject: { container: "a", image: "" }, ...(containerId && { containerId }),
  additionalData: { origin: "live", ...data }, ...more,
});

test("an open alarm knows better than an exit code who wanted the end", async () => {
  const { takeAlarms, troubleOf, troubleCount } = await load("state/trouble", "state/alarms");
  const stopped = row({ status: "exited", exitCode: 1 });
  const killed = row({ status: "exited", exitCode: 137 });
  const looping = row({ status: "running", health: "unhealthy" });
  const busy = row({ status: "running" });
  assert.deepEqual([stopped, killed, looping, busy].map(({ c }) => troubleOf(c)),
    ["down", undefined, "unhealthy", undefined]);
  takeAlarms([
    alarm("1", "down", stopped.c.id, { cause: "stopped" }), alarm("2", "down", killed.c.id, { cause: "crashed" }),
    alarm("3", "restart-loop", looping.c.id), alarm("4", "threshold", busy.c.id),
    alarm("5", "engine-unreachable", undefined), alarm("6", "threshold", "gone", {}, { state: "closed" }),
  ]);
  assert.deepEqual([stopped, killed, looping, busy].map(({ c }) => troubleOf(c)),
    [undefined, "down", "crash loop", "near a limit"]);
  assert.equal(troubleCount([stopped, killed, looping, busy]), 4); // the engine, too
});

test("rows come in the order of their trouble, then by CPU", async () => {
  const { lines, order, parseRoute } = await load("state/listing", "state/route");
  const at = (name, c, project = "") => ({ ...row({ name, ...c }), project });
  const rows = [
    at("idle", { status: "running", cpu: { percent: 1 } }, "b"),
    at("off", { status: "exited", exitCode: 0 }, "b"),
    at("busy", { status: "running", cpu: { percent: 90 } }, "a"),
    at("full", { status: "running", memory: { percent: 95 }, cpu: { percent: 2 } }, "b"),
    at("held", { status: "paused" }, "b"),
    at("ill", { status: "running", health: "unhealthy", cpu: { percent: 3 } }, "b"),
    at("loop", { status: "restarting" }, "b"),
    at("fell-early", { status: "exited", exitCode: 1, finishedAt: "2026-11-30T01:00:00.000Z" }, "b"),
    at("fell-late", { status: "exited", exitCode: 1, finishedAt: "2026-11-30T02:00:00.000Z" }, "b"),
  ];
  const route = parseRoute("");
  const names = (descending) => order(rows, route.sort, descending).map(({ c }) => c.name);
  const first = ["fell-late", "fell-early", "loop", "ill", "held", "full", "busy", "idle", "off"];
  assert.deepEqual(names(route.descending), first);
  assert.deepEqual(names(true), [...first].reverse());
  const grouped = lines(order(rows, "status", false), parseRoute("#group=project"));
  assert.deepEqual(grouped.filter(({ kind }) => kind === "group").map(({ name }) => name), ["b", "a"]);
});

test("the title of the tab counts trouble, and marks an unknown count", async () => {
  const { titleOf } = await load("view/title");
  assert.equal(titleOf(2, undefined, "host7"), "(2) host7 · docker-monitor");
  assert.equal(titleOf(0, "web", "host7"), "web · host7 · docker-monitor");
  assert.equal(titleOf(undefined, undefined, undefined), "(!) docker-monitor");
});

test("what presses is the newest open trouble, and of a crash loop the last crash, too", async () => {
  const { pressing } = await load("state/trouble");
  const of = (...alarms) => alarms.map((each) => ({ alarm: each, end: undefined }));
  const kinds = (...alarms) => pressing(of(...alarms)).map(({ alarm: { id } }) => id);
  const closed = { state: "closed" };
  assert.deepEqual(kinds(alarm("9", "unhealthy", "a", {}, closed), alarm("8", "down", "a", { cause: "crashed" }),
    alarm("7", "threshold", "a")), ["8"]);
  assert.deepEqual(kinds(alarm("9", "restart-loop", "a"), alarm("8", "down", "a", { cause: "crashed" }, closed),
    alarm("7", "down", "a", { cause: "crashed" }, closed)), ["9", "8"]);
  // While it waits for its next start, its last end is open and newer than the alarm of the loop.
  assert.deepEqual(kinds(alarm("9", "down", "a", { cause: "crashed" }), alarm("8", "restart-loop", "a"),
    alarm("7", "down", "a", { cause: "crashed" }, closed)), ["8", "9"]);
  // A stop on request is open until the next start, and is no trouble.
  assert.deepEqual(kinds(alarm("9", "down", "a", { cause: "stopped" }), alarm("8", "oom", "a", {}, closed)), []);
});

test("a row says in words what the colour of its edge says", async () => {
  const { appearanceOf } = await load("view/icons");
  const word = (c, trouble) => appearanceOf({ status: "running", ...c }, trouble).word;
  assert.equal(word({ health: "healthy" }, undefined), "healthy");
  assert.equal(word({ health: "healthy" }, "near a limit"), "near a limit");
  assert.equal(word({ health: "unhealthy" }, "unhealthy"), "unhealthy");
  assert.equal(word({}, "crash loop"), "crash loop");
});

test("a lack of memory that ended a container is listed once", async () => {
  const { withoutTwins } = await load("state/trouble");
  const at = (second) => ({ eventTimestamp: `2026-11-30T03:00:${second}.000Z` });
  const ids = (...alarms) => withoutTwins(alarms.map((each) => ({ alarm: each, end: undefined })))
    .map(({ alarm: { id } }) => id);
  const end = alarm("1", "down", "a", { cause: "oom" }, at("10"));
  assert.deepEqual(ids(end, alarm("2", "oom", "a", {}, at("10")), alarm("3", "oom", "b", {}, at("10")),
    alarm("4", "oom", "a", {}, at("30"))), ["1", "3", "4"]);
  assert.deepEqual(ids(alarm("1", "down", "a", { cause: "crashed" }, at("10")), alarm("2", "oom", "a", {}, at("10"))),
    ["1", "2"]);
});
