"""What a real engine cannot do on command, the simulated one does: each answer that goes wrong."""

import time

from support import case, monitor, waiting
from support.simulator import Simulator


class Misbehaviour(case.Case):
    """Each test has a simulated engine and a monitor of its own."""

    def simulate(self, *arguments, containers=10):
        simulator = Simulator(*arguments, containers=containers)
        self.addCleanup(simulator.close)
        simulator.start()
        return simulator

    def watch(self, simulator):
        running = self.monitor(engine=simulator.url).wait_ready(30)
        waiting.until(lambda: set(self.engine_states(simulator)) == set(running.rows()), 20,
                      "the first list is not in")
        return running

    def engine_states(self, simulator):
        def states():
            try:
                listed = simulator.get("/containers/json?all=1").json()
                return {row["Names"][0].lstrip("/"): row["State"] for row in listed}
            except (ValueError, TypeError, KeyError, AttributeError):
                return None  # nonsense that was meant for the monitor

        return waiting.until(states, 20, "the simulated engine talks nonsense for ever")

    def a_running_one(self, simulator):
        states = self.engine_states(simulator)
        return next(name for name, state in states.items() if state == "running")

    def wait_exact(self, simulator, running, seconds=20):
        """Our states are the engine's; a fresh transition has its alarm."""
        def ours():
            try:
                return {name: row["status"] for name, row in running.rows().items()}
            except AssertionError:
                return None

        waiting.until(lambda: ours() == self.engine_states(simulator), seconds,
                      lambda: f"{ours()} is not {self.engine_states(simulator)}")
        name = self.a_running_one(simulator)
        simulator.post(f"/containers/{name}/pause")
        waiting.until(lambda: running.kinds(name)[-1:] == ["paused"], 20, "no fresh alarm")
        ids = [alarm["id"] for alarm in running.alarms()]
        self.assertEqual(len(ids), len(set(ids)))

    def test_10000_containers_are_served_at_once(self):
        simulator = self.simulate(containers=10_000)
        running = self.watch(simulator)
        began = time.monotonic()
        self.assertEqual(len(running.rows()), 10_000)
        self.assertLess(time.monotonic() - began, 2)
        one = next(iter(self.engine_states(simulator)))
        began = time.monotonic()
        running.row(one)
        self.assertLess(time.monotonic() - began, 0.2)

    def test_each_supported_api_version_is_spoken(self):
        for version in ("1.41", "1.45", "1.51", "1.52"):
            with self.subTest(version=version):
                simulator = self.simulate("--api", version)
                running = self.watch(simulator)
                self.wait_exact(simulator, running)

    def test_an_engine_that_refuses_old_versions_later_is_asked_again(self):
        simulator = self.simulate("--api", "1.45")
        running = self.watch(simulator)
        simulator.control("refuse", min="1.45")
        simulator.control("restart", down_ms=300)
        running.wait_ready(30)
        self.wait_exact(simulator, running)

    def test_an_engine_we_are_too_old_or_too_new_for_is_told(self):
        for version, arguments in (("9.0", ("--api", "9.99", "--min-api", "9.0")),
                                   ("1.12", ("--api", "1.12"))):
            with self.subTest(arguments=arguments):
                running = self.monitor(engine=self.simulate(*arguments).url)
                waiting.until(lambda: version in running.get("/readyz").body, 15,
                              lambda: running.get("/readyz").body)
                self.assertIn("update", running.get("/readyz").body)
                self.assertEqual(running.get("/healthz").status, 200)

    def test_a_stream_cut_anywhere_is_resumed(self):
        simulator = self.simulate()
        running = self.watch(simulator)
        for after in (0, 1, 17, 150, 400, 1000):
            simulator.control("cut", after=after, route="events", times=1)
            simulator.control("events", count=20)
        self.wait_exact(simulator, running, seconds=40)

    def test_nonsense_in_the_stream_is_skipped_and_reconciled(self):
        simulator = self.simulate()
        running = self.watch(simulator)
        for kind in ("malformed", "types", "binary", "line1m", "empty"):
            simulator.control("garbage", kind=kind, route="events", times=1)
            simulator.control(f"crash/{self.a_running_one(simulator)}", code=9)
            simulator.control("events", count=5)
        self.wait_exact(simulator, running, seconds=40)

    def test_nonsense_in_lists_and_samples_is_survived(self):
        simulator = self.simulate()
        running = self.watch(simulator)
        for route in ("list", "stats", "inspect", "version", "ping", "info"):
            for kind in ("malformed", "types", "binary", "empty"):
                simulator.control("garbage", kind=kind, route=route, times=2)
        simulator.control("restart", down_ms=100, die=2)
        self.wait_exact(simulator, running, seconds=60)

    def test_a_hanging_engine_holds_nothing_up(self):
        simulator = self.simulate()
        running = self.watch(simulator)
        simulator.control("hang", seconds=8)
        for _ in range(20):
            began = time.monotonic()
            self.assertEqual(running.get(monitor.METRICS).status, 200)
            self.assertLess(time.monotonic() - began, 0.5)
        waiting.until(lambda: simulator.answers(), 20, "still hanging")
        self.wait_exact(simulator, running, seconds=60)

    def test_dropped_events_are_found_by_the_next_comparison(self):
        simulator = self.simulate()
        running = self.watch(simulator)
        simulator.control("drop-events", count=3)
        simulator.control("end", count=3)
        simulator.control("restart", down_ms=100)
        self.wait_exact(simulator, running, seconds=40)

    def test_what_died_while_the_engine_was_away_is_told_once(self):
        simulator = self.simulate(containers=50)
        running = self.watch(simulator)
        simulator.control("restart", down_ms=500, die=20)
        self.wait_exact(simulator, running, seconds=40)
        downs = [alarm for alarm in running.alarms() if alarm["kind"] == "down"]
        self.assertEqual(len(downs), 20)
        self.assertEqual({alarm["additionalData"]["origin"] for alarm in downs}, {"reconciled"})

    def test_3000_events_at_once_leave_the_states_exact(self):
        simulator = self.simulate(containers=100)
        running = self.watch(simulator)
        simulator.control("events", count=3000)
        self.wait_exact(simulator, running, seconds=60)
