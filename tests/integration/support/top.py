"""What the tests of docker-monitor top have in common."""

from . import case, monitor
from .screen import Screen
from .simulator import Simulator


class TopCase(case.Case):
    """Tests that share one simulated engine with twelve containers; each has its own instance."""

    @classmethod
    def setUpClass(cls):
        cls.simulator = Simulator("--seed", "7", containers=12)
        cls.simulator.__enter__()
        cls.addClassCleanup(cls.simulator.__exit__)

    def setUp(self):
        super().setUp()
        self.running = self.monitor(engine=self.simulator.url).wait_ready()

    def screen(self, width=120, height=30, **more):
        screen = Screen(width, height, **more)
        screen.__enter__()
        self.addCleanup(screen.__exit__)
        return screen

    def view(self, *arguments, width=120, height=30, url=None, **more):
        """A terminal in which the view shows values."""
        screen = self.screen(width=width, height=height, **more)
        screen.run(monitor.PROGRAM, "top", "--url", url or self.running.socket, *arguments)
        screen.wait("● live", "running")
        return screen
