"""Node.js packages of the tests, installed beside the program that was built."""

import fcntl
import os
import shutil
import subprocess

from . import monitor


def install(source, name):
    """Copies the folder `source` (its files, no folders) below the build tree and installs what
    its lock names; returns the copy."""
    folder = os.path.join(monitor.BUILD, "tests", name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # runs beside each other share it
        _install(source, folder)
    return folder


def _install(source, folder):
    for each in os.listdir(source):
        if os.path.isfile(os.path.join(source, each)):
            shutil.copy(os.path.join(source, each), folder)
    installed = os.path.join(folder, "node_modules", ".installed")
    with open(os.path.join(source, "package-lock.json"), encoding="utf-8") as file:
        wanted = file.read()
    if not os.path.exists(installed) or open(installed, encoding="utf-8").read() != wanted:
        result = subprocess.run(["npm", "ci"], cwd=folder, stdin=subprocess.DEVNULL, timeout=300,
                                capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise AssertionError(f"npm ci: {result.stderr[-2000:]}")
        with open(installed, "w", encoding="utf-8") as file:
            file.write(wanted)
