"""clang-tidy over every source of a build tree; one test per file."""

import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

import counting


def tidy(build, source):
    command = ["clang-tidy", "--quiet", "-p", build, "--warnings-as-errors=*", source]
    return source, subprocess.run(command, capture_output=True, text=True, check=False)


def without_precompiled(build, folder):
    """Copies the compile commands into a folder, less g++'s precompiled headers, which clang cannot
    read; returns the sources they name."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        entry["command"] = re.sub(r"-Winvalid-pch|-include \S+cmake_pch\.hxx", "", entry["command"])
    with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file)
    return sorted({entry["file"] for entry in entries if not entry["file"].endswith("pch.hxx.cxx")})


def main(build):
    with tempfile.TemporaryDirectory() as folder:
        return check(folder, without_precompiled(build, folder))


def check(build, sources):
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
