"""Many hosts on one hub, over a real nats-server."""

import contextlib
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import time

from support import monitor, processes, prometheus, waiting
from support.fleet import API, FleetCase, command_of


class Fleet(FleetCase):
    """A hub with its own nats-server, and agents with a simulated engine each."""

    def test_two_commands_lead_to_a_page_with_two_hosts(self):
        hub = self.hub()
        engines = {"web-1": self.engine(1, 4), "db_2": self.engine(2, 3)}
        agents = {name: self.agent(self.invite(name, "--group", "shop"), engine)
                  for name, engine in engines.items()}
        for name, agent in agents.items():
            shown = self.wait_state(hub, name, "present")
            self.assertEqual(shown["group"], "shop")
            agent.wait_ready()
            own = agent.get(f"{API}/containers?all=true").json()
            found = self.wait_containers(hub, name, len(own))
            self.assertEqual({one["host"] for one in found}, {name})
            self.assertEqual(sorted(one["id"] for one in found), sorted(one["id"] for one in own))
            of_host = hub.get(f"{API}/hosts/{name}/containers?all=true").json()
            self.assertEqual(len(of_host), len(own))
            one = hub.get(f"{API}/hosts/{name}/containers/{own[0]['name']}").json()
            self.assertEqual((one["id"], one["host"]), (own[0]["id"], name))
        self.assertEqual(len(self.containers(hub)), 7)
        self.assertEqual(len(self.containers(hub, "&group=shop")), 7)
        self.assertEqual(self.containers(hub, "&group=other"), [])
        self.assertEqual(hub.get(f"{API}/hosts/nobody").status, 404)
        self.assertEqual(hub.get("/").status, 200)

    def test_samples_arrive_as_the_host_has_them(self):
        hub = self.hub()
        agent = self.agent(self.invite("a"), self.engine(3))
        agent.wait_ready()
        self.wait_state(hub, "a", "present")

        def sampled():
            return [one for one in self.containers(hub) if "percent" in one.get("cpu", {})]

        here = waiting.until(sampled, 30, lambda: f"no samples: {self.containers(hub)}")[0]
        there = agent.get(f"{API}/containers/{here['id']}").json()
        for part in ("memory", "pids"):
            self.assertEqual(set(here[part]), set(there[part]))
        self.assertEqual(here["memory"]["limitBytes"], there["memory"]["limitBytes"])

    def test_a_host_is_asked_through_the_hub(self):
        hub = self.hub()
        agent = self.agent(self.invite("a"), self.engine(4))
        agent.wait_ready()
        self.wait_state(hub, "a", "present")
        name = self.wait_containers(hub, "a", 4)[0]["name"]
        history = hub.get(f"{API}/hosts/a/containers/{name}/history?metric=cpu.percent")
        self.assertEqual(history.status, 200, history.body)
        self.assertEqual(history.json()["metric"], "cpu.percent")
        host = hub.get(f"{API}/hosts/a/host")
        self.assertEqual(host.json()["startedAt"], agent.get(f"{API}/host").json()["startedAt"])
        through = hub.get("/metrics?host=a")
        self.assertEqual(through.status, 200, through.body[:200])

        def families(body):
            return {line for line in body.splitlines() if line.startswith("# TYPE")}

        # Its own HTTP server's counts are the only ones that the host does not send.
        lacking = families(agent.get("/metrics").body) ^ families(through.body)
        self.assertTrue(all(line.startswith(("# TYPE docker_monitor_http_",
                                             "# TYPE docker_monitor_stream_clients"))
                            for line in lacking), lacking)
        self.assertEqual(hub.get("/metrics?host=nobody").status, 404)
        self.assertEqual(hub.get(f"{API}/hosts/a/stream").status, 404)
        targets = hub.get(f"{API}/hosts?format=http_sd").json()
        self.assertEqual([target["labels"]["__param_host"] for target in targets], ["a"])

    def test_a_real_prometheus_finds_and_scrapes_every_host(self):
        hub = self.hub()
        agents = {}
        for number, name in enumerate(("a", "b", "c")):
            agents[name] = self.agent(self.invite(name, "--group", "shop"), self.engine(20 + number))
            agents[name].wait_ready()
            self.wait_state(hub, name, "present")
        self.invite("never")
        with prometheus.Prometheus(
                discovery=f"http://{hub.address}{API}/hosts?format=http_sd") as scraper:
            waiting.until(lambda: scraper.by("host", "up") == {"a": 1, "b": 1, "c": 1}, 30,
                          lambda: f"{scraper.query('up')}")
            waiting.until(
                lambda: set(scraper.by("host", 'count by (host) (container_last_seen{name!=""})')
                            .values()) == {4}, 30,
                lambda: f"{scraper.query('count by (host) (container_last_seen)')}")
            self.assertEqual(set(scraper.by("group", "up")), {"shop"})
        for target in ("/metrics", "/metrics?host=a"):
            code, said = prometheus.promtool("check", "metrics", stdin=hub.get(target).body)
            self.assertEqual((code, said), (0, ""), target)
        self.assertIn('docker_monitor_fleet_host_present{host="a",group="shop"} 1', hub.get("/metrics").body)

    def test_revoked_and_removed_hosts_are_shut_out_and_others_stay(self):
        hub = self.hub()
        first = self.agent(self.invite("first"), self.engine(5))
        second = self.agent(self.invite("second"), self.engine(6))
        for name in ("first", "second"):
            self.wait_state(hub, name, "present")
        self.command("revoke", "first")
        self.wait_state(hub, "first", "revoked", 2)
        first.wait_said("out of reach", 5)
        self.assertIn("revoked", self.command("hosts"))
        self.command("remove", "first")
        waiting.until(lambda: list(self.hosts(hub)) == ["second"], 2, lambda: self.hosts(hub))
        waiting.until(lambda: {one["host"] for one in self.containers(hub)} == {"second"}, 2,
                      lambda: self.containers(hub))
        self.assertNotIn("out of reach", second.errors())
        self.assertIn("no host was invited", self.command("revoke", "first", code=1))

    def test_a_lost_host_is_told_within_five_seconds_and_comes_back(self):
        hub = self.hub()
        engine = self.engine(7)
        file = self.invite("a")
        agent = self.agent(file, engine)
        agent.wait_ready()
        self.wait_state(hub, "a", "present")
        name = self.wait_containers(hub, "a", 4)[0]["name"]
        engine.post(f"/containers/{name}/pause")
        waiting.until(lambda: [alarm for alarm in hub.alarms(name) if alarm["kind"] == "paused"],
                      20, lambda: f"the hub is not told: {hub.alarms()}")
        agent.kill()
        died = time.monotonic()
        waiting.until(lambda: [a for a in hub.alarms() if a["kind"] == "host-lost"], 10,
                      lambda: f"{self.hosts(hub)}")
        self.assertLess(time.monotonic() - died, 6)  # five, and what the test itself takes
        lost = [alarm for alarm in hub.alarms() if alarm["kind"] == "host-lost"]
        self.assertEqual([alarm["host"] for alarm in lost], ["a"])
        states = {alarm["kind"]: alarm["state"] for alarm in hub.history()["alarms"]
                  if alarm["host"] == "a"}
        self.assertEqual((states["paused"], states["host-lost"]), ("unknown", "open"))
        self.assertEqual(len(self.containers(hub)), 4)
        gone = hub.get(f"{API}/hosts/a/containers/{name}/history")
        self.assertEqual(gone.status, 503)
        self.assertIn("lost", gone.json()["error"])
        self.agent(file, engine)
        self.wait_state(hub, "a", "present")
        ends = waiting.until(lambda: [alarm for alarm in hub.alarms() if "closes" in alarm
                                      and alarm["kind"] == "host-lost"], 10, "no end of the loss")
        self.assertEqual(ends[0]["closes"], lost[0]["id"])

    def test_an_alarm_arrives_once_after_the_hub_was_killed(self):
        hub = self.hub()
        engine = self.engine(8)
        agent = self.agent(self.invite("a"), engine)
        agent.wait_ready()
        self.wait_state(hub, "a", "present")
        name = self.wait_containers(hub, "a", 4)[0]["name"]
        server = self.nats_servers(hub)
        self.assertEqual(len(server), 1)
        hub.kill()
        waiting.until(lambda: not processes.alive(server[0]), 5, "nats-server lives on")
        engine.post(f"/containers/{name}/pause")
        waiting.until(lambda: agent.kinds(name) == ["paused"], 20, "no alarm")
        hub.start()
        waiting.until(lambda: hub.kinds(name) == ["paused"], 40,
                      lambda: f"{hub.alarms()} {agent.sinks()['fleet']}")
        self.assertEqual([alarm["id"] for alarm in hub.alarms(name)],
                         [alarm["id"] for alarm in agent.alarms(name)])
        self.assertEqual({alarm["host"] for alarm in hub.alarms(name)}, {"a"})
        agent.wait_sink("fleet", lambda sink: sink["delivered"] == 1 and sink["pending"] == 0, 20)
        self.assertNotIn("host-lost", [alarm["kind"] for alarm in hub.alarms()])

    def test_a_nats_server_that_dies_is_started_again(self):
        hub = self.hub()
        agent = self.agent(self.invite("a"), self.engine(9))
        self.wait_state(hub, "a", "present")
        (server,) = self.nats_servers(hub)
        os.kill(server, 9)
        waiting.until(lambda: self.nats_servers(hub) not in ([], [server]), 10, "not restarted")
        restarted = self.hosts(hub)["a"]["lastHeardAt"]
        waiting.until(lambda: self.hosts(hub)["a"]["lastHeardAt"] > restarted, 20,
                      lambda: f"the agent does not return: {agent.errors()}")
        self.assertNotIn("host-lost", [alarm["kind"] for alarm in hub.alarms()])

    def test_a_nats_server_has_no_socket_of_the_hub(self):
        hub = self.hub()
        (server,) = self.nats_servers(hub)

        def sockets(pid):
            found = set()
            for number in os.listdir(f"/proc/{pid}/fd"):
                with contextlib.suppress(FileNotFoundError):
                    found.add(os.readlink(f"/proc/{pid}/fd/{number}"))
            return {name for name in found if name.startswith("socket:")}

        self.assertTrue(sockets(hub.process.pid))
        self.assertEqual(sockets(hub.process.pid) & sockets(server), set())

    def test_an_invitation_has_the_address_of_the_hub_that_runs(self):
        self.hub()
        done = monitor.run("hub", "invite", "a", "--output", f"{self.folder}/a.fleet",
                           **self.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(f"{self.folder}/a.fleet", encoding="utf-8") as file:
            self.assertEqual(json.load(file)["address"], f"127.0.0.1:{self.port}")

    def test_a_hub_that_cannot_be_reached_is_told(self):
        agent = self.agent(self.invite("a"), self.engine(13))
        sink = agent.wait_sink("fleet", lambda sink: sink["state"] == "down", 20)
        self.assertIn(f"not connected to tls://127.0.0.1:{self.port}: no server answers",
                      sink["lastError"])
        self.assertNotIn(f"sink fleet:127.0.0.1:{self.port} is up", agent.errors())
        self.hub()
        agent.wait_sink("fleet", lambda sink: sink["state"] == "up", 20)

    def test_a_hub_that_is_silent_delays_no_start(self):
        file = self.invite("a")
        with socket.create_server(("127.0.0.1", self.port)):  # nobody accepts
            began = time.monotonic()
            agent = self.agent(file, self.engine(14))
            agent.wait_ready()
            self.assertLess(time.monotonic() - began, 5)
            sink = agent.wait_sink("fleet", lambda sink: sink["state"] == "down", 20)
            self.assertIn("Timeout", sink["lastError"])
        self.hub()
        agent.wait_sink("fleet", lambda sink: sink["state"] == "up", 20)

    def test_one_credential_used_twice_is_told(self):
        hub = self.hub()
        file = self.invite("a")
        engine = self.engine(10)
        self.agent(file, engine)
        self.wait_state(hub, "a", "present")
        self.agent(file, self.engine(11, containers=2))
        waiting.until(lambda: [a for a in hub.alarms() if a["kind"] == "duplicate-host"], 20,
                      lambda: f"{self.hosts(hub)}")
        self.assertTrue(self.hosts(hub)["a"]["duplicated"])
        self.assertEqual(len(self.containers(hub)), 4)

    def test_no_secret_is_shown(self):
        hub = self.hub()
        file = self.invite("a")
        agent = self.agent(file, self.engine(12))
        self.wait_state(hub, "a", "present")
        with open(file, encoding="utf-8") as text:
            seed = re.search(r'"seed": "(SU[A-Z2-7]+)"', text.read()).group(1)
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        shown = (hub.errors() + agent.errors() + self.command("hosts")
                 + hub.get(f"{API}/hosts").body + hub.get("/").body)
        for running in (hub, agent):
            for pid in [running.process.pid, *processes.descendants(running.process.pid)]:
                shown += command_of(pid)
        self.assertNotIn(seed, shown)
        os.chmod(file, 0o640)
        refused = monitor.run("--fleet", file, "--demo", "1")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("chmod 600", refused.stderr)
        self.assertNotIn(seed, refused.stderr)

    def test_a_hundred_hosts_are_invited_by_a_list(self):
        names = [f"host-{number}" for number in range(100)]
        with open(f"{self.folder}/names", "w", encoding="utf-8") as file:
            file.write("# the field\n" + "\n".join(names) + "\n")
        os.mkdir(f"{self.folder}/files")
        self.command("invite", "--from", f"{self.folder}/names", "--output",
                     f"{self.folder}/files")
        self.assertEqual(len(os.listdir(f"{self.folder}/files")), 100)
        listed = self.command("hosts").splitlines()
        self.assertEqual(sorted(line.split()[0] for line in listed[1:]), sorted(names))
        self.assertIn("invited already",
                      self.command("invite", "host-7", "--output", f"{self.folder}/again", code=1))
        hub = self.hub()
        waiting.until(lambda: len(self.hosts(hub)) == 100, 10, "not all are shown")
        self.assertEqual({host["state"] for host in self.hosts(hub).values()}, {"invited"})

    def test_a_hub_of_ones_own_nats_prints_the_user_entry(self):
        printed = self.command("--nats", "nats://127.0.0.1:4", "invite", "a", "--output",
                               f"{self.folder}/a.fleet")
        self.assertIn('{nkey: "U', printed)
        self.assertIn('"fleet.a.samples"', printed)
        servers = "nats://127.0.0.1:4,nats://127.0.0.1:5"
        self.command("--nats", servers, "invite", "b", "--output", f"{self.folder}/b.fleet")
        with open(f"{self.folder}/b.fleet", encoding="utf-8") as file:
            self.assertEqual(json.load(file)["address"], servers)

    def test_wrong_options_are_refused_with_the_remedy(self):
        for arguments, words in ((("--fleet-listen", "2"), "--fleet-listen"),
                                 (("--nats", "http://a"), "tls://host:port"),
                                 (("--nats", "tls://a:1,b:1"), "b:1 is no URL"),
                                 (("--nats-credentials", "a.creds"), "belongs to --nats")):
            done = monitor.run("hub", *arguments, "--check-config")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
        for value in ("127.0.0.1:4222", "0.0.0.0:4222", "[::1]:4222"):
            done = monitor.run("hub", "--fleet-listen", value, "--check-config")
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_hub_that_is_open_to_other_machines_warns(self):
        hub = self.monitor("hub", "--fleet-listen", f"127.0.0.1:{self.port}", "--listen",
                           "0.0.0.0:0", **self.environment)
        hub.wait_said("can be reached from other machines", 5)

    def test_the_configuration_is_one_that_nats_takes(self):
        self.invite("a")
        hub = self.hub()
        hub.stop()
        checked = subprocess.run(
            [shutil.which("nats-server", path=f"{os.environ['PATH']}:/usr/sbin"), "-t", "-c",
             f"{self.folder}/hub/hub/nats-server.conf"],
            capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
