"""Measures the unit tests: how many random one-operator changes in model/ and actors/ do they notice?

    ./test mutations [N [SEED]]      N changes (default 50) that the seed (default 1) picks

One change is made at a time, in a copy of the tree below build/mutation. The test programs that
the change can reach are built without optimisation and run one after the other until one fails. A
change is killed if a test fails, a program crashes, or it runs far longer than without the change.
A change that does not compile, be it for a warning, does not count, and the next one is drawn. The
same seed on the same tree picks the same changes. At the end comes the list of the changes that
survived: some of them do not change what the program does, which only a reader can decide.
"""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time

import counting

COPY = "build/mutation/source"
BUILD = "build/mutation/build"
# The test programs that a change in the folder can reach, the likeliest to notice it first.
PROGRAMS = {"model": ["model_test", "config_test", "actors_test"], "actors": ["actors_test"]}
LEFT_OUT = {".git", "build", "node_modules", "__pycache__"}
MEMORY = 8 << 30  # of a test program, in bytes: a loop without end must not take the machine's

# What is no code of ours to change, or changes only what is logged or compiled.
NO_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<!\d)\'(?:\\.|[^\'\\\n])\''
    r"|^[ \t]*#[^\n]*|\btemplate <[^\n]*|\bstatic_assert\(.*?\);|\bspdlog::\w+\(.*?\);",
    re.DOTALL | re.MULTILINE)
# clang-format puts spaces around a binary operator, and none inside template brackets.
SWAPS = {"==": ["!="], "!=": ["=="], "<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"],
         ">=": [">", "<"], "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["/"],
         "/": ["*"], "%": ["*"], "+=": ["-="], "-=": ["+="]}
BINARY = re.compile(r"(?<= )(?:[=!<>]=|&&|\|\||[-+]=|[-+*/%<>])(?=[ \n])")
STEP = re.compile(r"(?<![\w)])(?:\+\+|--)(?=\w)")
WORD = re.compile(r"\b(?:true|false|std::min|std::max)\b")
WORDS = {"true": "false", "false": "true", "std::min": "std::max", "std::max": "std::min"}
NUMBER = re.compile(r"(?<![\w.'<])\d[\d']*(?=(?:h|min|s|ms)?(?![\w.'>]))")
NEGATION = re.compile(r"(?<![\w)])!(?=[\w(])")
CONDITION = re.compile(r"\bif \(")


def code_of(text):
    """The text with blanks, at the same offsets, in place of what is not to be changed."""
    return NO_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def condition_at(code, start):
    """(start, end) of the condition in the parentheses opened just before start; None if it
    declares a name."""
    depth, end, first = 1, start, start
    while depth:
        depth += {"(": 1, ")": -1}.get(code[end], 0)
        if depth == 1 and code[end] == ";":
            first = end + 1
        end += 1
    inner = code[first:end - 1]
    return None if re.search(r"[\w>*&] \w+ = ", inner) else (first, end - 1)


def changes_in(path, text):
    """Every change of the file: (path, start, end, replacement)."""
    code = code_of(text)
    for found in BINARY.finditer(code):
        for other in SWAPS[found.group()]:
            yield path, *found.span(), other
    for found in STEP.finditer(code):
        yield path, *found.span(), "--" if found.group() == "++" else "++"
    for found in WORD.finditer(code):
        yield path, *found.span(), WORDS[found.group()]
    for found in NUMBER.finditer(code):
        value = int(found.group().replace("'", ""))
        for other in {value + 1, max(value - 1, 0)} - {value}:
            yield path, *found.span(), str(other)
    for found in NEGATION.finditer(code):
        yield path, *found.span(), ""
    for found in CONDITION.finditer(code):
        span = condition_at(code, found.end())
        if span:
            yield path, *span, f"!({text[slice(*span)].strip()})"


def all_changes(root):
    """Every change there is, one for each place: in a fixed order, with a list of choices each."""
    places = {}
    for folder in sorted(PROGRAMS):
        for here, folders, names in sorted(os.walk(os.path.join(root, folder))):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp")):
                    path = os.path.relpath(os.path.join(here, name), root)
                    with open(os.path.join(root, path), encoding="utf-8") as file:
                        for change in changes_in(path, file.read()):
                            places.setdefault(change[:3], []).append(change)
    return [sorted(choices) for _, choices in sorted(places.items())]


