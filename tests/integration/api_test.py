"""What every route really answers, validated against the OpenAPI document that is served."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from support import case, exchange, monitor, packages, shared, simulator, waiting
from support.fleet import FleetCase

SOURCE = os.path.join(monitor.ROOT, "tests", "openapi")
DOCUMENT = os.path.join(monitor.ROOT, "http", "api", "openapi.json")
API = "/docker-monitor/api"
V2 = API + "/v2"
BUSY = "while :; do :; done"
COMPOSE = ("--label", "com.docker.compose.project=shop", "--label", "com.docker.compose.service=web",
           "--label", "com.docker.compose.container-number=2")
RULES = """
[[rule]]
name = "busy"
when = "cpu.percent > 10"
for = "1s"
severity = "Minor"
"""
SINKS = ("log:", "amqp://nobody.invalid/", "http://127.0.0.1:9/hook",
         "mqtt://127.0.0.1:9/alarms", "alertmanager+http://127.0.0.1:9/",
         "smtp://127.0.0.1:9/?tls=no&to=ops@example.org&from=monitor@example.org")


def prepare():
    """The validator with what it needs, beside the program that was built."""
    return packages.install(SOURCE, "api")


def node(folder, *arguments, text=""):
    return subprocess.run(["node", *arguments], cwd=folder, input=text, capture_output=True,
                          text=True, timeout=60, check=False)


def document():
    with open(DOCUMENT, encoding="utf-8") as file:
        return json.load(file)


class Document(unittest.TestCase):
    """The document by itself."""

    def test_nothing_is_to_be_said_against_it(self):
        folder = prepare()
        result = node(folder, "lint.mjs", DOCUMENT)
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)
        # Does it look at all? A parameter that is not described, an example that is none.
        broken = document()
        path = broken["paths"][f"{V2}/containers/{{container}}"]["get"]
        path["parameters"] = path["parameters"][1:]
        path["responses"]["200"]["content"]["application/json"]["example"] = {"name": 1}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(broken, file)
            file.flush()
            result = node(folder, "lint.mjs", file.name)
        self.assertEqual(result.returncode, 1)
        self.assertIn("path-parameters-defined", result.stdout)
        self.assertIn("no-invalid-media-type-examples", result.stdout)

    def test_it_has_every_route_there_is_and_no_other(self):
        with open(os.path.join(monitor.ROOT, "http", "api", "routes.cpp"), encoding="utf-8") as file:
            served = set(re.findall(r'^ +\{"(/[^"]*)", \{', file.read(), re.MULTILINE))
        self.assertGreater(len(served), 8)
        described = {re.sub(r"\{\w+\}", "*", path) for path in document()["paths"]}
        self.assertEqual(served, described)


class Exchanges(case.Case):
    """Each test records exchanges; at its end they are validated."""

    @classmethod
    def setUpClass(cls):
        cls.validator = prepare()
        cls.seen = {}

    def setUp(self):
        super().setUp()
        self.recorded = []

    def ask(self, running, target, method="GET", **more):
        """One exchange, recorded."""
        made = exchange.ask(running.socket, target, method, **more)
        self.recorded.append(made.record())
        return made

    def ask_in_all_ways(self, running, target):
        """GET, compressed, HEAD, and what is the same once more."""
        plain = self.ask(running, target)
        self.ask(running, target, "HEAD")
        self.ask(running, target, fields=["Accept-Encoding: gzip"])
        if plain.status == 200 and "etag" in plain.headers:
            self.same(running, target)
            self.same(running, target, "Accept-Encoding: gzip")
        return plain

    def same(self, running, target, *fields):
        """A 304; what is measured may be another by then, so again."""
        def not_modified():
            with exchange.connect(running.socket) as connection:
                connection.sendall(exchange.head_of(target, fields=fields))
                head, _ = exchange.read_answer(connection, "GET")
                tag = re.search(rb"ETag: (\S+)", head).group(1).decode()
                connection.sendall(exchange.head_of(
                    target, fields=[*fields, f"If-None-Match: \"x\", W/{tag}"]))
                answer = exchange.Exchange("GET", target,
                                           *exchange.read_answer(connection, "GET"))
            return answer if answer.status == 304 else None

        self.recorded.append(waiting.until(not_modified, 10, f"never 304: {target}").record())

    def validate(self):
        """What was recorded is what the document says; returns what was seen of it."""
        lines = "".join(json.dumps(each) + "\n" for each in self.recorded)
        result = node(self.validator, "check.mjs", DOCUMENT, text=lines)
        self.assertEqual(result.returncode, 0, result.stderr[-3000:])
        told = json.loads(result.stdout)
        self.assertEqual(told["problems"], [], "\n".join(told["problems"][:20]))
        return told["seen"]


class Api(Exchanges):
    """The routes of one host."""

    def routes(self, running, container):
        """Every route but the stream, in all ways."""
        for target in (f"{API}/v1.0/metrics", f"{API}/v1.0/metrics?all=true",
                       f"{API}/v1.0/metrics/{container}", f"{V2}/containers",
                       f"{V2}/containers?all=true", f"{V2}/containers/{container}",
                       f"{V2}/containers?fields=name,cpu,network.rxBytes&all=true",
                       f"{V2}/containers/{container}?fields=labels", f"{V2}/host", f"{V2}/sinks",
                       f"{V2}/silences", f"{V2}/alarms", f"{API}/openapi.json", "/healthz", "/readyz", "/metrics", "/",
                       f"{V2}/containers/{container}/history",
                       f"{V2}/containers/{container}/history?metric=memory.workingSetBytes&step=15",
                       f"{V2}/host/history?metric=pids.current",
                       f"{V2}/host/history?metric=load.oneMinute",
                       f"{V2}/host/history?metric=cpu.pressure.waitingPercent"):
            self.ask_in_all_ways(running, target)
        self.ask(running, f"{V2}/containers/{container}/history", fields=["Accept: text/csv"])
        self.ask(running, "/metrics", fields=["Accept: application/openmetrics-text"])
        for target in ("/metrics", f"{V2}/stream"):  # without a tag
            same = self.ask(running, target, fields=["If-None-Match: *"])
            self.assertEqual(same.status, 304)

    def test_real_containers_of_every_kind_and_their_alarms(self):
        engine = shared.engine()
        self.addCleanup(engine.remove_all)
        folder = tempfile.mkdtemp(prefix="dm-api-")
        self.addCleanup(shutil.rmtree, folder)
        with open(f"{folder}/rules.toml", "w", encoding="utf-8") as file:
            file.write(RULES)
        running = self.monitor("--rules", f"{folder}/rules.toml", "--interval", "250ms",
                               engine=engine.url, sinks=SINKS).wait_ready()
        names = {word: self.name(word) for word in (
            "busy", "ill", "frozen", "exit", "oom", "loop", "created", "brief")}
        engine.run(names["busy"], "sh", "-c", BUSY, options=("--cpus", "0.5", "-m", "64m", *COMPOSE))
        engine.run(names["ill"], options=("--health-cmd", "false", "--health-interval", "300ms",
                                          "--health-retries", "1"))
        engine.run(names["frozen"])
        engine.docker("pause", names["frozen"])
        engine.run(names["exit"], "sh", "-c", "exit 3")
        engine.run(names["oom"], "tail", "/dev/zero", options=("-m", "16m", "--memory-swap", "16m"))
        engine.run(names["loop"], "sh", "-c", "exit 1", options=("--restart", "always"))
        engine.create(names["created"])
        engine.run(names["brief"], "sh", "-c", BUSY)
        for word, kind in (("busy", "threshold"), ("ill", "unhealthy"), ("frozen", "paused"),
                           ("exit", "down"), ("oom", "oom"), ("loop", "restart-loop")):
            waiting.until(lambda w=word, k=kind: k in running.kinds(names[w]), 20,
                          lambda w=word: f"{names[w]}: {running.kinds(names[w])}")
        running.wait_sample(names["busy"])
        engine.remove(names["brief"])

        self.routes(running, names["busy"])
        for name in names.values():
            self.ask(running, f"{V2}/containers/{name}")
            self.ask(running, f"{API}/v1.0/metrics/{name}")
        page = self.ask(running, f"{V2}/alarms?limit=2&state=closed")
        self.ask(running, f"{V2}/alarms?after={json.loads(page.body)['next']}&severity=major")
        self.ask(running, f"{V2}/alarms?container={names['oom']}")
        listed = json.loads(self.ask(running, f"{V2}/containers?all=true").body)
        self.assertLessEqual({"running", "paused", "exited", "created"},
                             {one["status"] for one in listed})
        whole = json.loads(self.ask(running, f"{V2}/containers/{names['busy']}").body)
        self.assertLessEqual({"service", "cpu", "memory", "pids", "sampledAt"}, set(whole))

        def turn():
            engine.docker("unpause", names["frozen"])
            engine.remove(names["exit"])

        def told(text):
            return all(f"event: {word}\n" in text for word in ("samples", "container", "alarm"))

        for fields in ((), ("Accept-Encoding: gzip",)):
            followed = exchange.follow(running.socket, f"{V2}/stream", told, fields, turn)
            self.recorded.append(followed.record())
            engine.run(names["exit"])
            engine.docker("pause", names["frozen"])
        seen = self.validate()
        for event in ("state", "samples", "container", "alarm"):
            self.assertGreaterEqual(seen[f"event {event}"], 2)
        # Those of a hub have a test below.
        missed = [path for path, item in document()["paths"].items()
                  if not item["get"].get("x-hub") and f"{path} 200" not in seen]
        self.assertEqual(missed, [])
        tagged = [path for path, item in document()["paths"].items()
                  if "304" in item["get"]["responses"] and not item["get"].get("x-hub")]
        self.assertEqual([path for path in tagged if f"{path} 304" not in seen], [])

    def test_networks_devices_and_the_loss_of_an_engine(self):
        with simulator.Simulator("--lively", containers=12) as engine:
            running = self.monitor("--source", "engine", "--interval", "250ms",
                                   engine=engine.url).wait_ready()
            name = json.loads(running.get(f"{V2}/containers?fields=name").body)[0]["name"]
            waiting.until(lambda: "network" in running.get(f"{V2}/containers").body, 15, "no network")
            self.routes(running, name)

            def restart():
                engine.control("restart", down_ms=300, die=2)

            def told(text):
                return text.count("event: host\n") >= 2 and "event: samples\n" in text

            followed = exchange.follow(running.socket, f"{V2}/stream", told, (), restart)
            self.recorded.append(followed.record())
            last = re.findall(r"^id: (.+)$", followed.body, re.MULTILINE)[-2]
            resumed = exchange.follow(running.socket, f"{V2}/stream?topics=samples",
                                      lambda text: "event: " in text,
                                      [f"Last-Event-ID: {last}"])
            self.assertNotIn("event: state", resumed.body)
            self.recorded.append(resumed.record())
            self.routes(running, name)
            engine.close()
            running.wait_unready()
            for target in (f"{V2}/host", f"{V2}/containers", f"{V2}/alarms", "/readyz"):
                self.ask_in_all_ways(running, target)
        seen = self.validate()
        self.assertIn("event host", seen)

    def test_errors_of_every_status_that_can_be_made(self):
        running = self.monitor(engine="unix:///nowhere/docker.sock")
        for path in document()["paths"]:
            target = path.replace("{container}", "none").replace("{host}", "none")
            self.ask(running, target, "POST")
            self.ask(running, target, host="user@x")
            self.ask(running, target, fields=["Transfer-Encoding: gzip, chunked"])
            self.ask(running, target, fields=["Content-Length: 5"])
            self.ask(running, target + "?" + "x" * 2100)
            self.ask(running, target, fields=["X: " + "x" * 9000])
            refused = exchange.ask(running.address, target, host="evil.example")
            self.recorded.append(refused.record())
            later = f"GET {target} HTTP/2.0\r\nHost: localhost\r\n\r\n".encode()
            answer = exchange.ask(running.address, target, raw=later)
            self.assertEqual(answer.status, 505)
            self.recorded.append(answer.record())
            if "stream" not in path:
                self.ask_in_all_ways(running, target)
        with exchange.connect(running.socket) as late:
            late.sendall(b"GET /healthz HTTP/1.1\r\n")
            head, body = exchange.read_answer(late, "GET")
        self.recorded.append(exchange.Exchange("GET", "/healthz", head, body).record())

        with tempfile.NamedTemporaryFile("w") as tokens:
            tokens.write("first\nsecond\n")
            tokens.flush()
            guarded = self.monitor("--token-file", tokens.name, engine="unix:///nowhere/docker.sock")
        for path in document()["paths"]:
            target = path.replace("{container}", "none").replace("{host}", "none")
            refused = self.ask(guarded, target)
            self.assertEqual(refused.status == 401, target not in ("/", "/healthz"), target)
            wrong = self.ask(guarded, target, fields=["Authorization: Bearer third"])
            self.assertEqual(wrong.status, refused.status)
        self.assertEqual(self.ask(guarded, f"{V2}/host",
                                  fields=["Authorization: Bearer second"]).status, 200)

        engine = self.monitor("--demo", "3").wait_ready()
        for target in (f"{API}/v1.0/metrics/none", f"{V2}/containers/none", "/none", API,
                       f"{V2}/containers?status=up", f"{V2}/containers?fields=cpus",
                       f"{V2}/containers?label=secret", f"{V2}/containers?all=yes",
                       f"{V2}/containers/none?fields=cpus", f"{V2}/alarms?limit=0",
                       f"{V2}/containers/none/history", f"{V2}/containers/none/history?metric=x",
                       f"{V2}/host/history?from=x", f"{V2}/host/history?step=0",
                       f"{V2}/alarms?state=x", f"{V2}/alarms?severity=x", f"{V2}/alarms?after=x",
                       f"{V2}/stream?topics=x", f"{API}/v1.0/metrics/%zz"):
            made = self.ask(engine, target)
            self.assertIn(made.status, (400, 404), target)
        for target in (f"{V2}/containers", f"{V2}/alarms", f"{V2}/host", "/metrics", "/healthz", "/"):
            self.assertEqual(self.ask(engine, target, fields=['If-Match: "x"']).status, 412, target)
        seen = self.validate()
        statuses = {what.rsplit(" ", 1)[1] for what in seen}
        described = {status for item in document()["paths"].values()
                     for status in item["get"]["responses"]}
        # An answer that takes more than five seconds is none that a test here can make.
        self.assertEqual(described - statuses, {"504"})


class HubApi(Exchanges, FleetCase):
    """The routes of a hub: those that only it has, and the others with the host in them."""

    def test_every_route_of_a_hub(self):
        hub = self.hub()
        engine = self.engine(61)
        agent = self.agent(self.invite("a", "--group", "shop"), engine)
        self.invite("never")
        self.wait_state(hub, "a", "present")
        name = self.wait_containers(hub, "a", 4)[0]["name"]
        engine.post(f"/containers/{name}/pause")
        self.wait_recorded(hub, "a")
        waiting.until(lambda: hub.history()["alarms"], 20, "the hub has no alarm")
        for path, item in document()["paths"].items():
            if "stream" in path:
                continue
            target = path.replace("{container}", name).replace("{host}", "a")
            self.ask_in_all_ways(hub, target)
            if item["get"].get("x-hub"):
                time.sleep(0.5)  # a host answers twenty questions a second
        for target in (f"{V2}/hosts?group=shop", f"{V2}/hosts?format=http_sd", f"{V2}/hosts/never",
                       f"{V2}/hosts/never/host", f"{V2}/hosts/nobody", f"{V2}/containers?host=a",
                       f"{V2}/containers?group=shop&fields=name,host", f"{V2}/alarms?host=a",
                       f"{V2}/host/history?host=a&metric=containers.running", "/metrics?host=a",
                       "/metrics?host=nobody"):
            self.ask_in_all_ways(hub, target)
        followed = exchange.follow(hub.socket, f"{V2}/stream",
                                   lambda text: "event: state\n" in text and "event: samples\n" in text)
        self.recorded.append(followed.record())
        agent.kill()
        self.wait_state(hub, "a", "lost")
        for target in (f"{V2}/hosts", f"{V2}/hosts/a", f"{V2}/hosts/a/containers", f"{V2}/alarms",
                       f"{V2}/hosts/a/alarms", f"{V2}/hosts/a/host", f"{V2}/hosts/a/host/history",
                       f"{V2}/hosts/a/containers/{name}/history"):
            self.ask_in_all_ways(hub, target)
        seen = self.validate()
        own = [path for path, item in document()["paths"].items() if item["get"].get("x-hub")]
        self.assertEqual([path for path in own if f"{path} 200" not in seen], [])
        self.assertIn(f"{V2}/hosts/{{host}}/host 503", seen)
