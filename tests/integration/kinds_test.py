"""Alarms beyond the four of transitions: health, restart loops, thresholds."""

import tempfile

from support import case, shared, waiting

RULES = """
[[rule]]
name = "busy"
include = "name=busy-*"
when = "cpu.percent > 20"
for = "1s"
clear = 10
severity = "Minor"

[[rule]]
name = "never"
include = "name=busy-*"
when = "cpu.percent > 9000"
for = "1s"
"""


class Kinds(case.Case):
    """One monitor a test, all alarms from its log: sink."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def wait_kinds(self, running, name, kinds, seconds=20):
        waiting.until(lambda: running.kinds(name)[:len(kinds)] == kinds, seconds,
                      lambda: f"{running.kinds(name)}, not {kinds}")
        return running.alarms(name)[:len(kinds)]

    def test_health_is_told_when_it_goes_and_comes(self):
        running = self.monitor(engine=self.engine.url).wait_ready()
        name = self.name("health")
        self.engine.run(name, options=(
            "--health-cmd", "test ! -e /tmp/ill", "--health-interval", "300ms",
            "--health-retries", "2"))
        self.engine.docker("exec", name, "touch", "/tmp/ill")
        self.wait_kinds(running, name, ["up", "unhealthy"])
        self.engine.docker("exec", name, "rm", "/tmp/ill")
        _, ill, well = self.wait_kinds(running, name, ["up", "unhealthy", "healthy"])
        self.assertEqual((ill["description"], ill["severity"], ill["state"]),
                         ("container became unhealthy", "Major", "open"))
        self.assertEqual((well["closes"], well["severity"], well["state"]),
                         (ill["id"], "Clear", "closed"))

    def test_a_restart_loop_is_told_at_the_third_restart_and_ends_with_the_container(self):
        running = self.monitor(engine=self.engine.url, sinks=("log:?mode=incidents",)).wait_ready()
        name = self.name("loop")
        self.engine.run(name, "sh", "-c", "exit 1", options=("--restart", "always"))
        down, loop = self.wait_kinds(running, name, ["down", "restart-loop"])
        self.assertEqual((loop["description"], loop["severity"], loop["state"]),
                         ("container is restarting in a loop", "Critical", "open"))
        self.assertEqual(loop["additionalData"]["restarts"], 3)
        self.assertEqual(loop["closes"], down["id"])  # it stands for the crash from now on
        self.engine.remove(name)
        waiting.until(lambda: running.alarms(name)[-1]["state"] == "closed", 15, "it never ends")
        # However many more there were, people are told of few, and nothing stays open or comes later.
        marker = self.name("marker")
        self.engine.run(marker, "sh", "-c", "sleep 2; exit 1")
        self.wait_kinds(running, marker, ["down"])
        alarms = running.alarms(name)
        self.assertLess(len(alarms), 6)
        ended = {alarm.get("closes") for alarm in alarms}
        self.assertEqual([alarm["kind"] for alarm in alarms
                          if alarm["state"] == "open" and alarm["id"] not in ended], [])

    def test_a_threshold_opens_and_closes_by_its_rule(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(RULES)
            file.flush()
            running = self.monitor("--rules", file.name, "--interval", "250ms",
                                   engine=self.engine.url).wait_ready()
            name = self.name("busy")
            self.engine.run(name, "sh", "-c", "while test ! -e /tmp/done; do :; done; sleep 100")
            self.wait_kinds(running, name, ["up", "threshold"])
            self.engine.docker("exec", name, "touch", "/tmp/done")
            _, high, low = self.wait_kinds(running, name, ["up", "threshold", "threshold"])
        told = high["additionalData"]
        self.assertEqual((high["state"], high["severity"], told["rule"], told["metric"]),
                         ("open", "Minor", "busy", "cpu.percent"))
        self.assertEqual(told["limit"], 20)
        self.assertGreater(told["value"], 20)
        self.assertIn("cpu.percent above 20", high["description"])
        self.assertEqual((low["state"], low["closes"], low["severity"]),
                         ("closed", high["id"], "Clear"))
        self.assertLess(low["additionalData"]["value"], 10)
