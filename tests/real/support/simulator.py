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

    def close(self):
        if self.process:
            processes.stop(self.process)
        processes.remove(self.folder)
