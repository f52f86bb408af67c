// What is kept of alarms, and when they end.
import assert from "node:assert/strict";
import { test } from "node:test";

import { alarm, open, range, stateOf } from "./sample_alarms.mjs";
import { load } from "./world.mjs";

test("3000 that are over are kept, of one more the newest 2000", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  for (const n of range(0, 3000)) book.put(alarm(n));
  assert.equal(book.prune(), false);
  assert.equal([...book.all()].length, 3000);
  book.put(alarm(3000));
  assert.equal(book.prune(), true);
  assert.deepEqual([...book.all()].map(({ id }) => id), range(1001, 3001).map((n) => `a${n}`));
});

test("what is open is kept however old it is, and pushes nothing else out", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  for (const n of range(0, 3500)) book.put(open(n));
  for (const n of range(3500, 3600)) book.put(alarm(n));
  assert.equal(book.prune(), false);
  for (const n of range(3600, 6600)) book.put(alarm(n));
  assert.equal(book.prune(), true);
  assert.equal([...book.all()].filter(({ state }) => state === "open").length, 3500);
  assert.equal([...book.all()].length, 5500);
});

test("an end that is kept belongs to its begin when that is loaded again", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  const begin = open(0, { state: "closed" });
  book.put(begin);
  book.put(alarm(9000, { closes: "a0" }));
  for (const n of range(1, 3000)) book.put(alarm(n));
  assert.equal(book.prune(), true);
  assert.deepEqual([stateOf(book, "a0"), stateOf(book, "a9000")], [undefined, "event"]);
  book.put(begin);
  const found = book.incidents().filter(({ alarm: { id } }) => ["a0", "a9000"].includes(id));
  assert.deepEqual(found.map(({ alarm: { id }, end }) => [id, end?.id]), [["a0", "a9000"]]);
});

test("what is forgotten leaves nothing behind", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  for (const n of range(0, 20_000)) {
    book.put(open(2 * n, { containerId: `c${n}` }));
    // Two clocks: some end before they begin.
    const { eventTimestamp } = alarm(2 * n + (n % 2 ? 101 : -101));
    book.put(alarm(2 * n + 1, { closes: `a${2 * n}`, eventTimestamp }));
    book.endAll(`c${n}`);
    book.prune();
  }
  assert.ok([...book.all()].length <= 3000);
  const ids = book.ids();
  assert.deepEqual([...book.ends].filter(([begin, end]) => !ids.has(begin) && !ids.has(end.id)), []);
  assert.ok(book.gone.size <= 200, `${book.gone.size} removed containers`);
});

test("an end closes its alarm, whichever of them arrives first", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  book.put(open(1));
  book.put(alarm(2, { closes: "a1" }));
  book.put(alarm(4, { closes: "a3" }));
  book.put(open(3));
  assert.deepEqual([stateOf(book, "a1"), stateOf(book, "a3")], ["closed", "closed"]);
  assert.deepEqual(book.incidents().map((incident) => [incident.alarm.id, incident.end.id]),
    [["a3", "a4"], ["a1", "a2"]]);
});

test("a removed container closes its alarms, later ones too, and no others", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const book = new AlarmBook();
  book.put(open(1));
  book.put(open(2, { containerId: "other" }));
  book.put(open(3, { containerId: undefined }));
  book.endAll("c");
  book.put(open(4));
  book.put(open(5, { containerId: undefined }));
  assert.deepEqual(range(1, 6).map((n) => stateOf(book, `a${n}`)),
    ["closed", "open", "open", "closed", "open"]);
});

/** The loop of one container as it is reported at 3, 10 and 30 restarts. */
const loop = (n, restarts, more) => open(n, {
  kind: "restart-loop", severity: restarts < 10 ? "Major" : "Critical", additionalData: { restarts }, ...more,
});

test("an alarm that takes the place of a milder one is listed as long as it is open", async () => {
  const { AlarmBook } = await load("state/alarm_book");
  const seen = (book) => book.incidents().map((incident) =>
    [incident.alarm.id, incident.alarm.state, incident.end?.id]);
  const book = new AlarmBook();
  book.put(loop(3, 3));
  book.put(loop(10, 10, { closes: "a3" }));
  book.put(loop(30, 30, { closes: "a10" }));
  assert.deepEqual(seen(book),
    [["a30", "open", undefined], ["a10", "closed", "a30"], ["a3", "closed", "a10"]]);
  book.put(alarm(40, { kind: "restart-loop", closes: "a30" }));
  assert.deepEqual(seen(book),
    [["a30", "closed", "a40"], ["a10", "closed", "a30"], ["a3", "closed", "a10"]]);
  const reversed = new AlarmBook();
  for (const one of [loop(30, 30, { closes: "a10" }), loop(10, 10, { closes: "a3" }), loop(3, 3)])
    reversed.put(one);
  assert.deepEqual(seen(reversed)[0], ["a30", "open", undefined]);
});
