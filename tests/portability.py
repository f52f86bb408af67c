"""Builds docker-monitor on Debian 13, in a chroot, and tries what was built there.

    /usr/bin/python3 tests/portability.py

Every run starts from a system with nothing but the base packages. The base, the packages and the
compiler's cache are kept below build/portability, so that the next run is quicker. Commands of the
chroot run in mount and process namespaces of their own: what they mount or leave running ends with
them.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(HERE, "integration")]

import counting  # noqa: E402 (found by the line above)
from support import engine, http, monitor, processes  # noqa: E402

RELEASE = "trixie"
CACHE = os.path.join(ROOT, "build", "portability")
A_WEEK = 7 * 24 * 3600
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PROGRAM = "/src/build/release/docker-monitor"
V1 = monitor.METRICS
V2 = "/docker-monitor/api/v2/containers"

# Mounts what a command needs and becomes the command. $1 is the chroot, $2 the cache, $3 an engine's
# socket or nothing. The host's /proc and cgroups are where a sidecar has them.
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

# What the report names: the package of each, as Debian 13 calls it.
PACKAGES = {"g++": "g++-14", "CMake": "cmake", "Boost": "libboost1.83-dev", "CAF": "libcaf-dev",
            "simdjson": "libsimdjson-dev", "spdlog": "libspdlog-dev", "fmt": "libfmt-dev",
            "CLI11": "libcli11-dev", "date": "libhowardhinnant-date-dev",
            "nlohmann-json": "nlohmann-json3-dev",
            "toml++": "libtomlplusplus-dev", "OpenSSL": "libssl-dev",
            "rabbitmq-c": "librabbitmq-dev", "mosquitto": "libmosquitto-dev",
            "SQLite": "libsqlite3-dev", "Node.js": "nodejs"}


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


def base_tar():
    """The base system as a tar file, kept for a week."""
    path = os.path.join(CACHE, f"{RELEASE}.tar")
    if not os.path.exists(path) or time.time() - os.path.getmtime(path) > A_WEEK:
        making = f"{path}.{os.getpid()}.tar"
        # ccache is for the next run, python3 for the unit tests. dpkg need not wait for the disk.
        made = subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=apt", "--include=ccache,python3",
             "--dpkgopt=force-unsafe-io", RELEASE, making, *mirror()],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(making)
            raise Failed(f"mmdebstrap: {made.stderr[-2000:]}")
        os.rename(making, path)
    return path


class Chroot:
    """A fresh system with our sources in /src. Use as a context manager."""

    def __init__(self):
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
        subprocess.run(["tar", "-xf", base_tar(), "-C", self.folder], check=True)
        for name in ("proc", "dev", "ccache", "host/proc", "host/sys/fs/cgroup", "src"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        with open(os.path.join(self.folder, "run", "docker.sock"), "w", encoding="ascii"):
            pass
        shutil.copy("/etc/resolv.conf", os.path.join(self.folder, "etc"))
        # npm trusts whom this machine trusts.
        if os.path.exists(CERTIFICATES):
            shutil.copy(CERTIFICATES, os.path.join(self.folder, "etc", "machine.crt"))

    def copy_sources(self):
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


class Inside(monitor.Monitor):
    """docker-monitor as it was built in the chroot, on a loopback port the kernel chose."""

    def __init__(self, chroot, *arguments):
        super().__init__(*arguments, listen=False)
        self.command = chroot.command(PROGRAM, "--listen", "127.0.0.1:0", "--data-dir", "/tmp/data",
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


def prepare(steps, chroot):
    """Installs and builds; true where a program is there to be tried."""
    with steps.step("mmdebstrap makes the chroot"):
        chroot.unpack()
        chroot.copy_sources()
    if steps.failed:
        return False
    with steps.step("install-packages names only packages that exist"):
        chroot.run("apt-get", "-q", "update")
        sets = ("build", "format", "test", "portability", "tidy", "runtime")
        said = chroot.run("deploy/install-packages", "--dry-run", *sets)
        names = said.partition(":")[2].split()
        check("libboost-url1.83-dev" in names, said)
        chroot.run("apt-get", "-s", "--no-install-recommends", "install", *names)
    with steps.step("install-packages installs what building needs and starts no service"):
        chroot.run("deploy/install-packages", "build", seconds=3600)
        said = chroot.run("deploy/install-packages", "build", "runtime")
        check(said in ("", "installing packages: ca-certificates \n"), f"it is not silent: {said}")
        check(not os.path.exists(os.path.join(chroot.folder, "usr/sbin/policy-rc.d")),
              "it leaves policy-rc.d")
    if steps.failed:
        return False
    print("  " + versions(chroot), flush=True)
    with steps.step("the release preset builds the program without a warning"):
        build(chroot, "docker-monitor")
    return not steps.failed


def build(chroot, *targets):
    chroot.run("deploy/build", *targets, seconds=3 * 3600, shown=True, environment={"LC_ALL": "C"})
    log = os.path.join(chroot.folder, "src", "build", "release.log")
    with open(log, encoding="utf-8", errors="replace") as file:
        warned = [line for line in file if "warning:" in line or "CMake Warning" in line]
    check(not warned, "".join(warned[:20]))


def versions(chroot):
    lines = chroot.run("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES.values())
    version = dict(line.split() for line in lines.splitlines())
    return ", ".join(f"{name} {re.search(r'[0-9.]+(?![0-9.:])', version[package]).group()}"
                     for name, package in PACKAGES.items())


def run_units(steps, chroot):
    """Builds the rest and runs the unit tests of the chroot's build, each counted."""
    failures = steps.failed
    with steps.step("the benchmark and the tests build without a warning"):
        build(chroot)
    if steps.failed > failures:
        return
    began = time.monotonic()
    count = os.path.join(chroot.folder, "tmp", "count")
    try:
        said = chroot.run("python3", "tests/unit.py", "build/release", seconds=1800,
                          environment={"COUNT": "/tmp/count"})
    except (Failed, subprocess.SubprocessError) as error:
        said = str(error)
    try:
        with open(count, encoding="ascii") as file:
            passed, failed, skipped = map(int, file.read().split())
    except (OSError, ValueError):
        passed, failed, skipped = 0, 1, 0
    steps.passed += passed
    steps.failed += failed
    steps.skipped += skipped
    steps.line("FAIL" if failed else "ok  ", f"unit tests: {passed} passed, {failed} failed", began)
    if failed:
        print(said, flush=True)


