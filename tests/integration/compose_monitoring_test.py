"""deploy/compose-monitoring.yaml: its files fit together, and the real programs accept them.

There is no registry here, so Prometheus and Alertmanager run outside of containers, with the files
that the services mount. Names of services become loopback addresses.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse

import yaml

from support import case, http, monitor, processes, prometheus, servers, waiting

DEPLOY = os.path.join(monitor.ROOT, "deploy")
PORTS = {"docker-monitor": 5000, "prometheus": 9090, "alertmanager": 9093, "grafana": 3000}
PUBLISHED = {"docker-monitor", "grafana"}
ALERT = "DockerMonitorDown"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def merged(base, more):
    """A service that extends another, as Compose merges them."""
    result = dict(base)
    for key, value in more.items():
        if isinstance(value, dict):
            value = {**base.get(key, {}), **value}
        elif isinstance(value, list) and key in ("ports", "volumes"):
            value = [*base.get(key, ()), *value]
        result[key] = value
    return result


def load(name):
    """A compose file of deploy/, with what its services extend."""
    file = yaml.safe_load(read(os.path.join(DEPLOY, name)))
    for service, more in file["services"].items():
        extended = more.pop("extends", None)
        if extended:
            base = load(extended["file"])["services"][extended["service"]]
            file["services"][service] = merged(base, more)
    return file


def default(text):
    """A value whose variables have their defaults."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


class Stack(case.Case):
    """The file, and for each service a folder that stands for the root of its container."""

    def setUp(self):
        super().setUp()
        self.file = load("compose-monitoring.yaml")
        self.services = self.file["services"]
        self.scratch = tempfile.mkdtemp(prefix="dm-compose-")
        self.addCleanup(processes.remove, self.scratch)

    def mounts(self, service):
        """[(source, target, options)] of what a service mounts."""
        return [(*volume.split(":", 2), "")[:3] for volume in self.services[service]["volumes"]]

    def root(self, service):
        """Copies the files that a service mounts; returns the folder below which they are."""
        root = os.path.join(self.scratch, service)
        processes.remove(root)
        for source, target, _ in self.mounts(service):
            if source.startswith("."):
                path, to = os.path.join(DEPLOY, source), root + target
                os.makedirs(os.path.dirname(to), exist_ok=True)
                (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, to)
        return root

    def configuration(self, service):
        """The path of a copy of the file that a service is started with."""
        (path,) = [word.partition("=")[2] for word in self.services[service]["command"]
                   if word.startswith("--config.file=")]
        return self.root(service) + path

    def rewrite(self, path, replaced):
        text = read(path)
        for old, new in replaced:
            self.assertIn(old, text)
            text = text.replace(old, new)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def sinks(self):
        return default(self.services["docker-monitor"]["environment"]["DOCKER_MONITOR_SINKS"])

    def data_sources(self):
        folder = self.root("grafana") + "/etc/grafana/provisioning/datasources"
        return [source for name in os.listdir(folder)
                for source in yaml.safe_load(read(f"{folder}/{name}"))["datasources"]]

    def connections(self):
        """[(service that asks, host:port that it asks)] of all configurations."""
        scrapes = yaml.safe_load(read(self.configuration("prometheus")))
        jobs = [*scrapes["scrape_configs"], *scrapes["alerting"]["alertmanagers"]]
        found = [("prometheus", target) for job in jobs
                 for group in job["static_configs"] for target in group["targets"]]
        found += [("grafana", urllib.parse.urlsplit(source["url"]).netloc)
                  for source in self.data_sources()]
        found += [("docker-monitor", urllib.parse.urlsplit(sink).netloc)
                  for sink in self.sinks().split(",") if "//" in sink]
        return found


