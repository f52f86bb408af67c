"""docker-monitor-bench: does it measure, and is everything gone afterwards?"""

import json
import os
import signal
import subprocess
import tempfile
import xml.etree.ElementTree

from support import case, monitor, waiting

PROGRAM = os.path.join(monitor.BUILD, "docker-monitor-bench")
REPORT = os.path.join(monitor.ROOT, "bench", "report.py")
ROOTS = ("/sys/fs/cgroup/memory/docker", "/sys/fs/cgroup/docker")
ACCOUNTS = next(path for path in ("/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup") if os.path.isdir(path))
MARK = "d0c4e2be9c4a2d05"  # how the ids of the harness's containers end


def containers_of(pid):
    """The cgroups a harness has made."""
    return [name for root in ROOTS if os.path.isdir(root) for name in os.listdir(root)
            if name.endswith(f"{pid:016x}{MARK}")]


class Harness(case.Case):
    """Whether it works, never how fast anything is: other tests may be running."""

    def test_a_quick_run_reports_whole_tables_json_and_drawing(self):
        with tempfile.TemporaryDirectory(prefix="dm-bench-") as folder:
            drawn = f"{folder}/drawn.svg"
            measured = subprocess.run([PROGRAM, "--quick"], capture_output=True, text=True, timeout=120,
                                      check=False)
            self.assertEqual(measured.returncode, 0, measured.stderr)
            numbers = json.loads(measured.stdout)
            result = subprocess.run(["/usr/bin/python3", REPORT, "--plot", drawn], input=measured.stdout,
                                    capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
            picture = xml.etree.ElementTree.parse(drawn).getroot()
        for title in ("CPU in µs per container-sample", "HTTP, 32 connections", "Sampling",
                      "Event to alarm", "Calls to the engine", "Scrapes", "Clients of the stream",
                      "reads nothing", "304"):
            self.assertIn(title, result.stdout)
        self.assertEqual([row["containers"] for row in numbers["cost"]], [1, 10])
        for row in numbers["cost"]:
            self.assertGreater(row["programUs"], 0)
            self.assertGreater(row["bareLoopUs"], 0)
            self.assertGreater(row["readerLoopUs"], 0)
            self.assertGreater(row["rssBytes"], 4_000_000)
            self.assertGreater(row["readyMs"], 0)
        self.assertEqual([(row["containers"], row["of"]) for row in numbers["latency"]],
                         [(1, "one"), (1, "all"), (10, "one"), (10, "all")])
        for row in numbers["latency"]:
            self.assertEqual(row["failures"], 0)
            self.assertGreater(row["requestsPerSecond"], 0)
            self.assertLessEqual(row["p50Us"], row["p99Us"])
        self.assertEqual([row["fromCgroup"] for row in numbers["sampling"]], [1, 10])
        self.assertTrue(all(row["p50Ms"] > 0 for row in numbers["alarms"]))
        interfaces = numbers["interfaces"]
        self.assertGreater(interfaces["scrape"]["bytes"], 10_000)
        self.assertEqual([row["gzip"] for row in interfaces["streams"]], [False, True])
        for row in interfaces["streams"]:
            self.assertEqual(row["lost"], 0)
            self.assertGreater(row["fewestUpdates"], 0)
        self.assertEqual(interfaces["unchanged"]["failures"], 0)
        self.assertGreater(interfaces["muteClient"]["p99Us"], 0)
        # Nothing happened and all was read from cgroups: the engine is left in peace.
        self.assertEqual(numbers["engineCallsPerMinute"]["stats"], 0)
        self.assertTrue(picture.tag.endswith("svg"))
        self.assertGreater(len(list(picture)), 20)

    def test_another_program_is_measured_over_the_same_containers(self):
        with tempfile.TemporaryDirectory(prefix="dm-bench-") as folder:
            found = f"{folder}/found.json"
            result = subprocess.run(
                [PROGRAM, "--quick", "--rows", "3", "--loads", "idle", "--only", "cost", "--settle",
                 "1s", "--json", found, "--against",
                 "test -S {socket} && test $DOCKER_HOST = unix://{socket} && (while :; do :; done) "
                 "& sleep 1000; wait"],
                capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
            with open(found, encoding="utf-8") as file:
                other = json.load(file)["cost"][0]["other"]
        self.assertGreaterEqual(other["processes"], 3)
        # Three containers every 250 ms: a loop that takes a quarter of a core or more.
        self.assertGreater(other["programUs"], 250_000 / 3 / 4)

    def test_an_interrupted_run_leaves_nothing_behind(self):
        with subprocess.Popen([PROGRAM, "--rows", "20", "--loads", "idle"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as harness:
            waiting.until(lambda: len(containers_of(harness.pid)) == 20, 30, "no containers")
            errors = self.interrupt(harness)
        self.assertIn("interrupted", errors)
        self.assertEqual(containers_of(harness.pid), [])

    def interrupt(self, harness):
        """Interrupts the harness, which must end; returns what it printed on stderr."""
        harness.send_signal(signal.SIGINT)
        try:
            _, errors = harness.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            harness.kill()
            raise
        self.assertEqual(harness.returncode, 1, errors)
        return errors

    def test_what_a_killed_run_left_is_removed_by_the_next(self):
        with subprocess.Popen([PROGRAM, "--rows", "20", "--loads", "idle"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as harness:
            waiting.until(lambda: len(containers_of(harness.pid)) == 20, 30, "no containers")
            harness.kill()
        self.assertEqual(len(containers_of(harness.pid)), 20)
        account = f"{ACCOUNTS}/docker-monitor-bench-{harness.pid}-engine"
        os.makedirs(account, exist_ok=True)  # it may have come so far or not
        result = subprocess.run([PROGRAM, "--quick", "--rows", "1", "--only", "start"],
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("removed 20 containers", result.stderr)
        self.assertEqual(containers_of(harness.pid), [])
        self.assertFalse(os.path.exists(account))
