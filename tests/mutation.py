"""Measures the unit tests: how many random one-operator changes in model/ and actors/ fail them?

    ./test mutations [N [SEED]]      N changes (default 50) that the seed (default 1) picks

A copy of the tree below build/mutation is built once, without optimisation. For each change the
changed source (or what includes the changed header) is compiled beside it and linked before all
else into the test programs that the change can reach; the linker takes the first definition of a
name. The programs run one after the other until one fails. A change is killed if a test fails, a
program crashes, or it runs far longer than without the change. A change that does not compile does
not count, and the next one is drawn. The same seed on the same tree picks the same changes. At the
end comes the list of the changes that survived: some of them do not change what the program does,
which only a reader can decide.
"""

import collections
import concurrent.futures
import os
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import counting

COPY = os.path.abspath("build/mutation/source")
BUILD = os.path.abspath("build/mutation/build")
# The test programs that a change in the folder can reach, the likeliest to notice it first.
PROGRAMS = {"model": ["model_test", "config_test", "actors_test"], "actors": ["actors_test"]}
JOBS = 2  # changes tried at a time
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


def output_of(*command):
    return subprocess.run(command, cwd=BUILD, capture_output=True, text=True, check=True).stdout


class Program:
    """A test program: how it is built, and how long it runs."""

    def __init__(self, name):
        self.name = name
        self.compiles = {}  # object: (source, command)
        for line in output_of("ninja", "-t", "commands", name).splitlines():
            found = re.search(r"(\S+c\+\+ .*?) -MD .* -o (\S+) -c (\S+)$", line)
            if found:
                self.compiles[found.group(2)] = (found.group(3), shlex.split(found.group(1)))
            last = line
        self.link = shlex.split(last.removeprefix(": && ").removesuffix(" && :"))

    def run(self, path, bound):
        """Whether all tests of the program at the path pass within bound seconds."""
        try:
            run = subprocess.run([path, "-n", "-v", "1"], timeout=bound, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS,
                                                                       (MEMORY, MEMORY)))
        except subprocess.TimeoutExpired:
            return False
        return run.returncode == 0

    def measure(self):
        begun = time.monotonic()
        if not self.run(os.path.join(BUILD, "tests", self.name), 300):
            sys.exit(f"mutations: {self.name} fails on the unchanged tree")
        self.bound = 20 + 5 * (time.monotonic() - begun)


def prepare():
    """Builds and runs the unchanged tree; returns the programs and what each object includes."""
    refresh(os.getcwd(), COPY)
    configure = ["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                 "-DCMAKE_CXX_FLAGS=-O0", "-DCMAKE_UNITY_BUILD=ON", "-DDOCKER_MONITOR_TESTS=ON"]
    subprocess.run(configure, stdout=subprocess.DEVNULL, check=True)
    names = sorted(set(sum(PROGRAMS.values(), [])))
    build = ["cmake", "--build", BUILD, "--parallel", str(JOBS), "--target", *names]
    if subprocess.run(build, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit("mutations: the unchanged tree does not build")
    programs = {name: Program(name) for name in names}
    for program in programs.values():
        program.measure()
    includes, files = {}, set()
    for line in output_of("ninja", "-t", "deps").splitlines():
        if line.startswith(" "):
            files.add(os.path.normpath(os.path.join(BUILD, line.strip())))
        elif line:
            includes[line.split(":")[0]] = files = set()
    return programs, includes


def compiled(place, arguments, source, folder):
    """The object of a source; raises CalledProcessError where it does not compile."""
    made = os.path.join(folder, place.replace("/", "_"))
    subprocess.run([*arguments, "-w", "-o", made, "-c", source], cwd=BUILD, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


def changed_objects(program, path, folder, includes, made):
    """Compiles what the changed file is part of: object of the program: the one in its place."""
    original, changed = os.path.join(COPY, path), os.path.join(folder, path)
    replaced = {}
    for place, (source, arguments) in program.compiles.items():
        if original not in includes.get(place, ()):
            continue
        if place not in made:
            if path.endswith(".cpp"):
                made[place] = compiled(place, arguments, changed, folder)
            else:
                first = next(i for i, a in enumerate(arguments) if a.startswith("-I"))
                made[place] = compiled(
                    place, [*arguments[:first], "-I" + folder, *arguments[first:]], source, folder)
        replaced[place] = made[place]
    return replaced


def outcome_of(change, programs, includes):
    """The program that killed the change, "survived" or "not compiled"."""
    path, start, end, replacement = change
    with open(os.path.join(COPY, path), encoding="utf-8") as file:
        text = file.read()
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        os.makedirs(os.path.dirname(os.path.join(folder, path)))
        with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
            file.write(text[:start] + replacement + text[end:])
        made = {}
        for name in PROGRAMS[path.split("/")[0]]:
            program, target = programs[name], os.path.join(folder, name)
            try:
                replaced = changed_objects(program, path, folder, includes, made)
            except subprocess.CalledProcessError:
                return "not compiled"
            if not replaced:
                continue
            link = [replaced.get(a, a) for a in program.link]
            link[link.index("-o") + 1] = target
            first = [o for place, o in replaced.items() if place not in program.link]
            subprocess.run([link[0], *first, "-Wl,--allow-multiple-definition", *link[1:]],
                           cwd=BUILD, check=True, stdout=subprocess.DEVNULL)
            if not program.run(target, program.bound):
                return name
    return "survived"


def described(change):
    path, start, end, replacement = change
    with open(os.path.join(COPY, path), encoding="utf-8") as file:
        text = file.read()
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text.count("\n", 0, start) + 1
    return (f"{path}:{line}: {text[begin:stop].strip()}\n"
            f"    {text[start:end].strip()} -> {replacement or '(nothing)'}")


def main(wanted=50, seed=1):
    programs, includes = prepare()
    places = all_changes(COPY)
    print(f"{len(places)} places in {' and '.join(sorted(PROGRAMS))}, seed {seed}", flush=True)
    dice = random.Random(seed)
    dice.shuffle(places)
    changes = iter([dice.choice(place) for place in places])
    killed, survivors, under_way = 0, [], collections.deque()
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        while killed + len(survivors) < wanted:
            # A change of a header takes minutes; others go on meanwhile.
            while len(under_way) < 8 * JOBS and (change := next(changes, None)):
                under_way.append(
                    (change, pool.submit(outcome_of, change, programs, includes)))
            if not under_way:
                break
            change, coming = under_way.popleft()
            outcome = coming.result()
            print(f"{outcome:12} {described(change)}", flush=True)
            if outcome == "survived":
                survivors.append(change)
            elif outcome != "not compiled":
                killed += 1
        for _, coming in under_way:
            coming.cancel()
    print(f"\nkilled {killed} of {killed + len(survivors)}, seed {seed}; survivors:")
    for change in survivors:
        print(described(change))
    return counting.report(killed, len(survivors))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
