"""The simulated engine as a program: many containers, and misbehaviour on command."""

import glob
import os
import subprocess
import tempfile

from . import http, monitor, processes, waiting


class Simulator:
    """docker-monitor-simulator on a private socket."""

    def __init__(self, *arguments, containers=10):
        self.folder = tempfile.mkdtemp(prefix="dm-simulator-")
        self.socket = os.path.join(self.folder, "docker.sock")
        self.url = f"unix://{self.socket}"
        self.arguments = ["--socket", self.socket, "--containers", str(containers), *arguments]
        self.process = None

    @staticmethod
    def program():
        found = glob.glob(f"{monitor.BUILD}/**/docker-monitor-simulator", recursive=True)
        if not found:
            raise FileNotFoundError(f"no docker-monitor-simulator below {monitor.BUILD}")
        return found[0]

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen([self.program(), *self.arguments], stdout=log,
                                            stdin=subprocess.DEVNULL, stderr=log)
        waiting.until(self.answers, 20, lambda: processes.tail(f"{self.folder}/log"))

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"simulator: {processes.tail(self.folder + '/log')}")
        try:
            return http.request(f"unix:{self.socket}", "/_ping").status == 200
        except OSError:
            return False

    def ask(self, target, method):
        """Asks the API; while the simulated engine restarts, again."""
        def answered():
            try:
                return http.request(f"unix:{self.socket}", target, method=method)
            except (ConnectionError, FileNotFoundError):
                return None

        return waiting.until(answered, 20, "the simulated engine does not return")

    def get(self, target):
        return self.ask(target, "GET")

    def post(self, target):
        answer = self.ask(target, "POST")
        if answer.status >= 300:
            raise RuntimeError(f"{target}: {answer.status} {answer.body}")
        return answer

    def control(self, verb, **values):
        """Orders a misbehaviour; simulator/README.md lists them."""
        query = "&".join(f"{name}={value}" for name, value in values.items())
        return self.post(f"/simulator/{verb}?{query}")

    def close(self):
        if self.process:
            processes.stop(self.process)
        processes.remove(self.folder)
