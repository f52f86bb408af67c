"""The hub of a fleet with one host: the docker-monitor of a row."""

import contextlib
import json

from program import Program
from support import monitor, processes
from webhook import Webhook

HOST = "a"


class Hub(Webhook):
    """Hands the alarms of its host on to a webhook. What that took has arrived."""

    kind = "fleet"

    def __init__(self):
        super().__init__()
        self.port = processes.free_port()
        self.program = Program("hub", "--fleet-listen", f"127.0.0.1:{self.port}",
                               sinks=[self.url])
        self.file = f"{self.program.folder}/{HOST}.fleet"
        done = monitor.run("hub", "--fleet-listen", f"127.0.0.1:{self.port}", "invite", HOST,
                           "--output", self.file, DOCKER_MONITOR_DATA_DIR=self.program.data)
        if done.returncode != 0:
            raise AssertionError(f"no host can be invited: {done.stderr}")
        self.program.start()

    def arguments(self, port):
        """What the host needs to report to a port."""
        with open(self.file, encoding="utf-8") as file:
            invitation = json.load(file)
        invitation["address"] = f"127.0.0.1:{port}"
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump(invitation, file)
        return ("--fleet", self.file)

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
        super().close()
