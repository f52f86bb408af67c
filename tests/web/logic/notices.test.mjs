// What the page says of its own figures while the engine is away.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const rowOf = (more) => ({ c: { id: "1", name: "web", status: "running", labels: {}, ...more } });
const time = Date.parse("2026-11-22T10:15:00Z");
const engine = { connected: false, problem: "no such socket; name another with --docker-host",
  lastContactAt: "2026-11-22T10:00:00Z" };

test("an engine that is away is said with since when and why, in whole sentences", async () => {
  const { engineWords } = await load("view/notices");
  const said = engineWords(engine, [], time);
  assert.match(said, /^It answered last at \d\d:\d\d:\d\d \S+, 15 min ago\. /);
  assert.ok(said.endsWith(" No such socket; name another with --docker-host."), said);
  assert.equal(engineWords({ connected: false }, [], time), "Its answer is awaited.");
  assert.equal(engineWords({ connected: false, problem: "no answer; is it stopped?" }, [], time),
    "No answer; is it stopped?");
});

test("figures that are gone are not said to be the last known ones", async () => {
  const { engineWords } = await load("view/notices");
  const end = (...list) => engineWords(engine, list, time).split("docker-host. ")[1];
  assert.equal(end(rowOf()), "Each status is as last known; figures are not known.");
  assert.equal(end(rowOf(), rowOf({ status: "exited", cpu: { percent: 1 } })),
    "Each status is as last known; figures are not known.");
  assert.equal(end(rowOf(), rowOf({ cpu: { percent: 1 } })), "Each status is as last known.");
});
