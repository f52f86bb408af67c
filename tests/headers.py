"""Compiles each header of ours alone, so that none relies on what another has included before it.

    /usr/bin/python3 tests/headers.py BUILD [PATTERN]

BUILD is a build tree whose compile_commands.json tells the flags; PATTERN is part of a header's path.
"""

import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

import counting

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FLAG = re.compile(r"-(I|isystem|D|std=|W)")


def flags(build):
    """{room: flags} of the sources compiled there; a room is the first folder of a path."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = {}
    for entry in entries:
        # .../CMakeFiles/TARGET.dir/...: the target is docker_monitor_ROOM or ROOM_test
        target = re.search(r"CMakeFiles/(\w[\w-]*)\.dir", entry["command"])[1]
        room = target.removeprefix("docker_monitor_")
        words = shlex.split(entry["command"])
        taken = []
        for number, word in enumerate(words):
            if word == "-isystem":
                taken += [word, words[number + 1]]
            elif FLAG.match(word) and not word.startswith("-isystem"):
                taken.append(word)
        found.setdefault(room, taken)
    return found


def headers(pattern):
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "*.hpp"], check=True, text=True,
                            capture_output=True).stdout.splitlines()
    return [path for path in listed
            if pattern in path and path != "tests/precompiled.hpp"]


def check(path, known):
    parts = path.split("/")
    room = f"{parts[1]}_test" if parts[0] == "tests" else parts[0]
    given = known.get(room, known["actors_test"] if parts[0] == "tests" else known["app"])
    command = ["c++", "-fsyntax-only", "-x", "c++", *given, "-"]
    text = f'#include "{path}"\n#include "{path}"\n'  # twice: it must guard itself
    return path, subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT,
                                check=False)


def main(build, pattern=""):
    known = flags(build)
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, result in pool.map(lambda name: check(name, known), headers(pattern)):
            if result.returncode == 0:
                passed += 1
                continue
            failed += 1
            print(f"--- {path}\n{result.stderr[:2000]}")
    return counting.report(passed, failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
