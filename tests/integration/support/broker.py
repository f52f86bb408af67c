"""A private RabbitMQ on a loopback port the kernel chose, and a consumer that keeps a ledger."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time

import pika

from . import processes, waiting

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"
EXCHANGE, KEY, QUEUE = "alarms.exchange", "alarms", "alarms.queue"
CONFIGURATION = """
listeners.tcp.1 = 127.0.0.1:{port}
loopback_users = none
log.file = false
log.console = true
log.console.level = info
total_memory_available_override_value = 1GB
disk_free_limit.absolute = 1MB
vm_memory_high_watermark.relative = 0.6
"""


class EndedEarly(RuntimeError):
    """The server ended before it accepted a connection."""


class Broker:
    """rabbitmq-server with its own name, data and port mapper; survives kill() with its data."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="dm-broker-")
        self.log = os.path.join(self.folder, "log")
        self.process = self.mapper = None
        self.choose_ports()
        with open(f"{self.folder}/plugins", "w", encoding="ascii") as file:
            file.write("[].\n")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def url(self):
        """As a --sink takes it."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def environment(self):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("RABBITMQ_", "ERL_"))}
        kept.update(
            HOME=self.folder,
            ERL_EPMD_ADDRESS="127.0.0.1", ERL_EPMD_PORT=str(self.mapper_port),
            RABBITMQ_NODENAME="broker@localhost",
            RABBITMQ_DIST_PORT=str(self.distribution_port),
            RABBITMQ_CONF_ENV_FILE="/dev/null",
            RABBITMQ_CONFIG_FILE=f"{self.folder}/rabbitmq.conf",
            RABBITMQ_ADVANCED_CONFIG_FILE=f"{self.folder}/advanced.config",
            RABBITMQ_GENERATED_CONFIG_DIR=f"{self.folder}/generated",
            RABBITMQ_ENABLED_PLUGINS_FILE=f"{self.folder}/plugins",
            RABBITMQ_MNESIA_BASE=f"{self.folder}/data",
            RABBITMQ_LOG_BASE=f"{self.folder}/logs",
            RABBITMQ_PID_FILE=f"{self.folder}/pid",
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-start_epmd false",
        )
        return kept

    def choose_ports(self):
        self.port, self.mapper_port, self.distribution_port = processes.free_ports(3)
        with open(f"{self.folder}/rabbitmq.conf", "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(port=self.port))

    def start(self):
        """Starts the server and waits until it accepts connections."""
        first = self.process is None
        for again in (True, True, False):
            try:
                self.launch()
                return
            except EndedEarly:
                if not again:
                    raise
                # Somebody took one of the ports meanwhile. Clients know the first one already.
                if first:
                    self.stop_mapper()
                    self.choose_ports()
                else:
                    self.distribution_port = processes.free_port()

    def launch(self):
        with open(self.log, "ab") as log:
            where = dict(stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                         env=self.environment(), cwd=self.folder, start_new_session=True)
            if self.mapper is None:
                self.mapper = subprocess.Popen(["epmd"], **where)
            self.process = subprocess.Popen([SERVER], **where)
        waiting.until(self.accepts, 90, lambda: f"rabbitmq: {processes.tail(self.log)}", 0.1)

    def stop_mapper(self):
        if self.mapper:
            self.mapper.kill()
            self.mapper.wait()
            self.mapper = None

    def parameters(self):
        return pika.ConnectionParameters("127.0.0.1", self.port, socket_timeout=5,
                                         blocked_connection_timeout=5, heartbeat=20)

    def accepts(self):
        if self.process.poll() is not None:
            raise EndedEarly(f"rabbitmq ended: {processes.tail(self.log, 5)}")
        try:
            pika.BlockingConnection(self.parameters()).close()
            return True
        except (pika.exceptions.AMQPError, OSError):
            return False

    def members(self):
        """The ids of all processes of the server."""
        return [self.process.pid] + processes.descendants(self.process.pid)

    def kill(self):
        """kill -9 of the whole server."""
        processes.kill(self.members()[1:])
        processes.kill([self.process.pid])
        self.process.wait()

    def freeze(self):
        processes.send(self.members(), signal.SIGSTOP)

    def thaw(self):
        processes.send(self.members(), signal.SIGCONT)

    def revive(self):
        """Runs again, whatever a test before left of it."""
        if self.process.poll() is None:
            self.thaw()
        else:
            self.start()

    def close(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill()
        self.stop_mapper()
        processes.remove(self.folder)


class Delivery:
    """One message as it arrived."""

    def __init__(self, properties, body):
        self.at = time.time()
        self.properties = properties
        self.body = body
        self.alarm = json.loads(body)

    def __repr__(self):
        subject = self.alarm.get("primarySubject", {}).get("container")
        data = self.alarm.get("additionalData", {})
        return f"{subject} {self.alarm.get('kind')} {data}"


class Consumer:
    """Reads the alarm queue in a thread of its own and keeps what arrived, in order."""

    def __init__(self, broker, queue=QUEUE):
        self.broker = broker
        self.queue = queue
        self.ledger = []
        self.ready = threading.Event()
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        self.thread.start()
        waiting.until(self.ready.is_set, 20, "the consumer does not reach the broker")
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join(15)

    def work(self):
        while not self.ending.is_set():
            try:
                self.read()
            except (pika.exceptions.AMQPError, OSError):
                self.ready.clear()
                self.ending.wait(0.2)

    def read(self):
        connection = pika.BlockingConnection(self.broker.parameters())
        try:
            channel = connection.channel()
            channel.exchange_declare(EXCHANGE, "direct", durable=True)
            channel.queue_declare(self.queue, durable=True)
            channel.queue_bind(self.queue, EXCHANGE, KEY)
            self.ready.set()
            for method, properties, body in channel.consume(self.queue, inactivity_timeout=0.1):
                if method is not None:
                    self.ledger.append(Delivery(properties, body))
                    channel.basic_ack(method.delivery_tag)
                if self.ending.is_set():
                    channel.cancel()
                    return
        finally:
            if connection.is_open:
                connection.close()

    def of(self, container):
        """The alarms of one container so far, in order of arrival."""
        return [entry.alarm for entry in list(self.ledger)
                if entry.alarm["primarySubject"]["container"] == container]

    def kinds(self, container):
        return [alarm["kind"] for alarm in self.of(container)]

    def wait_kinds(self, container, kinds, seconds=15):
        """Waits until exactly these kinds have arrived of a container; returns its alarms."""
        waiting.until(lambda: len(self.of(container)) >= len(kinds), seconds,
                      lambda: f"{container}: {self.kinds(container)}, not {kinds}")
        if self.kinds(container) != kinds:
            raise AssertionError(f"{container}: {self.kinds(container)}, not {kinds}")
        return self.of(container)
