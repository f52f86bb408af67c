"""Lets every fault strike, and prints one table of what was lost.

    /usr/bin/python3 tests/faults/run.py [--short] [--keep DIR] [--claims DIR] [PATTERN]

PATTERN is part of a row's theme or name, such as sink or "kill -9". --short leaves out what takes
long, and lets the rest strike less often. Each row is a test; so are the checker's own. --keep
leaves what was due, what arrived and the logs of each row that failed in a folder. Runs that share a
folder of claims may run at the same time, each with an engine and a broker of its own.
"""

import argparse
import ctypes
import os
import signal
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "integration")]

import claims  # noqa: E402 (found by the lines above)
import counting  # noqa: E402
from support import monitor, processes, shared  # noqa: E402

import scene  # noqa: E402
import engine_faults  # noqa: E402,F401 (each enters its rows)
import stream_faults  # noqa: E402,F401
import sink_faults  # noqa: E402,F401
import webhook_faults  # noqa: E402,F401
import mail_faults  # noqa: E402,F401
import level_faults  # noqa: E402,F401
import own_faults  # noqa: E402,F401
import disk_faults  # noqa: E402,F401
import http_faults  # noqa: E402,F401
import container_faults  # noqa: E402,F401
import fleet_faults  # noqa: E402,F401
import trust_faults  # noqa: E402,F401

PR_SET_CHILD_SUBREAPER = 36
HEAD = ("fault", "runs", "due", "delivered", "lost", "duplicate", "phantom", "out of order", "p99",
        "verdict")


def seconds(value):
    """A latency in three digits."""
    if value is None:
        return "-"
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.1f} s"


def line(played):
    found = played.finding
    return (f"{played.row.module}: {played.row.name}", played.runs, found.due, found.delivered,
            len(found.lost), len(found.duplicates), len(found.phantoms), len(found.disordered),
            seconds(found.latency(0.99)), "FAIL" if played.problems else "ok")


def show(table):
    """The table, words to the left and figures to the right."""
    widths = [max(len(str(entry[column])) for entry in table) for column in range(len(HEAD))]
    for entry in table:
        cells = [str(cell).ljust(width) if column in (0, len(HEAD) - 1) else str(cell).rjust(width)
                 for column, (cell, width) in enumerate(zip(entry, widths))]
        print("  " + "  ".join(cells).rstrip())


def checker():
    """The tests of the checker itself: (passed, failed)."""
    tests = unittest.TestLoader().discover(HERE, "*_test.py", HERE)
    result = unittest.TextTestRunner(stream=open(os.devnull, "w", encoding="ascii")).run(tests)
    for test, report in result.failures + result.errors:
        print(f"  FAIL {test}\n{report}")
    bad = len(result.failures) + len(result.errors)
    return result.testsRun - bad, bad


def play(rows, short, keep, folder):
    """Plays rows one after the other; returns those that were played."""
    played = []
    for wanted in rows:
        if not claims.take(folder, f"row {wanted.name}"):
            continue
        began = time.monotonic()
        done = scene.play(wanted, short, keep)
        played.append(done)
        print(f"  {'FAIL' if done.problems else 'ok  '} {wanted.module}: {wanted.name} "
              f"({time.monotonic() - began:.1f} s)", flush=True)
        for text in done.notes + done.problems:
            print(f"       {text}", flush=True)
        for text in done.log.splitlines()[-8:]:
            print(f"       | {text[:300]}", flush=True)
    return played


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("pattern", nargs="?", default="")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("--claims", metavar="DIR")
    options = parser.parse_args()
    rows = [wanted for wanted in scene.ROWS
            if options.pattern in f"{wanted.module}: {wanted.name}"
            and (wanted.short or not options.short)]
    if os.geteuid() != 0 or not os.access(monitor.PROGRAM, os.X_OK) or not rows:
        print(f"faults: needs root, a program at {monitor.PROGRAM}, and a row that fits")
        return counting.report(0, 1)
    # What a row leaves behind must be found: orphans stay below us.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    passed, failed = checker() if claims.take(options.claims, "checker") else (0, 0)
    began = time.monotonic()
    try:
        shared.prepare()
        played = play(rows, options.short, options.keep, options.claims)
    finally:
        shared.close()
    show([HEAD] + [line(done) for done in played])
    left = [pid for pid in processes.descendants(os.getpid()) if processes.alive(pid)]
    if left:
        print(f"faults: processes outlived the rows: {left}")
        processes.send(left)
    print(f"  {len(played)} faults in {time.monotonic() - began:.0f} s")
    bad = sum(bool(done.problems) for done in played)
    return counting.report(passed + len(played) - bad, failed + bad + bool(left))


if __name__ == "__main__":
    sys.exit(main())
