"""A row of the fault table: what is started for it, how it ends, what is found."""

import collections
import contextlib
import dataclasses
import itertools
import json
import os
import shutil
import time
import traceback

import consumers
from checker import Finding, check, check_final
from hub import Hub
from ledger import Ledger
from program import Program
from proxy import Proxy
from servers import Alerts, Mailbox, Topic
from support import shared, simulator, waiting
from support.http import request
from support.podman import Podman
from webhook import Webhook
from wire import Wire
from workload import Workload

REAL, PODMAN, SIMULATED = "real", "podman", "simulated"
FRESH_SECONDS = 30
_numbers = itertools.count(1)
ROWS = []


@dataclasses.dataclass
class Row:
    """One fault: its name in the table, the function that causes it, and what it needs."""

    name: str
    work: object
    engine: str = SIMULATED
    sinks: tuple = ("amqp", "log")
    containers: int = 10  # that run before anything happens
    simulator: tuple = ()  # more arguments for the simulated engine
    arguments: tuple = ()  # more arguments for docker-monitor
    proxied: tuple = ()  # what docker-monitor reaches by a proxy only: "engine", a sink
    wired: bool = False  # it reaches the hub of a fleet by a wire that can be unplugged
    servers: int = 0  # of NATS, which the hub of a fleet is told of; 0: it starts one
    runs: int = 1  # how often the fault strikes in the whole selection
    short: int = 0  # and in the short one; 0: the row is left out there
    start: bool = True  # docker-monitor runs and is ready before the fault
    final: bool = False  # not every transition can be known: final states have to be exact
    timed: bool = True  # the engine's clock is ours
    notices: tuple = ()  # kinds of alarms about the engine and ourselves that may come
    timeout: float = 30  # seconds for what is due to arrive after the fault
    module: str = ""


def row(name, **settings):
    """Enters a function in the table; it gets the scene."""
    def enter(work):
        theme = work.__module__.removesuffix("_faults")
        ROWS.append(Row(name, work, module=theme, **settings))
        return work

    return enter


