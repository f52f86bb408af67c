// What the page asks for beside the stream.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, serve, settle } from "./world.mjs";

test("of a slow server one thing is asked at a time", async () => {
  globalThis.document = { hidden: false, addEventListener() {} };
  globalThis.addEventListener = () => {};
  const every = [];
  globalThis.setInterval = (callback, milliseconds) => every.push({ callback, milliseconds });
  const { begin, link } = await load("state/live");
  const waiting = [];
  const asked = serve((path) => {
    if (path === "stream") return new Response(new ReadableStream({}));
    if (path.startsWith("alarms")) return { alarms: [], next: null };
    return new Promise((resolve) => waiting.push(resolve));
  });
  begin();
  await settle();
  assert.equal(link.value.phase, "live");
  const poll = every.find(({ milliseconds }) => milliseconds === 3000).callback;
  const polled = () => asked.filter((path) => ["host", "sinks"].includes(path));
  assert.deepEqual(polled(), ["host"]); // this question comes with the connection
  for (const expected of [["host"], ["host", "sinks"], ["host", "sinks"]]) {
    poll();
    poll();
    await settle();
    assert.deepEqual(polled(), expected);
    if (expected.length === 1) waiting.shift()({ engine: { connected: true }, version: "1" });
    await settle();
  }
  waiting.shift()([]);
  await settle();
  poll();
  await settle();
  assert.deepEqual(polled(), ["host", "sinks"]); // the silences are still asked for
  waiting.shift()({ silences: [] });
  await settle();
  poll();
  await settle();
  assert.deepEqual(polled(), ["host", "sinks", "host"]);
});
