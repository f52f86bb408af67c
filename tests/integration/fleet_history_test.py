"""What a hub keeps of the past of its hosts, over losses, removals and restarts."""

import datetime
import time

from support import waiting
from support.fleet import API, FleetCase

STEP = 5  # seconds between two points
LOST_AFTER = 4  # seconds of silence


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class FleetHistory(FleetCase):
    """A hub with a host, which has been recorded for a while."""

    def setUp(self):
        super().setUp()
        self.running = self.hub()
        self.file = self.invite("a")
        self.simulated = self.engine(1)
        self.host = self.agent(self.file, self.simulated)
        self.host.wait_ready()
        self.wait_state(self.running, "a", "present")
        self.wait_containers(self.running, "a", 4)
        self.wait_recorded(self.running, "a")

    def ask(self, target):
        return self.running.get(f"{API}/{target}")

    def points(self, target):
        """{time: mean} of a line that must be there."""
        answer = self.ask(target)
        self.assertEqual(answer.status, 200, answer.body)
        return {seconds(at): mean for at, _, mean, _ in answer.json()["points"]}

    def lose(self):
        """Kills the agent; returns when, by the clock of the hub."""
        killed = time.time()
        self.host.kill()
        self.wait_state(self.running, "a", "lost")
        return killed

    def test_the_hub_counts_what_a_host_has(self):
        def up():
            return [one["name"] for one in self.containers(self.running)
                    if one["status"] == "running"]

        line = "host/history?host=a&metric=containers.running"
        counted = self.ask(line).json()
        self.assertEqual((counted["unit"], counted["step"]), ("count", STEP))
        waiting.until(lambda: list(self.points(line).values())[-1] == len(up()) > 0, 20,
                      lambda: f"{self.points(line)} {up()}")
        name = up()[0]
        self.simulated.post(f"/containers/{name}/pause")
        paused = "hosts/a/host/history?metric=containers.paused"
        before = max(self.points(paused).values())
        waiting.until(lambda: max(self.points(paused).values()) == before + 1, 30,
                      lambda: f"{self.points(paused)}")
        memory = self.points("host/history?host=a&metric=memory.workingSetBytes")
        own = self.host.get(f"{API}/host").json()["memory"]["workingSetBytes"]
        self.assertTrue(all(own / 2 < mean < own * 2 for mean in memory.values()), (own, memory))

    def test_a_host_that_is_away_has_its_past_and_a_gap(self):
        killed = self.lose()
        waiting.until(lambda: time.time() > killed + LOST_AFTER + 2 * STEP, 30, "time stands still")
        for metric in ("cpu.percent", "memory.percent", "containers.running"):
            found = self.points(f"hosts/a/host/history?metric={metric}")
            self.assertEqual(found, self.points(f"host/history?host=a&metric={metric}"))
            self.assertGreaterEqual(len(found), 2)
            self.assertLess(max(found), killed + LOST_AFTER + 1)
        beyond = self.ask("hosts/a/host/history?metric=pids.current")
        self.assertEqual(beyond.status, 503)
        self.assertIn("lost", beyond.json()["error"])
        self.running.stop()
        self.running.start()
        kept = self.points("hosts/a/host/history?metric=containers.running")
        self.assertTrue(kept)
        self.assertLess(max(kept), killed + LOST_AFTER + 1)
        returns = time.time()
        self.agent(self.file, self.simulated)
        self.wait_state(self.running, "a", "present")
        line = "host/history?host=a&metric=containers.running"
        waiting.until(lambda: max(self.points(line)) > returns - STEP, 40,
                      lambda: f"{self.points(line)}")

    def test_the_past_of_a_removed_host_stays(self):
        self.command("remove", "a")
        waiting.until(lambda: self.hosts(self.running) == {}, 5, lambda: self.hosts(self.running))
        removed = time.time()
        self.assertEqual(self.ask("hosts/a/host/history").status, 404)
        waiting.until(lambda: time.time() > removed + 2 * STEP + 1, 20, "time stands still")
        found = self.points("host/history?host=a&metric=containers.running")
        self.assertGreaterEqual(len(found), 2)
        self.assertLess(max(found), removed + 1)

    def test_the_hub_says_whose_history_it_has(self):
        for target, words in (
                ("host/history", "host is the name"),
                ("host/history?host=a&metric=pids.current", "containers.unhealthy"),
                (f"containers/{self.containers(self.running)[0]['name']}/history", "name the host")):
            refused = self.ask(target)
            self.assertEqual(refused.status, 400, target)
            self.assertIn(words, refused.json()["error"])
        self.assertEqual(self.ask("host/history?host=nobody").status, 404)
