"""The hub of a fleet with one host: the docker-monitor of a row."""

import contextlib
import json

from program import Program
from support import monitor, nats, processes
from support.nats_cluster import Cluster
from webhook import Webhook

HOST = "a"


class Hub(Webhook):
    """Hands the alarms of its host on to a webhook. What that took has arrived. Has a nats-server of
    its own, or so many that it is told of; its host may be at the other end of a wire."""

    kind = "fleet"

    def __init__(self, servers=0, wire=None):
        super().__init__()
        self.port = processes.free_port()
        self.host_address = wire.near if wire else "127.0.0.1"  # where the host finds it
        self.cluster = Cluster(servers) if servers else None
        self.options = (("--nats", self.cluster.urls) if servers
                        else ("--fleet-listen", f"{'0.0.0.0' if wire else '127.0.0.1'}:{self.port}"))
        self.program = Program("hub", *self.options, sinks=[self.url])
        self.file = self.invite(HOST)
        self.program.start()
        if servers:
            with open(f"{self.program.data}/hub/nats-server.conf", encoding="utf-8") as file:
                text = file.read()
            self.cluster.configure(text[text.index("authorization:"):])
            self.cluster.start()

    def invite(self, name):
        """Returns the path of the fleet file of another host."""
        file = f"{self.program.folder}/{name}.fleet"
        done = monitor.run("hub", *self.options, "invite", name, "--output", file,
                           DOCKER_MONITOR_DATA_DIR=self.program.data)
        if done.returncode != 0:
            raise AssertionError(f"no host can be invited: {done.stderr}")
        return file

    def arguments(self, port):
        """What the host needs to report to a port."""
        if self.cluster:
            return ("--fleet", self.file)
        with open(self.file, encoding="utf-8") as file:
            invitation = json.load(file)
        invitation["address"] = f"{self.host_address}:{port}"
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump(invitation, file)
        return ("--fleet", self.file)

    def credentials(self):
        """A client of NATS that is the hub to everybody."""
        return nats.Client.of_hub(self.program.data, self.port)

    def nats_server(self):
        """The process id of the nats-server that the hub has started; None while there is none."""
        for pid in processes.descendants(self.program.process.pid):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
                if b"nats-server" in file.read():
                    return pid
        return None

    def host(self):
        """What the hub knows of the host."""
        return self.program.get(f"/docker-monitor/api/v2/hosts/{HOST}").json()

    def close(self):
        self.program.close()
        if self.cluster:
            self.cluster.close()
        super().close()
