"""Runs the ctest entries of a build tree and counts the CAF tests in them, not only the suites."""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import counting

RAN = re.compile(r"^\s*tests:\s+(\d+)\s*$", re.MULTILINE)
FAILED = re.compile(r"^\s*failed tests:\s*$((?:\s*^\s+- .*$)+)", re.MULTILINE)
BEGUN = re.compile(r"^- .*$", re.MULTILINE)
ENDED = re.compile(r"^  -> \d+ checks? took .*\n(?! \()", re.MULTILINE)
SHOWN_LINES = 60


def count(entry):
    """(passed, failed, output) of one ctest entry."""
    output = entry.findtext("system-out") or ""
    good = entry.find("failure") is None and entry.get("status") == "run"
    ran = RAN.search(output)
    if ran is None:  # not a CAF suite, or one that ended early
        passed = len(ENDED.findall(output))
        failed = max(len(BEGUN.findall(output)) - passed, 1)
        return (1, 0, output) if good else (passed, failed, output)
    total = int(ran.group(1))
    if total == 0:
        return 0, 1, output + "\nthe suite ran no test: is its name misspelt?"
    names = FAILED.search(output)
    failed = len(names.group(1).strip().splitlines()) if names else 0
    if not good and not failed:
        failed = 1
    return max(total - failed, 0), failed, output


def main(build):
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.xml")
        command = ["ctest", "--test-dir", build, "--parallel", "2", "--output-junit", report,
                   "--test-output-size-passed", "1000000", "--test-output-size-failed", "1000000"]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             check=False)
        if not os.path.exists(report):
            print(run.stdout[-3000:], run.stderr[-3000:])
            return counting.report(0, 1)
        entries = list(xml.etree.ElementTree.parse(report).getroot().iter("testcase"))
    passed = failed = 0
    for entry in entries:
        good, bad, output = count(entry)
        passed += good
        failed += bad
        if bad:
            print(f"FAIL {entry.get('name')}")
            print("\n".join(output.strip().splitlines()[-SHOWN_LINES:]))
    if not entries:
        print("unit: ctest knows no test")
        failed = 1
    return counting.report(passed, failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
