// What is said of figures: one as one, and what is unknown not as none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

/** The text of what a component without hooks draws. */
function textOf(drawn) {
  if (Array.isArray(drawn)) return drawn.map(textOf).join("");
  if (drawn === null || drawn === undefined || typeof drawn === "boolean") return "";
  if (typeof drawn !== "object") return String(drawn);
  return `${textOf(drawn.props.children)}${["dt", "dd", "p"].includes(drawn.type) ? "\n" : ""}`;
}

const container = { id: "0123456789abcdef", name: "web", status: "running", labels: {} };

test("what is unknown of a container is left out, and what is none is none", async () => {
  const { Facts } = await load("view/facts");
  const bare = textOf(Facts({ c: container }));
  assert.equal(bare, "FactsId\n0123456789ab\n");
  const text = textOf(Facts({ c: { ...container, restartCount: 0, pids: { limit: 5 },
    cpu: { usageSeconds: 0 }, memory: { swapBytes: 0 } } }));
  for (const fact of ["Restarts\n0\n", "CPU time\n0 s\n", "Swap\n0B\n", "PIDs limit\n5\n"])
    assert.ok(text.includes(fact), `${fact} in ${text}`);
});

test("what is up has not ended, even where it was paused", async () => {
  const { Facts } = await load("view/facts");
  const at = (status) => textOf(Facts({ c: { ...container, status, exitCode: 0,
    finishedAt: "2026-11-22T10:28:23.123Z" } }));
  for (const status of ["running", "paused"]) assert.ok(!/Ended|Exit/.test(at(status)), status);
  assert.ok(/Ended[^]*Exit code\n0\n/.test(at("exited")), at("exited"));
});

test("once is one time, and twice are two", async () => {
  const { Facts } = await load("view/facts");
  const killed = (oomKills) => textOf(Facts({ c: { ...container, memory: { oomKills } } }));
  assert.ok(killed(1).includes("Killed for memory\n1 time\n"), killed(1));
  assert.ok(killed(2).includes("Killed for memory\n2 times\n"), killed(2));
  const { SinkItem } = await load("view/sinks");
  const failed = (n) => textOf(SinkItem({ sink: { url: "amqp://broker", kind: "amqp", mode: "events",
    state: "up", delivered: 3, pending: 0, failed: n, lastError: null, oldestPendingAt: null,
    lastDeliveredAt: null } }));
  assert.ok(failed(1).includes("3 delivered · 0 waiting · 1 failed attempt\n"), failed(1));
  assert.ok(failed(2).includes(" · 2 failed attempts\n"), failed(2));
});

test("the memory of the whole host is no limit of a container", async () => {
  const { Facts } = await load("view/facts");
  const text = (limitBytes) => textOf(Facts({ c: { ...container, memory: { limitBytes } },
    info: { memoryBytes: 17179869184 } }));
  assert.ok(text(17179869184).includes("Memory limit\nnone; the host has 16GiB\n"), text(17179869184));
  assert.ok(text(536870912).includes("Memory limit\n512MiB\n"), text(536870912));
  assert.ok(!text(undefined).includes("Memory limit"), text(undefined));
});

test("memory before an alarm is said as the table counts it", async () => {
  const { memoryBefore } = await load("view/feed");
  const bytes = { memoryUsageBytes: 62054400, memoryLimitBytes: 536870912 };
  assert.equal(memoryBefore({ ...bytes, memoryPercent: 11.31 }), "memory 11.31% of 512MiB");
  assert.equal(memoryBefore(bytes), "memory 59.18MiB of 512MiB with file cache");
  assert.equal(memoryBefore({ memoryUsageBytes: 62054400, memoryPercent: 1 }), "memory 59.18MiB with file cache");
  assert.equal(memoryBefore({ memoryPercent: 1 }), undefined);
});

test("a silence of several patterns is about what any of them matches", async () => {
  const { SilenceItem } = await load("view/sinks");
  const text = textOf(SilenceItem({ silence: { id: "1", begin: "", endsAt: "2026-11-22T12:00:00Z", by: "root",
    include: ["name=a", "image=b"], exclude: ["name=c", "name=d"] } }));
  assert.ok(text.includes("name=a or image=b but not name=c or name=d\n"), text);
});
