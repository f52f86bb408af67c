"""The cost of a reading through the engine's stats API for the host: streamed, and one at a time.

    /usr/bin/python3 bench/stats_cost.py [CONTAINERS] [SECONDS] [COMMAND…]

Without COMMAND it uses a private dockerd of this machine (as root), else the engine of another one:
COMMAND runs its last argument in a shell there, such as: ssh root@host. Prints the CPU of dockerd,
containerd and the shims per sample, and the time of a single one.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support.client import IMAGE, busybox_tar  # noqa: E402
from support.conformance import Machine  # noqa: E402
from support.engine import Engine  # noqa: E402

# CPU ticks of the engine's processes: fields 14 and 15 of their stat.
TICKS = ("cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^[0-9]* (\\(dockerd\\|containerd[^)]*\\)) //p' | "
         "awk '{ticks += $12 + $13} END {print ticks}'")


def numbers(text):
    return [float(word) for word in text.split()]


def measure(machine, count, seconds):
    if not machine.run(f"docker images -q {IMAGE}").strip():
        machine.run(f"docker import - {IMAGE}", stdin=busybox_tar())
    names = [f"dm-cost-{number}" for number in range(count)]
    machine.run("; ".join(f"docker run -d --network none --name {name} {IMAGE} sleep 1000000"
                          for name in names), timeout=1200)
    try:
        ask = f"curl -s -N --unix-socket {machine.socket} http://localhost/containers"
        (hertz,) = numbers(machine.run("getconf CLK_TCK"))
        streams = " ".join(f"timeout {seconds} {ask}/{name}/stats | wc -l >$d/{name} &"
                           for name in names)
        idle = f"a=$({TICKS}); sleep {seconds}; b=$({TICKS}); echo $((b - a))"
        (rest,) = numbers(machine.run(idle))
        print(f"engine with {count} idle containers that nobody reads: "
              f"{rest / hertz * 1e6 / seconds:.0f} us of CPU a second")
        ticks, samples = numbers(machine.run(
            f"d=$(mktemp -d); a=$({TICKS}); {streams} wait; b=$({TICKS}); "
            f"echo $((b - a)); cat $d/* | awk '{{n += $1}} END {{print n}}'; rm -r $d"))
        print(f"streamed: {(ticks - rest) / hertz * 1e6 / samples:.0f} us of CPU a sample "
              f"({samples / count / seconds:.2f} a second from each container)")
        each = " ".join(f"{ask}/{name}/stats?stream=false\\&one-shot=true >/dev/null &"
                        for name in names)
        rounds = 8
        ticks, took = numbers(machine.run(
            f"a=$({TICKS}); s=$(date +%s%3N); for i in $(seq {rounds}); do {each} wait; done; "
            f"e=$(date +%s%3N); b=$({TICKS}); echo $((b - a)) $((e - s))"))
        own = rest / seconds * took / 1000
        print(f"one-shot, {count} at once: {(ticks - own) / hertz * 1e6 / rounds / count:.0f} us of "
              f"CPU a sample, all of them in {took / rounds:.0f} ms")
        (took,) = numbers(machine.run(
            f"s=$(date +%s%3N); for i in 1 2 3 4 5; do {ask}/{names[0]}/stats?stream=false\\&"
            "one-shot=true >/dev/null; done; e=$(date +%s%3N); echo $((e - s))"))
        print(f"one-shot, alone: {took / 5:.0f} ms")
    finally:
        machine.run(f"docker rm -f {' '.join(names)}", timeout=1200)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    if len(sys.argv) > 3:
        with Machine(sys.argv[3:]) as machine:
            measure(machine, count, seconds)
        return
    with Engine() as engine, Machine(socket=engine.socket) as machine:
        measure(machine, count, seconds)


main()
