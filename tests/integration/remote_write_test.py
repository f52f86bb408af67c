"""Samples that are sent by remote write to a real Prometheus and a real VictoriaMetrics."""

import re
import time

from support import case, http, monitor, prometheus, shared, waiting

JOB = {"host": "box-1", "instance": "box-1", "job": "docker-monitor"}
OURS = '{job="docker-monitor"}'
BEAT = 'docker_monitor_build_info{job="docker-monitor"}'
SERIES = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
# Requests are counted where they are answered, so they are not among what is sent.
NOT_SENT = ("docker_monitor_http_", "docker_monitor_stream_")
# These do not change while a container runs.
FIXED = ("container_start_time_seconds", "container_spec_memory_limit_bytes",
         "container_spec_cpu_shares", "container_status", "container_exit_code",
         "machine_memory_bytes", "machine_cpu_cores", "docker_monitor_engine_info",
         "docker_monitor_build_info", "process_start_time_seconds")


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def series_of(text):
    """{(name, labels): value} and the names of the counters of a text for Prometheus."""
    found, counters = {}, set()
    for line in text.splitlines():
        if line.startswith("# TYPE ") and line.endswith(" counter"):
            counters.add(line.split()[2])
        match = None if line.startswith("#") else SERIES.match(line)
        if match and not match[1].startswith(NOT_SENT):
            labels = {name: unescaped(value) for name, value in LABEL.findall(match[2] or "")}
            labels = {**JOB, **{name: value for name, value in labels.items() if value}}
            found[key(match[1], labels)] = float(match[3])
    return found, counters


def key(name, labels):
    return name, tuple(sorted((label, value) for label, value in labels.items()
                              if label != "__name__"))


