"""What containers may use, as the engine set it, and the host they run on."""

import os

from support import case, shared, waiting

CONTAINERS = "/docker-monitor/api/v2/containers"
HOST = "/docker-monitor/api/v2/host"
BUSY = "while :; do :; done"


class Limits(case.Case):
    def test_a_limit_is_shown_as_it_was_set_and_an_updated_one_soon(self):
        engine = shared.engine()
        self.addCleanup(engine.remove_all)
        engine.run("half", "sh", "-c", BUSY, options=("--cpus", "0.5"))
        engine.run("free")
        running = self.sampled(engine.url)

        def limit(name):
            return running.get(f"{CONTAINERS}/{name}").json()["cpu"].get("limitPercent")

        self.assertEqual(limit("half"), 50)
        self.assertEqual(limit("free"), 100 * os.cpu_count())
        engine.docker("update", "--cpus", "1.5", "half")
        waiting.until(lambda: limit("half") == 150, 5, lambda: f"the limit is {limit('half')}")

    def test_the_host_is_measured_as_the_kernel_tells(self):
        engine = shared.engine()
        running = self.sampled(engine.url)
        host = running.get(HOST).json()
        with open("/proc/meminfo", encoding="ascii") as file:
            words = file.read().split()
        total = int(words[words.index("MemTotal:") + 1]) * 1024
        free = int(words[words.index("MemFree:") + 1]) * 1024
        self.assertEqual(host["memoryBytes"], total)
        self.assertAlmostEqual(host["memory"]["usageBytes"], total - free, delta=256 << 20)
        available = int(words[words.index("MemAvailable:") + 1]) * 1024
        self.assertAlmostEqual(host["memory"]["usedBytes"], total - available, delta=256 << 20)
        self.assertGreaterEqual(host["cpu"]["percent"], 0)
        self.assertLessEqual(host["cpu"]["percent"], 101 * os.cpu_count())
        with open("/proc/loadavg", encoding="ascii") as file:
            fifteen = float(file.read().split()[2])
        self.assertEqual(set(host["load"]), {"oneMinute", "fiveMinutes", "fifteenMinutes"})
        self.assertAlmostEqual(host["load"]["fifteenMinutes"], fifteen, delta=0.5)
        # It is no container: nobody's list has it.
        names = [c["name"] for c in running.get(f"{CONTAINERS}?all=true").json()]
        self.assertNotIn("/", names)

    def sampled(self, url):
        """A monitor that knows the rates of everything."""
        running = self.monitor(engine=url)
        running.wait_ready()
        waiting.until(lambda: "cpu" in running.get(HOST).json(), 10, "no sample of the host")
        waiting.until(lambda: "percent" in running.get(HOST).json()["cpu"], 10, "no rate of the host")
        waiting.until(lambda: all("cpu" in c for c in running.get(CONTAINERS).json()), 10,
                      "no sample of a container")
        return running
