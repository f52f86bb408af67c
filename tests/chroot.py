"""A Debian system in a chroot, made by mmdebstrap, and steps that are tried in it and counted.

The base, the packages and the compiler's cache are kept below build/portability, so that the next
run is quicker. Commands of the chroot run in mount and process namespaces of their own: what they
mount or leave running ends with them.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path[:0] = [os.path.join(HERE, "integration")]

from support import http, monitor, processes, waiting  # noqa: E402 (found by the line above)

CACHE = os.path.join(ROOT, "build", "portability")
A_WEEK = 7 * 24 * 3600
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"

# Mounts what a command needs and becomes the command. $1 is the chroot, $2 the cache, $3 the socket
# of an engine or nothing. The host's /proc and cgroups are where a sidecar has them.
ENTER = """
set -eu
root=$1 cache=$2 socket=$3
shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$cache/archives" "$root/var/cache/apt/archives"
mount --bind "$cache/ccache" "$root/ccache"
if [ "$socket" ]; then
  mount --rbind /proc "$root/host/proc"
  mount --rbind /sys/fs/cgroup "$root/host/sys/fs/cgroup"
  mount --bind "$socket" "$root/run/docker.sock"
fi
exec chroot "$root" "$@"
"""


class Failed(Exception):
    """A step went wrong; the text says how."""


def check(condition, message):
    if not condition:
        raise Failed(message)


def mirror():
    """Where this machine gets Debian's packages, if it gets any: the address, or nothing."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)",
         "Created-By: Packages"], capture_output=True, text=True, check=False).stdout
    found = [line.split(" ", 2)[2] for line in targets.splitlines()
             if line.startswith("Debian Debian ")]
    return found[:1]


def base_tar(release):
    """The base system of a release such as trixie as a tar file, kept for a week."""
    os.makedirs(CACHE, exist_ok=True)
    path = os.path.join(CACHE, f"{release}.tar")
    if not os.path.exists(path) or time.time() - os.path.getmtime(path) > A_WEEK:
        making = f"{path}.{os.getpid()}.tar"
        # ccache is for the next run, python3 for the unit tests. dpkg need not wait for the disk.
        made = subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=apt", "--include=ccache,python3",
             "--dpkgopt=force-unsafe-io", release, making, *mirror()],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(making)
            raise Failed(f"mmdebstrap: {made.stderr[-2000:]}")
        os.rename(making, path)
    return path


class Chroot:
    """A fresh system. Use as a context manager."""

    def __init__(self, release):
        self.release = release
        for name in ("archives/partial", "ccache"):
            os.makedirs(os.path.join(CACHE, name), exist_ok=True)
        self.folder = tempfile.mkdtemp(prefix="root-", dir=CACHE)
        self.socket = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Nothing is mounted here: the mounts were those of the commands, which have ended.
        processes.remove(self.folder)

    def unpack(self):
        subprocess.run(["tar", "-xf", base_tar(self.release), "-C", self.folder], check=True)
        os.chmod(self.folder, 0o755)  # the root of users in the chroot who are not root, too
        for name in ("proc", "dev", "ccache", "host/proc", "host/sys/fs/cgroup", "src"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        with open(os.path.join(self.folder, "run", "docker.sock"), "w", encoding="ascii"):
            pass
        shutil.copy("/etc/resolv.conf", os.path.join(self.folder, "etc"))
        # npm trusts whom this machine trusts.
        if os.path.exists(CERTIFICATES):
            shutil.copy(CERTIFICATES, os.path.join(self.folder, "etc", "machine.crt"))

    def copy_sources(self):
        """Copies our sources to /src."""
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True,
                                text=True, check=True).stdout.split("\0")
        for name in filter(None, listed):
            source, target = os.path.join(ROOT, name), os.path.join(self.folder, "src", name)
            if os.path.lexists(source):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)

    def environment(self):
        """Little of ours: the way to the network."""
        kept = {name: value for name, value in os.environ.items()
                if name.lower().endswith("_proxy") or name.lower() == "npm_config_registry"}
        if os.path.exists(os.path.join(self.folder, "etc", "machine.crt")):
            kept.update(NODE_EXTRA_CA_CERTS="/etc/machine.crt",
                        npm_config_cafile="/etc/machine.crt")
        return {**kept, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                "LC_ALL": "C.UTF-8", "CCACHE_DIR": "/ccache"}

    def command(self, *command, own_processes=False):
        """The command line that runs a command in the chroot; with own_processes it ends with all
        its children."""
        options = ["--pid", "--fork", "--kill-child"] if own_processes else []
        return ["unshare", "--mount", *options, "sh", "-c", ENTER, "sh", self.folder, CACHE,
                self.socket, *command]

    def run(self, *command, folder="/src", seconds=600, environment=None, shown=False):
        """Runs a command to its end; returns what it printed. Shown is what it says of itself."""
        inside = self.command("env", "-C", folder, *command, own_processes=True)
        result = subprocess.run(inside, env={**self.environment(), **(environment or {})},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=None if shown else subprocess.PIPE, text=True,
                                timeout=seconds, check=False)
        if result.returncode != 0:
            said = ((result.stdout or "") + (result.stderr or "")).strip()[-4000:]
            raise Failed(f"{' '.join(command)} ended with {result.returncode}: {said}")
        return result.stdout if shown else result.stdout + result.stderr


