"""Runs the tests against real components and counts them.

    /usr/bin/python3 tests/integration/run.py [--claims FOLDER] [PATTERN]

PATTERN is part of a test's name such as image, outage_test or Alarms.test_a_crash. Runs that share a
folder of claims may run at the same time: each has an engine and a broker of its own, and takes the
next file that no other run has taken.
"""

import argparse
import collections
import ctypes
import fnmatch
import os
import signal
import sys
import time
import traceback
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import claims  # noqa: E402 (found by the line above)
import counting  # noqa: E402
from support import monitor, processes, shared  # noqa: E402

PR_SET_CHILD_SUBREAPER = 36
# They compare figures, so they run when nothing is compiled beside them any more.
LAST = {"docs_test", "harness_test", "page_load_test", "scale_test", "values_test"}
# They mostly wait, so they run first, beside what is compiled.
FIRST = {"delivery_test", "durable_test", "sinks_test"}


class Result(unittest.TestResult):
    """One line a test, and the whole report of a failed one."""

    def __init__(self):
        super().__init__()
        self.began = 0.0
        self.passed = 0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def line(self, word, test):
        sentence = str(test).split(" ", maxsplit=1)[0].removeprefix("test_").replace("_", " ")
        took = time.monotonic() - self.began
        print(f"  {word} {type(test).__module__.removesuffix('_test')}: {sentence} ({took:.1f} s)",
              flush=True)

    def report(self, test, error):
        frames = [frame for frame in traceback.extract_tb(error[2])
                  if frame.filename.startswith(HERE) and not frame.filename.endswith("waiting.py")]
        for frame in frames:
            place = os.path.relpath(frame.filename, HERE)
            print(f"       {place}:{frame.lineno} {frame.line}")
        told = "".join(traceback.format_exception_only(error[0], error[1])).strip()
        print("       " + told[:4000].replace("\n", "\n       "), flush=True)
        logs = test.logs() if hasattr(test, "logs") else ""
        for line in logs.splitlines()[-25:]:
            print(f"       | {line[:300]}", flush=True)

    def addSuccess(self, test):
        self.passed += 1
        self.line("ok  ", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line("FAIL", test)
        self.report(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.line("FAIL", test)
        self.report(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.line("FAIL", subtest)
            self.report(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"  SKIP {test}: {reason}", flush=True)


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def refusal():
    """Why the tests cannot run here, if so."""
    if os.geteuid() != 0:
        return "tests against real components start engines of their own: run them as root"
    if not os.access(monitor.PROGRAM, os.X_OK):
        return f"no program at {monitor.PROGRAM}: build first"
    return None


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims")
    parser.add_argument("pattern", nargs="?", default="")
    asked = parser.parse_args(arguments)
    pattern = asked.pattern
    problem = refusal()
    if problem:
        print(f"integration: {problem}")
        return counting.report(0, 1)
    # Containers' shims and daemons are orphans by design: keep them below us, so that whatever is
    # left over at the end is found.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Of what ends a program, unittest lets only this end a test.
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    tests = unittest.TestLoader().discover(HERE, "*_test.py", HERE)
    chosen = collections.defaultdict(list)
    for test in each(tests):
        if fnmatch.fnmatch(test.id(), f"*{pattern}*"):
            chosen[test.id().split(".")[0]].append(test)
    if not chosen:
        print(f"integration: no test is named {pattern!r}")
        return counting.report(0, 1)
    result = Result()
    began = time.monotonic()
    ended = False
    try:
        shared.prepare()
        for file in sorted(chosen, key=lambda name: (name in LAST, name not in FIRST, name)):
            if claims.take(asked.claims, file):
                unittest.TestSuite(chosen[file]).run(result)
    except KeyboardInterrupt:
        ended = True
    finally:
        shared.close()
    left = [pid for pid in processes.descendants(os.getpid()) if processes.alive(pid)]
    if left:
        if not ended:
            print(f"integration: processes outlived the tests: {left}")
        processes.send(left)
    if ended:
        return 130
    print(f"  {result.testsRun} tests against real components in {time.monotonic() - began:.0f} s")
    failed = len(result.failures) + len(result.errors) + (1 if left else 0)
    return counting.report(result.passed, failed, len(result.skipped))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
