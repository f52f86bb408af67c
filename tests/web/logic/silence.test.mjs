// Silences: whom they are about, and the commands that are offered for them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const web = { name: "web-1", image: "nginx:1.25", labels: { team: "a=b" } };

test("a silence is about what it includes and does not exclude", async () => {
  const { covers } = await load("state/silence");
  const is = (include, exclude) => covers({ include, exclude }, web);
  for (const pattern of ["name=web-*", "name=web-?", "image=nginx:*", "label=team", "label=team=a=b"])
    assert.equal(is([pattern]), true, pattern);
  for (const pattern of ["name=web", "name=*eb", "image=nginx", "label=team=a", "label=other", "web-1"])
    assert.equal(is([pattern]), false, pattern);
  assert.equal(is(["name=db", "name=web-*"], ["image=x"]), true);
  assert.equal(is(["name=*"], ["label=team"]), false);
  assert.equal(covers({ include: ["name=a.b"] }, { ...web, name: "aXb" }), false); // no regular expression
});

test("commands can be pasted into a shell", async () => {
  const { ackCommand, endCommand, found, silenceCommand } = await load("state/silence");
  assert.equal(silenceCommand("web-1"),
    "docker-monitor silence add --include name=web-1 --for 2h");
  assert.ok(silenceCommand("a b'c").includes("--include 'name=a b'\\''c' "));
  assert.equal(found("docker-monitor ack 1", ["--data-dir", "/srv/my data"]),
    "docker-monitor ack 1 --data-dir '/srv/my data'");
  assert.equal(found("docker-monitor ack 1"), "docker-monitor ack 1");
  assert.equal(endCommand("1f0c"), "docker-monitor silence end 1f0c");
  assert.equal(ackCommand("20cf2c04-ebfc"), "docker-monitor ack 20cf2c04-ebfc");
});

test("a missing figure has its cause in words", async () => {
  const { missingOf } = await load("view/missing");
  const c = { ...web, status: "running", sampledAt: "2026-11-30T03:00:00Z", source: "engine" };
  assert.deepEqual(missingOf({ ...c, status: "exited" }), ["It does not run, so nothing of it is measured."]);
  assert.deepEqual(missingOf({ ...c, sampledAt: undefined }), ["It runs, but was not measured yet."]);
  const said = missingOf({ ...c, networkMode: "host", cpu: { percent: 1 }, memory: { workingSetBytes: 1 } }).join();
  for (const part of [/CPU limit: the engine/, /Network: it uses that of the host/, /Disk/, /Pressure/])
    assert.match(said, part);
  assert.deepEqual(missingOf({ ...c, source: "cgroup", cpu: { percent: 1, limitPercent: 50, pressure: {} },
    memory: { workingSetBytes: 1 }, network: [{}], blockIo: {} }), []);
});
