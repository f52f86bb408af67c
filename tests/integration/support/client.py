"""The docker command and the API of an engine, whichever it is, and an image for its tests."""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile

from . import http, waiting

IMAGE = "busybox:local"
DEFAULTS = ("--network", "none", "--stop-timeout", "1")


def busybox_files():
    """The busybox program and the libraries it needs, if any."""
    program = shutil.which("busybox")
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    return [(program, "bin/busybox")] + [(path, path[1:]) for path in re.findall(r"(/\S+)", linked)]


def busybox_tar():
    """A root file system with nothing but busybox, as bytes."""
    buffer = io.BytesIO()
    applets = subprocess.run(["busybox", "--list"], capture_output=True, text=True, check=True)
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path, name in busybox_files():
            tar.add(os.path.realpath(path), name)
        for applet in applets.stdout.split():
            if applet == "busybox":
                continue
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(link)
        for folder in ("tmp", "proc", "sys", "dev", "etc"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
            tar.addfile(entry)
    return buffer.getvalue()


class Client:
    """Talks to the engine on `socket`; keeps its own settings in `folder`."""

    def __init__(self, folder, socket):
        self.folder = folder
        self.socket = socket
        self.url = f"unix://{socket}"
        # The client of Debian's engine, if there are more.
        self.program = "/usr/bin/docker" if os.path.exists("/usr/bin/docker") else "docker"

    def get(self, target, timeout=10):
        """Asks the engine's API directly."""
        return http.request(f"unix:{self.socket}", target, timeout=timeout)

    def order(self, target, method="POST", body=None):
        """Orders something by the API where the docker command would be too slow."""
        answer = http.request(f"unix:{self.socket}", target, method, 60, body)
        if answer.status >= 300:
            raise subprocess.SubprocessError(f"{target}: {answer.status} {answer.body}")
        return answer

    def launch(self, name, *command):
        """As run(), by the API."""
        wanted = {"Image": IMAGE, "Cmd": command or ["sleep", "1000000"], "StopTimeout": 1,
                  "HostConfig": {"NetworkMode": "none"}}
        self.order(f"/containers/create?name={name}", body=wanted)
        self.order(f"/containers/{name}/start")

    def docker(self, *arguments, check=True, stdin=None, timeout=120):
        """Runs the docker command against this engine; returns what it printed."""
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("DOCKER_")}
        environment.update(DOCKER_HOST=self.url, DOCKER_CONFIG=f"{self.folder}/client",
                           DOCKER_BUILDKIT="0")
        result = subprocess.run([self.program, *arguments], input=stdin, env=environment,
                                stdin=subprocess.DEVNULL if stdin is None else None,
                                capture_output=True, check=False, timeout=timeout)
        if check and result.returncode != 0:
            raise subprocess.SubprocessError(
                f"docker {' '.join(arguments)}: {result.stderr.decode()[-2000:]}")
        return result.stdout.decode().strip()

    def logs(self, name):
        """What a container has said, on both of its outputs."""
        return subprocess.run([self.program, "-H", self.url, "logs", name], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def load_busybox(self):
        self.docker("import", "-", IMAGE, stdin=busybox_tar())

    def run(self, name, *command, options=()):
        """Starts a container without network; returns its full id."""
        return self.docker("run", "-d", *DEFAULTS, "--name", name, *options, IMAGE,
                           *(command or ("sleep", "1000000")))

    def create(self, name, *command, options=()):
        """Creates a container without starting it; returns its full id."""
        return self.docker("create", *DEFAULTS, "--name", name, *options, IMAGE,
                           *(command or ("sleep", "1000000")))

    def inspect(self, name):
        return json.loads(self.docker("inspect", "--type", "container", name))[0]

    def state(self, name):
        """The engine's state word of a container."""
        return self.inspect(name)["State"]["Status"]

    def wait_state(self, name, state, seconds=20):
        waiting.until(lambda: self.state(name) == state, seconds,
                      lambda: f"{name} is {self.state(name)}, not {state}")

    def ps(self):
        """{name: state} of all containers, as docker ps -a has them."""
        listed = self.docker("ps", "-a", "--no-trunc", "--format", "{{.Names}}\t{{.State}}")
        return dict(line.split("\t") for line in listed.splitlines())

    def stats(self, *names):
        """{name: (cpu percent, memory percent)} of one docker stats --no-stream."""
        printed = self.docker("stats", "--no-stream", "--format",
                              "{{.Name}} {{.CPUPerc}} {{.MemPerc}}", *names)
        rows = (line.replace("%", "").split() for line in printed.splitlines())
        return {name: (float(cpu), float(memory)) for name, cpu, memory in rows}

    def remove(self, *names):
        if names:
            self.docker("rm", "-f", "-v", *names)

    def remove_all(self):
        self.remove(*self.docker("ps", "-aq").split())
