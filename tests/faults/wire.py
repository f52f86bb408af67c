"""A wire between ours and a network of its own, that can be unplugged."""

import os
import subprocess

# The addresses that RFC 2544 sets aside for measurements of networks; one /30 of them for each.
FIRST = (198 << 24) + (18 << 16)
NETWORKS = 1 << 15


def text_of(address):
    """An IPv4 address in words."""
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


class Wire:
    """A network namespace whose only way out is an interface that ends at ours. A bridge in a second
    namespace lies between them: unplugged there, both ends keep their addresses and routes, and
    neither gets a FIN or an RST. Use as a context manager."""

    def __init__(self):
        network = FIRST + os.getpid() % NETWORKS * 4
        self.near = text_of(network + 1)  # our address
        self.far = text_of(network + 2)
        self.remote, self.middle = f"dm-far-{os.getpid()}", f"dm-mid-{os.getpid()}"
        self.end = f"dm{os.getpid()}"  # of ours; names of interfaces have at most 15 characters

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for name in (self.remote, self.middle):  # the interfaces go with them
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)

    def build(self):
        for name in (self.remote, self.middle):
            order("netns", "add", name)
        order("link", "add", self.end, "type", "veth", "peer", "near", "netns", self.middle)
        order("-n", self.remote, "link", "add", "eth0", "type", "veth", "peer", "far", "netns",
              self.middle)
        order("-n", self.middle, "link", "add", "bridge", "type", "bridge")
        for name in ("near", "far"):
            order("-n", self.middle, "link", "set", name, "master", "bridge")
        for name in ("near", "far", "bridge"):
            order("-n", self.middle, "link", "set", name, "up")
        order("address", "add", f"{self.near}/30", "dev", self.end)
        order("link", "set", self.end, "up")
        order("-n", self.remote, "address", "add", f"{self.far}/30", "dev", "eth0")
        for name in ("lo", "eth0"):
            order("-n", self.remote, "link", "set", name, "up")

    def inside(self):
        """What in front of a command runs it at the other end; it leaves the pid to the command."""
        return ("nsenter", f"--net=/run/netns/{self.remote}", "--")

    def unplug(self):
        order("-n", self.middle, "link", "set", "far", "down")

    def plug(self):
        order("-n", self.middle, "link", "set", "far", "up")


def order(*words):
    """Runs ip; what it answers is in the error."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")
