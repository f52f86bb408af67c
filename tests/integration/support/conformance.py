"""Whether both sources of samples and docker stats say the same of the same containers.

The containers may be on another machine: everything is done through `Machine.run`, a shell there,
which needs the docker command and curl.
"""

import datetime
import io
import json
import os
import shlex
import statistics
import subprocess
import tarfile
import tempfile

from . import monitor, waiting
from .client import IMAGE, busybox_tar

CONTAINERS = "/docker-monitor/api/v2/containers"
NETWORK = "dm-conformance"
INSIDE = "dm-conformance:local"
NAMESPACES = ("private", "host")
ROUNDS = 5
TRIES = 4
QUIET = "; exec sleep 1000000"
FILL = "head -c 24m /dev/zero >/dev/shm/own; head -c 16m /dev/zero >/file; cat /file >/dev/null"
WRITE = ("dd if=/dev/zero of=/file bs=1M count=8 conv=fsync; "
         "dd if=/file of=/dev/null bs=1M iflag=direct")
TALK = "ping -c 30 -i 0.1 $(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')"

# name: (options of docker run, shell command)
KINDS = {
    "idle": ("--network none", "true" + QUIET),
    "steady": ("--network none --cpus 0.25", "while :; do :; done"),
    "memory": ("--network none -m 64m --shm-size 32m", FILL + QUIET),
    "blocks": ("--network none", WRITE + QUIET),
    "traffic": (f"--network {NETWORK} --pids-limit 50 --sysctl net.ipv6.conf.all.disable_ipv6=1",
                TALK + QUIET),
    "hostnet": ("--network host", "true" + QUIET),
}


class Machine:
    """Where the engine is. `prefix` is a command that runs its last argument in a shell there."""

    def __init__(self, prefix=("sh", "-c"), socket="/var/run/docker.sock"):
        self.prefix = list(prefix)
        self.socket = socket
        self.folder = None

    def run(self, script, stdin=None, timeout=600, check=True):
        """What the script printed; the docker command in it means our engine."""
        script = f"export DOCKER_HOST=unix://{self.socket}; {script}"
        done = subprocess.run([*self.prefix, script], input=stdin if stdin is not None else b"",
                              capture_output=True, timeout=timeout, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"{script[:300]}: exit code {done.returncode}: "
                               f"{done.stderr.decode(errors='replace')[-2000:]}")
        return done.stdout.decode()

    def __enter__(self):
        missing = self.run("for c in docker curl; do command -v $c >/dev/null || echo $c; done")
        if missing.strip():
            raise RuntimeError(f"that machine has no {', '.join(missing.split())} command")
        self.folder = self.run("mktemp -d /tmp/dm-conformance.XXXXXX").strip()
        return self

    def __exit__(self, *_):
        names = " ".join(f"dm-{kind}" for kind in (*KINDS, *NAMESPACES))
        self.run(f"for p in {self.folder}/*.pid; do kill $(cat $p); done 2>/dev/null; "
                 f"docker rm -f {names} >/dev/null 2>&1; docker network rm {NETWORK} >/dev/null 2>&1; "
                 f"docker rmi {INSIDE} >/dev/null 2>&1; "
                 f"rm -rf {self.folder}", check=False)

    def install(self):
        """Puts the program and the libraries it needs there."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.path.join(monitor.ROOT, "deploy", "collect-image"), monitor.PROGRAM,
                            f"{folder}/image"], check=True, capture_output=True)
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as tar:
                tar.add(f"{folder}/image", "image")
        self.run(f"tar -xzf - -C {self.folder}", stdin=buffer.getvalue())

    def start_containers(self):
        if not self.run(f"docker images -q {IMAGE}").strip():
            self.run(f"docker import - {IMAGE}", stdin=busybox_tar())
        self.run(f"docker network create {NETWORK}")
        for kind, (options, command) in KINDS.items():
            self.run(f"docker run -d --name dm-{kind} --stop-timeout 1 {options} {IMAGE} "
                     f"sh -c {shlex.quote(command)}")

    def start_monitor(self, source):
        """A docker-monitor with samples from one source, on a socket in our folder."""
        image = f"{self.folder}/image"
        libraries = ":".join(f"{image}/{path}/x86_64-linux-gnu" for path in ("lib", "usr/lib"))
        self.run(f"cd {self.folder}; {image}/lib64/ld-linux-x86-64.so.2 --library-path {libraries} "
                 f"{image}/usr/bin/docker-monitor --source {source} "
                 f"--docker-host unix://{self.socket} --listen unix:{self.folder}/{source}.http "
                 f"--data-dir {self.folder}/{source}.data "
                 f"</dev/null >{source}.out 2>{source}.err & echo $! >{self.folder}/{source}.pid")

    def start_inside(self, namespace):
        """A docker-monitor in a container with the host's files mounted, nobody special."""
        if not self.run(f"docker images -q {INSIDE}").strip():
            self.run(f"tar -C {self.folder}/image -c . | docker import -c "
                     f"'ENTRYPOINT [\"/usr/bin/docker-monitor\"]' - {INSIDE}")
        self.run(f"mkdir -p -m 777 {self.folder}/inside; docker run -d --name dm-{namespace} "
                 f"--cgroupns {namespace} --network none --read-only --cap-drop ALL "
                 f"--security-opt no-new-privileges --user 65532:$(stat -c %g {self.socket}) "
                 f"-v {self.socket}:/var/run/docker.sock -v /proc:/host/proc:ro "
                 f"-v /sys/fs/cgroup:/host/sys/fs/cgroup:ro -v {self.folder}/inside:/served "
                 f"{INSIDE} --listen unix:/served/{namespace}")

    def served_inside(self, namespace):
        """{name: container object} as that one sees them."""
        told = self.run(f"curl -s --unix-socket {self.folder}/inside/{namespace} "
                        f"http://localhost{CONTAINERS}", check=False)
        listed = json.loads(told)
        if not isinstance(listed, list):  # an error: no list yet
            raise ValueError(told)
        return {c["name"]: c for c in listed}

    def round(self, names):
        """({source: {name: container object}}, {name: stats of the engine}) of one moment."""
        files = f"{self.folder}/stats"
        script = [f"mkdir -p {files}"]
        for name in names:
            script.append(f"curl -s --unix-socket {self.socket} -o {files}/{name} "
                          f"'http://localhost/containers/{name}/stats?stream=false' &")
        script.append("wait")
        for source in ("cgroup", "engine"):
            script.append(f"curl -s --unix-socket {self.folder}/{source}.http "
                          f"http://localhost{CONTAINERS}; echo")
        script += [f"tr -d '\\n' <{files}/{name}; echo" for name in names]
        lines = [json.loads(line or "null") for line in
                 self.run("\n".join(script)).splitlines()]
        ours = {source: {c["name"]: c for c in rows if isinstance(c, dict)}
                for source, rows in zip(("cgroup", "engine"), lines)}
        return ours, dict(zip(names, lines[2:]))

    def logs(self):
        return self.run(f"tail -n 20 {self.folder}/*.err", check=False)


