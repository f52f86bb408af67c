"""Where alarms arrive. Each consumer has `url` (as --sink takes it), `arrivals()` of the alarms of
containers and `notices()` of the others, and ends by close()."""

import json
import time

import pika

from checker import Arrival
from ledger import nanoseconds
from support import broker


def arrival(alarm, at=None):
    """An alarm in its default form, as the checker wants it."""
    return Arrival(alarm["id"], alarm["containerId"], alarm["kind"],
                   nanoseconds(alarm["eventTimestamp"]), at, alarm["additionalData"]["origin"])


class Consumer:
    """Keeps (alarm, time of arrival) in `ledger`, in order."""

    kind = ""
    transitions = frozenset({"up", "down", "paused", "unpaused"})

    def __init__(self):
        self.ledger = []
        self.read = []  # the arrivals made of the ledger so far
        self.known = set()  # (container, kind) of these
        self.reached = 0

    def took(self, text):
        self.ledger.append((json.loads(text), time.time_ns()))

    def entries(self):
        return list(self.ledger)

    def arrivals(self):
        """Of the four kinds that an engine's events tell of."""
        entries = self.entries()
        fresh = [arrival(alarm, at) for alarm, at in entries[self.reached:]
                 if alarm["kind"] in self.transitions]
        self.read += fresh
        self.known.update((entry.container, entry.kind) for entry in fresh)
        self.reached = len(entries)
        return list(self.read)

    def notices(self):
        """All other alarms, each id once."""
        kept = {alarm["id"]: alarm for alarm, _ in self.entries()
                if alarm["kind"] not in self.transitions}
        return list(kept.values())

    def has(self, due):
        """Whether the first of its kind of this container has arrived."""
        self.arrivals()
        return (due.container, due.kind) in self.known

    def close(self):
        pass


class Queue(Consumer):
    """The alarm queue of a RabbitMQ."""

    kind = "amqp"

    def __init__(self, server):
        super().__init__()
        self.server = server
        connection = pika.BlockingConnection(server.parameters())
        channel = connection.channel()
        channel.queue_declare(broker.QUEUE, durable=True)
        channel.queue_purge(broker.QUEUE)  # of what a row before has left
        connection.close()
        self.reader = broker.Consumer(server)
        self.reader.__enter__()

    @property
    def url(self):
        return self.server.url

    def entries(self):
        return [(entry.alarm, int(entry.at * 1e9)) for entry in list(self.reader.ledger)]

    def close(self):
        self.reader.__exit__()


class Lines(Consumer):
    """What the log: sink writes; nobody knows when a line came."""

    kind = "log"
    url = "log:"

    def __init__(self):
        super().__init__()
        self.program = None
        self.offset = 0

    def entries(self):
        """A kill may leave the beginning of a line, which the next start goes on behind."""
        with open(f"{self.program.folder}/out", "rb") as file:
            file.seek(self.offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.offset += len(line)
                try:
                    alarm = json.loads(line)
                except ValueError:
                    begin = line.rfind(b'{"namespace"')
                    if begin <= 0:
                        raise
                    alarm = json.loads(line[begin:])
                self.ledger.append((alarm, None))
        return list(self.ledger)
