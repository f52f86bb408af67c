// What rows are asked for their past, and what that of one says of the others.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, serve, settle } from "./world.mjs";

const ids = (asked) => asked.map((path) => path.split("/")[1]);
const past = { metric: "cpu.percent", unit: "", step: 4, points: [] };

/** Rows of running containers with these ids. */
async function page(...names) {
  const loaded = await load("state/history", "state/rows");
  loaded.replaceAll(names.map((id) => ({
    id, name: id, status: "running", labels: {}, sampledAt: new Date().toISOString(), cpu: { percent: 1 },
  })));
  return { ...loaded, seen: [...loaded.rows.values()] };
}

test("each row that is seen is asked for its past once", async () => {
  const { seedVisible, seen } = await page("a", "b");
  const asked = serve(() => past);
  seedVisible(seen);
  seedVisible(seen);
  await settle();
  seedVisible(seen);
  await settle();
  assert.deepEqual(ids(asked), ["b", "b", "a", "a"]);
});

test("a container that went away is not asked for, and does not keep others waiting", async () => {
  const { noHistory, rows, seedVisible, seen } = await page("a", "b", "c", "d");
  const asked = serve((path) => {
    if (path.includes("/c/")) return Response.json({ error: "no such container" }, { status: 404 });
    return past;
  });
  seedVisible(seen);
  rows.delete("b");
  await settle();
  assert.deepEqual(ids(asked), ["d", "d", "c", "a", "a"]);
  assert.equal(noHistory.value, "");
});

test("where no history is kept the page waits before it asks again", async () => {
  const { noHistory, seedVisible, seen } = await page("a", "b");
  const asked = serve(() => Response.json({ error: "no history is kept here" }, { status: 503 }));
  seedVisible(seen);
  await settle();
  seedVisible(seen);
  await settle();
  assert.deepEqual([ids(asked), noHistory.value], [["b"], "no history is kept here"]);
});

test("a host of a fleet that keeps less of itself is no failure", async () => {
  const { historyProblem, hub, loadHistoryOf } = await load("state/history", "state/fleet");
  serve(() => Response.json({ error: "it is 400" }, { status: 400 }));
  const ask = async (metric) => {
    const [answer] = await Promise.allSettled([loadHistoryOf("hosts/a/host", metric, 0, 1000, 1)]);
    return historyProblem(answer, metric);
  };
  const ofAll = [
    "load.oneMinute", "cpu.pressure.waitingPercent", "containers.running", "cpu.percent", "memory.workingSetBytes",
  ];
  const problems = async () => Promise.all(ofAll.map(ask));
  assert.deepEqual(await problems(), ofAll.map(() => "it is 400"));
  hub.value = true;
  assert.deepEqual(await problems(), ["", "", "", "it is 400", "it is 400"]);
});

test("a failure is shown; the history of what does not exist is no failure", async () => {
  const { historyProblem, loadHistory, noHistory } = await page("a");
  const answers = [];
  const none = [];
  for (const status of [200, 404, 500, 503, 200]) {
    serve(() => (status === 200 ? past : Response.json({ error: `it is ${status}` }, { status })));
    answers.push(...await Promise.allSettled([loadHistory("a", "cpu.percent", 0, 1000, 1)]));
    none.push(noHistory.value);
  }
  assert.deepEqual(
    answers.map((answer) => historyProblem(answer, "cpu.percent")), ["", "", "it is 500", "", ""]);
  assert.deepEqual(none, ["", "", "", "it is 503", ""]);
});
