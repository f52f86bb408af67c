// How alarms are asked for: what is open, what was missed, and older ones.
import assert from "node:assert/strict";
import { test } from "node:test";

import { alarm, open, range, stateOf } from "./sample_alarms.mjs";
import { clock, load, serve, settle, within } from "./world.mjs";

/** Alarms, newest first, as the server hands them out: cursors are places. */
function server(alarms) {
  return (path) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const from = Number(query.get("after") ?? 0);
    const to = from + Number(query.get("limit"));
    const all = query.get("state") === "open" ? alarms().filter(({ state }) => state === "open") : alarms();
    return { alarms: all.slice(from, to), next: to < all.length ? String(to) : null };
  };
}

test("older ones come page by page until there are none", async () => {
  const { loadOlder, mayBeOlder, older, book, refreshAlarms } = await load("state/alarms");
  const alarms = range(0, 650).reverse().map((n) => alarm(n));
  const asked = serve(server(() => alarms));
  assert.equal(mayBeOlder(older.value), false);
  await within(refreshAlarms());
  assert.equal(older.value, "100");
  for (const known of [300, 500, 650]) {
    assert.equal(mayBeOlder(older.value), true);
    await within(loadOlder());
    assert.equal([...book.all()].length, known);
  }
  assert.equal(mayBeOlder(older.value), false);
  const before = asked.length;
  await within(loadOlder());
  assert.equal(asked.length, before);
});

test("pages of known ones are passed by", async () => {
  const { loadOlder, older, book, takeAlarms } = await load("state/alarms");
  const alarms = range(0, 1000).reverse().map((n) => alarm(n));
  takeAlarms(alarms.slice(0, 700));
  older.value = "";
  const asked = serve(server(() => alarms));
  await within(loadOlder());
  assert.equal(asked.length, 4);
  assert.equal([...book.all()].length, 800);
  assert.equal(older.value, "800");
});

for (const [what, next] of [["an empty cursor", ""], ["a cursor that leads nowhere", "7"]])
  test(`${what} ends the paging`, async () => {
    const { loadOlder, older, refreshAlarms, takeAlarms } = await load("state/alarms");
    takeAlarms([alarm(1)]);
    const asked = serve(() => ({ alarms: [alarm(1)], next }));
    await within(refreshAlarms());
    assert.ok(asked.length <= 4, `asked ${asked.length} times`);
    older.value = "";
    await within(loadOlder());
    assert.ok(asked.length <= 6, `asked ${asked.length} times`);
    assert.equal(older.value, null);
  });

test("two clicks ask for one page", async () => {
  const { loadOlder, older, book } = await load("state/alarms");
  const asked = serve(server(() => range(0, 900).reverse().map((n) => alarm(n))));
  older.value = "";
  await within(Promise.all([loadOlder(), loadOlder()]));
  assert.deepEqual([asked.length, [...book.all()].length], [1, 200]);
  await within(loadOlder());
  assert.equal(asked.length, 2);
});

test("after a failure the same page is asked for again", async () => {
  const { alarmsProblem, loadOlder, older } = await load("state/alarms");
  older.value = "41";
  serve(() => Response.json({ error: "the store is busy" }, { status: 503 }));
  await within(loadOlder());
  assert.deepEqual([older.value, alarmsProblem.value], ["41", "the store is busy"]);
  const asked = serve(() => ({ alarms: [alarm(1)], next: null }));
  await within(loadOlder());
  assert.deepEqual([asked, older.value, alarmsProblem.value], [["alarms?limit=200&after=41"], null, ""]);
});

test("what was forgotten can be asked for, even while a page is on its way", async () => {
  const { loadOlder, mayBeOlder, older, takeAlarm, takeAlarms } = await load("state/alarms");
  takeAlarms(range(0, 3000).map((n) => alarm(n)));
  older.value = null;
  takeAlarm(alarm(3000));
  assert.equal(older.value, "");
  assert.equal(mayBeOlder(older.value), true);
  takeAlarms(range(0, 1001).map((n) => alarm(n)));
  older.value = "41";
  serve(() => {
    takeAlarm(alarm(3001));
    return { alarms: [alarm(-1)], next: "40" };
  });
  await within(loadOlder());
  assert.equal(older.value, "");
});

