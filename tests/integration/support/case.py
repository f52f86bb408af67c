"""What tests have in common."""

import itertools
import unittest

from . import broker, monitor, shared

_numbers = itertools.count(1)


class Case(unittest.TestCase):
    """A test against real components; what it starts ends with it."""

    def setUp(self):
        self.monitors = []

    def logs(self):
        """What the programs under test said, for the report of a failure."""
        return "\n".join(running.errors()[-6000:] for running in self.monitors)

    def monitor(self, *arguments, **more):
        """A docker-monitor that serves; ends with the test."""
        running = monitor.Monitor(*arguments, **more)
        self.addCleanup(running.close)
        self.monitors.append(running)
        running.start()
        return running

    def consumer(self, **more):
        """A consumer of the shared broker's alarm queue; ends with the test."""
        reader = broker.Consumer(shared.broker(), **more)
        reader.__enter__()
        self.addCleanup(reader.__exit__)
        return reader

    def name(self, word):
        """A container name no other test uses; the container goes with the test."""
        name = f"{word}-{next(_numbers)}"
        self.addCleanup(lambda: shared.engine().docker("rm", "-f", "-v", name, check=False))
        return name
