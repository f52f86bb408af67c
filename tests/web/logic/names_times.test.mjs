// What is kept of a name that has no room, and which zone a time is of.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

test("a long name keeps its end, and a short one is whole", async () => {
  const { ends } = await load("state/format");
  const parts = (name) => [ends(name).begin, ends(name).end];
  assert.deepEqual(parts("shop-web-1"), ["shop-web-1", ""]);
  assert.deepEqual(parts("sixteen-letters-"), ["sixteen-letters-", ""]);
  assert.deepEqual(parts("shop-production-eu-west-database-12"),
    ["shop-production-eu-west", "-database-12"]);
  for (let at = 0; at < 12; ++at) { // no character is cut in two
    const [begin, end] = parts(`${"a".repeat(20)}${"b".repeat(at)}🐳${"c".repeat(11 - at)}`);
    assert.doesNotThrow(() => encodeURIComponent(begin) + encodeURIComponent(end));
  }
  assert.ok(ends("a".repeat(9) + "W".repeat(12)).room > ends("a".repeat(9) + "i".repeat(12)).room);
});

test("a time names its zone", async () => {
  const { clock, span, zone } = await load("state/format");
  const before = process.env.TZ;
  const noon = Date.parse("2026-11-22T12:00:00Z");
  for (const [place, name, time] of [
    ["Etc/UTC", "UTC", "12:00:00"], ["Europe/Berlin", "UTC+1", "13:00:00"],
    ["America/St_Johns", "UTC-3:30", "08:30:00"], ["Asia/Kathmandu", "UTC+5:45", "17:45:00"]]) {
    process.env.TZ = place;
    assert.equal(zone(noon), name);
    assert.equal(clock(noon, noon), `${time} ${name}`);
    assert.ok(span(noon - 60_000, noon, noon).endsWith(`– ${time} ${name}`));
    assert.ok(span(noon - 86_400_000, noon, noon).endsWith(` ${name}`));
  }
  process.env.TZ = "Europe/Berlin";
  assert.equal(clock(Date.parse("2026-07-01T12:00:00Z"), noon), "2026-07-01 14:00:00 UTC+2");
  process.env.TZ = before ?? "";
});

test("below any path of a proxy the API is found", async () => {
  for (const [page, api] of [["/", "/docker-monitor/api/v2/"],
    ["/monitor", "/monitor/docker-monitor/api/v2/"], ["/monitor/", "/monitor/docker-monitor/api/v2/"],
    ["/a/b", "/a/b/docker-monitor/api/v2/"]]) {
    globalThis.location = { pathname: page };
    const { API } = await load("state/api");
    assert.equal(API, api);
  }
});

test("times in a text are shown as others are", async () => {
  const { clock, withLocalTimes } = await load("state/format");
  const at = Date.parse("2026-11-30T16:53:24.331Z");
  assert.equal(withLocalTimes("not heard since 2026-11-30T16:53:24.331Z", at), `not heard since ${clock(at, at)}`);
  assert.equal(withLocalTimes("of 2026-11-30T16:53:24Z and 2026-11-30T16:53:24Z", at), `of ${clock(at, at)} and ${clock(at, at)}`);
  assert.equal(withLocalTimes("ended with 3", at), "ended with 3");
});
