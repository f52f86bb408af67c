"""What a real Prometheus makes of /metrics of real containers."""

import calendar
import os
import time

from prometheus_client.openmetrics import parser

from support import case, client, http, monitor, prometheus, shared, waiting

DEPLOY = os.path.join(monitor.ROOT, "deploy")
OPENMETRICS = "application/openmetrics-text;version=1.0.0"
NETWORK = "dm-prometheus"
# A small quota is used up even where others leave little.
BUSY = "while :; do :; done"
FILL = ("head -c 24m /dev/zero >/dev/shm/own; head -c 16m /dev/zero >/file; cat /file >/dev/null; "
        "exec sleep 1000000")
TALK = "ping -i 0.1 $(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')"
WRITE = ("while :; do dd if=/dev/zero of=/file bs=1M count=8 conv=fsync; "
         "dd if=/file of=/dev/null bs=1M iflag=direct; sleep 0.2; done")
SERVICE = "com.docker.compose.service"
COMPOSE = "container_label_com_docker_compose"
HISTORY = 15  # seconds: enough for rates over ten


def disk_of(folder):
    """The disk a folder is on, such as /dev/sda."""
    device = os.stat(folder).st_dev
    found = os.path.realpath(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    if os.path.exists(f"{found}/partition"):
        found = os.path.dirname(found)
    return f"/dev/{os.path.basename(found)}"


def counted(disk):
    """Options with which a container's input and output are counted: on cgroup v1 new kernels do so
    only where something is limited on that disk."""
    return ("--device-read-bps", f"{disk}:1gb", "--device-write-bps", f"{disk}:1gb")


def compose(service):
    return ("--label", "com.docker.compose.project=shop", "--label", f"{SERVICE}={service}",
            "--label", "com.docker.compose.container-number=1", "--label", "secret=hidden-from-all")


class Prometheus(case.Case):
    """One engine, one monitor and one Prometheus for all tests here."""

    @classmethod
    def setUpClass(cls):
        cls.engine = engine = shared.engine()
        cls.addClassCleanup(engine.docker, "network", "rm", NETWORK, check=False)
        cls.addClassCleanup(engine.remove_all)
        engine.docker("network", "create", NETWORK)
        engine.run("busy", "sh", "-c", BUSY, options=("--cpus", "0.05", *compose("web")))
        engine.run("memory", "sh", "-c", FILL,
                   options=("-m", "64m", "--shm-size", "32m", *compose("db")))
        engine.docker("run", "-d", "--network", NETWORK, "--stop-timeout", "1", "--name", "traffic",
                      client.IMAGE, "sh", "-c", TALK)
        engine.run("blocks", "sh", "-c", WRITE, options=counted(disk_of(engine.folder)))
        engine.run("checked", options=("--health-cmd", "true", "--health-interval", "1s"))
        engine.run("exit3", "sh", "-c", "exit 3")
        engine.run("quoted", options=("--label", f'{SERVICE}=a\\"b\ngrün'))
        engine.wait_state("exit3", "exited")
        cls.running = monitor.Monitor(engine=engine.url)
        cls.addClassCleanup(cls.running.close)
        cls.running.start()
        cls.running.wait_ready()
        cls.running.wait_sample("busy", "memory", "traffic", "blocks", "checked", "quoted")
        cls.prometheus = prometheus.Prometheus(cls.running.address)
        cls.addClassCleanup(cls.prometheus.close)
        cls.prometheus.start()
        waiting.until(lambda: (cls.prometheus.value("count_over_time(up[1m])") or 0) > HISTORY,
                      60, lambda: cls.prometheus.target())

    def setUp(self):
        super().setUp()
        self.monitors = [self.running]

    def metrics(self, accept="text/plain"):
        return http.request(self.running.address, "/metrics", headers={"Accept": accept})

    def close_to(self, expression, expected, delta):
        """Waits until a query has about this value: it takes a sample and a scrape to get there."""
        def is_close():
            value = self.prometheus.value(expression)
            return value is not None and abs(value - expected) <= delta

        waiting.until(is_close, 20, lambda: f"{expression} is {self.prometheus.value(expression)}, "
                                            f"not {expected} ± {delta}")

    def test_it_scrapes_openmetrics_without_a_fault(self):
        target = self.prometheus.target()
        self.assertEqual((target["health"], target["lastError"]), ("up", ""))
        self.assertEqual(self.prometheus.value("min_over_time(up[1m])"), 1)
        answer = self.metrics(OPENMETRICS)
        self.assertEqual(answer.headers["Content-Type"],
                         "application/openmetrics-text; version=1.0.0; charset=utf-8")
        families = {family.name: family
                    for family in parser.text_string_to_metric_families(answer.body)}
        self.assertEqual(families["container_cpu_usage_seconds"].type, "counter")
        self.assertEqual(families["container_memory_failcnt"].type, "gauge")
        self.assertTrue(all(family.documentation for family in families.values()))

    def test_promtool_finds_nothing_to_say(self):
        answer = self.metrics()
        self.assertEqual(answer.headers["Content-Type"],
                         "text/plain; version=0.0.4; charset=utf-8")
        self.assertEqual(prometheus.promtool("check", "metrics", stdin=answer.body), (0, ""))

    def test_cpu_and_its_quota(self):
        rate = 'sum by (name) (rate(container_cpu_usage_seconds_total{name=~"busy|memory"}[10s]))'
        self.close_to('sum(rate(container_cpu_usage_seconds_total{name="busy"}[10s]))', 0.05,
                      0.015)
        self.assertLess(self.prometheus.by("name", rate)["memory"], 0.02)
        throttled = ('rate(container_cpu_cfs_throttled_periods_total{name="busy"}[10s]) '
                     '/ rate(container_cpu_cfs_periods_total{name="busy"}[10s])')
        self.assertGreater(self.prometheus.value(throttled), 0.5)
        self.assertGreater(self.prometheus.value(
            'rate(container_cpu_cfs_throttled_seconds_total{name="busy"}[10s])'), 0.1)
        quota = 'container_spec_cpu_quota{name="busy"} / container_spec_cpu_period{name="busy"}'
        self.close_to(quota, 0.05, 1e-9)
        self.assertIsNone(self.prometheus.value('container_spec_cpu_quota{name="memory"}'))
        self.assertEqual(self.prometheus.value('container_spec_cpu_shares{name="memory"}'), 1024)

    def test_memory_is_what_docker_stats_shows(self):
        limit = self.engine.inspect("memory")["HostConfig"]["Memory"]
        self.assertEqual(
            self.prometheus.value('container_spec_memory_limit_bytes{name="memory"}'), limit)
        self.assertEqual(
            self.prometheus.value('container_spec_memory_limit_bytes{name="busy"}'), 0)
        docker = self.engine.stats("memory")["memory"][1] / 100
        self.close_to('container_memory_working_set_bytes{name="memory"} '
                      '/ container_spec_memory_limit_bytes{name="memory"}', docker, 0.01)
        value = self.prometheus.value
        self.assertGreater(value('container_memory_cache{name="memory"}'), 16 << 20)
        self.assertGreater(value('container_memory_usage_bytes{name="memory"}'), 40 << 20)
        self.assertLess(value('container_memory_rss{name="memory"}'), 8 << 20)
        self.assertGreaterEqual(value('container_memory_max_usage_bytes{name="memory"}'), 40 << 20)
        for name in ("container_memory_failcnt", "container_memory_swap",
                     "container_oom_events_total", "container_oom_kills_total"):
            self.assertEqual(value(f'{name}{{name="memory"}}'), 0, name)

    def test_network_by_interface(self):
        def counted():
            return int(self.engine.docker("exec", "traffic", "cat",
                                          "/sys/class/net/eth0/statistics/tx_bytes"))

        before = counted()
        sent = 'container_network_transmit_bytes_total{name="traffic",interface="eth0"}'
        waiting.until(lambda: self.prometheus.value(sent) >= before, 20, "too few bytes")
        self.assertLessEqual(self.prometheus.value(sent), counted())
        # Ten pings of 98 bytes a second.
        self.close_to(f"sum(rate({sent}[10s]))", 980, 200)
        self.assertEqual(self.prometheus.query(
            'container_network_transmit_bytes_total{name="busy"}'), [])

    def test_disks(self):
        for name in ("writes", "reads"):
            rate = f'sum by (name) (rate(container_fs_{name}_bytes_total{{name="blocks"}}[10s]))'
            self.assertGreater(self.prometheus.value(rate), 1 << 20, name)
            self.assertGreater(self.prometheus.value(
                f'sum(container_fs_{name}_total{{name="blocks"}})'), 1, name)
        devices = self.prometheus.by("device", 'container_fs_writes_bytes_total{name="blocks"}')
        self.assertTrue(all(str(device).startswith("/dev/") for device in devices), devices)

    def test_what_is_there_since_when_and_how_it_is(self):
        up = {"busy", "memory", "traffic", "blocks", "checked", "quoted"}
        seen = self.prometheus.by("name", 'time() - container_last_seen{name!=""}')
        self.assertEqual(set(seen), up)
        self.assertTrue(all(age < 6 for age in seen.values()), seen)
        images = self.prometheus.by("image", 'count by (image) (container_last_seen{image!=""})')
        self.assertEqual(images, {client.IMAGE: len(up)})
        started = self.engine.inspect("busy")["State"]["StartedAt"][:19]
        expected = calendar.timegm(time.strptime(started, "%Y-%m-%dT%H:%M:%S"))
        self.close_to('container_start_time_seconds{name="busy"}', expected + 0.5, 0.5)
        states = {(labels["name"], labels["status"]): value for labels, value
                  in self.prometheus.query('container_status{name=~"exit3|busy"}')}
        self.assertEqual(states, {("exit3", "exited"): 1, ("busy", "running"): 1})
        self.assertEqual(self.prometheus.value('container_exit_code{name="exit3"}'), 3)
        self.close_to('container_health_state{name="checked"}', 1, 0)
        self.assertEqual(self.prometheus.query('container_health_state{name="busy"}'), [])
        self.assertGreaterEqual(self.prometheus.value('container_threads{name="busy"}'), 1)
        self.assertGreaterEqual(self.prometheus.value('container_processes{name="busy"}'), 1)

    def test_compose_services_and_no_other_labels(self):
        rate = (f'sum by ({COMPOSE}_service) '
                f'(rate(container_cpu_usage_seconds_total{{{COMPOSE}_project="shop"}}[10s]))')
        by_service = self.prometheus.by(f"{COMPOSE}_service", rate)
        self.assertEqual(set(by_service), {"web", "db"})
        self.assertGreater(by_service["web"], 0.03)
        self.assertNotIn("hidden-from-all", self.metrics().body)
        label = self.prometheus.query('container_last_seen{name="quoted"}')[0][0]
        self.assertEqual(label[f"{COMPOSE}_service"], 'a\\"b\ngrün')

    def test_ids_are_cgroups_and_the_host_is_the_root(self):
        full = self.engine.inspect("busy")["Id"]
        with open(f"/proc/{self.engine.inspect('busy')['State']['Pid']}/cgroup",
                  encoding="ascii") as file:
            paths = {line.strip().split(":", 2)[2] for line in file}
        labels = self.prometheus.query('container_last_seen{name="busy"}')[0][0]
        self.assertIn(labels["id"], paths)
        self.assertIn(full, labels["id"])
        self.assertEqual(self.prometheus.value("machine_cpu_cores"), os.cpu_count())
        host = self.prometheus.value('sum(rate(container_cpu_usage_seconds_total{id="/"}[10s]))')
        containers = self.prometheus.value(
            'sum(rate(container_cpu_usage_seconds_total{name!=""}[10s]))')
        self.assertGreater(host, containers * 0.8)
        self.assertLess(host, os.cpu_count() * 1.1)

    def test_series_of_a_removed_container_are_gone_and_none_is_stale(self):
        name = self.name("passing")
        self.engine.run(name)
        seen = f'container_last_seen{{name="{name}"}}'
        waiting.until(lambda: self.prometheus.query(seen), 20, "a new container is not seen")
        everything = f'{{name="{name}"}}'
        self.assertGreater(len(self.prometheus.query(everything)), 20)
        self.engine.remove(name)
        waiting.until(lambda: f'name="{name}"' not in self.metrics().body, 3, "still in the text")
        # Far below the five minutes for which Prometheus shows what it has no news of.
        waiting.until(lambda: not self.prometheus.query(everything), 5,
                      lambda: self.prometheus.query(everything))

    def test_counters_never_step_back(self):
        names = [name for name in self.prometheus.ask("label/__name__/values")
                 if name.endswith(("_total", "_count", "_sum", "_bucket"))]
        self.assertGreater(len(names), 30)
        back = {name: rows for name in names
                for rows in [self.prometheus.query(f"resets({name}[5m]) > 0")] if rows}
        self.assertEqual(back, {})

    def test_what_it_tells_of_itself(self):
        value = self.prometheus.value
        self.assertEqual(value("docker_monitor_engine_connected"), 1)
        self.assertEqual(value("docker_monitor_containers_dropped"), 0)
        self.assertGreater(value('docker_monitor_http_requests_total{route="/metrics",code="200"}'),
                           HISTORY)
        self.assertLess(value("docker_monitor_sample_age_seconds"), 6)
        self.assertEqual(value('docker_monitor_sink_up{sink="log:",kind="log"}'), 1)
        pid = self.running.process.pid
        self.assertEqual(value("process_open_fds") > 10, True)
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        resident = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        self.close_to("process_resident_memory_bytes", resident, resident * 0.2)

    def test_the_queries_of_the_dashboard_have_answers(self):
        dashboard = os.path.join(DEPLOY, "grafana", "docker-monitor.json")
        queries = prometheus.expressions(dashboard)
        self.assertGreater(len(queries), 40)
        empty = [(title, query) for title, query in queries if not self.prometheus.query(query)]
        self.assertEqual(empty, [])

    def test_a_budget_leaves_out_whole_containers(self):
        limited = self.monitor("--max-series", "120", engine=self.engine.url)
        limited.wait_ready()
        limited.wait_sample("busy", "blocks")

        def text():
            return http.request(limited.address, "/metrics").body

        waiting.until(lambda: 'name="blocks"' in text() and 'name="traffic"' not in text(), 10,
                      text)
        self.assertRegex(text(), r"\ndocker_monitor_containers_dropped [1-9]")
        self.assertRegex(text(), r"\ndocker_monitor_series_dropped_total [1-9]")


class Rules(case.Case):
    def test_the_rules_do_as_they_say(self):
        folder = os.path.join(DEPLOY, "prometheus")
        for command in (("test", "rules", "docker-monitor.rules.test.yml"),
                        ("check", "config", "prometheus.yml")):
            code, told = prometheus.promtool(*command, cwd=folder)
            self.assertEqual(code, 0, told)
