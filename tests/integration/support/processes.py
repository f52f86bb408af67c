"""Finding and ending processes by their ids, and leaving nothing mounted."""

import os
import random
import shutil
import signal
import socket
import subprocess

from . import waiting


def descendants(pid):
    """The ids of all processes below pid, parents first."""
    children = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry))
    found, queue = [], [pid]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def with_argument(text):
    """The ids of processes that have an argument containing text, other than ourselves."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                if text.encode() in file.read():
                    found.append(int(entry))
        except OSError:
            continue
    return found


def rooted_below(folder):
    """The ids of processes whose root file system is an overlay with its files below folder."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/mountinfo", encoding="utf-8", errors="replace") as file:
                for line in file:
                    if line.split(" ")[4] == "/" and folder + "/" in line:
                        found.append(int(entry))
        except (OSError, IndexError):
            continue
    return found


def alive(pid):
    """True while pid runs; a zombie does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def send(pids, what=signal.SIGKILL):
    """Sends a signal to processes that may already be gone."""
    for pid in pids:
        try:
            os.kill(pid, what)
        except ProcessLookupError:
            pass


def kill(pids, seconds=10):
    """Ends processes at once and waits until they are gone."""
    send(pids)
    waiting.until(lambda: not any(alive(pid) for pid in pids), seconds, f"{pids} would not die")


def stop(process, seconds=15):
    """Ends a Popen in its own way, by force after the given time; returns its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def remove(folder):
    """Unmounts everything below a folder and removes it."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
        points = [line.split(" ")[4] for line in file]
    for point in reversed(points):
        if point.startswith(folder + "/"):
            subprocess.run(["umount", "-l", point], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def free_ports(count):
    """Different ports of the loopback interface that nobody uses now, and that the kernel gives to
    no outgoing connection: a server that needs seconds to start finds them free still."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        first_outgoing = int(file.read().split()[0])
    candidates = range(min(10240, first_outgoing - 1000), first_outgoing)
    ports = []
    for port in random.sample(candidates, len(candidates)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.append(port)
        if len(ports) == count:
            return ports
    raise OSError("no free port below the outgoing ones")


def free_port():
    """One of free_ports()."""
    return free_ports(1)[0]


def tail(path, lines=30):
    """The end of a text file, for messages."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-lines:])
    except OSError as error:
        return str(error)
