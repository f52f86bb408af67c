"""What watching 100 containers costs a host with docker-monitor and with other programs.

    /usr/bin/python3 bench/others.py [--containers 100] [--seconds 60] [--plot FILE.svg]

Runs as root on an otherwise idle machine. A private dockerd runs the containers, which sleep. Each
installed program watches them at one second, in turn. The result is the CPU time of the program
with its descendants, and of the engine less its own without a watcher. Debian has `docker`,
`glances` with `python3-docker` and `python3-dateutil`, and `netdata-core` with
`netdata-plugins-bash`; missing ones are left out. A program that does not see the containers ends the run.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support import http, processes, waiting  # noqa: E402
from support.engine import Engine  # noqa: E402
from support.monitor import Monitor  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
SETTLE = 15  # seconds for a program to find the containers
SETTLE_NETDATA = 45

# Netdata reads only containers' cgroups: its smallest configuration.
NETDATA = """[global]
    run as user = root
[directories]
    cache = {folder}/cache
    lib = {folder}/lib
    log = {folder}/log
[db]
    mode = ram
    update every = 1
[web]
    bind to = unix:{folder}/netdata.sock
[ml]
    enabled = no
[health]
    enabled = no
[statsd]
    enabled = no
[plugins]
    enable running new plugins = no
    proc = no
    diskspace = no
    tc = no
    idlejitter = no
    timex = no
    slabinfo = no
    apps = no
    checks = no
    netdata monitoring = no
    netdata monitoring extended = no
    cgroups = yes
[plugin:cgroups]
    cgroups to match as systemd services = !*
"""


def cpu_seconds(pids):
    """CPU of living processes and of their ended children."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / TICK


class Watched:
    """CPU of a tree of processes over a time."""

    def __init__(self, pid):
        self.pid = pid
        self.before = self.now()

    def now(self):
        return cpu_seconds([self.pid, *processes.descendants(self.pid)])

    def used(self):
        return self.now() - self.before


@contextlib.contextmanager
def program(command, engine, folder):
    """Runs a command that watches the engine; returns its pid."""
    environment = {**os.environ, "DOCKER_HOST": engine.url, "HOME": folder, "NO_COLOR": "1"}
    with open(os.path.join(folder, "said"), "wb") as said:
        child = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                                 stdout=said, stderr=subprocess.STDOUT)
        try:
            yield child.pid
            if child.poll() is not None:
                raise RuntimeError(f"{command[0]} ended: {says(folder)[-400:]}")
        finally:
            tree = [child.pid, *processes.descendants(child.pid)]
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            processes.send([pid for pid in tree[1:] if processes.alive(pid)])


def measure(engine_pid, pid, seconds, settle=SETTLE):
    """Shares of a core that the program and the engine took, in percent."""
    time.sleep(settle)
    ours, theirs, began = pid and Watched(pid), Watched(engine_pid), time.monotonic()
    time.sleep(seconds)
    span = time.monotonic() - began
    return (100 * ours.used() / span if pid else 0.0, 100 * theirs.used() / span)


def says(folder):
    """The output of a program."""
    with open(os.path.join(folder, "said"), encoding="utf-8", errors="replace") as file:
        return file.read()


def charts(folder):
    """The charts of Netdata, which are what it watches."""
    connection = http.UnixConnection(os.path.join(folder, "netdata.sock"), 10)
    connection.request("GET", "/api/v1/charts")
    return connection.getresponse().read().decode()


def others(folder):
    """Name and command of each installed program, and a function that returns what it sees."""
    if shutil.which("docker"):
        yield "docker stats", ["docker", "stats"], says
    if shutil.which("glances"):
        yield "Glances (docker only)", ["glances", "--disable-plugin", "all", "--enable-plugin",
                                        "docker", "--disable-check-update", "--time", "1",
                                        "--stdout", "docker"], says
    if shutil.which("netdata"):
        for name in ("cache", "lib", "log"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        path = os.path.join(folder, "netdata.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(NETDATA.format(folder=folder))
        yield "Netdata (cgroups only)", ["netdata", "-D", "-c", path], charts


def plot(rows, containers, path):
    """A bar for each program: its own CPU and that of the engine for it."""
    height, left, width = 34, 190, 520
    most = max(own + engine for _, own, engine in rows)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="860" height="{height * len(rows) + 76}"'
             f' viewBox="0 0 860 {height * len(rows) + 76}" font-family="sans-serif" font-size="13">',
             "<style>text{fill:#57606a}.own{fill:#2f81f7}.engine{fill:#d29922}"
             "@media(prefers-color-scheme:dark){text{fill:#9aa4ae}}</style>",
             f'<text x="12" y="20" font-weight="bold">CPU to watch {containers} idle containers each '
             "second, in percent of a core</text>"]
    for number, (name, own, engine) in enumerate(rows):
        top = 36 + number * height
        first, second = width * own / most, width * engine / most
        lines += [f'<text x="{left - 10}" y="{top + 16}" text-anchor="end">{name}</text>',
                  f'<rect class="own" x="{left}" y="{top}" width="{max(first, 1):.1f}" height="22"/>',
                  f'<rect class="engine" x="{left + first:.1f}" y="{top}" width="{second:.1f}" '
                  'height="22"/>',
                  f'<text x="{left + first + second + 8:.1f}" y="{top + 16}">'
                  f'{own + engine:.{1 if own + engine >= 1 else 2}f} %</text>']
    top = 36 + len(rows) * height + 8
    lines += [f'<rect class="own" x="{left}" y="{top}" width="12" height="12"/>'
              f'<text x="{left + 18}" y="{top + 11}">the program</text>',
              f'<rect class="engine" x="{left + 120}" y="{top}" width="12" height="12"/>'
              f'<text x="{left + 138}" y="{top + 11}">what it makes the engine spend</text>', "</svg>"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--containers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--plot")
    asked = parser.parse_args()
    rows = []

    def found(name, own, engine, quiet):
        rows.append((name, own, max(engine - quiet, 0)))
        print(f"{name:24} {own:7.2f} {rows[-1][2]:7.2f} % of a core: itself, the engine beyond "
              f"{quiet:.2f} of its own", flush=True)

    with Engine() as engine, tempfile.TemporaryDirectory() as folder:
        for number in range(asked.containers):
            engine.launch(f"bench-{number}", "sleep", "1000000")
        daemon = engine.process.pid
        _, quiet = measure(daemon, None, asked.seconds)
        for name, more in (("docker-monitor", ()), ("docker-monitor, API only",
                                                    ("--source", "engine"))):
            with Monitor(*more, engine=engine.url) as monitor:
                monitor.wait_ready()
                waiting.until(lambda: all("cpu" in row for row in monitor.rows().values()), 60,
                              "not every container has a sample")
                found(name, *measure(daemon, monitor.process.pid, asked.seconds), quiet)
        for name, command, sees in others(folder):
            with program(command, engine, folder) as pid:
                settle = SETTLE_NETDATA if sees is charts else SETTLE
                figures = measure(daemon, pid, asked.seconds, settle)
                for seen in ("bench-0", f"bench-{asked.containers - 1}"):
                    if seen not in sees(folder):
                        raise RuntimeError(f"{name} does not see {seen}: {says(folder)[-400:]}")
                found(name, *figures, quiet)
    if asked.plot:
        plot(rows, asked.containers, asked.plot)


main()
