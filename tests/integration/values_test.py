"""What REST v1.0 serves of real containers, against what the docker command says of them."""

import statistics

from support import case, monitor, shared, waiting

# Half the container's memory as pages of its own, and a file cache that must not count.
FILL = "head -c 32m /dev/zero >/dev/shm/own; head -c 16m /dev/zero >/tmp/file; cat /tmp/file >/tmp/x; "
SLEEP = "exec sleep 1000000"
BUSY = "while :; do :; done"


class Values(case.Case):
    """One engine with a container of every kind, one monitor, for all tests here."""

    @classmethod
    def setUpClass(cls):
        cls.engine = engine = shared.engine()
        cls.addClassCleanup(engine.remove_all)
        engine.run("limited", "sh", "-c", BUSY, options=("--cpus", "0.3"))
        engine.run("idle")
        engine.run("memory", "sh", "-c", FILL + SLEEP, options=("-m", "64m", "--shm-size", "48m"))
        engine.run("frozen", "sh", "-c", BUSY)
        engine.docker("pause", "frozen")
        engine.run("exit3", "sh", "-c", "exit 3")
        engine.run("oom", "tail", "/dev/zero", options=("-m", "16m", "--memory-swap", "16m"))
        engine.run("restarts", "sh", "-c", "exit 1", options=("--restart", "always"))
        engine.run("checked", options=("--health-cmd", "true", "--health-interval", "1s"))
        engine.create("created")
        engine.run("unicode", options=("--label", "beschriftung=grün 绿 \U0001f7e2"))
        engine.wait_state("oom", "exited")
        engine.wait_state("exit3", "exited")
        cls.running = monitor.Monitor(engine=engine.url)
        cls.addClassCleanup(cls.running.close)
        cls.running.start()
        cls.running.wait_ready()

    def setUp(self):
        super().setUp()
        self.monitors = [self.running]

    def test_every_status_is_what_docker_ps_says(self):
        def differences():
            ours = {name: row["status"] for name, row in self.running.rows().items()}
            theirs = self.engine.ps()
            # Between two attempts this one runs for a moment.
            for states in (ours, theirs):
                if states.get("restarts") in ("running", "restarting"):
                    states["restarts"] = "restarting"
            return {name: (ours.get(name), theirs.get(name)) for name in ours | theirs
                    if ours.get(name) != theirs.get(name)}

        waiting.until(lambda: not differences(), 15, lambda: f"(ours, docker's): {differences()}")
        self.assertEqual(self.running.rows()["oom"]["status"], "exited")
        self.assertEqual(self.running.rows()["created"]["status"], "created")
        self.assertEqual(self.running.rows()["frozen"]["status"], "paused")

    def test_the_list_has_what_docker_ps_lists_and_all_adds_the_stopped(self):
        up = {"limited", "idle", "memory", "frozen", "restarts", "checked", "unicode"}
        # One that restarts is not up for a moment at each end.
        waiting.until(lambda: set(self.running.rows(everything=False)) == up, 5,
                      lambda: f"{set(self.running.rows(everything=False))} is not {up}")
        self.assertEqual(set(self.running.rows()), up | {"exit3", "oom", "created"})
        names = [next(iter(row)) for row in self.running.get(monitor.METRICS).json()]
        self.assertEqual(names, sorted(names))

    def test_cpu_is_what_docker_stats_shows(self):
        self.running.wait_sample("limited", "idle")
        ours, theirs = [], []
        for _ in range(3):
            theirs.append(self.engine.stats("limited", "idle"))
            ours.append(self.running.rows())
        for name, tolerance in (("limited", 4), ("idle", 1)):
            mine = statistics.median(row[name]["cpu"] for row in ours)
            docker = statistics.median(row[name][0] for row in theirs)
            self.assertAlmostEqual(mine, docker, delta=tolerance, msg=name)
        mine = statistics.median(row["limited"]["cpu"] for row in ours)
        self.assertAlmostEqual(mine, 30, delta=5)

    def test_memory_is_what_docker_stats_shows_without_the_file_cache(self):
        self.running.wait_sample("memory")
        waiting.until(lambda: self.engine.stats("memory")["memory"][1] > 50, 15, "not filled")

        def close():
            docker = self.engine.stats("memory")["memory"][1]
            return abs(self.running.row("memory")["mem"] - docker) < 1

        waiting.until(close, 10, lambda: f"{self.running.row('memory')}, docker stats: "
                                         f"{self.engine.stats('memory')}")
        self.assertAlmostEqual(self.running.row("memory")["mem"], 51, delta=4)

    def test_what_is_not_running_has_a_status_only(self):
        self.running.wait_sample("limited")
        rows = self.running.rows()
        for name in ("frozen", "exit3", "oom", "created"):
            self.assertEqual(set(rows[name]), {"status"}, name)

    def test_one_container_is_found_by_name_id_and_prefix(self):
        full = self.engine.inspect("unicode")["Id"]
        self.running.wait_sample("unicode")
        for key in ("unicode", full, full[:12], full[:4]):
            answer = self.running.get(f"{monitor.METRICS}/{key}")
            self.assertEqual((answer.status, list(answer.json())), (200, ["unicode"]), key)
        self.assertEqual(self.running.row("exit3"), {"status": "exited"})
        self.assertEqual(self.running.row("created"), {"status": "created"})

    def test_an_unknown_container_is_not_found(self):
        for key in ("nobody", self.engine.inspect("idle")["Id"][:3]):
            answer = self.running.get(f"{monitor.METRICS}/{key}")
            self.assertEqual((answer.status, answer.json()),
                             (404, {"error": "Resource not found"}), key)

    def test_a_new_container_appears_and_a_removed_one_goes_at_once(self):
        name = self.name("passing")
        self.engine.run(name)
        self.running.wait_status(name, "running", seconds=2)
        self.running.wait_sample(name, seconds=8)
        self.engine.remove(name)
        waiting.until(lambda: name not in self.running.rows(), 2, "a removed one is still listed")

    def test_a_renamed_container_keeps_its_row(self):
        before, after = self.name("before"), self.name("after")
        full = self.engine.run(before)
        self.running.wait_status(before, "running")
        self.engine.docker("rename", before, after)
        waiting.until(lambda: after in self.running.rows(), 5, "the new name is not listed")
        self.assertNotIn(before, self.running.rows())
        self.assertEqual(list(self.running.get(f"{monitor.METRICS}/{full}").json()), [after])

    def test_the_tcp_listener_serves_the_same(self):
        answer = monitor.http.request(self.running.address, f"{monitor.METRICS}/exit3")
        self.assertEqual((answer.status, answer.json()), (200, {"exit3": {"status": "exited"}}))
        self.assertEqual(answer.headers.get_content_type(), "application/json")
        head = monitor.http.request(self.running.address, monitor.METRICS, method="HEAD")
        self.assertEqual((head.status, head.body), (200, ""))
        refused = monitor.http.request(self.running.address, monitor.METRICS, method="DELETE")
        self.assertEqual(refused.status, 405)
        self.assertIn("GET", refused.headers["Allow"])
