"""What a hub and its nats-server cost, and whether they lose anything, with many hosts.

    /usr/bin/python3 bench/fleet_cost.py [--hosts 1000] [--containers 50] [--busy 1] [--seconds 60]
                                         [--flood 0] [--alarms 0] [--json FILE]

Starts a hub with a nats-server of its own, invites the hosts, and lets docker-monitor-fleet-load
send what they would: each second the changes of all containers, or of the share `--busy`. With
`--flood` the first host sends that many messages a second too many, every other ten seconds.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support import monitor, processes, waiting  # noqa: E402
from support.fleet import API, command_of  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
WARM = 10  # seconds before the measurement; in the first one, all hosts send their whole state
LATE_MS = 500  # a generator that is later than this did not send what it should have
ALARMS_IN_FLOOD = 50
ROUND = 1.5  # seconds: a sample that is older than the newest by more has missed a round


class Hub:
    """A hub with its nats-server and a fleet file for each host. Use as a context manager."""

    def __init__(self, hosts, folder):
        self.folder = folder
        self.files = f"{folder}/files"
        port = processes.free_port()
        environment = {"DOCKER_MONITOR_DATA_DIR": f"{folder}/data"}
        arguments = ("hub", "--fleet-listen", f"127.0.0.1:{port}")
        os.mkdir(self.files)
        with open(f"{folder}/names", "w", encoding="ascii") as names:
            names.writelines(f"host-{number:05}\n" for number in range(hosts))
        began = time.monotonic()
        done = monitor.run(*arguments, "invite", "--from", f"{folder}/names", "--output", self.files,
                           timeout=600, **environment)
        if done.returncode != 0:
            raise RuntimeError(f"the hosts cannot be invited: {done.stderr[-1000:]}")
        self.invited_s = time.monotonic() - began
        self.program = monitor.Monitor(*arguments, **environment)

    def __enter__(self):
        self.program.start()
        self.program.wait_ready(60)
        self.pid = self.program.process.pid
        (self.server,) = [pid for pid in processes.descendants(self.pid)
                          if "nats-server" in command_of(pid)]
        return self

    def __exit__(self, *_):
        if self.program.process.poll() is None:
            self.program.stop()
        self.program.close()

    def last_rounds(self):
        """The time of the newest sample of each host, in seconds."""
        answer = self.program.get(f"{API}/containers?all=true&name=busy-0&fields=host,sampledAt")
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.body[:200]}")
        return {one["host"]: seconds_of(one["sampledAt"]) for one in answer.json()
                if "sampledAt" in one}

    def samples(self):
        """The number of samples that it has taken."""
        for line in self.program.get("/metrics").body.splitlines():
            if line.startswith("docker_monitor_samples_total "):
                return int(float(line.split()[1]))
        raise RuntimeError("the hub does not count samples")


def seconds_of(text):
    """The seconds within the day of a time in UTC, in the form of RFC 3339."""
    hours, minutes, seconds = text[11:].rstrip("Z").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def usage(pid):
    """CPU seconds, and resident memory now and at most, in MiB."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file)
    return ((int(fields[11]) + int(fields[12])) / TICK,
            int(status["VmRSS"].split()[0]) / 1024, int(status["VmHWM"].split()[0]) / 1024)


class Hosts(threading.Thread):
    """Runs docker-monitor-fleet-load and reads what it reports."""

    def __init__(self, asked, files, folder):
        super().__init__(daemon=True)
        program = os.path.join(monitor.BUILD, "docker-monitor-fleet-load")
        command = [program, "--files", files, "--containers", str(asked.containers), "--busy",
                   str(asked.busy), "--seconds", str(WARM + asked.seconds + 1), "--alarms",
                   str(asked.alarms), "--flood", str(asked.flood)]
        self.errors = f"{folder}/load-errors"
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                            stdout=subprocess.PIPE, stderr=errors)
        self.connected = None
        self.seconds = []  # by number; the last one has what came afterwards
        self.start()

    def run(self):
        for line in self.process.stdout:
            told = json.loads(line)
            if "connected" in told:
                self.connected = told
            elif "second" in told:
                self.seconds.append(told)

    def wait_second(self, number, limit):
        """Waits until this many seconds have been sent."""
        def sent():
            if self.process.poll() is not None and len(self.seconds) < number:
                raise RuntimeError(processes.tail(self.errors))
            return len(self.seconds) >= number

        waiting.until(sent, limit, lambda: f"{len(self.seconds)} of {number} seconds were sent")

    def wait_end(self):
        if self.process.wait(60) != 0:
            raise RuntimeError(processes.tail(self.errors))
        self.join(10)

    def close(self):
        processes.stop(self.process)


