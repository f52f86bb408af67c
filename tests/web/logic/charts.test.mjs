// What a chart shows beside its lines, and for which time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

test("each flag has words or is counted by the one before it", async () => {
  const { placeFlags } = await load("view/series");
  const width = (text) => text.length * 6;
  const at = (x, text) => ({ x, text });
  const place = (...marks) => placeFlags(marks, 50, 500, width).map(({ x, text }) => [x, text]);
  assert.deepEqual(place(at(100, "crashed"), at(300, "paused")), [[100, "crashed"], [300, "paused"]]);
  assert.deepEqual(place(at(100, "crashed"), at(104, "started"), at(110, "crashed"), at(300, "paused"),
    at(301, "goes on")), [[100, "crashed +2"], [300, "paused +1"]]);
  assert.deepEqual(place(at(20, "before"), at(600, "after")), []);
  // At the right end words stand left of their flag, where that hides no other.
  const [flag] = placeFlags([at(495, "became unhealthy")], 50, 500, width);
  assert.ok(flag.left + width("became unhealthy") <= 500, String(flag.left));
  assert.deepEqual(place(at(430, "paused"), at(495, "became unhealthy")), [[430, "paused +1"]]);
});

test("a span of two inputs is one, or says what is wrong", async () => {
  const { localInput, spanOfInputs } = await load("view/ranges");
  const from = Date.parse("2026-11-29T22:00:00");
  const to = Date.parse("2026-11-30T03:30:00");
  assert.deepEqual(spanOfInputs(localInput(from), localInput(to)), [from, to]);
  assert.match(spanOfInputs("", localInput(to)), /a day and a time/);
  assert.match(spanOfInputs(localInput(to), localInput(from)), /not before/);
  assert.match(spanOfInputs("2024-01-01T00:00", "2026-01-01T00:00"), /more than a year/);
});

test("the address has each range, a project and the host", async () => {
  const { formatRoute, isOpen, parseRoute, RANGES } = await load("state/route");
  assert.deepEqual(Object.keys(RANGES), ["15m", "1h", "6h", "24h", "7d", "30d"]);
  for (const hash of ["#c=web&range=7d", "#p=shop&range=1h&from=1000&to=2000", "#range=6h&view=host"])
    assert.equal(formatRoute(parseRoute(hash)), hash);
  assert.deepEqual(["", "#c=a", "#p=a", "#p=", "#view=host", "#view=alarms"]
    .map((hash) => isOpen(parseRoute(hash))), [false, true, true, true, true, false]);
});

test("a limit is a line where it is its own, not where it is all that the host has", async () => {
  const { limitsOf } = await load("view/flags");
  const host = { cores: 2, memoryBytes: 1000 };
  const c = (cpu, memory, pids) => ({ cpu: { limitPercent: cpu }, memory: { limitBytes: memory }, pids });
  assert.deepEqual(limitsOf(c(50, 500, { current: 20, limit: 100 }), host), { CPU: 50, Memory: 500, PIDs: 100 });
  assert.deepEqual(limitsOf(c(200, 1000, { current: 2, limit: 100 }), host),
    { CPU: undefined, Memory: undefined, PIDs: undefined });
});

test("alarms, their ends and the last start are flags with words", async () => {
  const { marksOf } = await load("view/flags");
  const alarm = (kind, at, data = {}) => ({ kind, severity: "Major", eventTimestamp: at,
    additionalData: { origin: "live", ...data } });
  const incidents = [
    { alarm: alarm("down", "2026-11-30T03:00:00Z", { cause: "crashed" }), end: alarm("up", "2026-11-30T03:00:09Z") },
    { alarm: alarm("restart-loop", "2026-11-30T03:05:00Z", { restarts: 3 }), end: undefined },
  ];
  const words = (startedAt) => marksOf(incidents, startedAt).map(({ text }) => text);
  assert.deepEqual(words("2026-11-30T03:00:10Z"), ["crashed", "restarted", "crash loop (3 restarts)"]);
  assert.deepEqual(words("2026-11-30T02:00:00Z"), ["started", "crashed", "restarted", "crash loop (3 restarts)"]);
});
