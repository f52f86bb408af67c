// The feed: which alarms it lists first, and by what they are chosen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { alarm, open } from "./sample_alarms.mjs";
import { load } from "./world.mjs";

test("there is a choice for each kind of alarm that the API has", async () => {
  const { KINDS } = await load("view/feed");
  const api = JSON.parse(readFileSync(new URL("../../../http/api/openapi.json", import.meta.url), "utf8"));
  const kinds = api.components.schemas.Alarm.properties.kind.enum;
  assert.ok(kinds.includes("down"));
  assert.deepEqual(KINDS.map(([kind]) => kind).sort(), [...kinds].sort());
  const labels = new Set(KINDS.map(([, label]) => label));
  assert.equal(labels.size, KINDS.length);
});

test("the gravest open alarm is the first, and of the same severity the newest", async () => {
  const { compareGravity } = await load("view/feed");
  const alarms = [["Major", 1], ["Warning", 9], ["Critical", 2], ["Major", 7], ["Minor", 8], ["Critical", 5]]
    .map(([severity, n]) => open(n, { severity }));
  assert.deepEqual(alarms.sort(compareGravity).map(({ severity, id }) => `${severity} ${id}`),
    ["Critical a5", "Critical a2", "Major a7", "Major a1", "Minor a8", "Warning a9"]);
});

test("an alarm that only ends another says that it is over", async () => {
  const { wordsOf } = await load("view/feed");
  const end = (kind) => wordsOf(alarm(2, { kind, state: "closed", closes: "a1" }));
  assert.deepEqual(["host-lost", "duplicate-host", "restart-loop", "degraded"].map(end),
    ["is back", "has its credential to itself again", "is out of its crash loop", "works again"]);
});