class Rounds:
    """Counts the hosts whose samples are too old in the snapshots that the hub shows."""

    def __init__(self, hosts, flooder):
        self.hosts = hosts
        self.flooder = flooder  # its own losses do not count; None: no host floods
        self.snapshots = self.shown = self.missed = 0
        self.oldest = 0

    def take(self, last):
        self.snapshots += 1
        newest = max(last.values())
        self.missed += self.hosts - len(last)
        for host, at in last.items():
            age = (newest - at) % 86400
            if host == self.flooder:
                continue
            self.shown += 1
            self.oldest = max(self.oldest, age)
            self.missed += age > ROUND


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else None


def measure(asked, hub, hosts):
    """Returns all findings as one dictionary."""
    flooder = "host-00000" if asked.flood else None
    parties = {"hub": hub.pid, "nats-server": hub.server, "generator": hosts.process.pid}
    hosts.wait_second(WARM, 600)
    before, began = {name: usage(pid) for name, pid in parties.items()}, time.monotonic()
    rounds = Rounds(asked.hosts, flooder)
    for number in range(1, asked.seconds):
        hosts.wait_second(WARM + number, 30)
        rounds.take(hub.last_rounds())
    hosts.wait_second(WARM + asked.seconds, 30)
    span = time.monotonic() - began
    after = {name: usage(pid) for name, pid in parties.items()}
    hosts.wait_end()
    rounds.take(hub.last_rounds())
    window = hosts.seconds[WARM:WARM + asked.seconds]
    sent = sum(second["samples"] for second in hosts.seconds)
    said = hub.program.errors()
    found = {
        "hosts": asked.hosts, "containers": asked.containers, "busy": asked.busy,
        "seconds": span, "invitedSeconds": hub.invited_s, "connectedSeconds": hosts.connected["seconds"],
        "parties": {name: {"cores": (after[name][0] - before[name][0]) / span,
                           "residentMiB": after[name][1], "peakMiB": after[name][2]}
                    for name in parties},
        "bytesPerSecondAndHost": sum(s["bytes"] for s in window) / asked.seconds / asked.hosts,
        "samplesSent": sent, "samplesLost": sent - hub.samples(),
        "snapshots": rounds.snapshots, "roundsShown": rounds.shown, "roundsMissed": rounds.missed,
        "oldestSeconds": rounds.oldest, "statesAsked": hosts.seconds[-1]["asked"],
        "generatorLateMs": max(second["lateMs"] for second in window),
        "saidOfLosses": [line for line in said.splitlines() if "sends faster" in line
                         or "Slow Consumer" in line][-3:]}
    if asked.alarms:
        ends = hosts.seconds[WARM:-1]
        found["alarms"] = {
            name: {"answered": len(times), "p50Ms": quantile(times, 0.5), "p99Ms": quantile(times, 0.99)}
            for name, flooding in (("quiet", False), ("flood", True))
            for times in [[ms for second in ends if second["flooding"] == flooding
                           for ms in second["alarmMs"]]]}
        found["alarmsLost"] = hosts.seconds[-1]["alarmsLost"]
    if asked.flood:
        found["floodMessages"] = sum(second["messages"] for second in window if second["flooding"])
        found["flooderNamed"] = f"host {flooder} sends faster" in said
    return found


