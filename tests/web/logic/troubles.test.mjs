// What the page calls trouble beside open alarms.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const row = (c) => ({ c: { id: "1", name: "a", labels: {}, ...c } });

test("what is unhealthy, restarts or ended badly is trouble, and what was asked for is none", async () => {
  const { troubles } = await load("state/listing");
  const cases = [
    [{ status: "running" }, ""],
    [{ status: "running", health: "healthy" }, ""],
    [{ status: "running", health: "unhealthy" }, "1 unhealthy"],
    [{ status: "restarting", exitCode: 0 }, "1 restarting"],
    [{ status: "dead" }, "1 dead"],
    [{ status: "paused" }, "1 paused"],
    [{ status: "created" }, ""],
    [{ status: "exited", exitCode: 3 }, "1 ended badly"],
    [{ status: "exited", exitCode: 137, oomKilled: true }, "1 ended badly"],
    [{ status: "exited", exitCode: 0, health: "unhealthy" }, ""],
    ...[0, 130, 137, 143, undefined].map((exitCode) => [{ status: "exited", exitCode }, ""]),
  ];
  for (const [c, said] of cases) assert.equal(troubles([row(c)]), said, JSON.stringify(c));
  assert.equal(troubles(cases.map(([c]) => row(c))),
    "1 unhealthy, 1 restarting, 1 dead, 2 ended badly, 1 paused");
});