class Sent:
    """The tests, which each receiver has to pass."""

    path = "/api/v1/write"

    def setUp(self):
        super().setUp()
        self.receiver = self.make()
        self.addCleanup(self.receiver.close)
        self.receiver.start()

    def url(self, more=""):
        return (f"http://someone:s3cret@127.0.0.1:{self.receiver.port}{self.path}"
                f"?interval=1s{more}")

    def begin(self, *urls):
        arguments = [part for url in urls or (self.url(),) for part in ("--remote-write", url)]
        running = self.monitor("--host-name", "box-1", *arguments, engine=shared.engine().url)
        running.wait_ready()
        return running

    def state(self, running):
        answer = running.get("/docker-monitor/api/v2/host")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["remoteWrite"][0]

    def wait_state(self, running, word, seconds=40):
        waiting.until(lambda: self.state(running)["state"] == word, seconds,
                      lambda: self.state(running))

    def wait_beat(self, after, seconds=30):
        """Waits until there is a sample that was taken later."""
        waiting.until(lambda: (self.receiver.value(f"timestamp({BEAT})") or 0) > after, seconds,
                      lambda: f"no sample later than {after}: {self.receiver.query(BEAT)}")

    def test_series_and_values_are_those_of_metrics(self):
        name, quoted = self.name("sent"), self.name("quoted")
        shared.engine().run(name, options=("-m", "64m"))
        shared.engine().run(
            quoted, options=("--label", 'com.docker.compose.service=a\\"b\ngrün'))
        running = self.begin()
        running.wait_sample(name, quoted)

        def compare():
            before, counters = series_of(running.get("/metrics").body)
            self.wait_beat(time.time())
            received = {key(labels["__name__"], labels): value
                        for labels, value in self.receiver.query(OURS)}
            after, _ = series_of(running.get("/metrics").body)
            if set(before) != set(after):
                return None  # a series has appeared or gone meanwhile
            return before, received, after, counters

        before, received, after, counters = waiting.until(compare, 60, "the series change")
        self.assertEqual(sorted(set(before) - set(received)), [])
        self.assertEqual(sorted(set(received) - set(before)), [])
        self.assertGreater(len(received), 100)
        for series, value in received.items():
            if series[0] in FIXED:
                self.assertEqual(value, before[series], series)
            elif series[0] in counters:
                self.assertLessEqual(before[series], value, series)
                self.assertLessEqual(value, after[series], series)
        checked = [series for series in received if series[0] in counters]
        self.assertGreater(len(checked), 30)
        labels = [dict(labels) for labels in (series[1] for series in received)]
        self.assertIn('a\\"b\ngrün', [each.get("container_label_com_docker_compose_service")
                                      for each in labels])

    def test_series_of_a_removed_container_end_at_once(self):
        name = self.name("passing")
        shared.engine().run(name)
        self.begin()
        everything = f'{{name="{name}"}}'
        waiting.until(lambda: len(self.receiver.query(everything)) > 15, 30, "it is not there")
        shared.engine().docker("rm", "-f", name)
        # Far below the five minutes for which a receiver shows what it has no news of.
        waiting.until(lambda: not self.receiver.query(everything), 15,
                      lambda: self.receiver.query(everything))
        self.wait_beat(time.time())

    def test_a_restart_of_the_receiver_loses_nothing(self):
        running = self.begin()
        self.wait_state(running, "up")
        self.wait_beat(time.time())
        rounds = 3 * len(self.receiver.query(OURS))
        self.receiver.stop()
        self.wait_state(running, "down")
        waiting.until(lambda: self.state(running)["pendingSamples"] >= rounds, 30,
                      lambda: self.state(running))
        self.assertIn("127.0.0.1", self.state(running)["lastError"])
        self.receiver.start()
        self.wait_state(running, "up")
        waiting.until(lambda: self.state(running)["pendingSamples"] == 0, 30,
                      lambda: self.state(running))
        self.wait_beat(time.time())
        times = [at for at, _ in self.receiver.samples(BEAT)]
        gaps = [later - earlier for earlier, later in zip(times, times[1:])]
        self.assertLess(max(gaps), 3, times)
        state = self.state(running)
        self.assertEqual((state["droppedSamples"], state["refusedSamples"]), (0, 0))
        self.assertGreater(state["failedRequests"], 0)

    def test_what_waits_outlives_a_kill_of_the_program(self):
        running = self.begin()
        self.wait_state(running, "up")
        self.wait_beat(time.time())
        rounds = 5 * len(self.receiver.query(OURS))
        self.receiver.stop()
        stopped = time.time()
        waiting.until(lambda: self.state(running)["pendingSamples"] >= rounds, 30,
                      lambda: self.state(running))
        running.kill()
        killed = time.time()
        self.receiver.start()
        running.start()
        running.wait_ready()
        self.wait_beat(killed)
        between = [at for at, _ in self.receiver.samples(BEAT) if stopped < at < killed]
        self.assertGreaterEqual(len(between), 4, (stopped, killed))

    def test_a_wrong_address_is_told_once_and_no_password_with_it(self):
        self.path = "/nowhere"
        running = self.begin()
        self.wait_state(running, "failing")
        refused = self.state(running)["refusedSamples"]
        waiting.until(lambda: self.state(running)["refusedSamples"] > refused, 20, "it gave up")
        self.assertEqual(self.state(running)["sentSamples"], 0)
        self.assertEqual(running.errors().count("samples are given up"), 1, running.errors())
        self.assertNotIn("s3cret", running.errors())
        self.assertNotIn("s3cret", running.get("/metrics").body)
        self.assertNotIn("s3cret", running.get("/docker-monitor/api/v2/host").body)
        waiting.until(lambda: "degraded" in running.kinds("-"), 20, running.alarms)


class ToPrometheus(Sent, case.Case):
    def make(self):
        return prometheus.Receiver()


class ToVictoriaMetrics(Sent, case.Case):
    def make(self):
        return prometheus.VictoriaMetrics()


class Options(case.Case):
    def test_a_wrong_url_is_exit_2_and_names_the_option(self):
        done = monitor.run("--check-config", "--remote-write", "mqtt://someone:s3cret@box/")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--remote-write", done.stderr)
        self.assertNotIn("s3cret", done.stderr + done.stdout)

    def test_a_receiver_that_does_not_answer_delays_no_stop(self):
        with prometheus.Receiver() as receiver:
            running = self.monitor(
                "--remote-write", f"http://127.0.0.1:{receiver.port}/api/v1/write?interval=1s",
                engine=shared.engine().url)
            running.wait_ready()

            def wait_state(word):
                waiting.until(
                    lambda: running.get("/docker-monitor/api/v2/host").json()["remoteWrite"][0]
                    ["state"] == word, 20, f"it is not {word}")

            wait_state("up")
            receiver.freeze()
            wait_state("down")  # a request has hung for its timeout
            self.assertEqual(http.request(running.address, "/metrics").status, 200)
            code, seconds = running.stop()
            self.assertEqual(code, 0)
            self.assertLess(seconds, 2.5)
