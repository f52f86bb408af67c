"""Data that an earlier version wrote, as dumps of its databases in tests/fixtures/data: the next
version opens it with alarms, outbox and history; that of a newer version stays untouched."""

import glob
import json
import os
import sqlite3

from support import case, monitor, waiting
from support.receiver import Receiver

DATA = os.path.join(monitor.ROOT, "tests", "fixtures", "data")
FALSE_CLOCK = "".join(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")[:1])
# A minute after each dump was made, as old data is removed. Simulated containers wrote it.
WRITTEN = {"0.1": "2026-11-30 10:51:00"}
API = "/docker-monitor/api/v2"
PENDING = [("shop-api-1", "paused"), ("shop-api-1", "unpaused"), ("shop-web-1", "down")]


class Upgrade(case.Case):
    """No engine is there: what is shown is what was stored."""

    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.received = []
        self.receiver.took = self.received.append

    def prepared(self, version):
        """A monitor that does not run, with the data of a version."""
        running = self.monitor(
            "--log-level", "info", engine="unix:///nonexistent/docker.sock",
            sinks=(f"{self.receiver.address}?mode=events", "log:"),
            LD_PRELOAD=FALSE_CLOCK, FAKETIME=f"@{WRITTEN[version]}", TZ="UTC",
            FAKETIME_DONT_FAKE_MONOTONIC="1")
        running.stop()
        folder = running.environment["DOCKER_MONITOR_DATA_DIR"]
        self.history, = glob.glob(f"{folder}/*.history.sqlite")
        self.alarms, = set(glob.glob(f"{folder}/*.sqlite")) - {self.history}
        with sqlite3.connect(self.alarms) as database:  # its key has the port of the receiver
            (key,), = database.execute("SELECT key FROM sinks WHERE key LIKE 'webhook %'")
        for path, name in ((self.alarms, "alarms"), (self.history, "history")):
            for file in glob.glob(f"{path}*"):
                os.remove(file)
            with open(f"{DATA}/{version}/{name}.sql", encoding="utf-8") as dump:
                script = dump.read()
            database = sqlite3.connect(path)
            # A dump has neither of these.
            database.executescript(script + "PRAGMA user_version = 1; PRAGMA journal_mode = WAL;")
            if name == "alarms":
                database.execute("UPDATE sinks SET key = ? WHERE key LIKE 'webhook %'", (key,))
            database.commit()
            database.close()
        return running

    def test_alarms_outbox_and_history_of_each_version_are_there(self):
        self.assertEqual(sorted(os.listdir(DATA)), sorted(WRITTEN))
        for version in WRITTEN:
            running = self.prepared(version)
            running.start()
            waiting.until(lambda: len(self.received) >= len(PENDING), 20,
                          lambda: f"{self.received} {running.errors()}")
            sent = [(alarm["primarySubject"]["container"], alarm["kind"])
                    for alarm in map(json.loads, self.received)]
            self.assertEqual(sorted(sent), PENDING)
            self.assertLess(sent.index(PENDING[0]), sent.index(PENDING[1]))  # of one container
            shown = running.get(f"{API}/alarms?limit=10").json()["alarms"]
            self.assertEqual(sorted((alarm["primarySubject"]["container"], alarm["kind"])
                                    for alarm in shown if "containerId" in alarm), PENDING)
            self.assertEqual({alarm["kind"]: alarm["state"] for alarm in shown}["down"], "open")
            history = running.get(f"{API}/containers/shop-web-1/history?metric=cpu.percent").json()
            values = [point[1] for point in history["points"]]  # each is 15 seconds
            self.assertGreaterEqual(len(values), 2)
            self.assertTrue(all(0 < value < 400 for value in values), values)
            self.compare_history_of_host(running, WRITTEN[version].replace(" ", "T"))
            running.stop()

    def compare_history_of_host(self, running, started):
        """What is kept of the host since a later version begins then; the rest goes on."""
        def points(metric):
            history = running.get(f"{API}/host/history?metric={metric}").json()
            return [point[0] for point in history.get("points", ())]

        waiting.until(lambda: points("load.oneMinute"), 20, running.errors)
        self.assertGreaterEqual(min(points("load.oneMinute")), started)
        before = [time for time in points("cpu.percent") if time < started]
        self.assertGreaterEqual(len(before), 2)

    def test_data_of_a_newer_version_is_left_alone_and_the_way_back_is_named(self):
        running = self.prepared("0.1")
        before = {}
        for path in (self.alarms, self.history):
            with sqlite3.connect(path) as database:
                database.execute("PRAGMA user_version = 99")
            database.close()
            with open(path, "rb") as file:
                before[path] = file.read()
        running.start()
        waiting.until(lambda: running.errors().count("newer version") >= 2, 10, running.errors)
        self.assertIn("--data-dir", running.errors())
        running.stop()
        for path, text in before.items():
            with open(path, "rb") as file:
                self.assertEqual(file.read(), text, path)
