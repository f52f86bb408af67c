"""One test: every C++ source is as clang-format would leave it."""

import os
import subprocess
import sys

import counting


OTHERS = {"build", "node_modules"}


def sources_below(folder):
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in OTHERS and not f.startswith("."))
        for name in sorted(names):
            if name.endswith((".cpp", ".hpp")):
                yield os.path.relpath(os.path.join(here, name), folder)


def main():
    sources = list(sources_below(os.getcwd()))
    if not sources:
        print("format: no C++ source here")
        return counting.report(0, 1)
    check = ["clang-format", "--dry-run", "-Werror", *sources]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return counting.report(1, 0)
    wrong = [line for line in result.stderr.splitlines() if "error:" in line]
    print("format: run clang-format -i on")
    for name in sorted({line.split(":")[0] for line in wrong}):
        print(f"  {name}")
    return counting.report(0, 1)


if __name__ == "__main__":
    sys.exit(main())
