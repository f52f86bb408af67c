"""Private servers that take alarms besides RabbitMQ: Mosquitto and Alertmanager."""

import json
import signal
import socket
import subprocess
import tempfile
import threading

from . import http, processes, waiting


class Server:
    """A server on a loopback port the kernel chose; survives kill() with its data."""

    name = ""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix=f"dm-{self.name}-")
        self.port = processes.free_port()
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

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

    def stop(self):
        """Ends it in an orderly way, so that it writes what it has in memory."""
        self.process.terminate()
        self.process.wait(30)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill()
        processes.remove(self.folder)


class Mosquitto(Server):
    """mosquitto that keeps what it was told to retain, as far as it does; with `user` and
    `password`, for that one only."""

    name = "mosquitto"

    def __init__(self, user=None, password=None):
        super().__init__()
        self.login = ["-u", user, "-P", password] if user else []
        access = "allow_anonymous true\n"
        if user:
            subprocess.run(["mosquitto_passwd", "-b", "-c", f"{self.folder}/passwords", user,
                            password], check=True, capture_output=True)
            access = f"allow_anonymous false\npassword_file {self.folder}/passwords\n"
        with open(f"{self.folder}/conf", "w", encoding="ascii") as file:
            file.write(f"listener {self.port} 127.0.0.1\n{access}user root\n"
                       f"persistence true\npersistence_location {self.folder}/\n"
                       "max_queued_messages 0\nlog_type error\nlog_type warning\n")

    def command(self):
        return ["/usr/sbin/mosquitto", "-c", f"{self.folder}/conf"]

    def client(self, *arguments):
        """The command of a subscriber."""
        return ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), *self.login, *arguments]

    def retained(self, topic):
        """{topic below that one: what is retained there}"""
        told = subprocess.run(
            self.client("-t", f"{topic}/#", "-F", "%r %t %p", "-W", "1", "--retained-only"),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False).stdout
        found = {}
        for line in told.splitlines():
            retained, where, text = line.split(" ", 2)
            if retained == "1":
                found[where.removeprefix(topic + "/")] = json.loads(text)
        return found


class Subscriber:
    """Gives what is published at a topic, and was not retained, to `take`."""

    def __init__(self, server, topic, take):
        # Known by its name, it gets what came while it was away.
        self.process = subprocess.Popen(
            server.client("-q", "1", "-c", "-i", "ledger", "-t", topic, "-F", "%r %p"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.take = take
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        for line in self.process.stdout:
            retained, _, text = line.partition(" ")
            if retained == "0":
                self.take(text)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.thread.join(5)
        self.process.stdout.close()


class ReadyServer(Server):
    """One that says over HTTP when it is ready, as those of Prometheus do."""

    ready = "/-/ready"

    def accepts(self):
        if not super().accepts():
            return False
        try:
            return http.request(f"127.0.0.1:{self.port}", self.ready).status == 200
        except OSError:
            return False


class Alertmanager(ReadyServer):
    """prometheus-alertmanager that notifies nobody; or one with a configuration of its own."""

    name = "alertmanager"

    def __init__(self, configuration=None):
        """`configuration` is the path of a file."""
        super().__init__()
        self.configuration = configuration or f"{self.folder}/conf.yml"
        if configuration:
            return
        with open(self.configuration, "w", encoding="ascii") as file:
            file.write("route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n")

    def command(self):
        return ["prometheus-alertmanager", f"--config.file={self.configuration}",
                f"--storage.path={self.folder}/data", "--cluster.listen-address=",
                f"--web.listen-address=127.0.0.1:{self.port}"]

    def active(self):
        """The alerts that fire."""
        answer = http.request(f"127.0.0.1:{self.port}", "/api/v2/alerts?active=true")
        if answer.status != 200:
            raise AssertionError(f"alertmanager: {answer.status} {answer.body}")
        return answer.json()
