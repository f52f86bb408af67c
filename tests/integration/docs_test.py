"""The documentation: every command of its `sh` blocks is typed, and every link leads somewhere.

Each page is one session in a network of its own, so that 127.0.0.1:5000 is free; the working
directory looks like the root of the project. A comment before a block says what is special:

    <!-- serves -->             goes on in the background until the next such block
    <!-- file: NAME -->         is written to this file
    <!-- not typed: REASON -->  needs what the machine of the tests lacks
"""

import glob
import os
import re
import subprocess
import tempfile
import unittest

from support import monitor, processes, shared, waiting

FENCE = re.compile(r"(?:^<!-- (?P<note>[^\n]+) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
NAMED = re.compile(r"(?!/)[\w./-]*/[\w.-]+\.(?:[ch]pp|py|md|mjs|tsx?|json|toml|ya?ml|cmake|in|svg)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TIMEOUT = 60  # seconds of a block
FOLDERS = ("actors", "app", "config", "engine", "fleet", "http", "logging", "model", "net", "sinks",
           "storage", "terminal")


def pages():
    """The paths of all pages, from the root of the project."""
    found = glob.glob("*.md", root_dir=monitor.ROOT)
    for folder in ("docs/**", "*", "tests/fixtures/**"):
        found += glob.glob(f"{folder}/*.md", root_dir=monitor.ROOT, recursive=True)
    return sorted({page for page in found if not page.startswith("build/")})


def read(page):
    with open(os.path.join(monitor.ROOT, page), encoding="utf-8") as file:
        return file.read()


def anchor(heading):
    """As the web sites of repositories make it."""
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


class Session:
    """The commands of one page."""

    def __init__(self, engine):
        self.folder = tempfile.mkdtemp(prefix="dm-docs-")
        for name in os.listdir(monitor.ROOT):
            if not name.startswith("."):
                os.symlink(os.path.join(monitor.ROOT, name), os.path.join(self.folder, name))
        with open(os.path.join(self.folder, ".curlrc"), "w", encoding="ascii") as file:
            file.write("fail-with-body\n")  # an answer that is an error is one of the command
        self.server = None
        self.network = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self.environment = monitor.environment(
            self.folder, DOCKER_HOST=engine, CURL_HOME=self.folder,
            PATH=f"{monitor.BUILD}:{os.environ['PATH']}")
        waiting.until(self.has_network, 5, "no network namespace")

    def has_network(self):
        own, theirs = (os.readlink(f"/proc/{pid}/ns/net") for pid in ("self", self.network.pid))
        return own != theirs and self.run("ip link set lo up", 5) is None

    def command(self, text):
        inside = ["nsenter", "--net", "--target", str(self.network.pid)]
        return [*inside, "sh", "-euc", text]

    def run(self, text, seconds=TIMEOUT):
        """Types a block; returns what went wrong, if anything."""
        try:
            ended = subprocess.run(self.command(text), cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                   timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return f"has not ended after {seconds} s"
        if ended.returncode == 0:
            return None
        return f"ended with {ended.returncode}: {ended.stdout[-500:]}{ended.stderr[-1500:]}"

    def serve(self, text):
        """Begins a block that serves; returns what went wrong, if anything."""
        self.end_server()
        log = os.path.join(self.folder, "log of the server")
        with open(log, "wb") as file:
            self.server = subprocess.Popen(
                self.command(text), cwd=self.folder, env=self.environment, stdout=file, stderr=file,
                stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            waiting.until(lambda: self.is_sampled(log), TIMEOUT, "not ready")
            # What the log says is published within 100 ms.
            waiting.until(lambda: self.is_ready(log), TIMEOUT, "not ready")
        except AssertionError as error:
            return f"{error}: {processes.tail(log)}"
        return None

    def is_sampled(self, log):
        with open(log, encoding="utf-8", errors="replace") as file:
            said = file.read()
        if self.server.poll() is not None:
            raise AssertionError(f"ended with {self.server.returncode}")
        return "watching" in said and "serving on" in said

    def is_ready(self, log):
        """503 says that it is not; where a certificate is wanted, that cannot be asked."""
        with open(log, encoding="utf-8", errors="replace") as file:
            address = re.search(r"serving on (https?://\S+)", file.read())[1]
        asked = self.command(
            "token=$(head -n 1 tokens 2>&1 || true)\n"
            "curl -sko answer -w '%{http_code}' -H 'Host: localhost' "
            f"-H \"Authorization: Bearer $token\" {address}/readyz || true")
        answered = subprocess.run(asked, cwd=self.folder, env=self.environment, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                                  check=True)
        return answered.stdout != "503"

    def end_server(self):
        if self.server:
            below = [self.server.pid, *processes.descendants(self.server.pid)]
            processes.kill([pid for pid in below if processes.alive(pid)])
            self.server.wait()
            self.server = None

    def close(self):
        self.end_server()
        self.network.kill()
        self.network.wait()
        processes.remove(self.folder)

    def block(self, note, kind, text):
        """Does what a block asks for; returns what went wrong, if anything."""
        if note.startswith("file: "):
            with open(os.path.join(self.folder, note[6:]), "w", encoding="utf-8") as file:
                file.write(text)
            return None
        if kind != "sh":
            return None
        return self.serve(text) if note == "serves" else self.run(text)


class Commands(unittest.TestCase):
    def type_page(self, page):
        session = Session(shared.engine().url)
        try:
            for found in FENCE.finditer(read(page)):
                note, kind, text = found["note"] or "", found["kind"], found["text"]
                first = text.split("\n", maxsplit=1)[0]
                if note.startswith("not typed: "):
                    print(f"       {page}: not typed: {first[:60]} ({note[11:]})")
                    continue
                problem = session.block(note, kind, text)
                if problem:
                    self.fail(f"{page}: {first}: {problem}")
        finally:
            session.close()

    def test_every_command_can_be_typed(self):
        typed = [page for page in pages() if re.search(r"^```sh$", read(page), re.MULTILINE)]
        self.assertIn("README.md", typed)
        for page in typed:
            with self.subTest(page):
                self.type_page(page)

    def test_every_block_of_commands_is_one_that_is_typed(self):
        for page in pages():
            for kind in ("console", "bash", "shell"):
                self.assertNotIn(f"```{kind}", read(page), page)


class Messages(unittest.TestCase):
    def test_every_message_in_the_troubleshooting_tables_is_one_of_the_program(self):
        sources = "".join(read(path) for folder in FOLDERS for path in glob.glob(
            f"{folder}/**/*.cpp", root_dir=monitor.ROOT, recursive=True))
        sources += read("run") + read("deploy/install-packages")
        sources = re.sub(r'"\s*\n\s*"', "", sources).replace('\\"', '"')
        wrong, table = [], False
        for line in read("docs/troubleshooting.md").splitlines():
            begins = line.startswith(("| message |", "| the log says |"))
            table = begins or (table and line.startswith("|"))
            quoted = re.match(r"\| `([^`]+)`", line) if table else None
            for part in quoted[1].split("…") if quoted else ():
                if len(part.strip()) > 5 and part.strip(' :;"') not in sources:
                    wrong.append(part)
        self.assertEqual(wrong, [])


class Links(unittest.TestCase):
    maxDiff = None

    def test_every_link_leads_to_a_file_and_a_heading(self):
        wrong = []
        for page in pages():
            text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", read(page), flags=re.MULTILINE | re.DOTALL)
            for link in LINK.finditer(text):
                target = link["target"]
                if not re.match(r"[a-z]+:", target) and not self.leads(page, target):
                    wrong.append(f"{page}: {target}")
        self.assertEqual(wrong, [])

    def test_every_file_of_ours_that_is_named_is_there(self):
        wrong = []
        for page in pages():
            for path in re.findall(r"`([\w./-]+)`", read(page)):
                roots = (monitor.ROOT, os.path.join(monitor.ROOT, os.path.dirname(page)))
                if NAMED.fullmatch(path) and "NAME" not in path and not any(
                        os.path.exists(os.path.join(root, path)) for root in roots):
                    wrong.append(f"{page}: {path}")
        self.assertEqual(wrong, [])

    @staticmethod
    def leads(page, target):
        path, _, name = target.partition("#")
        to = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if not os.path.exists(os.path.join(monitor.ROOT, to)):
            return False
        return not name or name in {anchor(h) for h in HEADING.findall(read(to))}
