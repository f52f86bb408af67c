"""How soon `docker-monitor top` and `docker stats` show all containers, and the cost of `top`.

    /usr/bin/python3 bench/terminal_cost.py [--containers 20] [--many 100] [--seconds 30]

Runs as root. A private dockerd runs the containers, which sleep; times are from before the fork
until every name has been sent to a terminal of 140 × 50, medians of five. The cost is measured with
the simulated engine, whose containers change at every sample: CPU time of the program and bytes
sent to the terminal.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support import monitor, processes  # noqa: E402
from support.engine import Engine  # noqa: E402
from support.simulator import Simulator  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


class Terminal:
    """A program in a terminal of its own. Use as a context manager."""

    def __init__(self, command, environment):
        self.began = time.monotonic()
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 140, 0, 0))
            os.execvpe(command[0], command, {**environment, "TERM": "xterm-256color",
                                             "LC_ALL": "C.UTF-8"})
        self.sent = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        processes.send([self.pid], signal.SIGTERM)
        while self.read(0.1):
            pass
        os.close(self.end)
        os.waitpid(self.pid, 0)

    def read(self, seconds):
        """Reads the output of this many seconds; returns False at its end."""
        if select.select([self.end], [], [], seconds)[0]:
            try:
                more = os.read(self.end, 65536)
            except OSError:  # the other end is closed
                return False
            self.sent += more
            return bool(more)
        return True

    def seconds_until(self, names):
        """Returns the time from the start until all names were sent."""
        while not all(name in self.sent for name in names):
            if not self.read(20):
                raise RuntimeError(self.sent.decode(errors="replace"))
        return time.monotonic() - self.began

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def first_tables(containers):
    with Engine() as engine, monitor.Monitor(engine=engine.url) as running:
        names = [f"idle-{number}" for number in range(containers)]
        for name in names:
            engine.launch(name)
        running.wait_ready().wait_sample(*names, seconds=60)
        environment = {**os.environ, "DOCKER_HOST": engine.url}
        for command in (["docker", "stats", "--no-stream"], ["docker", "stats"],
                        [monitor.PROGRAM, "top", "--once", "--url", running.socket],
                        [monitor.PROGRAM, "top", "--url", running.socket]):
            times = []
            for _ in range(5):
                with Terminal(command, environment) as terminal:
                    times.append(terminal.seconds_until([name.encode() for name in names]))
            told = re.sub(r"\S*/docker-monitor", "docker-monitor", " ".join(command[:3]))
            print(f"{told}: all {containers} names after {statistics.median(times) * 1000:.0f} ms "
                  f"({min(times) * 1000:.0f} to {max(times) * 1000:.0f})", flush=True)
        engine.remove(*names)


def running_cost(containers, seconds):
    with Simulator("--lively", containers=containers) as engine, \
            monitor.Monitor(engine=engine.url) as running:
        running.wait_ready()
        with Terminal([monitor.PROGRAM, "top", "--url", running.socket], os.environ) as terminal:
            terminal.seconds_until([b"live"])
            end = time.monotonic() + 5  # the first values have arrived
            while time.monotonic() < end:
                terminal.read(0.2)
            used, sent, began = terminal.cpu_seconds(), len(terminal.sent), time.monotonic()
            while time.monotonic() < began + seconds:
                terminal.read(0.2)
            took = time.monotonic() - began
            print(f"docker-monitor top, {containers} containers at 1 s: "
                  f"{(terminal.cpu_seconds() - used) / took * 100:.2f} % of a core, "
                  f"{(len(terminal.sent) - sent) / took / 1000:.1f} kB/s to the terminal", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--containers", type=int, default=20)
    parser.add_argument("--many", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=30)
    asked = parser.parse_args()
    first_tables(asked.containers)
    running_cost(asked.many, asked.seconds)


if __name__ == "__main__":
    main()