def verdicts(found):
    """The project's targets for 1,000 hosts with 50 containers: text, and whether it is met."""
    ours = [found["parties"][name] for name in ("hub", "nats-server")]
    cores, memory = (sum(party[key] for party in ours) for key in ("cores", "peakMiB"))
    if found["hosts"] == 1000 and found["containers"] == 50 and "floodMessages" not in found:
        if found["busy"] == 1:
            yield f"all busy, hub and nats-server: {cores:.2f} cores (≤ 1.0)", cores <= 1
            yield f"all busy, memory: {memory:.0f} MiB at most (≤ 1024)", memory <= 1024
        if found["busy"] == 0.05:
            rate = found["bytesPerSecondAndHost"]
            yield f"5 % busy, hub and nats-server: {cores:.2f} cores (≤ 0.25)", cores <= 0.25
            yield f"5 % busy, per host: {rate:.0f} B/s (≤ 1000)", rate <= 1000
    missed, lost = found["roundsMissed"], found["samplesLost"]
    yield f"missed rounds: {missed} (0)", missed == 0
    if "floodMessages" in found:
        quiet, flood = (found["alarms"][name]["p99Ms"] for name in ("quiet", "flood"))
        yield f"p99 of alarms in the flood: {flood / quiet:.2f} × (≤ 1.5)", flood <= 1.5 * quiet
        yield "the flooder is named", found["flooderNamed"]
    else:
        yield f"lost samples: {lost} (0)", lost == 0
    if "alarms" in found:
        yield f"unanswered alarms: {found['alarmsLost']} (0)", found["alarmsLost"] == 0


def print_findings(found):
    print(f"{found['hosts']} hosts × {found['containers']} containers, {found['busy']:.0%} busy, "
          f"{found['seconds']:.0f} s; invited in {found['invitedSeconds']:.1f} s, connected in "
          f"{found['connectedSeconds']:.1f} s")
    print(f"{'':24}{'% of a core':>12}{'RSS, MiB':>10}{'peak':>8}")
    parties = found["parties"]
    total = {key: sum(parties[name][key] for name in ("hub", "nats-server"))
             for key in parties["hub"]}
    for name, party in (*list(parties.items())[:2], ("together", total),
                        ("generator, for a check", parties["generator"])):
        print(f"{name:24}{100 * party['cores']:12.1f}{party['residentMiB']:10.1f}{party['peakMiB']:8.1f}")
    print(f"each host sends {found['bytesPerSecondAndHost']:.0f} B/s; the generator was at most "
          f"{found['generatorLateMs']:.0f} ms late")
    print(f"samples: {found['samplesSent']} sent, {found['samplesLost']} lost; rounds: "
          f"{found['roundsShown']} in {found['snapshots']} snapshots, {found['roundsMissed']} missed, "
          f"the oldest {found['oldestSeconds']:.2f} s behind; whole states asked for: "
          f"{found['statesAsked']}")
    for name, times in found.get("alarms", {}).items():
        if times["answered"]:
            print(f"alarms, {name}: {times['answered']} answered, p50 {times['p50Ms']:.1f} ms, "
                  f"p99 {times['p99Ms']:.1f} ms")
    for line in found["saidOfLosses"]:
        print(f"the hub says: {line}")
    if found["generatorLateMs"] > LATE_MS:
        print("NOT VALID: the generator was too late")
    for text, met in verdicts(found):
        print(f"{'met' if met else 'NOT MET':8}{text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--containers", type=int, default=50)
    parser.add_argument("--busy", type=float, default=1)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--flood", type=int, default=0)
    parser.add_argument("--alarms", type=int, default=0)
    parser.add_argument("--json")
    asked = parser.parse_args()
    if asked.flood:
        asked.alarms = asked.alarms or ALARMS_IN_FLOOD
        asked.seconds = max(asked.seconds, 20)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="dm-fleet-cost-") as folder:
        with Hub(asked.hosts, folder) as hub:
            hosts = Hosts(asked, hub.files, folder)
            try:
                found = measure(asked, hub, hosts)
            finally:
                hosts.close()
    print_findings(found)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=2)


if __name__ == "__main__":
    main()
