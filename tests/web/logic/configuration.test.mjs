// How a container is set up, in words.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const { portLines, mountWords, restartWords, limitLines } = await load("state/configuration");
const { items } = await load("view/configuration");

const port = (hostAddress, hostPort, containerPort, count = 1, protocol = "tcp") =>
  ({ hostAddress, hostPort, containerPort, count, protocol });

test("a port of every address is one line", () => {
  assert.deepEqual(portLines([port("0.0.0.0", 8080, 80), port("::", 8080, 80)]), ["8080 → 80/tcp"]);
  assert.deepEqual(portLines([port("::", 8080, 80), port("0.0.0.0", 8081, 80)]),
    ["8080 → 80/tcp", "8081 → 80/tcp"]);
});

test("addresses, ranges and unknown ports have words", () => {
  assert.deepEqual(
    portLines([port("127.0.0.1", 9000, 7000, 3, "udp"), port("::1", 53, 53), port("0.0.0.0", undefined, 81)]),
    ["127.0.0.1:9000-9002 → 7000-7002/udp", "[::1]:53 → 53/tcp", "any port → 81/tcp"]);
});

test("mounts name their source", () => {
  const words = (type, name, source, readOnly = false) =>
    mountWords({ type, name, source, target: "/data", readOnly });
  assert.equal(words("volume", "shop-data", "/var/lib/x"), "/data: volume shop-data");
  assert.equal(words("bind", undefined, "/srv", true), "/data: /srv of the host, read only");
  assert.equal(words("tmpfs"), "/data: tmpfs");
  assert.equal(words("image", undefined, "nginx"), "/data: image nginx");
});

test("restart policies name their maximum", () => {
  assert.equal(restartWords({ name: "always" }), "always");
  assert.equal(restartWords({ name: "on-failure", maximumRetryCount: 1 }), "on-failure, at most 1 time");
  assert.equal(restartWords({ name: "on-failure", maximumRetryCount: 5 }), "on-failure, at most 5 times");
});

test("only limits that are set are listed", () => {
  assert.deepEqual(limitLines(undefined), []);
  assert.deepEqual(limitLines({ cpus: 1, memoryBytes: 67108864 }), ["1 CPU", "64MiB of memory"]);
  assert.deepEqual(
    limitLines({ cpus: 0.5, cpuset: "0-1", cpuShares: 512, memorySwapBytes: 134217728,
      memoryReservationBytes: 33554432, pids: 1000 }),
    ["0.5 CPUs", "only on CPU 0-1", "512 CPU shares", "128MiB of memory and swap",
      "32MiB of memory reserved", "1,000 PIDs"]);
});

test("an unknown list has no line and an empty one has a line", () => {
  const lines = (setup) => Object.fromEntries(items(setup).filter(([, each]) => each));
  assert.deepEqual(lines({}), {});
  assert.deepEqual(
    lines({ restartPolicy: { name: "no" }, ports: [], mounts: [], environment: [],
      networks: [{ name: "shop", address: "172.18.0.2" }, { name: "none" }] }),
    { "Restart policy": ["no"], Ports: [], Mounts: [], Environment: [], Limits: [],
      Networks: ["shop (172.18.0.2)", "none"] });
  assert.deepEqual(lines({ environment: ["PATH", "TZ"] }), { Environment: ["PATH, TZ"] });
});
