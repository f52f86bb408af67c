// How the lines of the table are spread over frames: few at a time, and what is late stays as it was.
import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, frame, load, settle } from "./world.mjs";

/** Where preact renders what draws nothing. */
function place() {
  return { nodeType: 1, childNodes: [], firstChild: null, namespaceURI: "http://www.w3.org/1999/xhtml" };
}

let timers = [];
const later = globalThis.setTimeout;

/** A table that shows lines by their keys, and the slots of each time it was drawn. */
async function table() {
  const { createElement, render, useSlots } = await load("state/slots", "preact");
  const drawn = [];
  const Probe = ({ keys, first, slots }) => {
    drawn.push(useSlots(keys, first, slots));
    return null;
  };
  const parent = place();
  timers = [];
  globalThis.setTimeout = (callback, milliseconds) => {
    if (milliseconds) return later(callback, milliseconds);
    timers.push(callback);
    return { is: callback };
  };
  globalThis.clearTimeout = (timer) => {
    timers = timers.filter((callback) => callback !== timer?.is);
  };
  return {
    drawn,
    /** The slots of what was drawn last. */
    last: () => drawn.at(-1),
    show: (keys, first = 0, slots = 100) => render(createElement(Probe, { keys, first, slots }), parent),
    leave: () => render(null, parent),
    /** One frame, painted in so many milliseconds; false where none was asked for. */
    async paint(milliseconds) {
      const before = drawn.length;
      assert.ok(before < 100, "is drawn without end");
      if (!frame()) return false;
      clock.now += milliseconds;
      for (const callback of timers.splice(0)) callback();
      await settle();
      return drawn.length > before;
    },
  };
}

const keys = (from, to) => Array.from({ length: to - from }, (_, i) => `c${from + i}`);
const fresh = (slots) => slots.filter(({ late }) => !late).length;

test("of many lines nine come in the first frame, and all in the end", async () => {
  const { show, paint, last, drawn } = await table();
  show(keys(0, 40));
  assert.equal(last().length, 9);
  assert.deepEqual(last().map(({ slot, at }) => [slot, at]), keys(0, 9).map((_, i) => [i, i]));
  while (await paint(10));
  assert.deepEqual(drawn.map((slots) => slots.length), [9, 18, 27, 36, 40]);
  assert.ok(last().every(({ late }) => !late));
});

test("few lines need no second frame", async () => {
  const { show, paint, last, drawn } = await table();
  show(keys(0, 9));
  assert.equal(last().length, 9);
  assert.equal(await paint(1), false);
  show([]);
  assert.deepEqual([last(), await paint(1), drawn.length], [[], false, 2]);
});

test("a quick browser gets more at once, a slow one less, but six", async () => {
  const { show, paint, drawn } = await table();
  show(keys(0, 100));
  for (const milliseconds of [1, 1, 30, 30, 100, 100, 100]) await paint(milliseconds);
  const counts = drawn.map((slots) => slots.length);
  assert.deepEqual(counts.map((count, i) => count - (counts[i - 1] ?? 0)),
    [9, 18, 36, 18, 9, 6, 4, 0].slice(0, counts.length));
});

test("two hundred are the most in a frame", async () => {
  const { show, paint, drawn } = await table();
  show(keys(0, 1000), 0, 1000);
  while (await paint(0));
  const counts = drawn.map((slots) => slots.length);
  assert.deepEqual(counts, [9, 27, 63, 135, 279, 479, 679, 879, 1000]);
});

test("what scrolls in takes the places of what scrolled out, and nothing else is drawn anew", async () => {
  const { show, paint, last } = await table();
  show(keys(0, 9), 0, 12);
  show(keys(4, 13), 4, 12);
  assert.deepEqual(last().map(({ slot, at, late }) => [slot, keys(4, 13)[at], late]), [
    [0, "c12", false], [4, "c4", false], [5, "c5", false], [6, "c6", false], [7, "c7", false],
    [8, "c8", false], [9, "c9", false], [10, "c10", false], [11, "c11", false]]);
  assert.equal(await paint(1), false);
});

test("what has to wait shows for a frame more what was there", async () => {
  const { show, paint, last } = await table();
  show(keys(0, 20), 0, 20);
  while (await paint(10));
  show(keys(50, 70), 0, 20);
  assert.deepEqual([last().length, fresh(last())], [20, 9]);
  assert.deepEqual(last().map(({ slot }) => slot), keys(0, 20).map((_, i) => i));
  await paint(10);
  assert.equal(fresh(last()), 18);
  await paint(10);
  assert.deepEqual([fresh(last()), await paint(10)], [20, false]);
});

test("a table that goes leaves nothing behind that waits", async () => {
  const one = await table();
  one.show(keys(0, 40));
  one.leave();
  assert.equal(frame(), 0);
  one.show(keys(0, 40));
  assert.equal(frame(), 1);
  assert.equal(timers.length, 1);
  one.leave();
  assert.equal(timers.length, 0);
});