# What docker stats shows (docker/cli, cli/command/container/stats_helpers.go), from the API


def nanoseconds(stamp):
    """Of an RFC 3339 time in UTC, with all of its digits."""
    seconds, _, fraction = stamp.rstrip("Z").partition(".")
    whole = datetime.datetime.fromisoformat(seconds + "+00:00").timestamp()
    return int(whole) * 10**9 + int(fraction.ljust(9, "0"))


def docker_cpu(stats):
    """In percent of a core. A machine that is emulated or overbooked loses clock ticks, and with
    them a part of what docker divides by: then its own wall clock is taken."""
    now, before = stats["cpu_stats"], stats["precpu_stats"]
    host = now["system_cpu_usage"] - before["system_cpu_usage"]
    wall = (nanoseconds(stats["read"]) - nanoseconds(stats["preread"])) * now["online_cpus"]
    used = now["cpu_usage"]["total_usage"] - before["cpu_usage"]["total_usage"]
    divisor = host if abs(host / wall - 1) < 0.05 else wall
    return 100.0 * used / divisor * now["online_cpus"]


def docker_memory(stats):
    memory = stats["memory_stats"]
    more = memory["stats"]
    return memory["usage"] - more.get("total_inactive_file", more.get("inactive_file", 0))


def docker_network(stats, direction):
    networks = stats.get("networks")
    return sum(n[f"{direction}_bytes"] for n in networks.values()) if networks else None


def docker_blocks(stats, word):
    entries = stats["blkio_stats"]["io_service_bytes_recursive"]
    return sum(e["value"] for e in entries if e["op"].lower() == word) if entries else None


def our_network(container, direction):
    networks = container.get("network")
    return sum(n[f"{direction}Bytes"] for n in networks) if networks else None


def at_most(limit):
    return f"± {limit}", lambda a, b: abs(a - b) <= limit


def share(percent, slack):
    """Within percent of docker's value, or so many bytes: the kernel batches charges by CPU."""
    return (f"± {percent} % or {slack // 1024} KiB",
            lambda a, b: abs(a - b) <= max(slack, b * percent / 100))


