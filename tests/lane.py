"""A share of the tests against real components and then of the faults, beside other such lanes.

    /usr/bin/python3 tests/lane.py CLAIMS

CLAIMS is the folder by which the lanes of a run share the work. They mostly wait: for engines,
brokers and what is to happen after seconds.
"""

import os
import signal
import subprocess
import sys
import tempfile

import counting

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = (("integration", "run.py"), ("faults", "run.py", "--short"))


def run(folder, script, *arguments, claims, count):
    """Runs one part; returns (passed, failed, skipped)."""
    command = [sys.executable, os.path.join(HERE, folder, script), *arguments, "--claims", claims]
    with subprocess.Popen(command, env={**os.environ, "COUNT": count}) as part:
        asked_to_end = []

        def end(*_):
            asked_to_end.append(True)
            part.terminate()

        signal.signal(signal.SIGTERM, end)
        code = part.wait()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if asked_to_end:
        sys.exit(128 + signal.SIGTERM)
    try:
        with open(count, encoding="ascii") as file:
            passed, failed, skipped = (int(number) for number in file.read().split())
    except (FileNotFoundError, ValueError):
        print(f"FAIL {folder}: ended with exit code {code} before it had counted its tests")
        return [0, 1, 0]
    if code not in (0, 1):
        print(f"FAIL {folder}: ended with exit code {code} after it had counted its tests")
        failed += 1
    return [passed, failed, skipped]


def main(claims):
    with tempfile.TemporaryDirectory() as folder:
        counts = [run(*part, claims=claims, count=os.path.join(folder, part[0])) for part in PARTS]
    return counting.report(*(sum(column) for column in zip(*counts)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
