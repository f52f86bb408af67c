"""Makes the Debian package of build/release, and installs, upgrades and purges it in a chroot.

    /usr/bin/python3 tests/package.py

The chroot has the release of Debian that this machine has, since a package is for the release that
it was built on. A systemd of its own starts the services there.
"""

import glob
import os
import platform
import shutil
import signal
import socket
import stat
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path[:0] = [HERE]

import counting  # noqa: E402 (found by the line above)
from chroot import Chroot, Inside, Steps, check  # noqa: E402
from service import try_services  # noqa: E402

USER = "docker-monitor"
PROGRAM = "/usr/bin/docker-monitor"
DATA = "/var/lib/docker-monitor"
SETTINGS = "/etc/default/docker-monitor"
UNIT = "/usr/lib/systemd/system/docker-monitor.service"
EXAMPLES = "/usr/share/doc/docker-monitor/examples"
WANTED = "/etc/systemd/system/multi-user.target.wants"
FILES = (PROGRAM, SETTINGS, f"{SETTINGS}-hub", UNIT,
         "/usr/lib/systemd/system/docker-monitor-hub.service",
         "/usr/lib/sysusers.d/docker-monitor.conf", "/usr/share/man/man8/docker-monitor.8",
         "/usr/share/bash-completion/completions/docker-monitor",
         "/usr/share/zsh/vendor-completions/_docker-monitor",
         "/usr/share/fish/vendor_completions.d/docker-monitor.fish",
         "/usr/share/doc/docker-monitor/copyright", f"{EXAMPLES}/rules.toml",
         f"{EXAMPLES}/prometheus/docker-monitor.rules.yml",
         f"{EXAMPLES}/grafana/docker-monitor.json")
ACCOUNTS = ("passwd", "group", "shadow", "gshadow")
SOCKET_GROUP = 4242  # has no name
NOT_OURS = {"proc", "dev", "src", "host", "ccache", "var/cache", "var/log"}


def make(root, run):
    """Makes the package of the build below `root`, and one of a higher version; returns their
    paths. `run` runs a command in the directory of the sources."""
    folder = os.path.join(root, "build", "packages")
    shutil.rmtree(folder, ignore_errors=True)
    cpack = ("cpack", "--config", "build/release/CPackConfig.cmake", "-B", "build/packages")
    run(*cpack)
    (first,) = glob.glob(f"{folder}/*.deb")
    version = os.path.basename(first).split("_")[1]
    run(*cpack, "-D", f"CPACK_PACKAGE_VERSION={version}+upgrade")
    (second,) = set(glob.glob(f"{folder}/*.deb")) - {first}
    return first, second


def run_here(*command):
    result = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, check=False)
    check(result.returncode == 0,
          f"{' '.join(command)}: {(result.stdout + result.stderr)[-3000:]}")


def apt(system, *arguments):
    return system.run("apt-get", "-q", "-y", "--no-install-recommends", *arguments, folder="/",
                      environment={"DEBIAN_FRONTEND": "noninteractive"}, seconds=1800)


def inside(system, path):
    """The place of a path of the chroot on this machine."""
    return system.folder + path


def read(system, path):
    with open(inside(system, path), encoding="utf-8") as file:
        return file.read()


def state(system):
    """What dpkg says of the package: its state and version, or nothing."""
    listed = system.run("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status} ${Version}\n")
    return [line.split()[1:] for line in listed.splitlines() if line.startswith(f"{USER} ")]


def account(system):
    """The numbers of our user and its group, or nothing."""
    for line in read(system, "/etc/passwd").splitlines():
        fields = line.split(":")
        if fields[0] == USER:
            return int(fields[2]), int(fields[3])
    return None


def traces(system):
    """All that is left of us: files with our name, and accounts."""
    found = [name for name in ACCOUNTS  # a small system may have no shadow passwords
             if os.path.exists(inside(system, f"/etc/{name}"))
             and f"{USER}:" in read(system, f"/etc/{name}")]
    for here, folders, names in os.walk(system.folder):
        below = os.path.relpath(here, system.folder)
        folders[:] = [name for name in folders
                      if os.path.normpath(os.path.join(below, name)) not in NOT_OURS]
        found += [os.path.join(below, name) for name in folders + names if USER in name]
    return found


def check_files(system):
    for path in FILES:
        check(os.path.isfile(inside(system, path)), f"{path} is missing")
    check(f"ExecStart=!{PROGRAM}\n" in read(system, UNIT), read(system, UNIT))
    check(os.path.islink(inside(system, f"{WANTED}/docker-monitor.service")),
          "the service is not enabled")
    check(not os.path.lexists(inside(system, f"{WANTED}/docker-monitor-hub.service")),
          "the hub is enabled")


def check_user(system):
    found = account(system)
    check(found, read(system, "/etc/passwd"))
    status = os.stat(inside(system, DATA))
    check((status.st_uid, status.st_gid) == found and stat.S_IMODE(status.st_mode) == 0o700,
          f"{DATA}: {status}")


def check_program(system, version):
    said = system.run(PROGRAM, "--version", folder="/")
    check(version in said, said)
    with_settings = f"set -a; . {SETTINGS}; {PROGRAM} --check-config"
    system.run("sh", "-euc", with_settings, folder="/")
    system.run(PROGRAM, "--check-config", "--rules", f"{EXAMPLES}/rules.toml", folder="/")


