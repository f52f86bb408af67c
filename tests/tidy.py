"""clang-tidy over every source of a build tree; one test per file."""

import concurrent.futures
import json
import os
import subprocess
import sys

import counting


def tidy(build, source):
    command = ["clang-tidy", "--quiet", "-p", build, "--warnings-as-errors=*", source]
    return source, subprocess.run(command, capture_output=True, text=True, check=False)


def main(build):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        sources = sorted({entry["file"] for entry in json.load(file)})
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, result in pool.map(lambda name: tidy(build, name), sources):
            if result.returncode == 0:
                passed += 1
            else:
                failed += 1
                print(f"--- {os.path.relpath(source)}\n{result.stdout}")
    return counting.report(passed, failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
