"""What befalls a hub, its nats-server, its host and the network between them."""

import datetime
import os
import random
import signal
import time

from hub import HOST
from scene import row
from support import monitor, waiting
from workload import Workload

SINKS = ("fleet", "log")
STEP = 5  # seconds between two values of a history


def wait_present(scene):
    """Waits until the hub hears the host."""
    hub = scene.consumers["fleet"]
    waiting.until(lambda: hub.host()["state"] == "present", 30, lambda: f"{hub.host()}")


def count(scene, kind):
    """Alarms of a kind that opened at the hub."""
    return sum(alarm["kind"] == kind and "closes" not in alarm
               for alarm in scene.consumers["fleet"].notices())


@row("hub killed with kill -9", sinks=SINKS, runs=100, short=4, timeout=60)
def hub_killed(scene):
    hub = scene.consumers["fleet"].program
    source = random.Random(31)
    with scene.workload(rate=40):
        for _ in range(scene.runs):
            time.sleep(source.uniform(0.1, 1.5))
            hub.kill()
            hub.restart()
    wait_present(scene)


@row("nats-server of the hub killed with kill -9", sinks=SINKS, runs=50, short=3, timeout=60,
     notices=("degraded",))
def server_killed(scene):
    hub = scene.consumers["fleet"]
    with scene.workload(rate=40):
        for _ in range(scene.runs):
            server = waiting.until(hub.nats_server, 15, "there is no nats-server")
            os.kill(server, signal.SIGKILL)
            waiting.until(lambda: hub.nats_server() not in (None, server), 15,
                          "nats-server is not restarted")
            time.sleep(0.5)
            wait_present(scene)


@row("hub stopped for a minute", sinks=SINKS, short=1, timeout=60)
def hub_frozen(scene):
    wait_present(scene)
    hub = scene.consumers["fleet"].program
    with scene.workload(rate=20):
        hub.freeze()
        time.sleep(8 if scene.short else 60)
        hub.thaw()
    wait_present(scene)


@row("host of a hub killed with kill -9 and restarted", sinks=SINKS, runs=100, short=4, timeout=60,
     notices=("blind-interval",))
def host_killed(scene):
    source = random.Random(37)
    with scene.workload(rate=40):
        for _ in range(scene.runs):
            time.sleep(source.uniform(0.5, 2))
            scene.program.kill()
            scene.program.restart()
    scene.program.wait_ready()
    wait_present(scene)


@row("network to the hub silent for a minute", sinks=SINKS, proxied=("fleet",), short=1, timeout=60,
     notices=("host-lost",))
def network_silent(scene):
    wait_present(scene)
    with scene.workload(rate=20):
        scene.proxies["fleet"].hold()
        began = time.monotonic()
        waiting.until(lambda: count(scene, "host-lost"), 10, "the loss is not reported")
        took = time.monotonic() - began
        scene.expect(took <= 6, f"the loss was reported after {took:.1f} s")
        time.sleep(2 if scene.short else 60)
        scene.proxies["fleet"].release()
    wait_present(scene)
    scene.expect(count(scene, "host-lost") == 1, "one loss is more than one alarm")


def answer(hub, path, status=200):
    """What the hub answers below its host, parsed; a note of what it is where that is no success."""
    got = hub.program.get(f"/docker-monitor/api/v2/hosts/{HOST}{path}")
    if got.status != status:
        raise AssertionError(f"{path}: {got.status} {got.body[:200]}")
    return got.json()


@row("network to the hub unplugged for a minute", sinks=SINKS, wired=True, short=1, timeout=60,
     notices=("host-lost",))
def network_unplugged(scene):
    wait_present(scene)
    hub = scene.consumers["fleet"]
    kept, *busy = scene.ids()
    history = f"/containers/{kept}/history?metric=cpu.percent&step={STEP}"
    waiting.until(lambda: answer(hub, history)["points"], 30, "there is no history")
    with Workload(scene.engine.socket, busy, 20):
        scene.wire.unplug()
        began, unplugged = time.monotonic(), time.time()
        waiting.until(lambda: count(scene, "host-lost"), 10, "the loss is not reported")
        took = time.monotonic() - began
        scene.expect(took <= 6, f"the loss was reported after {took:.1f} s")
        scene.expect(hub.host()["state"] == "lost", f"the hub says {hub.host()['state']}")
        scene.expect(len(answer(hub, "/containers?all=true")) == len(scene.ids()),
                     "containers of a lost host are not shown")
        answer(hub, history, 503)
        time.sleep(max((20 if scene.short else 60) - (time.monotonic() - began), 0))
        scene.wire.plug()
        plugged = time.monotonic()
        wait_present(scene)
        scene.notes.append(f"the host was back after {time.monotonic() - plugged:.1f} s")
    until = time.time()
    points = answer(hub, f"{history}&from={unplugged - STEP:.0f}&to={until:.0f}")["points"]
    known = [datetime.datetime.fromisoformat(point[0].replace("Z", "+00:00")).timestamp()
             for point in points]
    gaps = [after - before for before, after in zip([unplugged, *known], [*known, until])]
    scene.expect(max(gaps) <= 2 * STEP, f"the history has a gap of {max(gaps):.0f} s")
    scene.expect(count(scene, "host-lost") == 1, "one loss is more than one alarm")


@row("connection to the hub cut", sinks=SINKS, proxied=("fleet",), runs=100, short=5, timeout=60)
def network_cut(scene):
    scene.cut_often("fleet", pause=0.5, rate=40)
    wait_present(scene)


@row("one of three nats-servers of a fleet killed with kill -9", sinks=SINKS, servers=3, runs=30,
     short=3, timeout=60)
def cluster_member_killed(scene):
    wait_present(scene)
    hub = scene.consumers["fleet"]
    longest = 0
    with scene.workload(rate=40):
        for number in range(scene.runs):
            node = hub.cluster.nodes[number % len(hub.cluster.nodes)]
            heard = hub.host()["lastHeardAt"]
            waiting.until(lambda heard=heard: hub.host()["lastHeardAt"] > heard, 10, "host is silent")
            node.kill()
            killed = monitor.timestamp()
            began = time.monotonic()
            waiting.until(lambda killed=killed: hub.host()["lastHeardAt"] > killed, 20,
                          "the host is heard no more")
            longest = max(longest, time.monotonic() - began)
            node.start()
            time.sleep(1)  # until it has its routes again
    scene.notes.append(f"longest silence of the host: {longest:.1f} s")
    scene.expect(longest <= 5, f"the host was silent for {longest:.1f} s")
    wait_present(scene)
