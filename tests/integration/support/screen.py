"""A terminal of a chosen size with a shell in it, in a private tmux."""

import os
import shlex
import subprocess
import tempfile

from . import monitor, processes, waiting

PROMPT = "ready>"


class Screen:
    """Use as a context manager. What is typed goes to the shell or to what runs in it."""

    def __init__(self, width=120, height=30, **more):
        self.folder = tempfile.mkdtemp(prefix="dm-screen-")
        self.command = ["tmux", "-S", f"{self.folder}/tmux", "-f", "/dev/null"]
        self.size = (width, height)
        self.environment = monitor.environment(
            self.folder, LANG="C.UTF-8", LC_ALL="C.UTF-8", TERM="xterm-256color", **more)
        for name in ("TMUX", "NO_COLOR"):
            if name not in more:
                self.environment.pop(name, None)
        self.server = None

    def __enter__(self):
        width, height = self.size
        with open(f"{self.folder}/rc", "w", encoding="ascii") as file:
            file.write(f"PS1='{PROMPT} '\n")
        self.tmux("new-session", "-d", "-x", str(width), "-y", str(height),
                  f"exec bash --rcfile {self.folder}/rc")
        self.server = int(self.tmux("display-message", "-p", "#{pid}"))
        try:
            self.wait(PROMPT)
        except waiting.TimedOut:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        below = processes.descendants(self.server)
        try:
            self.tmux("kill-server")
        except subprocess.CalledProcessError:
            pass  # it ended with its last session
        processes.kill([self.server, *below])
        processes.remove(self.folder)

    def tmux(self, *arguments):
        return subprocess.run([*self.command, *arguments], env=self.environment, check=True,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=20).stdout.rstrip("\n")

    # Doing

    def press(self, *keys):
        """Keys by tmux' names, such as Enter, Down, PPage, C-c, or characters."""
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def run(self, *command, **variables):
        """Starts a command line in the shell, behind a screen that was cleared."""
        line = shlex.join(command)
        settings = "".join(f"{name}={shlex.quote(value)} " for name, value in variables.items())
        self.type(f"clear; {settings}{line}")
        self.press("Enter")

    def resize(self, width, height):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    # Looking

    def text(self):
        """What is on the screen, without the looks of it."""
        return self.tmux("capture-pane", "-p")

    def looks(self):
        """What is on the screen, with escape sequences for its looks."""
        return self.tmux("capture-pane", "-p", "-e")

    def lines(self):
        return self.text().split("\n")

    def wait(self, *parts, seconds=15, absent=()):
        """Waits until the screen holds all parts and none of `absent`; returns its text."""
        last = ""

        def holds():
            nonlocal last
            last = self.text()
            return all(part in last for part in parts) and not any(p in last for p in absent)

        waiting.until(holds, seconds, lambda: f"no {parts!r} (without {absent!r}) in\n{last}")
        return last

    def wait_until(self, condition, seconds=15):
        """Waits until condition(lines of the screen); returns the lines."""
        last = []

        def holds():
            nonlocal last
            last = self.lines()
            return condition(last)

        waiting.until(holds, seconds, lambda: "not so:\n" + "\n".join(last))
        return last

    def child(self, name):
        """The id of the program of this name that runs in the shell."""
        def found():
            for pid in processes.descendants(self.server):
                try:
                    if os.path.basename(os.readlink(f"/proc/{pid}/exe")) == name:
                        return pid
                except OSError:
                    continue
            return None

        return waiting.until(found, 10, f"no {name} runs in the terminal")

    def variable(self, name):
        """One of tmux' own, such as cursor_flag or alternate_on."""
        return self.tmux("display-message", "-p", f"#{{{name}}}")
