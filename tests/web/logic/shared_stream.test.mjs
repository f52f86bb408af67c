// How the tabs of one browser share a stream.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { load, serve, settle } from "./world.mjs";

const later = globalThis.setTimeout;
let timers = [];
globalThis.setTimeout = (callback, milliseconds) => {
  if (milliseconds < 400) return later(callback, milliseconds);
  const timer = { callback, milliseconds };
  timers.push(timer);
  return timer;
};
globalThis.clearTimeout = (timer) => {
  timers = timers.filter((one) => one !== timer);
};

/** What a browser has for its tabs: a channel and locks. */
let channels = [];
class Channel {
  constructor(name) {
    this.name = name;
    channels.push(this);
  }
  postMessage(data) {
    assert.ok(channels.includes(this), "is closed");
    for (const other of channels)
      if (other !== this && other.name === this.name)
        queueMicrotask(() => channels.includes(other) && other.onmessage({ data }));
  }
  close() {
    channels = channels.filter((one) => one !== this);
  }
}

class Locks {
  queue = [];
  request(name, { signal, steal }, task) {
    return new Promise((resolve, reject) => {
      const one = { task, resolve, reject };
      signal?.addEventListener("abort", () => {
        if (this.held === one) return;
        this.queue = this.queue.filter((other) => other !== one);
        reject(new Error("aborted"));
      });
      if (steal) {
        this.held?.reject(new Error("stolen"));
        this.hold(one);
      } else {
        this.queue.push(one);
        this.next();
      }
    });
  }
  hold(one) {
    this.held = one;
    void Promise.resolve(one.task()).then(() => {
      one.resolve();
      if (this.held !== one) return;
      this.held = undefined;
      this.next();
    });
  }
  next() {
    const one = this.held ? undefined : this.queue.shift();
    if (one) this.hold(one);
  }
}

let streams;
let asked;

/** A server whose newest event has this number; it sends each connection the state first. */
let newest;
function send(name, number, to = streams) {
  newest = number;
  const text = `event: ${name}\nid: e-${number}\ndata: ${JSON.stringify(number)}\n\n`;
  for (const stream of to) stream.enqueue(new TextEncoder().encode(text));
}

beforeEach(() => {
  channels = [];
  timers = [];
  streams = new Set();
  asked = [];
  newest = 5;
  Object.defineProperty(globalThis, "navigator", { value: { locks: new Locks() }, configurable: true });
  globalThis.BroadcastChannel = Channel;
  serve((_, { headers, signal }) => {
    asked.push(headers["Last-Event-ID"]);
    let stream;
    const body = new ReadableStream({ start: (made) => (stream = made) });
    streams.add(stream);
    signal.addEventListener("abort", () => {
      if (streams.delete(stream)) stream.error(new Error("aborted"));
    });
    if (!headers["Last-Event-ID"]) send("state", newest, [stream]);
    return new Response(body);
  });
});

/** So many tabs, each with the events it took. */
async function open(number) {
  const { SharedStream } = await load("state/shared_stream");
  const tabs = [];
  for (let i = 0; i < number; ++i) {
    const tab = { taken: [], links: [] };
    tab.stream = new SharedStream(
      (name, data) => tab.taken.push(JSON.parse(data)), () => {}, ({ phase }) => tab.links.push(phase));
    tab.stream.show();
    tabs.push(tab);
    await settle();
  }
  return tabs;
}

const taken = (tabs) => tabs.map((tab) => tab.taken);

test("all tabs that are seen have one connection, and hear everything once", async () => {
  const tabs = await open(8);
  assert.equal(streams.size, 1);
  send("samples", 6);
  send("alarm", 7);
  await settle();
  assert.deepEqual(taken(tabs), Array(8).fill([5, 6, 7]));
  assert.deepEqual(tabs[7].links, ["live"]);
});

test("where the leading tab goes another one leads, and nothing is missed", async () => {
  const tabs = await open(3);
  tabs[0].stream.hide();
  send("samples", 6, []);
  await settle();
  assert.deepEqual([streams.size, asked.at(-1)], [1, "e-5"]);
  send("samples", 6);
  send("samples", 7);
  await settle();
  assert.deepEqual(taken(tabs), [[5], [5, 6, 7], [5, 6, 7]]);
});

test("a tab that is shown again asks for what it missed, and then has no connection", async () => {
  const tabs = await open(2);
  tabs[1].stream.hide();
  assert.equal(tabs[1].links.at(-1), "connecting");
  send("samples", 6);
  await settle();
  tabs[1].stream.show();
  await settle();
  assert.deepEqual([streams.size, asked.at(-1)], [2, "e-5"]);
  const own = [...streams][1];
  send("samples", 6, [own]);
  send("samples", 7);
  await settle();
  assert.equal(streams.size, 1);
  send("samples", 8);
  await settle();
  assert.deepEqual(taken(tabs), [[5, 6, 7, 8], [5, 6, 7, 8]]);
});

test("a hidden page has no connection, also where nothing can be shared", async () => {
  delete globalThis.BroadcastChannel;
  const tabs = await open(2);
  assert.equal(streams.size, 2);
  for (const { stream } of tabs) stream.hide();
  await settle();
  assert.equal(streams.size, 0);
  tabs[0].stream.show();
  await settle();
  assert.deepEqual([streams.size, asked.at(-1)], [1, "e-5"]);
});

test("what is missing between two events is asked for", async () => {
  const tabs = await open(2);
  send("samples", 7); // 6 is lost on the way
  await settle();
  assert.deepEqual([streams.size, asked.at(-1)], [2, "e-5"]);
  send("samples", 6, [[...streams][1]]);
  await settle();
  assert.deepEqual(tabs[1].taken, [5, 6, 7]);
  assert.equal(streams.size, 1);
});

test("a tab that leads and says nothing loses the lead", async () => {
  const tabs = await open(2);
  const watch = timers.filter(({ milliseconds }) => milliseconds === 40_000);
  assert.equal(watch.length, 2); // of the connection, and of who has none
  channels[0].onmessage = () => {};
  channels[0].postMessage = () => {};
  watch.at(-1).callback();
  await settle();
  assert.equal(streams.size, 2);
  send("samples", 6);
  await settle();
  assert.deepEqual(tabs[1].taken, [5, 6]);
});

test("a follower shows the leader's connection and can end its pause", async () => {
  const tabs = await open(2);
  for (const stream of streams) stream.close();
  streams.clear();
  await settle();
  assert.deepEqual(tabs.map(({ links }) => links.at(-1)), ["waiting", "waiting"]);
  tabs[1].stream.now();
  await settle();
  assert.deepEqual(tabs.map(({ links }) => links.at(-1)), ["live", "live"]);
  assert.equal(streams.size, 1);
});
