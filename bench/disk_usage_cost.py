"""The cost of `--disk-usage` for the host: what the engine spends on each `GET /system/df`.

    /usr/bin/python3 bench/disk_usage_cost.py [CONTAINERS] [FILES]

Runs a private dockerd (as root) with CONTAINERS stopped containers (20), each with FILES files of
4 kB (1,000) in its writable layer. Prints the CPU of dockerd and the time of an answer.
"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "integration"))

from support.engine import Engine  # noqa: E402
from support.http import request  # noqa: E402

ASKED = 10


def cpu_seconds(pid):
    """User and system time of a process: fields 14 and 15 of its stat."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    containers, files = (int(word) for word in (sys.argv[1:] + ["20", "1000"][len(sys.argv) - 1:]))
    with Engine() as engine:
        for number in range(containers):
            engine.run(f"filled-{number}", "sh", "-c",
                       f"mkdir /d && cd /d && for i in $(seq {files}); do "
                       "head -c 4096 /dev/zero >$i; done")
        pid = engine.process.pid
        request(f"unix:{engine.socket}", "/system/df", timeout=600)
        cpu, began = cpu_seconds(pid), time.monotonic()
        for _ in range(ASKED):
            request(f"unix:{engine.socket}", "/system/df", timeout=600)
        took = (time.monotonic() - began) / ASKED
        spent = (cpu_seconds(pid) - cpu) / ASKED
    print(f"{containers} containers with {files} files of their own: {spent * 1000:.0f} ms of "
          f"dockerd's CPU and {took * 1000:.0f} ms for each answer")


if __name__ == "__main__":
    main()