class Files(Stack):
    def test_every_mounted_file_is_there_and_read_only(self):
        for service in self.services:
            for source, target, options in self.mounts(service):
                with self.subTest(service, source=source):
                    if source.startswith("."):
                        self.assertTrue(os.path.exists(os.path.join(DEPLOY, source)))
                        self.assertEqual(options, "ro")
                    elif not source.startswith("/"):
                        self.assertIn(source, self.file["volumes"])
                    self.assertTrue(target.startswith("/"))

    def test_images_are_pinned(self):
        for service, wanted in self.services.items():
            if service != "docker-monitor":
                self.assertRegex(wanted["image"], r"^[\w/-]+:v?\d+\.\d+\.\d+$")
        self.assertEqual(self.services["docker-monitor"]["build"],
                         load("compose.yaml")["services"]["docker-monitor"]["build"])

    def test_ports_are_published_on_loopback_only_and_on_a_network_that_leads_outside(self):
        published = {name: service["ports"] for name, service in self.services.items()
                     if "ports" in service}
        self.assertEqual(set(published), PUBLISHED)
        for service, ports in published.items():
            self.assertEqual(ports, [f"127.0.0.1:{PORTS[service]}:{PORTS[service]}"])
            self.assertIn("default", self.services[service]["networks"])
        self.assertEqual(self.file["networks"], {"monitoring": {"internal": True}})

    def test_who_is_asked_is_a_service_on_a_network_of_the_one_who_asks(self):
        asked = self.connections()
        self.assertEqual({service for service, _ in asked},
                         {"prometheus", "grafana", "docker-monitor"})
        for service, address in asked:
            with self.subTest(service, address=address):
                host, _, port = address.partition(":")
                self.assertIn(host, sorted(self.services))
                self.assertEqual(int(port), PORTS[host])
                self.assertTrue(set(self.services[service]["networks"])
                                & set(self.services[host]["networks"]))

    def test_the_data_source_is_the_one_of_the_dashboard(self):
        sources = {source["uid"]: source for source in self.data_sources()}
        (standard,) = [source for source in sources.values() if source.get("isDefault")]
        self.assertEqual(standard["type"], "prometheus")
        self.assertIn(standard["jsonData"]["alertmanagerUid"], sources)
        scrapes = yaml.safe_load(read(self.configuration("prometheus")))
        self.assertEqual(standard["jsonData"]["timeInterval"],
                         scrapes["global"]["scrape_interval"])
        root = self.root("grafana")
        folder = f"{root}/etc/grafana/provisioning/dashboards"
        (provider,) = [provider for name in os.listdir(folder)
                       for provider in yaml.safe_load(read(f"{folder}/{name}"))["providers"]]
        (name,) = os.listdir(root + provider["options"]["path"])
        path = f"{provider['options']['path']}/{name}"
        self.assertEqual(self.services["grafana"]["environment"][
            "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"], path)
        dashboard = json.loads(read(root + path))
        (variable,) = [variable for variable in dashboard["templating"]["list"]
                       if variable["type"] == "datasource"]
        self.assertEqual((variable["query"], variable["current"]), (standard["type"], {}))
        used = set(re.findall(r'"datasource": \{\s*"type": "(\w+)",\s*"uid": "([^"]*)"',
                              read(root + path)))
        self.assertEqual(used, {(standard["type"], f"${{{variable['name']}}}")})

    def test_promtool_accepts_the_configuration(self):
        path = self.configuration("prometheus")
        code, told = prometheus.promtool("check", "config", path)
        self.assertEqual(code, 0, told)
        self.assertIn("1 rule files found", told)

    def test_amtool_accepts_the_configuration_and_its_examples(self):
        path = self.configuration("alertmanager")
        before, name, after = read(path).partition("  - name: people\n")
        examples = re.sub(r"^( +)# ", r"\1", after, flags=re.MULTILINE)
        self.assertNotEqual(examples, after)
        for text in (after, examples):
            with open(path, "w", encoding="utf-8") as file:
                file.write(before + name + text)
            checked = subprocess.run(["amtool", "check-config", path], capture_output=True,
                                     text=True, check=False)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        (people,) = yaml.safe_load(read(path))["receivers"]
        self.assertEqual(set(people), {"name", "webhook_configs", "slack_configs", "email_configs"})


class Running(Stack):
    def start(self, server):
        self.addCleanup(server.close)
        server.start()
        return server

    def alertmanager(self):
        return self.start(servers.Alertmanager(self.configuration("alertmanager")))

    def test_the_image_answers_to_the_name_that_prometheus_asks_for(self):
        allowed = re.search(r"DOCKER_MONITOR_ALLOW_HOSTS=(\S+)",
                            read(os.path.join(DEPLOY, "Dockerfile")))[1]
        running = self.monitor("--demo", "1", "--allow-host", allowed).wait_ready()
        (target,) = [address for service, address in self.connections()
                     if service == "prometheus" and address.startswith("docker-monitor:")]
        answer = http.request(running.address, "/metrics", headers={"Host": target})
        self.assertEqual(answer.status, 200, answer.body)

    def test_docker_monitor_reaches_alertmanager(self):
        alertmanager = self.alertmanager()
        (sink,) = [sink for sink in self.sinks().split(",") if "alertmanager" in sink]
        sink = sink.replace("alertmanager:9093", f"127.0.0.1:{alertmanager.port}")
        sent = monitor.run("sink", "test", sink)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        waiting.until(alertmanager.active, 10, "no alert")

    def test_prometheus_scrapes_and_its_alerts_reach_alertmanager(self):
        alertmanager = self.alertmanager()
        running = self.monitor("--demo", "3").wait_ready()
        path = self.configuration("prometheus")
        self.rewrite(path, (("docker-monitor:5000", running.address),
                            ("alertmanager:9093", f"127.0.0.1:{alertmanager.port}"),
                            ("_interval: 15s", "_interval: 1s")))
        # So that nobody has to wait until an alert fires.
        self.rewrite(os.path.join(os.path.dirname(path), "docker-monitor.rules.yml"),
                     (("for: 2m", "for: 1s"),))
        server = self.start(prometheus.Prometheus(configuration=path))
        waiting.until(lambda: server.value('up{job="docker-monitor"}') == 1, 20,
                      lambda: server.target())
        self.assertTrue(server.query('container_status{job="docker-monitor"}'))
        groups = [group["name"] for group in server.ask("rules")["groups"]]
        self.assertEqual(groups, ["containers", "docker-monitor"])

        def alerts():
            return {alert["labels"]["alertname"]: alert for alert in alertmanager.active()}

        self.assertNotIn(ALERT, alerts())
        running.kill()
        waiting.until(lambda: ALERT in alerts(), 20,
                      lambda: f"{alerts()} {server.ask('alertmanagers')}")
        self.assertEqual(alerts()[ALERT]["receivers"], [{"name": "people"}])
