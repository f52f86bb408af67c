"""A private Docker Engine: its own data, its own socket, no networks, gone without a trace."""

import os
import signal
import subprocess
import tempfile

from . import processes, waiting
from .client import Client

# How far the heap of dockerd, its shims and runc grows before they collect. Their usual 100 makes
# the start of a container a fifth more expensive.
GARBAGE_PERCENT = "400"


class Engine(Client):
    """dockerd on a socket of its own. Use as a context manager, or start() and close()."""

    def __init__(self):
        folder = tempfile.mkdtemp(prefix="dm-engine-")
        super().__init__(folder, f"{folder}/docker.sock")
        self.log = f"{folder}/dockerd.log"
        self.process = None

    def __enter__(self):
        self.start()
        self.load_busybox()
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, live_restore=False):
        """Starts dockerd and waits until it answers."""
        command = [
            "dockerd", "--data-root", f"{self.folder}/data", "--exec-root", f"{self.folder}/exec",
            "--host", self.url, "--pidfile", f"{self.folder}/pid", "--bridge=none",
            "--iptables=false", "--ip-forward=false", "--ip-masq=false",
        ] + (["--live-restore"] if live_restore else [])
        for stale in (f"{self.folder}/pid", f"{self.folder}/exec/containerd/containerd.pid"):
            if os.path.exists(stale):
                os.unlink(stale)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True,
                                            env=os.environ | {"GOGC": GARBAGE_PERCENT})
        waiting.until(self.answers, 60, lambda: f"dockerd: {processes.tail(self.log)}")

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"dockerd ended: {processes.tail(self.log)}")
        try:
            return self.get("/_ping").status == 200
        except OSError:
            return False

    def kill(self):
        """kill -9 of dockerd; its containerd ends with it, containers and their shims live on."""
        below = [pid for pid in processes.descendants(self.process.pid)]
        self.process.kill()
        self.process.wait()
        waiting.until(lambda: not any(processes.alive(pid) for pid in below), 10,
                      "containerd outlived dockerd")

    def stop(self):
        """Stops dockerd in its own way, which without live-restore stops the containers too."""
        processes.stop(self.process, 30)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def revive(self):
        """Runs again, whatever a test before left of it."""
        if self.process.poll() is None:
            self.thaw()
        else:
            self.start()

    def close(self):
        """Removes all containers, ends every process of this engine, removes its files."""
        try:
            if self.process and self.process.poll() is None:
                self.thaw()
                self.remove_all()
                self.stop()
        except (subprocess.SubprocessError, AssertionError) as error:
            print(f"engine: {error}")
        left = processes.with_argument(self.folder + "/") + processes.rooted_below(self.folder)
        processes.kill(set(left) - {os.getpid()})
        processes.remove(self.folder)
