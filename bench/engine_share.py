"""What docker-monitor costs a real engine when it samples from cgroup files.

    /usr/bin/python3 bench/engine_share.py      (as root; takes ten minutes)

Counts the calls of docker-monitor in five quiet minutes to a simulated engine with 100 idle
containers, measures the cost of each call for a private dockerd with 100 idle containers, and
multiplies. As a check it also measures that dockerd with and without docker-monitor.
"""

import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support import processes, waiting  # noqa: E402
from support.engine import Engine  # noqa: E402
from support.monitor import Monitor  # noqa: E402
from support.simulator import Simulator  # noqa: E402

CONTAINERS = 100
REPEATS = 300
QUIET_SECONDS = 300
SAMPLES_A_MINUTE = CONTAINERS * 60
TARGETS = {
    "ping": "/_ping",
    "version": "/version",
    "info": "/info",
    "list": "/containers/json?all=1",
    "inspect": "/containers/share-0/json",
    "stats": "/containers/share-0/stats?stream=0&one-shot=1",
}


def cpu_us(pids):
    """CPU time of all threads of these processes, exact to the nanosecond."""
    total = 0
    for pid in pids:
        try:
            threads = os.listdir(f"/proc/{pid}/task")
        except FileNotFoundError:
            continue
        for thread in threads:
            try:
                with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                    total += int(file.read().split()[0])
            except FileNotFoundError:
                continue
    return total / 1000


def calls_a_minute():
    """docker-monitor's calls by route, counted by a simulated engine with as many containers."""
    with Simulator("--api", "1.41", containers=CONTAINERS) as engine:
        with Monitor("--source", "cgroup", engine=engine.url) as monitor:
            monitor.wait_ready()
            time.sleep(10)
            before = engine.get("/simulator/calls").json()
            time.sleep(QUIET_SECONDS)
            after = engine.get("/simulator/calls").json()
    return {route: (after[route] - before.get(route, 0)) * 60 / QUIET_SECONDS
            for route in TARGETS if route in after}


def spent(pids, seconds):
    """µs of CPU in this many seconds without requests."""
    before = cpu_us(pids)
    time.sleep(seconds)
    return cpu_us(pids) - before


def cost_of(engine, pids, target, idle_us_a_second, repeats=REPEATS):
    """µs of CPU of the engine per call, less its own work meanwhile."""
    engine.get(target)
    before, began = cpu_us(pids), time.monotonic()
    for _ in range(repeats):
        answer = engine.get(target)
        assert answer.status == 200, f"{target}: {answer.status}"
    took = time.monotonic() - began
    return (cpu_us(pids) - before - idle_us_a_second * took) / repeats


def main():
    calls = calls_a_minute()
    with Engine() as engine:
        for number in range(CONTAINERS):
            engine.launch(f"share-{number}", "sleep", "1000000")
        # None of these calls reaches the shims, and their own work is noise.
        dockerd = engine.process.pid
        pids = [dockerd] + [pid for pid in processes.descendants(dockerd)]
        time.sleep(5)
        idle = spent(pids, 20) / 20
        print(f"dockerd by itself: {idle:.0f} us of CPU a second")
        total = 0
        for route, target in TARGETS.items():
            # A 20.10 engine holds a one-shot for a second, so there are fewer of them.
            cost = cost_of(engine, pids, target, idle, 10 if route == "stats" else REPEATS)
            rate = calls.get(route, 0)
            total += rate * cost
            print(f"{route}: {rate:.2f} a minute, {cost:.0f} us each")
        share = total / SAMPLES_A_MINUTE
        verdict = "met" if share <= 1.5 else "NOT MET"
        print(f"engine's share: {share:.3f} us per container-sample (target: 1.5, {verdict})")
        beside, alone = [], []
        for _ in range(3):  # in turn, as the load of the machine varies
            alone.append(spent(pids, 15) / 15)
            with Monitor("--source", "cgroup", engine=engine.url) as monitor:
                monitor.wait_ready()
                waiting.until(lambda: all("cpu" in row for row in monitor.rows().values()), 60,
                              "not every container has a sample")
                time.sleep(5)
                beside.append(spent(pids, 15) / 15)
        beside, alone = statistics.median(beside), statistics.median(alone)
        print(f"for a check: dockerd takes {beside:.0f} us a second beside docker-monitor, "
              f"{alone:.0f} us without: {(beside - alone) / CONTAINERS:+.2f} us per container-sample "
              "(noise included)")


main()
