"""The services of the Debian package, started by a real systemd with all their restrictions.

tests/package.py runs this in a chroot that has the package.
"""

import json
import os
import shutil

from chroot import Booted, Failed, check
from support import processes, waiting
from support.simulator import Simulator

SERVICE = "docker-monitor.service"
HUB = "docker-monitor-hub.service"
SOCKET_GROUP = 4242  # has no name
ADDRESS, HUB_ADDRESS = "127.0.0.1:5000", "127.0.0.1:5001"
ENGINE = "/srv/engine"


class Service:
    """A unit of a booted system."""

    def __init__(self, system, name):
        self.system, self.name = system, name

    def systemctl(self, verb, *options):
        said = self.system.run("systemctl", verb, *options, self.name)
        check(not said, f"systemctl {verb} {self.name}: {said}")

    def show(self, what):
        return self.system.run("systemctl", "show", "--property", what, "--value",
                               self.name).strip()

    def journal(self):
        """(priority, message) of each line."""
        lines = self.system.run("journalctl", "--unit", self.name, "--output", "json",
                                "--no-pager").splitlines()
        entries = [json.loads(line) for line in lines if line.startswith("{")]
        return [(int(entry["PRIORITY"]), entry["MESSAGE"]) for entry in entries]

    def wait(self, condition, what, seconds=20):
        return waiting.until(condition, seconds, lambda: f"{what}: {self.show('ActiveState')}, "
                             + "\n".join(f"<{level}> {text}" for level, text in self.journal()))

    def wait_said(self, text, times=1, seconds=20):
        self.wait(lambda: sum(text in message for _, message in self.journal()) >= times,
                  f"not {times} times said: {text}", seconds)


def status_of(system, pid):
    """The fields of a process, by its number in the system."""
    said = system.run("cat", f"/proc/{pid}/status")
    return dict(line.split(":", 1) for line in said.splitlines() if ":" in line)


def check_start(system, engine):
    """It watches the engine as a user without capabilities, and journald knows how grave a line
    is."""
    service = Service(system, SERVICE)
    service.wait_said(f"serving on http://{ADDRESS}")
    service.wait_said("watching 10 containers")

    def top():
        try:
            return system.run("docker-monitor", "top", "--once", "--url", f"http://{ADDRESS}")
        except Failed:  # what it has just seen is published a moment later
            return None

    listed = service.wait(top, "top does not answer")
    check(len(listed.splitlines()) == 11, listed)
    status = status_of(system, service.show("MainPID"))
    uid = int(system.run("id", "--user", "docker-monitor"))
    check(status["Uid"].split() == [str(uid)] * 4, status["Uid"])
    check(str(SOCKET_GROUP) in status["Groups"].split(), status["Groups"])
    check({int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")} == {0}, str(status))
    check(status["NoNewPrivs"].strip() == "1", status["NoNewPrivs"])
    processes.stop(engine.process)
    service.wait(lambda: any("no connection to the engine" in text
                             for level, text in service.journal() if level == 4),
                 "no warning of the engine")
    engine.start()
    share(engine)


def check_restart(system):
    """systemd starts it again after a crash, reloads it and stops it."""
    service = Service(system, SERVICE)
    crashed = service.show("MainPID")
    service.systemctl("kill", "--signal=KILL")
    service.wait(lambda: service.show("MainPID") not in ("0", crashed), "not started again")
    service.wait_said(f"serving on http://{ADDRESS}", times=2)
    service.systemctl("reload")
    check(service.show("ActiveState") == "active", service.show("ActiveState"))
    again = service.show("MainPID")
    service.systemctl("stop")
    check(service.show("ActiveState") == "inactive", service.show("ActiveState"))
    check(service.show("ExecMainStatus") == "0", service.show("ExecMainStatus"))
    check(service.show("ExecMainPID") == again, "it was replaced by the reload")


def check_hub(system):
    """The hub says why it cannot start its nats-server beside Debian's; without that they start and
    end together."""
    service = Service(system, HUB)
    service.systemctl("start")
    service.wait_said(f"serving on http://{HUB_ADDRESS}")
    service.wait_said("systemctl disable --now nats-server")
    system.run("systemctl", "disable", "--now", "nats-server")
    service.wait_said("Server is ready", seconds=40)
    servers = system.run("pgrep", "-x", "nats-server").split()
    check(len(servers) == 1, f"nats-server: {servers}")
    invited = system.run("docker-monitor", "hub", "invite", "web-1", "--output", "/root/web-1.fleet",
                         "--data-dir", "/var/lib/docker-monitor-hub")
    check(os.path.getsize(f"{system.chroot.folder}/root/web-1.fleet") > 100, invited)
    service.systemctl("stop")
    check(service.show("ActiveState") == "inactive", service.show("ActiveState"))
    check(not system.run("pgrep", "-x", "nats-server"), "nats-server goes on")


def share(engine):
    """Gives the socket to the group without a name."""
    os.chown(engine.socket, 0, SOCKET_GROUP)
    os.chmod(engine.socket, 0o660)


def settings(chroot, name, *lines):
    with open(f"{chroot.folder}/etc/default/{name}", "a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def try_services(steps, chroot):
    """Boots the chroot, which has the package and systemd, and tries its services."""
    settings(chroot, "docker-monitor", f"DOCKER_HOST=unix://{ENGINE}/docker.sock")
    settings(chroot, "docker-monitor-hub", f"DOCKER_MONITOR_LISTEN={HUB_ADDRESS}")
    shutil.rmtree(f"{chroot.folder}/var/log/journal", ignore_errors=True)
    with Simulator(containers=10) as engine:
        os.chmod(engine.folder, 0o755)
        share(engine)
        with Booted(chroot, {ENGINE: engine.folder}) as system:
            with steps.step("systemd starts the service, which becomes its user and watches"):
                check_start(system, engine)
            with steps.step("systemd starts it again after a crash, reloads and stops it"):
                check_restart(system)
            with steps.step("systemd starts and stops the hub with its nats-server"):
                check_hub(system)
