// What a chart shows beside its lines, and for which time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

test("each flag has words or is counted by the one before it", async () => {
  const { placeFlags } = await load("view/series");
  const width = (text) => text.length * 6;
  const at = (x, text, tone = "warn") => ({ x, text, tone });
  const place = (...marks) => placeFlags(marks, 50, 500, width).map(({ x, text }) => [x, text]);
  assert.deepEqual(place(at(100, "crashed"), at(300, "paused")), [[100, "crashed"], [300, "paused"]]);
  assert.deepEqual(place(at(100, "crashed"), at(104, "started"), at(110, "crashed"), at(300, "paused"),
    at(301, "goes on")), [[100, "crashed +2"], [300, "paused +1"]]);
  // The worst of those that share words gives them.
  const worst = placeFlags([at(100, "started", "good"), at(104, "crashed", "bad"), at(110, "started", "good"),
    at(300, "paused"), at(301, "goes on", "good")], 50, 500, width);
  assert.deepEqual(worst.map(({ index, x, text }) => [index, x, text]),
    [[1, 100, "crashed +2"], [3, 300, "paused +1"]]);
  // Longer words need the room of their neighbour, and count it.
  assert.deepEqual(place(at(100, "up", "good"), at(170, "paused"), at(172, "became unhealthy", "bad"),
    at(290, "goes on", "good")), [[100, "up"], [170, "became unhealthy +2"]]);
  assert.deepEqual(place(at(20, "before"), at(600, "after")), []);
  // At the right end words stand left of their flag, where that hides no other.
  const [flag] = placeFlags([at(495, "became unhealthy")], 50, 500, width);
  assert.ok(flag.left + width("became unhealthy") <= 500, String(flag.left));
  assert.deepEqual(place(at(430, "paused"), at(495, "became unhealthy")), [[430, "paused +1"]]);
});

test("the host has charts of its load and its pressure, with lines that are told apart", async () => {
  const { HOST_KINDS, HOST_METRICS, KINDS, METRICS } =
    await load("view/kinds", "state/recent", "state/metrics");
  assert.deepEqual(HOST_KINDS.slice(0, KINDS.length), KINDS);
  assert.deepEqual(KINDS.flatMap(({ wanted }) => wanted).filter(({ metric }) => !METRICS.includes(metric)), []);
  const own = HOST_KINDS.slice(KINDS.length);
  assert.deepEqual(own.map(({ title, wanted }) => [title, wanted.length]), [["Load average", 3], ["Pressure (PSI)", 5]]);
  assert.deepEqual(own.flatMap(({ wanted }) => wanted.map(({ metric }) => metric)), [...HOST_METRICS]);
  for (const { keys, wanted } of own) {
    assert.ok(keys);
    for (const member of ["label", "colour"])
      assert.equal(new Set(wanted.map((line) => line[member])).size, wanted.length, member);
  }
  const [loads, waiting] = own;
  assert.deepEqual([loads.format(0.5), loads.tick(0.5), loads.format(undefined)], ["0.50", "0.5", "–"]);
  assert.deepEqual([waiting.format(12.5), waiting.tick(20), waiting.format(undefined)], ["12.50%", "20%", "–"]);
});

test("a line of the host is what its history has, and a gap where it has nothing", async () => {
  const { chartData, historyKey, HOST_KINDS } = await load("view/kinds", "view/series");
  const from = Date.parse("2026-11-30T03:00:00Z");
  const wanted = HOST_KINDS.flatMap((kind) => kind.wanted)
    .filter(({ metric }) => ["load.oneMinute", "cpu.pressure.waitingPercent"].includes(metric))
    .map((line) => ({ ...line, source: { path: "host" } }));
  const histories = new Map([[historyKey("host", "load.oneMinute"), { metric: "load.oneMinute", unit: "count", step: 2,
    points: [["2026-11-30T03:00:02.000Z", 0.25, 0.5, 1]] }]]);
  const { lines: [load1, waiting], times } = chartData(wanted, histories, from, from + 6000);
  assert.deepEqual(times, [0, 2, 4].map((second) => from / 1000 + second));
  assert.deepEqual([load1.min, load1.avg, load1.max], [[null, 0.25, null], [null, 0.5, null], [null, 1, null]]);
  // Of a host without PSI nothing is known, which is not 0.
  assert.deepEqual(waiting.avg, [null, null, null]);
});

test("counts of a host are drawn as far as its hub has them", async () => {
  const { chartData, historyKey } = await load("view/series");
  const source = { path: "hosts/a/host" };
  const wanted = ["containers.running", "containers.unhealthy"].map(
    (metric) => ({ metric, label: metric, colour: "", dash: [], source }));
  const from = Date.parse("2026-11-30T03:00:00Z");
  const point = (seconds, value) => [new Date(from + seconds * 1000).toISOString(), value, value, value];
  const histories = new Map([[historyKey(source.path, "containers.running"),
    { metric: "containers.running", unit: "count", step: 5, points: [point(0, 3), point(50, 2)] }]]);
  const { times, lines } = chartData(wanted, histories, from, from + 60_000);
  const at = (seconds) => lines[0].avg[times.indexOf(from / 1000 + seconds)];
  assert.deepEqual([at(0), at(4), at(30), at(50)], [3, 3, null, 2]);
  assert.ok(lines[1].avg.every((value) => value === null));
});

test("a host of a fleet that is away has the charts that its hub keeps", async () => {
  const { AWAY_KINDS, FLEET_KINDS, HOST_KINDS, HUB_METRICS } = await load("view/kinds", "state/metrics");
  const counts = FLEET_KINDS.at(-1);
  assert.deepEqual(FLEET_KINDS.slice(0, -1), HOST_KINDS);
  assert.deepEqual(counts.wanted.filter(({ metric }) => !HUB_METRICS.includes(metric)), []);
  assert.deepEqual(AWAY_KINDS.flatMap(({ title, wanted }) => [title, ...wanted.map(({ metric }) => metric)]), [
    "CPU", "cpu.percent", "Memory", "memory.workingSetBytes",
    "Containers", "containers.running", "containers.unhealthy"]);
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
  // A restart at once has no flag of its own: the crash is what is seen.
  incidents[0].end.eventTimestamp = "2026-11-30T03:00:00.100Z";
  assert.deepEqual(words("2026-11-30T03:00:00.100Z"), ["crashed", "crash loop (3 restarts)"]);
  incidents[0].end.eventTimestamp = "2026-11-30T03:00:09Z";
  assert.deepEqual(words("2026-11-30T02:00:00Z"), ["started", "crashed", "restarted", "crash loop (3 restarts)"]);
});

test("a limit of whole cores is named in cores", async () => {
  const { HOST_KINDS } = await load("view/kinds");
  const { limitText } = HOST_KINDS.find(({ title }) => title === "CPU");
  assert.deepEqual([400, 100, 50, 150].map(limitText), ["4 cores", "1 core", "50.00%", "150.0%"]);
});
