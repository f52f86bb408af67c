"""What a scrape of a host through its hub costs, compared with one of the host itself.

    /usr/bin/python3 bench/fleet_scrape.py [--agents 20] [--containers 50] [--rounds 30] [--json FILE]

Starts a hub with a nats-server of its own and agents with a simulated engine each. In each round
every agent is scraped once, in turn by its own `/metrics` and through the hub by
`/metrics?host=NAME`: two rounds are a pair. A round is longer than the interval of the samples, so
that no answer is at hand already.
"""

import argparse
import contextlib
import http.client
import json
import os
import sys
import tempfile
import time

from fleet_cost import Hub, quantile

from support import monitor, simulator, waiting  # fleet_cost has extended the path
from support.fleet import API

ROUND = 1.3  # seconds; the interval of the samples is one
AFTER = 0.002  # seconds in which what belongs to a scrape still ends
TARGET = 1.2
WAYS = ("own", "through the hub")
PARTIES = ("agent", "hub", "nats-server")


def cpu_us(pid):
    """Microseconds of CPU of all threads of a process."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError):
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
    return total / 1000


class Target:
    """A URL that is scraped as Prometheus does: over one connection, compressed."""

    def __init__(self, address, path):
        self.connection = http.client.HTTPConnection(address, timeout=10)
        self.path = path

    def scrape(self):
        """The bytes of the answer."""
        self.connection.request("GET", self.path, headers={
            "Accept": "text/plain;version=0.0.4", "Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.path}: {answer.status} {body[:200]}")
        return len(body)


class Agent:
    """An agent with its simulated engine, and the two ways to its metrics."""

    def __init__(self, number, hub, asked, exits):
        self.name = f"host-{number:05}"
        engine = exits.enter_context(simulator.Simulator("--seed", str(number),
                                                         containers=asked.containers))
        self.program = exits.enter_context(monitor.Monitor(
            "--fleet", f"{hub.files}/{self.name}.fleet", "--source", "engine", engine=engine.url))
        self.targets = {
            "own": Target(self.program.address, "/metrics"),
            "through the hub": Target(hub.program.address, f"/metrics?host={self.name}")}
        self.pids = dict(zip(PARTIES, (self.program.process.pid, hub.pid, hub.server)))

    def scrape(self, way):
        """What one scrape takes: milliseconds until it is read, microseconds of CPU, bytes."""
        before = {name: cpu_us(pid) for name, pid in self.pids.items()}
        began = time.perf_counter()
        size = self.targets[way].scrape()
        took = time.perf_counter() - began
        time.sleep(AFTER)
        cpu = {name: cpu_us(pid) - before[name] for name, pid in self.pids.items()}
        if way == "own":  # the others have no part in it
            cpu = {"agent": cpu["agent"]}
        return {"ms": took * 1000, "cpuUs": cpu, "bytes": size}


def play(agents, rounds):
    """One (own, through the hub) per agent and pair of rounds."""
    pairs = []
    for number in range(rounds):
        began = time.monotonic()
        for place, agent in enumerate(agents):
            time.sleep(max(0, began + place * ROUND / len(agents) - time.monotonic()))
            second = number % 2 == 1
            # Which way is first changes from agent to agent, and from pair to pair.
            way = WAYS[(number + number // 2 + place) % 2]
            found = agent.scrape(way)
            if second:
                agent.pair[way] = found
                pairs.append(agent.pair)
            else:
                agent.pair = {way: found}
        time.sleep(max(0, began + ROUND - time.monotonic()))
    return pairs


def median(values):
    return quantile(values, 0.5)


def summary(pairs):
    def cpu(found):
        return sum(found["cpuUs"].values())

    def ratio(value):
        return median([value(pair["through the hub"]) / value(pair["own"]) for pair in pairs])

    return {
        "pairs": len(pairs),
        "ways": {way: {
            "medianMs": median([pair[way]["ms"] for pair in pairs]),
            "bytes": median([pair[way]["bytes"] for pair in pairs]),
            "medianCpuUs": median([cpu(pair[way]) for pair in pairs]),
            "parties": {party: median([pair[way]["cpuUs"][party] for pair in pairs])
                        for party in pairs[0][way]["cpuUs"]}} for way in WAYS},
        "timeRatio": ratio(lambda found: found["ms"]), "cpuRatio": ratio(cpu),
        "agentCpuRatio": ratio(lambda found: found["cpuUs"]["agent"])}


def show(found):
    print(f"{'scrape':18}{'ms':>8}{'bytes':>10}{'CPU, µs':>10}   of which")
    for way, one in found["ways"].items():
        parts = ", ".join(f"{party} {cpu:.0f}" for party, cpu in one["parties"].items())
        print(f"{way:18}{one['medianMs']:8.2f}{one['bytes']:10}{one['medianCpuUs']:10.0f}   {parts}")
    print(f"medians of {found['pairs']} pairs")
    for text, key in (("the agent's CPU", "agentCpuRatio"), ("CPU of all together", "cpuRatio"),
                      ("time", "timeRatio")):
        print(f"{'met' if found[key] <= TARGET else 'NOT MET':8}{text}, through the hub: "
              f"{found[key]:.2f} × (≤ {TARGET})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--containers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dm-fleet-scrape-") as folder, \
            contextlib.ExitStack() as exits:
        hub = exits.enter_context(Hub(asked.agents, folder))
        agents = [Agent(number, hub, asked, exits) for number in range(asked.agents)]
        for agent in agents:
            agent.program.wait_ready(60)
        waiting.until(
            lambda: all(host["state"] == "present"
                        for host in hub.program.get(f"{API}/hosts").json()), 60,
            "not all hosts are present")
        play(agents, 2)  # warms up
        found = summary(play(agents, max(2, asked.rounds - asked.rounds % 2)))
    show(found)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"agents": asked.agents, "containers": asked.containers, **found}, file, indent=2)


if __name__ == "__main__":
    sys.exit(main())
