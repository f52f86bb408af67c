"""What happened to containers, in the engine's own words: the measure of what was due."""

import datetime
import http.client
import json
import math
import threading
import urllib.parse

from checker import Due
from support import waiting
from support.http import UnixConnection, request

KINDS = {"start": "up", "die": "down", "pause": "paused", "unpause": "unpaused"}
FILTERS = urllib.parse.quote(json.dumps({"type": ["container"]}))


def nanoseconds(text):
    """An engine's or an alarm's RFC 3339 time since 1970."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    moment = datetime.datetime.fromisoformat(whole + "+00:00")
    return int(moment.timestamp()) * 1_000_000_000 + int(fraction[:9].ljust(9, "0"))


class Ledger:
    """Reads the engine's events by itself from now on. Use as a context manager.

    One end is one `die`, whatever came with it. What an engine never tells (a container that died
    while it was away) is added by whoever did it.
    """

    def __init__(self, socket, seconds=False):
        self.seconds = seconds  # the engine's `until` knows whole seconds only
        self.address = f"unix:{socket}"
        self.happened = []  # what is due, in the order the engine told it
        self.seen = set()  # (id, action, timeNano)
        self.before = {}  # {id: state} when the ledger began
        self.connected = threading.Event()
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        now = self.now() / 1e9  # what the engine remembers is over
        self.read(f"&until={math.ceil(now) + 1 if self.seconds else f'{now:.9f}'}")
        self.happened.clear()
        self.connected.clear()
        self.before = self.states()
        self.thread.start()
        waiting.until(self.connected.is_set, 20, "the ledger cannot read the engine's events")
        return self

    def __exit__(self, *_):
        self.ending.set()

    def now(self):
        """The engine's clock."""
        return nanoseconds(request(self.address, "/info").json()["SystemTime"])

    def states(self):
        """{id: state} of all containers."""
        answer = request(self.address, "/containers/json?all=1", timeout=30)
        return {row["Id"]: row["State"] for row in answer.json()}

    def work(self):
        while not self.ending.is_set():
            try:
                self.read()
            except (OSError, http.client.HTTPException):
                pass
            self.connected.clear()
            self.ending.wait(0.05)

    def read(self, until=""):
        """From all that the engine remembers: its clock may step back, so `since` would hide."""
        connection = UnixConnection(self.address[5:], 20 if until else None)
        try:
            connection.request("GET", f"/events?since=1{until}&filters={FILTERS}")
            with connection.getresponse() as response:
                if response.status != 200:
                    return
                self.connected.set()
                while line := response.readline():
                    self.take(line)
        finally:
            connection.close()

    def take(self, line):
        """Enters one event; nonsense is meant for docker-monitor."""
        try:
            event = json.loads(line)
            key = (event["Actor"]["ID"], event["Action"], int(event["timeNano"]))
            if key[1] not in KINDS or len(key[0]) != 64 or key in self.seen:
                return
        except (ValueError, TypeError, KeyError):
            return
        self.seen.add(key)
        self.happened.append(Due(key[0], KINDS[key[1]], key[2]))

    def wait(self, container, kind, seconds=20):
        """Waits until the engine has told of it; returns what is due since."""
        def told():
            return next((entry for entry in reversed(self.due())
                         if entry.container.startswith(container) and entry.kind == kind), None)

        return waiting.until(told, seconds, f"the engine never told of {kind} of {container}")

    def miss(self, container, kind, at=None):
        """Something happened that the engine will never tell."""
        self.happened.append(Due(container, kind, at))

    def missed_end(self, client, name):
        """A container ended and the engine will never tell: its time is in its description."""
        described = client.get(f"/containers/{name}/json").json()
        self.miss(described["Id"], "down", nanoseconds(described["State"]["FinishedAt"]))

    def due(self):
        """Everything that is due, in the order it happened."""
        return list(self.happened)