test("all that is open is asked for, however many pages that takes", async () => {
  const { book, openKnown, refreshAlarms } = await load("state/alarms");
  serve(server(() => range(0, 2500).reverse().map((n) => open(n))));
  assert.equal(openKnown.value, false);
  await within(refreshAlarms());
  assert.equal(openKnown.value, true);
  assert.equal([...book.all()].filter(({ state }) => state === "open").length, 2500);
});

test("an alarm that ended while the stream was down is closed, whatever the clocks say", async () => {
  const { book, refreshAlarms, takeAlarm } = await load("state/alarms");
  const future = open(1, { eventTimestamp: "2199-01-01T00:00:00.000Z" });
  const past = open(2, { eventTimestamp: "1999-01-01T00:00:00.000Z" });
  takeAlarm(future);
  takeAlarm(open(3));
  serve((path) => {
    if (path.includes("state=open")) takeAlarm(past); // it comes by the stream meanwhile
    return { alarms: path.includes("state=open") ? [open(3)] : [], next: null };
  });
  await within(refreshAlarms());
  assert.deepEqual([1, 2, 3].map((n) => stateOf(book, `a${n}`)), ["closed", "open", "open"]);
});

test("alarms that were missed while the stream was down are loaded, up to the known ones", async () => {
  const { book, refreshAlarms, takeAlarms } = await load("state/alarms");
  let alarms = range(0, 300).reverse().map((n) => alarm(n));
  const asked = serve(server(() => alarms));
  await within(refreshAlarms());
  assert.equal([...book.all()].length, 100);
  alarms = range(0, 950).reverse().map((n) => alarm(n));
  asked.length = 0;
  const refreshed = refreshAlarms();
  takeAlarms(alarms.slice(0, 100)); // with these the stream begins
  await within(refreshed);
  assert.deepEqual(range(200, 950).filter((n) => !stateOf(book, `a${n}`)), []);
  assert.equal(asked.length, 5); // what is open, and 200 at a time
  await within(refreshAlarms());
  assert.equal(asked.length, 7);
});

test("a request that fails is shown, is not taken for an empty answer, and is repeated", async () => {
  const { alarmsDue, alarmsProblem, book, openKnown, refreshAlarms, takeAlarm } = await load("state/alarms");
  takeAlarm(open(1));
  let down = true;
  const answer = server(() => [alarm(3, { closes: "a1" }), open(1, { state: "closed" })]);
  const asked = serve((path) => {
    if (down && path.includes("state=open")) return Response.json({ error: "wait" }, { status: 503 });
    return answer(path);
  });
  clock.now = 50_000;
  assert.equal(alarmsDue(), false);
  await within(refreshAlarms());
  assert.equal(alarmsProblem.value, "wait");
  assert.deepEqual([openKnown.value, stateOf(book, "a1"), alarmsDue()], [false, "open", false]);
  clock.now += 15_000;
  assert.equal(alarmsDue(), true);
  down = false;
  const again = refreshAlarms();
  assert.equal(alarmsDue(), false);
  await within(again);
  await settle();
  assert.deepEqual([alarmsProblem.value, openKnown.value, stateOf(book, "a1"), alarmsDue()],
    ["", true, "closed", false]);
  assert.equal(asked.length, 3);
});

test("a container's alarms are loaded, or the page shows why not", async () => {
  const { loadAlarmsOf } = await load("state/alarms");
  const asked = serve(() => ({ alarms: [], next: null }));
  assert.equal(await within(loadAlarmsOf("a&b")), "");
  assert.deepEqual(asked, ["alarms?limit=500&container=a%26b"]);
  serve(() => Response.json({ error: "no history of alarms is kept here" }, { status: 503 }));
  assert.equal(await within(loadAlarmsOf("web")), "no history of alarms is kept here");
});