def check_privileges(system):
    """Starts the program as the unit does: as root, with a socket of a group that has no name."""
    path = "/run/engine.sock"
    uid, gid = account(system)
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(inside(system, path))
        os.chown(inside(system, path), 0, SOCKET_GROUP)
        os.chmod(inside(system, path), 0o660)
        with Inside(system, PROGRAM, "--docker-host", f"unix://{path}", "--run-as", USER,
                    data=DATA) as running:
            with open(f"/proc/{running.process.pid}/status", encoding="ascii") as file:
                status = dict(line.split(":", 1) for line in file if ":" in line)
            code, _ = running.stop()
    check(status["Uid"].split() == [str(uid)] * 4, status["Uid"])
    check({str(gid), str(SOCKET_GROUP)} == set(status["Groups"].split()), status["Groups"])
    check({int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")} == {0}, str(status))
    check(code == 0, f"it ends with {code}")
    files = os.listdir(inside(system, DATA))
    check(any(name.endswith(".sqlite") for name in files), f"{DATA} has {files}")


def check_upgrade(system, version):
    """Settings, data and user survive an upgrade."""
    with open(inside(system, SETTINGS), "a", encoding="utf-8") as file:
        file.write("DOCKER_MONITOR_INTERVAL=2s\n")
    settings, user = read(system, SETTINGS), account(system)
    data = sorted(os.listdir(inside(system, DATA)))
    apt(system, "install", "/tmp/second.deb")
    check(state(system) == [["installed", version]], str(state(system)))
    check(read(system, SETTINGS) == settings, f"{SETTINGS}: {read(system, SETTINGS)}")
    check(account(system) == user, f"the user is {account(system)}, not {user}")
    check(sorted(os.listdir(inside(system, DATA))) == data, "data are gone")
    check_files(system)


def check_disabled(system):
    """A service that the administrator has disabled stays so in the next upgrade."""
    os.unlink(inside(system, f"{WANTED}/docker-monitor.service"))
    apt(system, "install", "--reinstall", "/tmp/second.deb")
    check(not os.path.lexists(inside(system, f"{WANTED}/docker-monitor.service")),
          "the service is enabled again")


def check_removal(system):
    apt(system, "remove", USER)
    check(not os.path.lexists(inside(system, PROGRAM)), f"{PROGRAM} is still there")
    check("INTERVAL=2s" in read(system, SETTINGS), f"{SETTINGS} is changed")
    check(os.listdir(inside(system, DATA)), "data are gone")
    apt(system, "install", "/tmp/second.deb")
    check("INTERVAL=2s" in read(system, SETTINGS), f"{SETTINGS} is changed by a new installation")


def check_purge(system):
    apt(system, "purge", USER)
    check(not state(system), str(state(system)))
    check(not traces(system), f"left over: {traces(system)}")


def try_package(steps, release, first, second):
    """Tries two versions of the package in a fresh system."""
    version, higher = (os.path.basename(path).split("_")[1] for path in (first, second))
    with Chroot(release) as system:
        failures = steps.failed
        with steps.step(f"apt installs the package in a chroot of {release}"):
            system.unpack()
            for name, path in (("first", first), ("second", second)):
                shutil.copy(path, inside(system, f"/tmp/{name}.deb"))
            check(not traces(system), str(traces(system)))
            apt(system, "update")
            apt(system, "install", "/tmp/first.deb")
            check(state(system) == [["installed", version]], str(state(system)))
        if steps.failed > failures:
            return
        for sentence, tried in (
                ("the package has its files and enables its service, but not the hub",
                 lambda: check_files(system)),
                ("it makes a user with a directory of its own", lambda: check_user(system)),
                ("what is installed runs and accepts its settings and example rules",
                 lambda: check_program(system, version)),
                ("started as root, it becomes its user with the group of the socket",
                 lambda: check_privileges(system)),
                ("systemd and nats-server are installed beside it",
                 lambda: apt(system, "install", "systemd-sysv", "dbus", "procps",
                             "nats-server"))):
            with steps.step(sentence):
                tried()
        try_services(steps, system)
        for sentence, tried in (
                ("settings, data and user survive an upgrade",
                 lambda: check_upgrade(system, higher)),
                ("a disabled service stays disabled", lambda: check_disabled(system)),
                ("settings and data survive a removal", lambda: check_removal(system)),
                ("a purge leaves nothing", lambda: check_purge(system))):
            with steps.step(sentence):
                tried()


def main():
    if os.geteuid() != 0:
        print("package: mmdebstrap and chroot need root: run it as root, such as by sudo")
        return counting.report(0, 1)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    steps = Steps()
    made = []
    try:
        with steps.step("cpack makes the Debian package"):
            made += make(ROOT, run_here)
        if made:
            release = platform.freedesktop_os_release()["VERSION_CODENAME"]
            try_package(steps, release, *made)
    except KeyboardInterrupt:
        return 130
    return counting.report(steps.passed, steps.failed, steps.skipped)


if __name__ == "__main__":
    sys.exit(main())
