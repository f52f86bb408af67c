"""The web page where a part of what it asks for is not to be had."""

from support import simulator
from support.page import LIVE, PageCase

BROKEN = "**/{alarms,history}?*"


class Trouble(PageCase):
    def test_what_nobody_tells_is_not_called_nothing_and_asked_for_again(self):
        engine = simulator.Simulator(containers=5)
        self.addCleanup(engine.close)
        engine.start()
        running = self.monitor("--source", "engine", engine=engine.url).wait_ready()
        self.open(running, "#sort=name", broken=BROKEN)
        self.wait(LIVE)
        self.wait("document.querySelector('.feed .notice')?.textContent.includes('store is broken')")
        self.assertNotIn("No alarm was raised", self.browser.text(".feed"))
        self.assertEqual(self.browser.count(".trouble-count"), 0)
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelectorAll('.chart canvas').length === 5")
        self.wait("document.querySelector('.charts .notice')?.textContent"
                  ".includes('Not all of its history')")
        self.wait("document.querySelector('.happened .notice')?.textContent"
                  ".includes('is not known: The store is broken.')")
        self.assertNotIn("Nothing that an alarm", self.browser.text(".happened"))
        self.look_for_faults()
        self.browser.mend(BROKEN)
        self.wait("document.querySelector('.feed .notice') === null", 25)
        self.wait("document.querySelector('.trouble-count')?.textContent.includes('no trouble')")
        self.wait("document.querySelector('.happened .notice, .charts .notice') === null", 25)
