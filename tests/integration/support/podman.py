"""A private Podman service: its own storage, its own socket, gone without a trace."""

import os
import signal
import subprocess
import tempfile

from . import processes, waiting
from .client import Client

# The limits: without them Podman raises some, which a container without the right to may not.
# runc: crun refuses machines that have cgroup v1 and v2 at once.
CONFIGURATION = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
"""
STORAGE = """
[storage]
driver = "overlay"
graphroot = "{0}/root"
runroot = "{0}/run"
"""


class Podman(Client):
    """`podman system service` on a socket of its own."""

    def __init__(self):
        folder = tempfile.mkdtemp(prefix="dm-podman-")
        super().__init__(folder, f"{folder}/podman.sock")
        self.log = f"{folder}/service.log"
        self.process = None
        with open(f"{folder}/containers.conf", "w", encoding="ascii") as file:
            file.write(CONFIGURATION)
        with open(f"{folder}/storage.conf", "w", encoding="ascii") as file:
            file.write(STORAGE.format(folder))

    def __enter__(self):
        self.start()
        self.load_busybox()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        environment = dict(os.environ, CONTAINERS_CONF=f"{self.folder}/containers.conf",
                           CONTAINERS_STORAGE_CONF=f"{self.folder}/storage.conf")
        command = ["podman", "--root", f"{self.folder}/root", "--runroot", f"{self.folder}/run",
                   "--tmpdir", f"{self.folder}/tmp", "system", "service", "--time=0", self.url]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)
        waiting.until(self.answers, 30, lambda: f"podman: {processes.tail(self.log)}")

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"podman ended: {processes.tail(self.log)}")
        try:
            return self.get("/_ping").status == 200
        except OSError:
            return False

    def stop(self):
        processes.stop(self.process)

    def close(self):
        try:
            if self.process and self.process.poll() is None:
                self.process.send_signal(signal.SIGCONT)
                self.remove_all()
                self.stop()
        except (subprocess.SubprocessError, AssertionError) as error:
            print(f"podman: {error}")
        left = processes.with_argument(self.folder + "/") + processes.rooted_below(self.folder)
        processes.kill(set(left) - {os.getpid()})
        processes.remove(self.folder)
