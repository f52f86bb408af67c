"""Private servers that take alarms besides RabbitMQ: Mosquitto and Alertmanager, with consumers."""

import json
import signal
import socket
import subprocess
import tempfile
import threading

from consumers import Consumer
from support import processes, waiting
from support.http import request


class Server:
    """A server on a loopback port the kernel chose; survives kill() with its data."""

    name = ""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix=f"dm-{self.name}-")
        self.port = processes.free_port()
        self.process = None

    def command(self):
        raise NotImplementedError

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=self.folder)
        waiting.until(self.accepts, 30,
                      lambda: f"{self.name}: {processes.tail(self.folder + '/log')}")

    def accepts(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended: {processes.tail(self.folder + '/log')}")
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill()
        processes.remove(self.folder)


class MosquittoServer(Server):
    """mosquitto that keeps what it was told to retain, as far as it does."""

    name = "mosquitto"

    def __init__(self):
        super().__init__()
        with open(f"{self.folder}/conf", "w", encoding="ascii") as file:
            file.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser root\n"
                       f"persistence true\npersistence_location {self.folder}/\n"
                       "max_queued_messages 0\nlog_type error\nlog_type warning\n")

    def command(self):
        return ["/usr/sbin/mosquitto", "-c", f"{self.folder}/conf"]


class Topic(Consumer):
    """What is published: alarms at the topic itself, states retained below it."""

    kind = "mqtt"
    topic = "docker-monitor/alarms"

    def __init__(self):
        super().__init__()
        self.server = MosquittoServer()
        self.server.start()
        self.reader = subprocess.Popen(
            ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.server.port), "-q", "1", "-c", "-i",
             "ledger", "-t", self.topic, "-F", "%r %p"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"mqtt://127.0.0.1:{self.server.port}/{self.topic}?mode=events"

    def work(self):
        for line in self.reader.stdout:
            retained, _, text = line.partition(" ")
            if retained == "0":
                self.took(text)

    def states(self):
        """{topic below ours: what is retained there}"""
        told = subprocess.run(
            ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.server.port), "-t",
             f"{self.topic}/#", "-F", "%r %t %p", "-W", "1"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False).stdout
        found = {}
        for line in told.splitlines():
            retained, topic, text = line.split(" ", 2)
            if retained == "1":
                found[topic.removeprefix(self.topic + "/")] = json.loads(text)
        return found

    def close(self):
        self.reader.terminate()
        self.reader.wait()
        self.reader.stdout.close()
        self.server.close()


class AlertmanagerServer(Server):
    """prometheus-alertmanager that notifies nobody."""

    name = "alertmanager"

    def __init__(self):
        super().__init__()
        with open(f"{self.folder}/conf.yml", "w", encoding="ascii") as file:
            file.write("route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n")

    def command(self):
        return ["prometheus-alertmanager", f"--config.file={self.folder}/conf.yml",
                f"--storage.path={self.folder}/data", "--cluster.listen-address=",
                f"--web.listen-address=127.0.0.1:{self.port}"]

    def accepts(self):
        if not super().accepts():
            return False
        try:
            return request(f"127.0.0.1:{self.port}", "/-/ready").status == 200
        except OSError:
            return False


class Alerts(Consumer):
    """What an Alertmanager holds. It knows levels, no transitions: it has no ledger."""

    kind = "alertmanager"
    transitions = frozenset()
    levels = {"down": "ContainerDown", "paused": "ContainerPaused"}

    def __init__(self):
        super().__init__()
        self.server = AlertmanagerServer()
        self.server.start()

    @property
    def url(self):
        return f"alertmanager+http://127.0.0.1:{self.server.port}?mode=events"

    def active(self):
        """[(name of the alert, id of the container)] of what is open, sorted."""
        answer = request(f"127.0.0.1:{self.server.port}", "/api/v2/alerts?active=true")
        if answer.status != 200:
            raise AssertionError(f"alertmanager: {answer.status} {answer.body}")
        return sorted((alert["labels"]["alertname"], alert["annotations"].get("containerId", ""))
                      for alert in answer.json())

    def expected(self, due):
        """What has to be open after all that was due."""
        last = {entry.container: self.levels.get(entry.kind) for entry in due}
        return sorted((level, container) for container, level in last.items() if level)

    def wait_exact(self, due, seconds):
        def shown():
            try:
                return self.active() == self.expected(due)
            except OSError:
                return False

        waiting.until(shown, seconds,
                      lambda: f"open: {self.active()}, expected: {self.expected(due)}", every=0.5)

    def close(self):
        self.server.close()
