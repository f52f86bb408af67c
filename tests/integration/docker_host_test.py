"""One engine by several URLs: what is known of it follows it, and what is of another does not."""

import glob
import json
import os
import shutil
import time

from support import case, shared, tls, waiting
from support.receiver import Receiver
from support.simulator import Simulator

API = "/docker-monitor/api/v2"
TAKEN = "this engine was watched by another --docker-host"


class DockerHost(case.Case):
    """The shared engine by its socket, by ports of loopback, and by a second path of the socket."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def port(self):
        """A URL of the engine that no test has used."""
        front = tls.Front(self.engine.socket)
        self.addCleanup(front.__exit__)
        return front.__enter__().url

    @staticmethod
    def start(running, url):
        """Starts again with another --docker-host; returns what the log says from then on."""
        before = len(running.errors())
        running.command[running.command.index("--docker-host") + 1] = url
        running.start()
        running.wait_ready()
        return running.errors()[before:]

    def pause(self, running, name):
        """Pauses a container, which is an open alarm."""
        self.engine.docker("pause", name)
        waiting.until(lambda: running.kinds(name) == ["up", "paused"], 10, "not paused")

    def paused(self, running, word):
        """A container that came up and was paused while a monitor was running."""
        name = self.name(word)
        self.engine.run(name)
        waiting.until(lambda: running.kinds(name) == ["up"], 10, "no up")
        self.pause(running, name)
        return name

    @staticmethod
    def shown(running, name):
        """[(kind, state)] of a container's alarms, newest first."""
        return [(alarm["kind"], alarm["state"])
                for alarm in running.history(f"?limit=1000&container={name}")["alarms"]]

    def times(self, running, name, began):
        """The times of a container's history since then, in steps of 15 seconds."""
        answer = running.get(
            f"{API}/containers/{name}/history?metric=cpu.percent&step=15&from={began}")
        self.assertEqual(answer.status, 200, answer.body)
        return {point[0] for point in answer.json()["points"]}

    @staticmethod
    def files(running):
        """{name: content} of the databases."""
        found = {}
        for path in glob.glob(f"{running.environment['DOCKER_MONITOR_DATA_DIR']}/*.sqlite*"):
            with open(path, "rb") as file:
                found[os.path.basename(path)] = file.read()
        return found

    def test_alarms_outbox_and_history_follow_the_engine_to_another_url_and_back(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        received = []
        receiver.took = received.append
        receiver.always = 503
        began = int(time.time())
        running = self.monitor(
            "--source", "engine", engine=self.engine.url,
            sinks=("log:", f"{receiver.address}?mode=events")).wait_ready()
        name = self.name("moved")
        self.engine.run(name)
        running.wait_sample(name)
        waiting.until(lambda: len(self.times(running, name, began)) >= 2, 60, "no history", 0.5)
        self.pause(running, name)
        running.wait_sink("webhook", lambda sink: sink["pending"] == 2)
        shown, times = self.shown(running, name), self.times(running, name, began)
        self.assertEqual(running.stop()[0], 0)

        told = self.start(running, self.port())
        self.assertEqual(told.count(TAKEN), 1, told)
        self.assertEqual(self.shown(running, name), shown)
        self.assertLessEqual(times, self.times(running, name, began))
        running.wait_sink("webhook", lambda sink: sink["pending"] == 2)

        # And back after a crash, with a part of the data in SQLite's log.
        running.kill()
        self.engine.docker("unpause", name)
        receiver.always = None
        told = self.start(running, self.engine.url)
        self.assertEqual(told.count(TAKEN), 1, told)
        waiting.until(lambda: len(running.kinds(name)) >= 3, 10, lambda: f"{running.alarms(name)}")
        up, paused, unpaused = running.alarms(name)
        self.assertEqual(unpaused["closes"], paused["id"])
        self.assertEqual(unpaused["additionalData"]["origin"], "replayed")
        running.wait_sink("webhook", lambda sink: sink["pending"] == 0, 30)
        self.assertEqual([alarm["id"] for alarm in map(json.loads, received)
                          if alarm["primarySubject"]["container"] == name],
                         [up["id"], paused["id"], unpaused["id"]])
        self.assertLessEqual(times, self.times(running, name, began))

        running.stop()
        self.assertNotIn(TAKEN, self.start(running, self.engine.url))
        self.assertEqual(running.kinds(name), ["up", "paused", "unpaused"])
        self.assertEqual({file.partition("-")[0] for file in self.files(running)}, {"unix"})

    def test_the_data_of_another_engine_stay_where_they_are(self):
        with Simulator(containers=3) as other:
            running = self.monitor(engine=other.url).wait_ready()
            name = next(name for name, row in running.rows().items() if row["status"] == "running")
            other.post(f"/containers/{name}/pause")
            waiting.until(lambda: running.kinds(name) == ["paused"], 10, "no alarm")
            running.stop()
            before = self.files(running)
            self.assertNotIn(TAKEN, self.start(running, self.port()))
            self.assertEqual(self.shown(running, name), [])
            after = self.files(running)
            self.assertEqual({file: after.get(file) for file in before}, before)
            running.stop()
            self.assertNotIn(TAKEN, self.start(running, other.url))
            self.assertIn(("paused", "open"), self.shown(running, name))

    def test_a_running_instance_keeps_its_data_and_of_two_none_are_taken(self):
        first = self.monitor(engine=self.engine.url).wait_ready()
        name = self.paused(first, "kept")
        data = first.environment["DOCKER_MONITOR_DATA_DIR"]
        second = self.monitor(engine=self.port(), DOCKER_MONITOR_DATA_DIR=data).wait_ready()
        self.assertNotIn("up", [kind for kind, _ in self.shown(second, name)])
        self.engine.docker("unpause", name)
        waiting.until(lambda: first.kinds(name) == ["up", "paused", "unpaused"], 10, "no alarm")
        second.wait_status(name, "running")
        self.assertEqual((first.stop()[0], second.stop()[0]), (0, 0))
        told = self.start(second, self.port())
        self.assertIn("under more than one other --docker-host", told)
        self.assertNotIn(TAKEN, second.errors())
        self.assertEqual(self.shown(second, name), [])
        self.assertEqual(len([file for file in self.files(second)
                              if file.endswith(".sqlite") and "history" not in file]), 3)

    def test_a_start_while_the_engine_is_away_is_quick_and_leaves_everything(self):
        running = self.monitor(engine=self.engine.url).wait_ready()
        name = self.paused(running, "left")
        shown = self.shown(running, name)
        self.assertEqual(running.stop()[0], 0)
        before = self.files(running)
        path = f"{running.folder}/docker.sock"  # where nobody listens yet
        running.command[running.command.index("--docker-host") + 1] = f"unix://{path}"
        began = time.monotonic()
        running.start()
        self.assertLess(time.monotonic() - began, 5)
        running.wait_said("what it may have under another --docker-host stays there")
        os.symlink(self.engine.socket, path)
        running.wait_ready()
        self.assertEqual(running.stop()[0], 0)
        after = self.files(running)
        self.assertEqual({file: after.get(file) for file in before}, before)
        # docs/troubleshooting.md: without what has begun meanwhile, the next start finds the rest.
        for file in set(after) - set(before):
            shutil.move(f"{running.environment['DOCKER_MONITOR_DATA_DIR']}/{file}", running.folder)
        told = self.start(running, f"unix://{path}")
        self.assertEqual(running.errors().count(TAKEN), 1, told)
        self.assertEqual(self.shown(running, name), shown)
        self.assertEqual(running.kinds(name), ["up", "paused"])
