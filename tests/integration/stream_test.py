"""The live stream of what happens to real containers."""

import json
import threading

from support import case, exchange, monitor, shared, waiting

STREAM = "/docker-monitor/api/v2/stream"
ALARMS = "/docker-monitor/api/v2/alarms"


class Follower:
    """Follows the stream on a thread of its own, as an EventSource does; close it at the end."""

    def __init__(self, address, query="", last_event_id=None):
        fields = ["Accept: text/event-stream"]
        if last_event_id:
            fields.append(f"Last-Event-ID: {last_event_id}")
        self.connection = exchange.connect(address)
        self.connection.settimeout(None)
        self.connection.sendall(exchange.head_of(STREAM + query, fields=fields))
        self.events = []  # (name, id, data)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        lines = self.connection.makefile("rb")
        while lines.readline().strip():
            pass  # the head
        event = {}
        for line in lines:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field:
                event[field] = value
            elif "data" in event:
                self.events.append((event["event"], event["id"], json.loads(event["data"])))
                event = {}

    def close(self):
        self.connection.shutdown(2)
        self.thread.join(5)
        self.connection.close()

    def wait(self, name, matches=lambda data: True, seconds=5):
        """The first event of this name whose data matches."""
        def found():
            return next((event for event in list(self.events)
                         if event[0] == name and matches(event[2])), None)

        return waiting.until(found, seconds,
                             lambda: f"no {name}, only {[event[0] for event in self.events]}")


class Stream(case.Case):
    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def follow(self, running, *arguments):
        follower = Follower(running.socket, *arguments)
        self.addCleanup(follower.close)
        return follower

    def test_a_container_is_followed_from_its_start_to_its_end(self):
        running = self.monitor(engine=self.engine.url)
        running.wait_ready()
        follower = self.follow(running)
        _, _, state = follower.wait("state")
        self.assertTrue(state["host"]["engine"]["connected"])
        self.assertIsInstance(state["alarms"], list)
        name = self.name("web")
        self.engine.run(name, "sh", "-c", "while :; do :; done")
        about = {"added": None, "changed": None, "removed": None}
        for change in ("added", "changed"):
            _, _, about[change] = follower.wait(
                "container", lambda data, c=change: (data["change"], data["container"]["name"]) == (c, name))
        follower.wait("samples", lambda data: any(
            row["name"] == name and row["cpu"].get("percent", 0) > 1 for row in data))
        self.engine.docker("rm", "-f", name)
        _, _, down = follower.wait(
            "alarm", lambda data: (data["primarySubject"]["container"], data["kind"]) == (name, "down"))
        follower.wait("container", lambda data: data["change"] == "removed"
                      and data["container"]["name"] == name)
        history = waiting.until(
            lambda: [alarm for alarm in json.loads(running.get(ALARMS).body)["alarms"]
                     if alarm["id"] == down["id"]], 5, lambda: "not in the history")
        self.assertEqual(history[0]["description"], down["description"])
        self.assertEqual(history[0]["eventTimestamp"], down["eventTimestamp"])

    def test_who_was_away_for_a_moment_is_told_what_was_missed(self):
        running = self.monitor(engine=self.engine.url)
        running.wait_ready()
        first = self.follow(running, "?topics=alarms")
        _, seen, _ = first.wait("state")
        name = self.name("short")
        self.engine.run(name, "true")
        first.wait("alarm", lambda data: data["kind"] == "down"
                   and data["primarySubject"]["container"] == name)
        back = self.follow(running, "?topics=alarms", seen)
        back.wait("alarm", lambda data: data["kind"] == "down"
                  and data["primarySubject"]["container"] == name)
        self.assertEqual([event for event in back.events if event[0] == "state"], [])
        self.assertEqual([event[1] for event in back.events], [
            event[1] for event in first.events if event[0] == "alarm"][:len(back.events)])

    def test_after_our_restart_there_is_a_new_state(self):
        running = self.monitor(engine=self.engine.url)
        running.wait_ready()
        _, seen, _ = self.follow(running).wait("state")
        running.stop()
        running.start()
        running.wait_ready()
        self.follow(running, "", seen).wait("state")

    def test_the_engine_goes_and_comes_back(self):
        running = self.monitor(engine=self.engine.url)
        running.wait_ready()
        follower = self.follow(running)
        follower.wait("state")
        self.engine.kill()
        self.addCleanup(self.engine.revive)
        follower.wait("host", lambda host: not host["engine"]["connected"]
                      and "problem" in host["engine"], seconds=15)
        self.engine.start()
        follower.wait("host", lambda host: host["engine"]["connected"], seconds=40)
