"""docker-monitor itself, on a unix socket and on a loopback port the kernel chose."""

import datetime
import json
import os
import re
import subprocess
import tempfile
import time

from . import http, processes, waiting

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BUILD = os.environ.get("DOCKER_MONITOR_BUILD", os.path.join(ROOT, "build", "release"))
PROGRAM = os.path.join(BUILD, "docker-monitor")
METRICS = "/docker-monitor/api/v1.0/metrics"


def environment(folder, **more):
    """Ours without anything that would configure the program or its peers."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("DOCKER_", "RABBITMQ_", "XDG_"))}
    return {**kept, "DOCKER_MONITOR_DATA_DIR": os.path.join(folder, "data"), **more}


def timestamp():
    """Now, as alarms have it."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def run(*arguments, timeout=10, **more):
    """Runs the program to its end."""
    with tempfile.TemporaryDirectory(prefix="dm-run-") as folder:
        return subprocess.run([PROGRAM, *arguments], env=environment(folder, **more), cwd=folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=timeout, check=False)


class Monitor:
    """A running docker-monitor. Use as a context manager; `user` is a numeric id to run as."""

    def __init__(self, *arguments, engine=None, sinks=("log:",), listen=True, user=None, **more):
        self.folder = tempfile.mkdtemp(prefix="dm-monitor-")
        os.chmod(self.folder, 0o777)
        self.socket = f"unix:{self.folder}/http"
        self.command = [PROGRAM]
        if engine:
            self.command += ["--docker-host", engine]
        if listen:
            self.command += ["--listen", self.socket, "--listen", "127.0.0.1:0"]
        for sink in sinks:
            self.command += ["--sink", sink]
        self.command += arguments
        self.environment = environment(self.folder, **more)
        self.user = user
        self.address = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        """Starts the program and waits until it serves."""
        with open(f"{self.folder}/out", "ab") as out, open(f"{self.folder}/err", "ab") as err:
            offset = err.tell()
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=out, stderr=err, user=self.user, group=self.user,
                extra_groups=[] if self.user else None)
        serving = re.compile(r"serving on https?://(127\.0\.0\.1:\d+)")

        def address():
            if self.process.poll() is not None:
                raise AssertionError(f"docker-monitor ended with {self.process.returncode}: "
                                     f"{self.errors()[-3000:]}")
            return serving.search(self.errors()[offset:])

        self.address = waiting.until(address, 10, "not serving").group(1)

    def stop(self):
        """SIGTERM; returns the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        try:
            return self.process.wait(15), time.monotonic() - began
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        processes.remove(self.folder)

    # What it says

    def errors(self):
        with open(f"{self.folder}/err", encoding="utf-8", errors="replace") as file:
            return file.read()

    def alarms(self, container=None):
        """The alarms the log: sink has written to stdout."""
        with open(f"{self.folder}/out", encoding="utf-8") as file:
            written = [json.loads(line) for line in file if line.endswith("\n")]
        return [alarm for alarm in written
                if container is None or alarm["primarySubject"]["container"] == container]

    def kinds(self, container):
        return [alarm["kind"] for alarm in self.alarms(container)]

    def wait_said(self, text, seconds=10):
        """Waits until the logs on stderr hold the text."""
        waiting.until(lambda: text in self.errors(), seconds,
                      f"{text!r} is not in the log")

    # What it serves

    def history(self, query=""):
        """The page of alarms that a query selects, newest first."""
        answer = self.get(f"/docker-monitor/api/v2/alarms{query}")
        if answer.status != 200:
            raise AssertionError(f"alarms{query}: {answer.status} {answer.body}")
        return answer.json()

    def sinks(self):
        """{kind of a sink: its entry in the list}; of several of a kind the last."""
        answer = self.get("/docker-monitor/api/v2/sinks")
        if answer.status != 200:
            raise AssertionError(f"sinks: {answer.status} {answer.body}")
        return {sink["kind"]: sink for sink in answer.json()}

    def wait_sink(self, kind, condition, seconds=10):
        """Waits until a sink's entry satisfies a condition; returns it."""
        waiting.until(lambda: condition(self.sinks()[kind]), seconds,
                      lambda: f"{self.sinks()[kind]}")
        return self.sinks()[kind]

    def get(self, target, **more):
        return http.request(self.socket, target, **more)

    def wait_ready(self, seconds=15):
        """Waits until the engine is connected and its first list is in."""
        waiting.until(lambda: self.get("/readyz").status == 200, seconds,
                      lambda: f"/readyz: {self.get('/readyz').body}")
        return self

    def wait_unready(self, seconds=45):
        waiting.until(lambda: self.get("/readyz").status == 503, seconds, "/readyz is still 200")

    def rows(self, everything=True):
        """{name: members} of the v1.0 list."""
        answer = self.get(METRICS + ("?all=true" if everything else ""))
        if answer.status != 200:
            raise AssertionError(f"{answer.status} {answer.body}")
        rows = {}
        for element in answer.json():
            ((name, members),) = element.items()
            rows[name] = members
        return rows

    def row(self, name):
        """The members of one container, by name or id."""
        answer = self.get(f"{METRICS}/{name}")
        if answer.status != 200:
            raise AssertionError(f"{name}: {answer.status} {answer.body}")
        ((_, members),) = answer.json().items()
        return members

    def wait_status(self, name, status, seconds=10):
        def has():
            return self.rows().get(name, {}).get("status") == status

        waiting.until(has, seconds, lambda: f"{name}: {self.rows().get(name)}, not {status}")

    def wait_sample(self, *names, seconds=15):
        def sampled():
            rows = self.rows()
            return all("cpu" in rows.get(name, {}) and "mem" in rows[name] for name in names)

        waiting.until(sampled, seconds, lambda: f"no sample of {names}: {self.rows()}")
