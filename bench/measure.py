"""What docker-monitor costs and how fast it is, on a real engine with many idle containers.

    /usr/bin/python3 bench/measure.py [CONTAINERS] [EVENTS]      (as root; 100 and 400 by default)

Starts a private dockerd, a private RabbitMQ and build/release/docker-monitor, prints one line per
value and ends what it started. CPU is measured over 20 s without requests.
"""

import datetime
import json
import os
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support import http, processes, waiting  # noqa: E402
from support.broker import Broker, Consumer  # noqa: E402
from support.engine import Engine  # noqa: E402
from support.monitor import METRICS, Monitor  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                fields = file.read().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def latencies(address, target, count=5000):
    """Microseconds of consecutive requests on one connection."""
    host, port = address.rsplit(":", 1)
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    took = []
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            begin = time.perf_counter()
            connection.sendall(request)
            data = connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            missing = length - len(body)
            while missing > 0:
                missing -= len(connection.recv(65536))
            took.append((time.perf_counter() - begin) * 1e6)
    return took


class Stream(threading.Thread):
    """Reads the engine's events as `docker events` does, for comparison."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.connection = http.UnixConnection(engine.socket, 600)
        self.delays = []
        self.times = {}  # of events, in seconds, by container, action and millisecond

    def run(self):
        self.connection.request("GET", "/events")
        answer = self.connection.getresponse()
        while line := answer.readline():
            now = time.time()
            event = json.loads(line)
            if event["Action"] in ("pause", "unpause"):
                exact = event["timeNano"] / 1e9
                self.delays.append((now - exact) * 1e3)
                name = event["Actor"]["Attributes"]["name"]
                self.times[name, event["Action"] + "d", event["timeNano"] // 1_000_000] = exact


def alarm_delays(engine, broker, events):
    """Milliseconds from an event's time to its arrival: in RabbitMQ's consumer, and on the stream."""
    with Consumer(broker) as consumer:
        before = len(consumer.ledger)
        stream = Stream(engine)
        stream.start()
        waiting.until(lambda: engine.get("/info").json()["NEventsListener"] >= 2, 10, "no listener")
        for number in range(events // 2):
            for action in ("pause", "unpause"):
                engine.order(f"/containers/bench-{number % 20}/{action}")
                time.sleep(0.02)
        waiting.until(lambda: len(consumer.ledger) - before >= events, 60, "alarms are missing")
        arrived = consumer.ledger[before:]
    ours = []
    for entry in arrived:
        stamp = datetime.datetime.fromisoformat(entry.alarm["eventTimestamp"].replace("Z", "+00:00"))
        # The time in an alarm has only milliseconds.
        exact = stream.times[entry.alarm["primarySubject"]["container"], entry.alarm["kind"],
                             round(stamp.timestamp() * 1000)]
        ours.append((entry.at - exact) * 1e3)
    assert len({entry.alarm["id"] for entry in arrived}) == events, "an alarm twice"
    return ours, stream.delays


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    with Engine() as engine, Broker() as broker:
        for number in range(count):
            engine.launch(f"bench-{number}", "sleep", "1000000")
        with Monitor(engine=engine.url, sinks=(broker.url,)) as monitor:
            monitor.wait_ready()
            waiting.until(lambda: all("cpu" in row for row in monitor.rows().values()), 60,
                          "not every container has a sample")
            pid = monitor.process.pid
            dockerd = [engine.process.pid, *processes.descendants(engine.process.pid)]
            began, ours, theirs = time.monotonic(), cpu_seconds([pid]), cpu_seconds(dockerd)
            time.sleep(20)
            span = time.monotonic() - began
            print(f"containers {count}")
            print(f"RSS {resident_kib(pid) / 1024:.1f} MiB")
            print(f"CPU of docker-monitor {100 * (cpu_seconds([pid]) - ours) / span:.2f} % of a core")
            print(f"CPU of dockerd and what it runs, meanwhile "
                  f"{100 * (cpu_seconds(dockerd) - theirs) / span:.1f} % of a core")
            for target in (f"{METRICS}/bench-0", METRICS):
                took = latencies(monitor.address, target)
                print(f"GET {target}: p50 {quantile(took, 0.5):.0f} us, p99 {quantile(took, 0.99):.0f} us")
            ours, theirs = alarm_delays(engine, broker, events)
            for what, delays in (("RabbitMQ consumer", ours), ("event stream, for comparison", theirs)):
                print(f"event to {what}: p50 {quantile(delays, 0.5):.1f} ms, "
                      f"p99 {quantile(delays, 0.99):.1f} ms ({len(delays)} events)")


main()
