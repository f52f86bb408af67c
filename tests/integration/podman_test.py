"""Podman's Docker-compatible service in the engine's place."""

from support import case, waiting
from support.podman import Podman


class PodmanService(case.Case):
    """One service for all tests here."""

    @classmethod
    def setUpClass(cls):
        cls.podman = Podman()
        cls.addClassCleanup(cls.podman.close)
        cls.podman.start()
        cls.podman.load_busybox()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.podman.remove_all)
        self.running = self.monitor(engine=self.podman.url).wait_ready()

    def test_states_and_values_are_served(self):
        self.podman.run("busy", "sh", "-c", "while :; do :; done", options=("--cpus", "0.3"))
        self.podman.run("ended", "sh", "-c", "exit 3")
        self.podman.create("created")
        self.podman.run("held")
        self.podman.docker("pause", "held")
        for name, status in (("busy", "running"), ("ended", "exited"), ("created", "created"),
                             ("held", "paused")):
            self.running.wait_status(name, status)
        self.running.wait_sample("busy", seconds=25)
        waiting.until(lambda: abs(self.running.row("busy").get("cpu", 0) - 30) < 8, 15,
                      lambda: f"a third of a core is shown as {self.running.row('busy')}")
        self.assertEqual(self.running.row("ended"), {"status": "exited"})

    def test_start_pause_unpause_and_stop_are_told(self):
        self.podman.run("life")
        for verb in ("pause", "unpause", "stop"):
            self.podman.docker(verb, "life")
        waiting.until(lambda: self.running.kinds("life") == ["up", "paused", "unpaused", "down"], 20,
                      lambda: f"{self.running.kinds('life')}")
        self.assertEqual(self.running.alarms("life")[-1]["additionalData"]["exitCode"], 137)

    def test_a_crash_tells_its_exit_code(self):
        self.podman.run("crash", "sh", "-c", "exit 5")
        waiting.until(lambda: self.running.kinds("crash") == ["up", "down"], 20,
                      lambda: f"{self.running.kinds('crash')}")
        down = self.running.alarms("crash")[-1]["additionalData"]
        self.assertEqual((down["cause"], down["exitCode"]), ("crashed", 5))

    def test_a_removed_container_goes(self):
        self.podman.run("gone")
        self.running.wait_status("gone", "running")
        self.podman.remove("gone")
        waiting.until(lambda: "gone" not in self.running.rows(), 15, "it is still listed")

    def test_a_service_that_restarts_is_found_again(self):
        self.podman.run("stays")
        self.running.wait_status("stays", "running")
        self.podman.stop()
        self.running.wait_unready()
        self.podman.start()
        self.running.wait_ready(30)
        self.podman.run("after")
        waiting.until(lambda: self.running.kinds("after") == ["up"], 20, "no alarm after it")
        self.assertEqual(self.running.kinds("stays"), ["up"])