def refresh(source, copy):
    """Makes the copy equal to the source; equal files keep their times, and so are not rebuilt."""
    wanted = set()
    for here, folders, names in os.walk(source):
        folders[:] = [f for f in folders if f not in LEFT_OUT]
        for name in names:
            path = os.path.relpath(os.path.join(here, name), source)
            wanted.add(path)
            target = os.path.join(copy, path)
            with open(os.path.join(source, path), "rb") as file:
                content = file.read()
            if os.path.exists(target):
                with open(target, "rb") as file:
                    if file.read() == content:
                        continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(source, path), target)
    for here, _, names in os.walk(copy):
        for name in names:
            if os.path.relpath(os.path.join(here, name), copy) not in wanted:
                os.remove(os.path.join(here, name))


def build(programs):
    """Whether the programs could be built; leaves what the compiler said in build.log."""
    command = ["cmake", "--build", BUILD, "--parallel", "2", "--target", *programs]
    with open(os.path.join(BUILD, "build.log"), "w", encoding="utf-8") as log:
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0


def passes(program, bound):
    """Whether all tests of the program pass within bound seconds."""
    try:
        run = subprocess.run([os.path.join(BUILD, "tests", program), "-n", "-v", "1"], timeout=bound,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, check=False, preexec_fn=lambda:
                             resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def prepare():
    """Builds and runs the unchanged tree; returns the bound of each program in seconds."""
    refresh(os.getcwd(), COPY)
    configure = ["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                 "-DCMAKE_CXX_FLAGS=-O0", "-DCMAKE_UNITY_BUILD=ON", "-DDOCKER_MONITOR_TESTS=ON"]
    subprocess.run(configure, stdout=subprocess.DEVNULL, check=True)
    programs = sorted(set(sum(PROGRAMS.values(), [])))
    if not build(programs):
        sys.exit(f"mutations: the unchanged tree does not build, see {BUILD}/build.log")
    bounds = {}
    for program in programs:
        begun = time.monotonic()
        if not passes(program, 300):
            sys.exit(f"mutations: {program} fails on the unchanged tree")
        bounds[program] = 20 + 5 * (time.monotonic() - begun)
    return bounds


def outcome_of(change, bounds):
    """Makes the change, and undoes it: the program that killed it, "survived" or "not compiled"."""
    path, start, end, replacement = change
    target = os.path.join(COPY, path)
    with open(target, encoding="utf-8") as file:
        text = file.read()
    try:
        with open(target, "w", encoding="utf-8") as file:
            file.write(text[:start] + replacement + text[end:])
        for program in PROGRAMS[path.split("/")[0]]:
            if not build([program]):
                return "not compiled"
            if not passes(program, bounds[program]):
                return program
        return "survived"
    finally:
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)


def described(change):
    path, start, end, replacement = change
    with open(os.path.join(COPY, path), encoding="utf-8") as file:
        text = file.read()
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text.count("\n", 0, start) + 1
    return (f"{path}:{line}: {text[begin:stop].strip()}\n"
            f"    {text[start:end].strip()} -> {replacement or '(nothing)'}")


def main(wanted=50, seed=1):
    bounds = prepare()
    places = all_changes(COPY)
    print(f"{len(places)} places in {' and '.join(sorted(PROGRAMS))}, seed {seed}", flush=True)
    dice = random.Random(seed)
    dice.shuffle(places)
    killed, survivors = 0, []
    for place in places:
        if killed + len(survivors) == wanted:
            break
        change = dice.choice(place)
        outcome = outcome_of(change, bounds)
        print(f"{outcome:12} {described(change)}", flush=True)
        if outcome == "survived":
            survivors.append(change)
        elif outcome != "not compiled":
            killed += 1
    print(f"\nkilled {killed} of {killed + len(survivors)}, seed {seed}; survivors:")
    for change in survivors:
        print(described(change))
    return counting.report(killed, len(survivors))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
