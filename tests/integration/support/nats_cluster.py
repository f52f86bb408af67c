"""Several nats-servers that know one another, as users run them for a fleet."""

import os
import shutil

from . import processes
from .servers import Server


class Node(Server):
    """One of them."""

    name = "nats-server"

    def command(self):
        program = shutil.which(self.name, path=f"{os.environ['PATH']}:/usr/sbin")
        return [program, "-c", f"{self.folder}/conf"]


class Cluster:
    """Starts after configure(); ends by close()."""

    def __init__(self, count=3):
        ports = processes.free_ports(2 * count)
        self.nodes = [Node() for _ in range(count)]
        for node in self.nodes:
            node.port = ports.pop()
        self.inner_ports = ports
        self.urls = ",".join(f"nats://127.0.0.1:{node.port}" for node in self.nodes)

    def configure(self, authorization):
        """`authorization` is that block of a configuration, with the users."""
        routes = ", ".join(f"nats://127.0.0.1:{port}" for port in self.inner_ports)
        for number, node in enumerate(self.nodes):
            with open(f"{node.folder}/conf", "w", encoding="utf-8") as file:
                file.write(f"server_name: n{number}\nhost: 127.0.0.1\nport: {node.port}\n"
                           f"cluster: {{name: fleet, listen: \"127.0.0.1:"
                           f"{self.inner_ports[number]}\", routes: [{routes}]}}\n{authorization}")

    def start(self):
        for node in self.nodes:
            node.start()

    def close(self):
        for node in self.nodes:
            node.close()
