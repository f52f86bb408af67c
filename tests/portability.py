"""Builds docker-monitor on Debian 13, in a chroot, and tries what was built there and its Debian
package. Compiles it for arm64 in another chroot.

    /usr/bin/python3 tests/portability.py

Every run starts from systems with nothing but the base packages.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "integration")]

import counting  # noqa: E402 (found by the line above)
import package  # noqa: E402
from chroot import Chroot, Failed, Inside, Steps, check  # noqa: E402
from support import engine, monitor  # noqa: E402

RELEASE = "trixie"
PROGRAM = "/src/build/release/docker-monitor"
V1 = monitor.METRICS
V2 = "/docker-monitor/api/v2/containers"

# What the report names: the package of each, as Debian 13 calls it.
PACKAGES = {"g++": "g++-14", "CMake": "cmake", "Boost": "libboost1.83-dev", "CAF": "libcaf-dev",
            "simdjson": "libsimdjson-dev", "spdlog": "libspdlog-dev", "fmt": "libfmt-dev",
            "CLI11": "libcli11-dev", "date": "libhowardhinnant-date-dev",
            "nlohmann-json": "nlohmann-json3-dev",
            "toml++": "libtomlplusplus-dev", "OpenSSL": "libssl-dev",
            "rabbitmq-c": "librabbitmq-dev", "mosquitto": "libmosquitto-dev",
            "SQLite": "libsqlite3-dev", "Snappy": "libsnappy-dev", "Node.js": "nodejs"}


def prepare(steps, chroot):
    """Installs and builds; true where a program is there to be tried."""
    with steps.step("mmdebstrap makes the chroot"):
        chroot.unpack()
        chroot.copy_sources()
    if steps.failed:
        return False
    with steps.step("install-packages names only packages that exist"):
        chroot.run("apt-get", "-q", "update")
        sets = ("build", "format", "test", "package", "portability", "tidy", "runtime")
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
    with steps.step("the demo answers on every route"), \
            Inside(chroot, PROGRAM, "--demo", "12") as demo:
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
    with steps.step(sentence), engine.Engine() as real, contextlib.ExitStack() as exits:
        real.run("portable")
        chroot.socket = real.socket
        exits.callback(setattr, chroot, "socket", "")  # what follows has no engine to mount
        with Inside(chroot, PROGRAM, "--docker-host", "unix:///run/docker.sock") as running:
            running.wait_ready()
            running.wait_sample("portable")
            row = running.get(f"{V2}/portable").json()
            check(row["status"] == "running", json.dumps(row))
            print(f"  it is read from: {row['source']}")
            code, _ = running.stop()
            check(code == 0, f"it ends with {code}: {running.errors()[-1000:]}")


def try_package(steps, chroot):
    """Makes the package where the program was built, and installs it in a fresh system."""
    made = []
    with steps.step("cpack makes the Debian package"):
        chroot.run("deploy/install-packages", "package")
        sources = os.path.join(chroot.folder, "src")
        made += package.make(sources, lambda *command: chroot.run(*command))
    if made:
        package.try_package(steps, RELEASE, *made)


# What runs while the program is compiled. All else that is needed is linked with it.
TOOLS = ("cmake", "ninja-build", "nodejs", "npm")
ARM64 = 183  # e_machine of ELF files, from elf.h
ARM64_PROGRAM = "/src/build/arm64/docker-monitor"


def cross_compile(steps):
    """Compiles the program for arm64, against Debian's arm64 libraries, in a fresh system: some of
    their packages cannot be installed beside those of this machine."""
    with Chroot(RELEASE) as chroot:
        failures = steps.failed
        with steps.step("a second chroot takes the compiler and the libraries for arm64"):
            chroot.unpack()
            chroot.copy_sources()
            chroot.run("dpkg", "--add-architecture", "arm64")
            chroot.run("apt-get", "-q", "update")
            said = chroot.run("deploy/install-packages", "--dry-run", "build")
            names = [name for name in said.partition(":")[2].split()
                     if name != "g++" and name not in TOOLS]
            libraries = [name if for_all_machines(chroot, name) else f"{name}:arm64"
                         for name in names]
            chroot.run("apt-get", "-q", "-y", "--no-install-recommends", "install", *TOOLS,
                       "g++-aarch64-linux-gnu", "qemu-user", *libraries, seconds=3600,
                       environment={"DEBIAN_FRONTEND": "noninteractive"})
        if steps.failed > failures:
            return
        with steps.step("the preset arm64 compiles the program"):
            chroot.run("cmake", "--preset", "arm64")
            chroot.run("cmake", "--build", "--preset", "arm64", "--target", "docker-monitor",
                       seconds=3 * 3600)
            with open(chroot.folder + ARM64_PROGRAM, "rb") as file:
                machine = int.from_bytes(file.read(20)[18:], "little")
            check(machine == ARM64, f"the program is for machine {machine}")
        if steps.failed > failures:
            return
        with steps.step("an emulator runs the program for arm64"):
            said = chroot.run("qemu-aarch64", ARM64_PROGRAM, "--version")
            check(said.strip(), "it prints nothing")


def for_all_machines(chroot, name):
    shown = chroot.run("apt-cache", "show", "--no-all-versions", name)
    return "Architecture: all" in shown.splitlines()


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
        with Chroot(RELEASE) as chroot:
            if prepare(steps, chroot):
                try_demo(steps, chroot)
                try_engine(steps, chroot)
                try_package(steps, chroot)
                run_units(steps, chroot)
        cross_compile(steps)
    except KeyboardInterrupt:
        return 130
    return counting.report(steps.passed, steps.failed, steps.skipped)


if __name__ == "__main__":
    sys.exit(main())
