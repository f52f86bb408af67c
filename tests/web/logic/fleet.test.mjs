// How a hub names the containers and alarms of its hosts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const hostOf = (name) => ({ engine: { name, connected: true }, version: "1" });

test("a container of a host is named with its host and keeps what the host calls it", async () => {
  const { named } = await load("state/fleet");
  const c = { id: "abc", name: "web", status: "running", labels: {} };
  assert.equal(named(c), c);
  const there = named({ ...c, host: "a", service: { project: "shop", name: "web" }, networkMode: "container:def" });
  assert.deepEqual([there.id, there.name, there.local], ["a/abc", "a/web", { id: "abc", name: "web" }]);
  assert.deepEqual(there.service, { project: "a/shop", name: "web" });
  assert.equal(there.networkMode, "container:a/def");
  assert.equal(named({ ...c, host: "a", networkMode: "bridge" }).networkMode, "bridge");
});

test("an alarm has the host in its subject on a hub only", async () => {
  const { hub, namedAlarm, noteHub } = await load("state/fleet");
  // As the API has it: the subject names the host only where the alarm is about the host.
  const alarm = { id: "1", primarySubject: { container: "web", image: "" }, host: "a", containerId: "abc" };
  assert.equal(namedAlarm(alarm), alarm);
  assert.equal(noteHub(hostOf("Docker")), false);
  assert.equal(noteHub(hostOf("fleet")), true);
  assert.equal(hub.value, true);
  assert.deepEqual(namedAlarm(alarm),
    { ...alarm, primarySubject: { container: "a/web", image: "" }, containerId: "a/abc" });
  const own = { id: "2", primarySubject: { container: "-", image: "-", host: "a" }, host: "a" };
  assert.equal(namedAlarm(own), own);
});

test("on a hub the open alarms of a container are those of its own row", async () => {
  const { named, noteHub, openOf, takeAlarm, troubleOf } = await load("state/fleet", "state/alarms", "state/trouble");
  noteHub(hostOf("fleet"));
  const c = { id: "abc", name: "web", status: "running", labels: {} };
  const [here, there] = ["a", "b"].map((host) => named({ ...c, host }));
  takeAlarm({ id: "1", kind: "restart-loop", state: "open", severity: "Critical", description: "",
    eventTimestamp: "2026-11-22T10:00:00Z", primarySubject: { container: "web", image: "" }, host: "a",
    containerId: "abc", additionalData: { origin: "live" } });
  assert.equal(openOf(here.id).loop, true);
  assert.deepEqual([troubleOf(here), troubleOf(there)], ["crash loop", undefined]);
});

test("alarms are found by the host that they are about", async () => {
  const { matchesAlarm, namedAlarm, noteHub } = await load("state/filter", "state/fleet");
  noteHub(hostOf("fleet"));
  const alarm = { kind: "down", state: "open", severity: "Major", eventTimestamp: "2026-11-22T10:00:00Z" };
  const of = namedAlarm({ ...alarm, primarySubject: { container: "web", image: "" }, host: "web-1" });
  const about = { ...alarm, primarySubject: { container: "-", image: "-" }, host: "web-1" };
  const filter = { container: "web-1", kind: "", severity: "", hours: 0 };
  assert.deepEqual([of, about].map((one) => matchesAlarm(one, filter, 0)), [true, true]);
  assert.equal(matchesAlarm(of, { ...filter, container: "db_2" }, 0), false);
});

test("the API has a container of a host below its host", async () => {
  const { pathOf } = await load("state/fleet");
  assert.equal(pathOf("web-1"), "containers/web-1");
  assert.equal(pathOf("a b/web 1"), "hosts/a%20b/containers/web%201");
});

test("what is known of an absent host has an age", async () => {
  const { awayAge, awayWords, fleetHosts } = await load("state/fleet", "view/hosts");
  const heard = "2026-11-22T10:00:00Z";
  const time = Date.parse(heard) + 300_000;
  fleetHosts.value = new Map([
    ["a", { name: "a", state: "lost", lastHeardAt: heard }], ["b", { name: "b", state: "present", lastHeardAt: heard }]]);
  assert.equal(awayAge({ host: "a" }, time), "5 min");
  assert.equal(awayAge({ host: "b" }, time), "");
  assert.equal(awayAge({}, time), "");
  assert.equal(awayWords(fleetHosts.value.get("a"), time), "lost, heard last 5 min ago");
  assert.equal(awayWords({ name: "c", state: "invited" }, time), "invited");
});

test("a lost host says as its containers do how old it is", async () => {
  const { GroupRow } = await load("view/row");
  const status = (away) => GroupRow({ by: "host", name: "a", totals: { running: 1, containers: 2 }, index: 1,
    top: 0, columns: [], away }).props.children.find((cell) => cell.props?.class === "status").props;
  assert.equal(status("lost, heard last 5 min ago").children, "lost,\n5 min ago");
  assert.equal(status("lost, heard last 5 min ago").title, "lost, heard last 5 min ago");
  assert.equal(status("").children, "1/2 running");
});

test("a host with a wrong clock does not set the page's time", async () => {
  const { noteHub, now, replaceAll, takeSamples } = await load("state/fleet", "state/rows");
  const c = { id: "a/1", name: "a/web", host: "a", status: "running", labels: {} };
  const sampledAt = new Date(Date.now() + 3_600_000).toISOString();
  replaceAll([c]);
  takeSamples([{ ...c, sampledAt }]);
  assert.ok(now() - Date.now() > 3_500_000); // the server's clock
  noteHub(hostOf("fleet"));
  replaceAll([c]);
  takeSamples([{ ...c, sampledAt: new Date(Date.now() + 7_200_000).toISOString() }]);
  assert.ok(now() - Date.now() < 3_700_000);
});

test("rows are grouped by host", async () => {
  const { lines } = await load("state/listing");
  const rows = ["a", "b", "a"].map((host, i) => ({
    c: { id: `${host}/${i}`, name: `${host}/n${i}`, host, status: "running", labels: {} }, project: "", rx: NaN, tx: NaN }));
  const shown = lines(rows, { grouped: "host", sort: "name", descending: false });
  assert.deepEqual(shown.map(({ key }) => key), ["host a", "a/0", "a/2", "host b", "b/1"]);
});