class Booted:
    """The system of a chroot, booted: its systemd is process 1 of namespaces of its own, and its
    network is a loopback of its own. Use as a context manager; `shown` maps paths in the system to
    folders of this machine."""

    def __init__(self, chroot, shown):
        self.chroot = chroot
        # It has no systemd above it to register with.
        self.command = ["systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--boot",
                        "--private-network", "--console=pipe", f"--directory={chroot.folder}",
                        *(f"--bind={folder}:{path}" for path, folder in shown.items())]
        self.console = tempfile.TemporaryFile()  # what the system prints
        self.process = None
        self.leader = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                        stdout=self.console, stderr=subprocess.STDOUT)
        try:
            waiting.until(self.is_up, 60, "systemd does not come up")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def is_up(self):
        if self.process.poll() is not None:
            self.console.seek(0)
            raise Failed(f"systemd-nspawn ended: {self.console.read().decode()[-2000:]}")
        children = processes.descendants(self.process.pid)
        for pid in children:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as file:
                if "\nNSpid:\t%d\t1\n" % pid in file.read():
                    self.leader = pid
        return self.leader and self.run("systemctl", "is-system-running").strip() in (
            "running", "degraded")

    def run(self, *command, seconds=60):
        """Runs a command in the system; returns what it printed, whatever it ends with."""
        result = subprocess.run(["nsenter", f"--target={self.leader}", "--all", *command],
                                env=self.chroot.environment(), stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=seconds, check=False)
        return result.stdout + result.stderr

    def close(self):
        processes.kill(processes.descendants(self.process.pid) + [self.process.pid])
        self.process.wait()
        self.console.close()


class Inside(monitor.Monitor):
    """docker-monitor in a chroot, on a loopback port the kernel chose."""

    def __init__(self, chroot, program, *arguments, data="/tmp/data"):
        super().__init__(*arguments, listen=False)
        self.command = chroot.command(program, "--listen", "127.0.0.1:0", "--data-dir", data,
                                      *arguments)
        self.environment = chroot.environment()

    def get(self, target, **more):
        return http.request(self.address, target, **more)


class Steps:
    """Runs steps one after the other and counts them."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    @contextlib.contextmanager
    def step(self, sentence):
        began = time.monotonic()
        try:
            yield
        except Exception as error:  # whatever it is, the next step may still succeed
            self.failed += 1
            self.line("FAIL", sentence, began)
            print("       " + (str(error) or repr(error)).replace("\n", "\n       "), flush=True)
            return
        self.passed += 1
        self.line("ok  ", sentence, began)

    def skip(self, sentence, reason):
        self.skipped += 1
        print(f"  SKIP {sentence}: {reason}", flush=True)

    @staticmethod
    def line(word, sentence, began):
        print(f"  {word} {sentence} ({time.monotonic() - began:.1f} s)", flush=True)
