// How the page follows the stream: events in pieces, broken events, a wrong token.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, serve, settle } from "./world.mjs";

const later = globalThis.setTimeout;

/** Pauses between attempts end when the test says so. */
function pauses() {
  const waiting = [];
  globalThis.setTimeout = (callback, milliseconds) => {
    if (milliseconds < 400) return later(callback, milliseconds);
    const timer = { callback, milliseconds };
    waiting.push(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    const at = waiting.indexOf(timer);
    if (at >= 0) waiting.splice(at, 1);
  };
  return { waiting, end: () => waiting.splice(0).forEach(({ callback }) => callback()) };
}

/** A body of the stream that stays open; send() writes more. */
function body(text = "") {
  let controller;
  const response = new Response(new ReadableStream({ start: (made) => (controller = made) }));
  const send = (more) => controller.enqueue(new TextEncoder().encode(more));
  if (text) send(text);
  return { response, send };
}

test("events are cut wherever the pieces end", async () => {
  const { EventCutter } = await load("state/stream");
  const text = ": hello\n\nevent: state\nid: 1-2\ndata: {\"a\":\"ü\"}\n\nid: 3\ndata: []\n\n";
  for (let size = 1; size <= text.length; ++size) {
    const seen = [];
    const cutter = new EventCutter((...event) => seen.push(event));
    for (let at = 0; at < text.length; at += size) cutter.push(text.slice(at, at + size));
    assert.deepEqual(seen, [["state", "1-2", '{"a":"ü"}'], ["message", "3", "[]"]], `pieces of ${size}`);
  }
});

test("after a broken event the page asks for a whole state and names the cause", async () => {
  const { Stream } = await load("state/stream");
  const pause = pauses();
  const ids = [];
  serve((_, { headers }) => {
    ids.push(headers["Last-Event-ID"]);
    return body("event: state\nid: 7\ndata: {}\n\n" + "event: alarm\nid: 8\ndata: {broken\n\n").response;
  });
  const seen = [];
  void new Stream((_, data) => JSON.parse(data), () => {}, (link) => seen.push(link)).run();
  await settle();
  assert.deepEqual([seen.at(-1).phase, seen.at(-1).why], ["waiting", "the answer of the server is not understood"]);
  pause.end();
  await settle();
  assert.deepEqual(ids, [undefined, undefined]);
});

test("the page resumes behind the last event it took", async () => {
  const { Stream } = await load("state/stream");
  const pause = pauses();
  const ids = [];
  serve((_, { headers }) => {
    ids.push(headers["Last-Event-ID"]);
    return new Response("event: state\nid: 7\ndata: {}\n\n");
  });
  const seen = [];
  void new Stream((_, data) => JSON.parse(data), () => {}, (link) => seen.push(link)).run();
  await settle();
  assert.equal(seen.at(-1).why, "the stream ended");
  pause.end();
  await settle();
  assert.deepEqual(ids, [undefined, "7"]);
});

test("a token that was entered while the old one was refused is used", async () => {
  const { Stream, access, enterToken } = await load("state/stream", "state/api");
  const pause = pauses();
  let refuse;
  const sent = [];
  serve((_, { headers }) => {
    sent.push(headers.Authorization);
    if (headers.Authorization === "Bearer good") return body().response;
    return new Promise((resolve) => {
      refuse = () => resolve(Response.json({ error: "who are you?" }, { status: 401 }));
    });
  });
  let phase;
  void new Stream(() => {}, () => {}, (link) => (phase = link.phase)).run();
  await settle();
  enterToken("good");
  refuse();
  await settle();
  assert.equal(access.value, "open");
  assert.equal(phase, "refused");
  pause.end();
  await settle();
  assert.deepEqual([sent, phase], [[undefined, "Bearer good"], "live"]);
});

test("without a token it waits for one, and does not ask", async () => {
  const { Stream, access, enterToken } = await load("state/stream", "state/api");
  const pause = pauses();
  const asked = serve((_, { headers }) =>
    headers.Authorization ? body().response : Response.json({}, { status: 401 }));
  let phase;
  void new Stream(() => {}, () => {}, (link) => (phase = link.phase)).run();
  await settle();
  assert.deepEqual([access.value, phase, asked.length], ["token", "refused", 1]);
  assert.deepEqual(pause.waiting, []);
  enterToken("good");
  await settle();
  assert.deepEqual([phase, asked.length], ["live", 2]);
});
