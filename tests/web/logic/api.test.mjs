// How questions to the server end: in time, and in words.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, serve, within } from "./world.mjs";

/** A deadline that passes when the test says so. */
function deadline() {
  const ending = new AbortController();
  ending.asked = [];
  AbortSignal.timeout = (milliseconds) => {
    ending.asked.push(milliseconds);
    return ending.signal;
  };
  return ending;
}

/** Never answers, but gives up as fetch does. */
const mute = (_, { signal }) => new Promise((_, reject) => {
  const end = () => reject(new DOMException("This operation was aborted", "AbortError"));
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
});

test("a request without an answer ends, with a cause in words", async () => {
  const { askJson } = await load("state/api");
  const ending = deadline();
  serve(mute);
  const answer = askJson("host");
  assert.deepEqual(ending.asked, [15_000]);
  ending.abort();
  await assert.rejects(within(answer), { message: "the server did not answer in 15 s" });
});

test("a body that does not end is given up too", async () => {
  const { askJson } = await load("state/api");
  const ending = deadline();
  serve((_, { signal }) => new Response(new ReadableStream({
    start(body) {
      body.enqueue(new TextEncoder().encode('{"cores":'));
      signal.addEventListener("abort", () => body.error(new DOMException("aborted", "AbortError")));
    },
  })));
  const answer = askJson("host");
  setImmediate(() => ending.abort());
  await assert.rejects(within(answer), { message: "the server did not answer in 15 s" });
});

test("a request that the page itself aborts does not blame the server", async () => {
  const { askJson } = await load("state/api");
  const ending = deadline();
  serve(mute);
  const stop = new AbortController();
  const answer = askJson("host", stop.signal);
  stop.abort();
  ending.abort();
  await assert.rejects(within(answer), { name: "AbortError" });
  await assert.rejects(within(askJson("host", stop.signal)), { name: "AbortError" });
});

test("messages of browsers are not shown", async () => {
  const { askJson } = await load("state/api");
  deadline();
  serve(() => {
    throw new TypeError("NetworkError when attempting to fetch resource.");
  });
  await assert.rejects(askJson("host"), { message: "docker-monitor does not answer" });
  serve(() => new Response("<!doctype html><title>Sign in</title>"));
  await assert.rejects(askJson("host"), { message: "what answers is not docker-monitor" });
});

test("the server's message of a failure is shown, else the status", async () => {
  const { askJson, ApiError } = await load("state/api");
  deadline();
  serve(() => Response.json({ error: "the store is busy" }, { status: 503 }));
  await assert.rejects(askJson("alarms"), (error) =>
    error instanceof ApiError && error.status === 503 && error.message === "the store is busy");
  serve(() => new Response("<h1>Bad gateway</h1>", { status: 502, statusText: "Bad Gateway" }));
  await assert.rejects(askJson("alarms"), { message: "the server answered 502 Bad Gateway" });
});

test("a token is asked for, and one that no field can hold is refused at once", async () => {
  const { access, askJson, enterToken } = await load("state/api");
  deadline();
  const sent = [];
  const asked = serve((_, { headers }) => {
    sent.push(headers.Authorization);
    return headers.Authorization === "Bearer good" ? {} : Response.json({}, { status: 401 });
  });
  await assert.rejects(askJson("host"));
  assert.equal(access.value, "token");
  enterToken("gööd");
  assert.deepEqual([access.value, asked.length], ["wrong", 1]);
  enterToken("bad");
  await assert.rejects(askJson("host"));
  assert.equal(access.value, "wrong");
  enterToken("good");
  await askJson("host");
  assert.deepEqual([access.value, sent], ["open", [undefined, "Bearer bad", "Bearer good"]]);
});
