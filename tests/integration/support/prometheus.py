"""A private Prometheus that scrapes what a test tells it to."""

import json
import subprocess
import urllib.parse

from . import http
from .servers import ReadyServer


class Prometheus(ReadyServer):
    """prometheus that scrapes one address each second, as the job docker-monitor; or one with a
    configuration of its own."""

    name = "prometheus"

    def __init__(self, target=None, discovery=None, configuration=None):
        """In place of a target: the URL of a list of targets, or the path of a configuration."""
        super().__init__()
        self.configuration = configuration or f"{self.folder}/conf.yml"
        if configuration:
            return
        found = (f"    http_sd_configs:\n      - url: {discovery}\n        refresh_interval: 1s\n"
                 if discovery else f"    static_configs:\n      - targets: ['{target}']\n")
        with open(f"{self.folder}/conf.yml", "w", encoding="ascii") as file:
            file.write("global:\n  scrape_interval: 1s\nscrape_configs:\n"
                       f"  - job_name: docker-monitor\n{found}")

    def command(self):
        return ["prometheus", f"--config.file={self.configuration}",
                f"--storage.tsdb.path={self.folder}/data", "--log.level=warn",
                f"--web.listen-address=127.0.0.1:{self.port}"]

    def ask(self, path, **parameters):
        """The data of an answer of its API; fails where it is none."""
        target = f"/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        answer = http.request(f"127.0.0.1:{self.port}", target)
        told = answer.json()
        if told["status"] != "success":
            raise AssertionError(f"{parameters}: {told}")
        return told["data"]

    def query(self, expression):
        """[(labels, value)] of an instant query."""
        return [(row["metric"], float(row["value"][1]))
                for row in self.ask("query", query=expression)["result"]]

    def value(self, expression):
        """The value of a query that gives one; None where it gives none."""
        rows = self.query(expression)
        if len(rows) > 1:
            raise AssertionError(f"{expression}: {rows}")
        return rows[0][1] if rows else None

    def by(self, label, expression):
        """{value of a label: value of the series} of a query."""
        return {labels.get(label): value for labels, value in self.query(expression)}

    def target(self):
        """How the newest scrape went: `health`, `lastError` and so on."""
        return self.ask("targets")["activeTargets"][0]


class Receiver(Prometheus):
    """prometheus that scrapes nothing and takes samples by remote write."""

    def __init__(self):
        super().__init__(target="127.0.0.1:1")
        with open(self.configuration, "w", encoding="ascii") as file:
            file.write("global:\n  scrape_interval: 1m\n")

    def command(self):
        return [*super().command(), "--web.enable-remote-write-receiver"]

    def samples(self, series, window="5m"):
        """[(time, value)] of one series, as they were received."""
        found = self.ask("query", query=f"{series}[{window}]")["result"]
        if len(found) != 1:
            raise AssertionError(f"{series}: {len(found)} series")
        return [(float(time), float(value)) for time, value in found[0]["values"]]


class VictoriaMetrics(Receiver):
    """victoria-metrics, which answers the same queries; it shows what it has got at once."""

    name = "victoria-metrics"
    ready = "/health"

    def command(self):
        return ["victoria-metrics", f"-httpListenAddr=127.0.0.1:{self.port}",
                f"-storageDataPath={self.folder}/data", "-search.latencyOffset=0s",
                "-search.disableCache", "-loggerLevel=WARN"]


def promtool(*arguments, stdin=None, cwd=None):
    """(exit code, what it printed) of promtool."""
    done = subprocess.run(["promtool", *arguments], input=stdin, capture_output=True, text=True,
                          cwd=cwd, check=False)
    return done.returncode, done.stdout + done.stderr


def expressions(dashboard):
    """[(panel's title, query)] of a dashboard of Grafana's, its variables filled in."""
    with open(dashboard, encoding="utf-8") as file:
        panels = json.load(file)["panels"]
    filled = []
    for panel in panels:
        for target in panel.get("targets", ()):
            query = target["expr"]
            for variable, value in (("$__rate_interval", "10s"), ("$instance", ".*"),
                                    ("$name", ".*"), ("$job", "docker-monitor")):
                query = query.replace(variable, value)
            filled.append((panel["title"], query))
    return filled