EXACT = ("exact", lambda a, b: a == b)
MEMORY = share(1, 32768)
# quantity: (of our container object, of docker's stats, allowed)
QUANTITIES = {
    "cpu %": (lambda c: c["cpu"].get("percent"), docker_cpu, at_most(2)),
    "memory bytes": (lambda c: c["memory"].get("workingSetBytes"), docker_memory, MEMORY),
    "memory limit": (lambda c: c["memory"].get("limitBytes"),
                     lambda s: s["memory_stats"].get("limit"), EXACT),
    "pids": (lambda c: c.get("pids", {}).get("current"), lambda s: s["pids_stats"].get("current"),
             EXACT),
    "rx bytes": (lambda c: our_network(c, "rx"), lambda s: docker_network(s, "rx"), EXACT),
    "tx bytes": (lambda c: our_network(c, "tx"), lambda s: docker_network(s, "tx"), EXACT),
    "read bytes": (lambda c: c.get("blockIo", {}).get("readBytes"),
                   lambda s: docker_blocks(s, "read"), EXACT),
    "written bytes": (lambda c: c.get("blockIo", {}).get("writeBytes"),
                      lambda s: docker_blocks(s, "write"), EXACT),
}


def quiet(rounds):
    """True where nothing moved between two rounds but CPU."""
    def told(one):
        ours, stats = one
        return [(get(ours[source].get(name, {"cpu": {}, "memory": {}})), of_docker(stats[name]))
                for source in ours for name in stats
                for what, (get, of_docker, _) in QUANTITIES.items() if what.endswith("bytes")]

    return told(rounds[-2]) == told(rounds[-1])


def spread(value):
    """How far apart the three are."""
    known = [v for v in value.values() if v is not None]
    return max(known, default=0) - min(known, default=0)


def compare(rounds):
    """Lines (container, quantity, cgroup, engine, docker, allowed, agrees) of several rounds."""
    lines = []
    for name in rounds[-1][1]:
        for what, (get, of_docker, (allowed, agree)) in QUANTITIES.items():
            told = {}
            for source in ("cgroup", "engine"):
                told[source] = [get(ours[source][name]) for ours, _ in rounds]
            told["docker"] = [of_docker(stats[name]) for _, stats in rounds]
            if what == "cpu %":  # of the same seconds, not of the same instants
                value = {key: statistics.mean(values) for key, values in told.items()}
            else:  # of the moment closest to one: the three read one after the other
                value = min(({key: values[i] for key, values in told.items()}
                             for i in range(len(rounds))), key=spread)
            docker = value["docker"]
            # What docker stats shows nothing of (v1 block I/O, no network) is nobody's mistake.
            good = docker is None or all(
                value[source] is not None and agree(value[source], docker)
                for source in ("cgroup", "engine"))
            lines.append((name, what, value["cgroup"], value["engine"], docker, allowed, good))
    return lines


def table(lines):
    """The lines as text with columns."""
    def text(value):
        if isinstance(value, float):
            return f"{value:.2f}"
        return "-" if value is None else str(value)

    rows = [("container", "quantity", "cgroup", "engine", "docker stats", "allowed", "")]
    rows += [(*map(text, line[:6]), "ok" if line[6] else "DIFFERS") for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                     for row in rows)


def measure(machine):
    """Starts containers and monitors on the machine, waits until they are quiet, compares."""
    machine.install()
    machine.start_containers()
    for source in ("cgroup", "engine"):
        machine.start_monitor(source)
    names = [f"dm-{kind}" for kind in KINDS]
    rounds = []

    def settled():
        try:
            rounds.append(machine.round(names))
        except (ValueError, RuntimeError):  # not serving yet
            return False
        ours = rounds[-1][0]
        sampled = all("percent" in ours[source].get(name, {}).get("cpu", {})
                      for source in ours for name in names)
        return sampled and len(rounds) > 1 and quiet(rounds)

    waiting.until(settled, 240, lambda: f"not quiet: {machine.logs()}", every=1)
    # The three divide by different seconds. Where others take the machine's cores from a container
    # in some of them, they differ without a fault; what is calculated wrong differs in every try.
    for _ in range(TRIES):
        lines = compare([machine.round(names) for _ in range(ROUNDS)])
        if all(line[6] for line in lines):
            break
    return lines, rounds[-1][0]


def strangers_inside(machine, namespace):
    """What a docker-monitor in a container of that cgroup namespace does not read from cgroup files,
    or without its network; of the containers of measure(), which must have run."""
    machine.start_inside(namespace)
    told = {}

    def sampled():
        try:
            told.update(machine.served_inside(namespace))
        except ValueError:  # not serving yet
            return False
        return all("percent" in told.get(f"dm-{kind}", {}).get("cpu", {}) for kind in KINDS)

    try:
        waiting.until(sampled, 60, lambda: f"no samples in {told}", every=1)
        waiting.until(lambda: "network" in machine.served_inside(namespace)["dm-traffic"], 10,
                      "no network counters")
    finally:
        logs = machine.run(f"docker logs dm-{namespace} 2>&1 | tail -n 20", check=False)
        machine.run(f"docker rm -f dm-{namespace}", check=False)
    return {name: f"{c.get('source')}\n{logs}" for name, c in told.items()
            if name != f"dm-{namespace}" and c.get("source") != "cgroup"}
