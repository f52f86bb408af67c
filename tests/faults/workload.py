"""Somebody who uses containers, at random and without pause."""

import random
import subprocess
import threading

from support.http import request

NEXT = {"running": ("pause", "kill"), "paused": ("unpause",), "exited": ("start",)}
LEADS_TO = {"pause": "paused", "unpause": "running", "kill": "exited", "start": "running"}


class Workload:
    """Pauses, unpauses, kills and starts the given containers about `rate` times a second. Use as a
    context manager; what the engine refuses or can't answer is tried again later."""

    def __init__(self, socket, ids, rate, verbs=("pause", "unpause", "kill", "start"), seed=1):
        self.address = f"unix:{socket}"
        self.states = dict.fromkeys(ids)
        self.rate = rate
        self.verbs = verbs
        self.random = random.Random(seed)
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.done = 0

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join(70)

    def work(self):
        while not self.ending.wait(self.random.uniform(0, 2) / self.rate if self.rate else 0):
            container = self.random.choice(list(self.states))
            try:
                self.act(container)
            except (OSError, ValueError, KeyError, subprocess.SubprocessError):
                self.states[container] = None
                self.ending.wait(0.05)

    def act(self, container):
        state = self.states[container]
        if state is None:
            described = request(self.address, f"/containers/{container}/json").json()
            state = self.states[container] = described["State"]["Status"]
        choices = [verb for verb in NEXT.get(state, ()) if verb in self.verbs]
        if not choices:
            self.states[container] = None
            return
        verb = self.random.choice(choices)
        answer = request(self.address, f"/containers/{container}/{verb}", "POST", 60)
        # A kill is answered before the process is gone, in an engine that is real.
        known = answer.status < 300 and verb != "kill"
        self.states[container] = LEADS_TO[verb] if known else None
        self.done += answer.status < 300