class Scene:
    """Everything that is started for one row. Use as a context manager."""

    def __init__(self, wanted, short):
        self.row = wanted
        self.short = short
        self.runs = wanted.short if short else wanted.runs
        self.problems = []
        self.notes = []  # what was measured beside
        self.log = ""
        self.finding = Finding()
        self.proxies = {}
        self.exits = contextlib.ExitStack()
        self.program = None
        self.wire = None
        self.consumers = {}
        self.toggled = collections.Counter()  # container: times
        self.excused = {}  # {sink: what is due but may be missing there}

    def __enter__(self):
        try:
            self.prepare()
            if self.row.start:
                self.begin()
        except BaseException:
            self.exits.close()
            raise
        return self

    def __exit__(self, *_):
        self.exits.close()

    def prepare(self):
        """The engine with its containers, and the consumers."""
        if self.row.engine == SIMULATED:
            self.engine = simulator.Simulator(*self.row.simulator, containers=self.row.containers)
            self.exits.enter_context(self.engine)
        elif self.row.engine == PODMAN:
            self.engine = self.exits.enter_context(Podman())
        else:
            self.engine = shared.engine()
            self.engine.remove_all()
            self.exits.callback(self.clear)
        if self.row.engine != SIMULATED:
            for _ in range(self.row.containers):
                self.engine.launch(f"old-{next(_numbers)}", "sleep", "1000000")
        if self.row.wired:
            self.wire = self.exits.enter_context(Wire())
        for kind in self.row.sinks:
            consumer = self.consumers[kind] = self.consumer(kind)
            self.exits.callback(consumer.close)
        if "smtp" in self.consumers:
            self.consumers["smtp"].log = self.consumers["log"]

    def clear(self):
        """Leaves the engine that others share as they expect it."""
        self.engine.revive()
        self.engine.remove_all()

    def consumer(self, kind):
        if kind == "amqp":
            return consumers.Queue(shared.broker())
        if kind == "fleet":
            return Hub(self.row.servers, self.wire)
        return {"log": consumers.Lines, "webhook": Webhook, "mqtt": Topic,
                "alertmanager": Alerts, "smtp": Mailbox}[kind]()

    def proxy(self, name):
        """A proxy in front of the engine or of a sink's server."""
        if name == "engine":
            path = f"{self.engine.folder}/proxy-{next(_numbers)}.sock"
            made = Proxy(self.engine.socket, path)
        elif name == "fleet":
            made = Proxy(("127.0.0.1", self.consumers[name].port))
        else:
            url = self.consumers[name].url
            made = Proxy(("127.0.0.1", int(url.split("127.0.0.1:")[1].split("/")[0])))
        self.proxies[name] = self.exits.enter_context(made)
        return made

    def sink_url(self, kind):
        url = self.consumers[kind].url
        if kind not in self.row.proxied:
            return url
        head, tail = url.split("127.0.0.1:")
        port, slash, path = tail.partition("/")
        return f"{head}127.0.0.1:{self.proxy(kind).port}{slash}{path}"

    def make_program(self):
        """A docker-monitor that does not run yet."""
        url = f"unix://{self.engine.socket}"
        if "engine" in self.row.proxied:
            url = f"unix://{self.proxy('engine').listener.getsockname()}"
        arguments = self.row.arguments
        if "fleet" in self.row.sinks:
            proxied = "fleet" in self.row.proxied
            arguments += self.consumers["fleet"].arguments(
                self.proxy("fleet").port if proxied else self.consumers["fleet"].port)
        self.program = Program(*arguments, engine=url,
                               sinks=[self.sink_url(kind) for kind in self.row.sinks
                                      if kind != "fleet"])
        if self.wire:
            self.program.under(*self.wire.inside())
        self.exits.callback(self.program.close)
        if "log" in self.consumers:
            self.consumers["log"].program = self.program
        return self.program

    def begin(self):
        """docker-monitor serves and knows the engine; from here on everything is due."""
        if self.program is None:
            self.make_program()
        self.program.start()
        self.program.wait_ready(30)
        self.watch()

    def watch(self):
        """From here on everything is due."""
        self.ledger = Ledger(self.engine.socket, self.row.engine == PODMAN)
        self.exits.callback(self.ledger.__exit__)
        self.ledger.__enter__()
        self.before = self.ledger.before

    # What a row does

    def order(self, target, method="POST", timeout=60):
        """Orders something of the engine; OSError where it does not answer."""
        answer = request(f"unix:{self.engine.socket}", target, method, timeout)
        if answer.status >= 300:
            raise OSError(f"{target}: {answer.status} {answer.body[:200]}")
        return answer

    def ids(self):
        """The containers that ran at the start."""
        return [key for key, state in self.before.items() if state == "running"]

    def workload(self, rate, **more):
        return Workload(self.engine.socket, self.ids(), rate, **more)

    def kill_often(self):
        """docker-monitor is killed and started again, `runs` times, while containers come and go."""
        with self.workload(rate=20):
            for _ in range(self.runs):
                time.sleep(0.4)
                self.program.kill()
                self.program.restart()
        waiting.until(lambda: self.program.get("/readyz").status == 200, 20, "never ready")

    def cut_often(self, kind, pause, rate):
        """The connection to a sink's server breaks `runs` times, after each `pause` seconds."""
        with self.workload(rate=rate):
            for _ in range(self.runs):
                time.sleep(pause)
                self.proxies[kind].cut()

    def toggle(self, container):
        """Two transitions that cost little."""
        self.order(f"/containers/{container}/pause")
        self.order(f"/containers/{container}/unpause")
        self.toggled[container] += 1

    def wait_told(self):
        """Waits until the engine has told of every toggle."""
        def told():
            known = collections.Counter(entry.container for entry in self.ledger.due()
                                        if entry.kind == "unpaused")
            return all(known[container] >= times for container, times in self.toggled.items())

        waiting.until(told, 20, "the engine never told of a toggle")

    def fresh(self):
        """A new container; returns what is due for it."""
        known = {entry.container for entry in self.ledger.due()}
        if self.row.engine != SIMULATED:
            self.engine.launch(f"fresh-{next(_numbers)}", "sleep", "1000000")
        else:
            self.engine.control("spawn", count=1)

        def started():
            return next((entry for entry in self.ledger.due()
                         if entry.kind == "up" and entry.container not in known), None)

        return waiting.until(started, 20, "the engine never told of a fresh container")

    def wait_arrived(self, seconds, *kinds):
        """Waits until a consumer (each, if none is named) has all that is due now."""
        self.wait_told()
        due = self.ledger.due()
        for kind in kinds or [kind for kind, _ in self.ledgers()]:
            waiting.until(lambda reader=self.consumers[kind]: not check(
                due, reader.arrivals()).lost, seconds, lambda kind=kind: f"{kind} lacks alarms")

    def wait_notice(self, kind, seconds, reader="log"):
        """Waits for an alarm about the engine or ourselves; returns it."""
        def told():
            return next((alarm for alarm in self.consumers[reader].notices()
                         if alarm["kind"] == kind), None)

        return waiting.until(told, seconds, f"no {kind} was told")

    def expect(self, holds, text):
        """Notes a problem that does not end the row, once."""
        if not holds and text not in self.problems:
            self.problems.append(text)
        return holds

    @contextlib.contextmanager
    def at_most(self, seconds, what):
        """Notes a problem if the block takes longer."""
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        self.expect(took <= seconds, f"{what} took {took:.2f} s, not {seconds}")

    # The end of every row

    def end(self):
        """Everything that is due must arrive, then a fresh event; then all is compared."""
        self.settle(self.row.timeout)
        fresh = self.fresh()
        deadline = time.monotonic() + FRESH_SECONDS
        for kind, reader in self.ledgers():
            try:
                waiting.until(lambda reader=reader: reader.has(fresh),
                              max(deadline - time.monotonic(), 0.1), f"{kind}: no fresh event")
            except waiting.TimedOut as error:
                self.problems.append(str(error))
        self.settle(5)
        self.quiet()
        for kind, reader in self.ledgers():
            self.judge(kind, reader)

    def settle(self, seconds):
        """Waits until nothing is lacking, so long at most."""
        deadline = time.monotonic() + seconds
        for kind, reader in self.ledgers():
            while self.compare(kind, reader).lost and time.monotonic() < deadline:
                time.sleep(0.2)

    def ledgers(self):
        """The consumers that know transitions."""
        return [(kind, reader) for kind, reader in self.consumers.items() if reader.transitions]

    def quiet(self):
        """What comes too often, comes soon after: nothing may for a while."""
        counts, since = None, time.monotonic()
        while time.monotonic() - since < (1 if self.short else 2.5):
            now = [len(reader.entries()) for reader in self.consumers.values()]
            if now != counts:
                counts, since = now, time.monotonic()
            time.sleep(0.1)

    def compare(self, kind, reader):
        if self.row.final:
            return check_final(self.ledger.due(), reader.arrivals(), self.before)
        finding = check(self.ledger.due(), reader.arrivals())
        excused = set(self.excused.get(kind, ()))
        missing = [entry for entry in finding.lost if entry in excused]
        finding.lost = [entry for entry in finding.lost if entry not in excused]
        finding.due -= len(missing)
        return finding

    def judge(self, kind, reader):
        finding = self.compare(kind, reader)
        if not self.row.timed:
            finding.latencies.clear()
        self.finding += finding
        for word in ("lost", "phantoms", "disordered"):
            found = getattr(finding, word)
            if found:
                examples = "; ".join(self.tell(entry) for entry in found[:3])
                self.problems.append(f"{kind}: {len(found)} {word}: {examples}")
        for alarm in reader.notices():
            if alarm["kind"] not in self.row.notices:
                self.finding.phantoms.append(alarm)
                self.problems.append(f"{kind}: nobody expected {alarm['kind']}: "
                                     f"{alarm.get('additionalData')}")

    def keep(self, folder):
        """Leaves all that is known of the row in a folder."""
        os.makedirs(folder, exist_ok=True)
        shutil.copytree(self.program.folder, f"{folder}/program", dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("http", "*.control"))
        with open(f"{folder}/due", "w", encoding="utf-8") as file:
            file.writelines(f"{self.tell(entry)}\n" for entry in self.ledger.due())
        for kind, reader in self.consumers.items():
            with open(f"{folder}/{kind}", "w", encoding="utf-8") as file:
                file.writelines(f"{(at or 0) / 1e9:.3f} {json.dumps(alarm)}\n"
                                for alarm, at in reader.entries())

    def tell(self, entry):
        when = getattr(entry, "told", None) or entry.at or 0
        origin = getattr(entry, "origin", "due")
        return f"{entry.container[:12]} {entry.kind} {origin} at {when / 1e9:.3f}"


def play(wanted, short, keep=None):
    """Plays one row; returns its scene, with what was found."""
    scene = Scene(wanted, short)
    try:
        with scene:
            try:
                wanted.work(scene)
                scene.end()
            except Exception as error:  # whatever went wrong belongs into the table
                scene.problems.append(place(error))
                if scene.program and scene.program.process and scene.program.ended():
                    scene.problems.append("docker-monitor ended with "
                                          f"{scene.program.process.returncode}")
                with contextlib.suppress(Exception):
                    for kind, reader in scene.ledgers():
                        scene.judge(kind, reader)
            if scene.problems and scene.program:
                scene.log = scene.program.errors()[-4000:]
                if keep:
                    scene.keep(f"{keep}/{wanted.module}-{wanted.name[:50].replace('/', '-')}")
    except Exception as error:
        scene.problems.append(place(error))
    return scene


def place(error):
    """An exception and where it came from, on one line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if "/tests/faults/" in frame.filename and not frame.filename.endswith("/scene.py")]
    where = f" ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:600]}{where}"
