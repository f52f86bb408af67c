"""docker-monitor top as a job of a shell: suspended, in the background, ended."""

import os
import signal

from support import monitor, processes, waiting
from support.impostor import Impostor
from support.screen import PROMPT
from support.top import TopCase


class Job(TopCase):
    """Whatever becomes of it, the terminal is given back."""

    def ended(self, screen, before, code):
        """The terminal is as it was: modes, cursor, screen; and the shell takes commands."""
        screen.wait(PROMPT)
        self.assertEqual(screen.variable("cursor_flag"), "1")
        self.assertEqual(screen.variable("alternate_on"), "0")
        screen.type("echo exit=$?")
        screen.press("Enter")
        screen.wait(f"exit={code}\n")
        screen.run("stty", "-g")
        screen.wait(before)

    def test_the_terminal_is_given_back_however_it_ends(self):
        screen = self.screen()
        screen.run("stty", "-g")
        before = screen.wait_until(lambda lines: lines[0].count(":") > 10)[0].strip()

        def by_signal(number):
            return lambda: os.kill(screen.child("docker-monitor"), number)

        for name, end, code in (("q", lambda: screen.press("q"), 0),
                                ("Ctrl-C", lambda: screen.press("C-c"), 0),
                                ("SIGTERM", by_signal(signal.SIGTERM), 0),
                                ("SIGHUP", by_signal(signal.SIGHUP), 0),
                                ("Ctrl-\\", lambda: screen.press("C-\\"), 131),
                                ("SIGXCPU", by_signal(signal.SIGXCPU), 152),
                                ("SIGSEGV", by_signal(signal.SIGSEGV), 139)):
            with self.subTest(name):
                screen.run(monitor.PROGRAM, "top", "--url", self.running.socket)
                screen.wait("● live")
                self.assertEqual(screen.variable("alternate_on"), "1")
                end()
                self.ended(screen, before, code)

    def test_it_can_be_suspended_and_goes_on(self):
        screen = self.view()
        screen.press("C-z")
        screen.wait("Stopped", PROMPT)
        self.assertEqual(screen.variable("cursor_flag"), "1")
        screen.run("stty", "-a")
        screen.wait(" icanon")
        screen.run("fg")
        screen.wait("● live", "running", absent=["icanon"])
        screen.press("?")
        screen.wait("sort by CPU")
        screen.press("q")
        screen.wait(PROMPT)

    def stopped(self, by_key=True):
        """A terminal in which the view was suspended, its process, and the modes of before."""
        screen = self.screen()
        screen.run("stty", "-g")
        before = screen.wait_until(lambda lines: lines[0].count(":") > 10)[0].strip()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket)
        screen.wait("● live")
        pid = screen.child("docker-monitor")
        if by_key:
            screen.press("C-z")
        else:
            os.kill(pid, signal.SIGSTOP)
        screen.wait("Stopped", PROMPT)
        return screen, pid, before

    def test_it_can_be_ended_while_it_is_suspended(self):
        for by_key in (True, False):
            with self.subTest(by_key=by_key):
                screen, pid, before = self.stopped(by_key)
                screen.run("kill", "%1")
                waiting.until(lambda pid=pid: not processes.alive(pid), 10, "it outlives kill %1")
                screen.press("Enter")  # the prompt may be on the other screen
                self.ended(screen, before, 0)

    def test_it_leaves_the_terminal_alone_in_the_background(self):
        screen, _, _ = self.stopped()
        screen.run("bg")
        screen.run("sh", "-c", "sleep 2; echo rested")
        screen.press("j", "Enter")  # which the view must not read
        screen.wait("rested\n")
        screen.run("jobs")
        screen.wait("Running", "docker-monitor top")
        self.assertEqual(screen.variable("alternate_on"), "0")
        screen.run("fg")
        screen.wait("● live", "NAME")
        screen.press("q")
        screen.wait(PROMPT)
        screen.type(f"clear; {monitor.PROGRAM} top --url {self.running.socket} & sleep 2; fg")
        screen.press("Enter")
        screen.wait("● live", "NAME")
        screen.press("q")
        screen.wait(PROMPT)
        screen.type(f"clear; {monitor.PROGRAM} top --url {self.running.socket} &")
        screen.press("Enter")
        pid = screen.child("docker-monitor")
        screen.run("kill", "%1")
        waiting.until(lambda: not processes.alive(pid), 10, "it outlives kill %1")

    def test_it_can_be_suspended_while_it_connects(self):
        screen = self.screen()
        with Impostor() as mute:
            screen.run(monitor.PROGRAM, "top", "--url", mute.url)
            waiting.until(lambda: mute.asked["stream"], 10, "nothing is asked for")
            pid = screen.child("docker-monitor")
            screen.press("C-z")
            screen.wait("Stopped", PROMPT, seconds=5)
            screen.run("kill", "%1")
            waiting.until(lambda: not processes.alive(pid), 5, "it outlives kill %1")

    def test_it_ends_with_its_terminal(self):
        screen = self.view()
        pid = screen.child("docker-monitor")
        screen.tmux("kill-session")
        waiting.until(lambda: not processes.alive(pid), 10, "it outlives its terminal")
