"""Several tabs of one browser: more than it opens connections to one server."""

from support import simulator, waiting
from support.page import LIVE, PageCase, row_says

TABS = 8  # a browser opens six connections to a server
CLIENTS = "docker_monitor_stream_clients"


class Tabs(PageCase):
    """Of one profile, each with the page of one program."""

    def setUp(self):
        super().setUp()
        self.engine = simulator.Simulator(containers=3)
        self.addCleanup(self.engine.close)
        self.engine.start()
        self.running = self.monitor("--source", "engine", engine=self.engine.url).wait_ready()
        self.name = sorted(self.running.rows())[0]

    def clients(self):
        """How many follow the stream."""
        lines = self.running.get("/metrics").body.splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith(CLIENTS + " ")))

    def wait_clients(self, number):
        waiting.until(lambda: self.clients() == number, 10,
                      lambda: f"{self.clients()} clients of the stream, not {number}")

    def tab(self):
        self.browser.tab(f"{self.origin}/")
        self.wait(LIVE)
        self.wait(row_says(self.name, "healthy"))

    def say_everywhere(self, tabs, word):
        """Each of the tabs shows this status of the container soon."""
        for at in range(tabs):
            self.browser.turn(at)
            self.wait(row_says(self.name, word), 3)
            self.wait(LIVE)

    def test_eight_tabs_load_and_share_one_stream(self):
        self.open(self.running)
        self.wait(LIVE)
        for _ in range(TABS - 1):
            self.tab()
        self.wait_clients(1)
        self.engine.post(f"/containers/{self.name}/pause")
        self.say_everywhere(TABS, "paused")
        # The first one leads: without it another one does, and the others notice nothing.
        self.browser.turn(0)
        self.browser.leave()
        self.engine.post(f"/containers/{self.name}/unpause")
        self.say_everywhere(TABS - 1, "healthy")
        self.wait_clients(1)

    def test_tabs_that_share_a_stream_follow_through_our_restart(self):
        self.open(self.running)
        self.wait(LIVE)
        self.tab()
        self.tab()
        self.wait_clients(1)
        self.running.command += ["--listen", self.running.address]
        self.running.stop()
        for at in range(3):
            self.browser.turn(at)
            self.wait("document.querySelector('.banner')?.textContent.includes('Not connected')")
        self.running.start()
        # Of a tab that has no connection of its own; it may be back by itself meanwhile.
        self.wait("(document.querySelector('.banner button')?.click(), true)")
        self.say_everywhere(3, "healthy")
        self.wait_clients(1)

    def test_a_hidden_tab_has_no_stream_and_goes_on_when_it_is_shown(self):
        for alone in (False, True):  # with and without what tabs need for sharing
            with self.subTest(alone=alone):
                self.open(self.running, alone=alone)
                self.wait(LIVE)
                self.wait(row_says(self.name, "healthy"))
                for _ in range(TABS - 1):
                    self.browser.hidden(True)
                    self.tab()
                self.browser.hidden(True)
                self.wait_clients(0)
                self.engine.post(f"/containers/{self.name}/pause")
                self.browser.turn(2)
                self.browser.hidden(False)
                self.wait(row_says(self.name, "paused"))
                self.wait(LIVE)
                self.wait_clients(1)
                self.engine.post(f"/containers/{self.name}/unpause")
                self.wait(row_says(self.name, "healthy"), 3)
