"""A hub and its hosts, as tests start them."""

import tempfile

from support import case, monitor, processes, simulator, waiting

API = "/docker-monitor/api/v2"


def command_of(pid):
    """The command line of a process."""
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return file.read().replace("\0", " ")
    except OSError:
        return ""


class FleetCase(case.Case):
    """Starts hubs with their own nats-server, and agents with a simulated engine each."""

    def setUp(self):
        super().setUp()
        self.port = processes.free_port()
        self.folder = tempfile.mkdtemp(prefix="dm-fleet-")
        self.addCleanup(processes.remove, self.folder)
        self.environment = {"DOCKER_MONITOR_DATA_DIR": f"{self.folder}/hub"}

    def command(self, *arguments, code=0):
        """Runs `docker-monitor hub …` to its end; returns what it printed."""
        done = monitor.run("hub", "--fleet-listen", f"127.0.0.1:{self.port}", *arguments,
                           **self.environment)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def invite(self, name, *arguments):
        path = f"{self.folder}/{name}.fleet"
        self.command("invite", name, "--output", path, *arguments)
        return path

    def hub(self):
        return self.monitor("hub", "--fleet-listen", f"127.0.0.1:{self.port}", **self.environment)

    def engine(self, seed, containers=4):
        engine = simulator.Simulator("--seed", str(seed), containers=containers)
        engine.__enter__()
        self.addCleanup(engine.close)
        return engine

    def agent(self, file, engine, **more):
        return self.monitor("--fleet", file, engine=engine.url, **more)

    def hosts(self, hub):
        return {host["name"]: host for host in hub.get(f"{API}/hosts").json()}

    def wait_state(self, hub, name, state, seconds=20):
        waiting.until(lambda: self.hosts(hub).get(name, {}).get("state") == state, seconds,
                      lambda: f"{name} is not {state}: {self.hosts(hub)}")
        return self.hosts(hub)[name]

    def containers(self, hub, query=""):
        return hub.get(f"{API}/containers?all=true{query}").json()

    def wait_containers(self, hub, host, count, seconds=20):
        waiting.until(lambda: len(self.containers(hub, f"&host={host}")) == count, seconds,
                      lambda: f"{self.containers(hub)}")
        return self.containers(hub, f"&host={host}")

    def wait_recorded(self, hub, host, seconds=40):
        """Waits until the hub's history of the host is long enough to be drawn."""
        line = f"{API}/host/history?host={host}&metric=cpu.percent"

        def recorded():
            answer = hub.get(line)
            return answer.status == 200 and len(answer.json()["points"]) >= 2

        waiting.until(recorded, seconds, lambda: f"no history: {self.hosts(hub)}")

    def nats_servers(self, hub):
        return [pid for pid in processes.descendants(hub.process.pid)
                if "nats-server" in command_of(pid)]
