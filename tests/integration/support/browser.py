"""A real, headless browser with the page in it."""

import json
import os
import select
import shutil
import subprocess
import tempfile

from . import monitor, packages, processes

SOURCE = os.path.join(monitor.ROOT, "tests", "web")
MAX_CALL = 120  # seconds; its own waits are far shorter


def program():
    found = shutil.which("chromium")
    if not found:
        raise FileNotFoundError("no chromium here: deploy/install-packages test installs it")
    return found


class Browser:
    """Chromium behind tests/web/driver.mjs: its calls are methods here. Close it at the end."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="dm-browser-")
        self.log = os.path.join(self.folder, "log")
        place = packages.install(SOURCE, "page")
        with open(self.log, "ab") as log:
            # Its profile and crash reports go into a folder that goes away.
            self.process = subprocess.Popen(
                ["node", "driver.mjs", program()], cwd=place, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, "HOME": self.folder, "TMPDIR": self.folder})

    def __getattr__(self, call):
        def ask(*arguments):
            self.process.stdin.write(json.dumps({"call": call, "arguments": arguments}) + "\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], MAX_CALL)
            line = self.process.stdout.readline() if ready else ""
            if not ready:
                self.process.kill()
                raise AssertionError(f"{call}{arguments}: the browser is stuck")
            if not line:
                raise AssertionError(f"the browser ended: {processes.tail(self.log)}")
            answer = json.loads(line)
            if "error" in answer:
                raise AssertionError(f"{call}{arguments}: {answer['error']}")
            return answer["result"]

        return ask

    def close(self):
        below = processes.descendants(self.process.pid)
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        processes.kill([pid for pid in below if processes.alive(pid)])
        self.process.stdout.close()
        processes.remove(self.folder)