def try_demo(steps, chroot):
    with steps.step("docker-monitor --version"):
        said = chroot.run(PROGRAM, "--version")
        check(said.strip(), "it prints nothing")
    with steps.step("the demo answers on every route"), Inside(chroot, "--demo", "12") as demo:
        demo.wait_ready()
        for target, holds in (("/healthz", ""), ("/readyz", ""), ("/", "<title>"),
                              ("/metrics", "container_cpu_usage_seconds_total"),
                              ("/docker-monitor/api/openapi.json", '"openapi"')):
            answer = demo.get(target)
            check(answer.status == 200 and holds in answer.body,
                  f"{target}: {answer.status} {answer.body[:200]}")
        rows = demo.get(f"{V1}?all=true").json()
        check(len(rows) == 12, f"v1.0 lists {len(rows)} containers")
        listed = demo.get(f"{V2}?all=true").json()
        check(len(listed) == 12, f"v2 lists {json.dumps(listed)[:400]}")
        chroot.run(PROGRAM, "healthcheck", "--listen", demo.address)
        code, _ = demo.stop()
        check(code == 0, f"it ends with {code}: {demo.errors()[-1000:]}")


def try_engine(steps, chroot):
    sentence = "a container of a real engine is listed with its figures"
    if not shutil.which("dockerd") or not shutil.which("busybox"):
        steps.skip(sentence, "dockerd or busybox is not installed here")
        return
    with steps.step(sentence), engine.Engine() as real:
        real.run("portable")
        chroot.socket = real.socket
        with Inside(chroot, "--docker-host", "unix:///run/docker.sock") as running:
            running.wait_ready()
            running.wait_sample("portable")
            row = running.get(f"{V2}/portable").json()
            check(row["status"] == "running", json.dumps(row))
            print(f"  it is read from: {row['source']}")
            code, _ = running.stop()
            check(code == 0, f"it ends with {code}: {running.errors()[-1000:]}")


def main():
    if os.geteuid() != 0:
        print("portability: mmdebstrap and chroot need root: run it as root, such as by sudo")
        return counting.report(0, 1)
    for command in ("mmdebstrap", "unshare", "git"):
        if not shutil.which(command):
            print(f"portability: no {command}: deploy/install-packages portability installs it")
            return counting.report(0, 1)
    # Ends a run as Ctrl-C does: what is open is closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    steps = Steps()
    try:
        with Chroot() as chroot:
            if prepare(steps, chroot):
                try_demo(steps, chroot)
                try_engine(steps, chroot)
                run_units(steps, chroot)
    except KeyboardInterrupt:
        return 130
    return counting.report(steps.passed, steps.failed, steps.skipped)


if __name__ == "__main__":
    sys.exit(main())
