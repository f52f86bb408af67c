"""The web page where a part of what it asks for is not to be had."""

from support import simulator
from support.page import LIVE, PageCase

BROKEN = "**/{alarms,history}?*"


class Trouble(PageCase):
    def test_a_missing_answer_is_not_taken_for_nothing_and_asked_for_again(self):
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
                  ".includes('could not be loaded: The store is broken.')")
        self.assertNotIn("No alarms.", self.browser.text(".happened"))
        self.look_for_faults()
        self.browser.mend(BROKEN)
        self.wait("document.querySelector('.feed .notice') === null", 25)
        self.wait("document.querySelector('.trouble-count')?.textContent.includes('no trouble')")
        self.wait("document.querySelector('.happened .notice, .charts .notice') === null", 25)

    def test_trouble_comes_first_and_is_counted_in_the_header_and_the_title(self):
        engine = simulator.Simulator(containers=12)
        self.addCleanup(engine.close)
        engine.start()
        running = self.monitor("--source", "engine", "--host-name", "host7",
                               engine=engine.url).wait_ready()
        self.open(running)
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list tbody tr').length > 11")
        self.wait("document.querySelector('.trouble-count')?.textContent.includes('no trouble')")
        self.wait("document.title === 'host7 · docker-monitor'")
        self.assertIn("host7", self.browser.text(".top h1"))
        self.assertEqual(self.browser.count(".demo"), 0)
        ill = "shop-db-1"  # it has a health check
        fallen = "nightly-backup"  # the engine does not start it again
        held = min(set(running.rows()) - {ill, fallen})
        engine.post(f"/containers/{held}/pause")
        engine.control(f"health/{ill}")
        engine.control(f"crash/{fallen}", code=3)
        self.wait("document.title === '(3) host7 · docker-monitor'")
        self.wait("document.querySelector('.row-count')?.textContent.includes('3 containers in trouble')")
        self.assertEqual(self.browser.evaluate("document.querySelector('.row-count').title"),
                         "1 down, 1 unhealthy, 1 paused")
        self.wait("[...document.querySelectorAll('.list tbody tr')]"
                  ".filter((row) => row.dataset.trouble).length === 3")
        self.drawn()
        order = self.browser.evaluate("[...document.querySelectorAll('.list tbody tr')].sort((a, b) =>"
                                      " a.ariaRowIndex - b.ariaRowIndex).map((row) => row.dataset.name)")
        self.assertEqual(order[:3], [fallen, ill, held])
        self.look_for_faults()
        # From another view the link leads back to it.
        self.browser.open(f"{self.origin}/#q=nothing&sort=name&group=project", {})
        self.wait("document.querySelector('.row-count') !== null")
        self.browser.click(".row-count")
        self.wait(f"document.querySelector('.list tbody tr[data-name=\"{fallen}\"]') !== null")

    def test_a_demo_says_that_it_is_one(self):
        running = self.monitor("--demo", "3").wait_ready()
        self.open(running)
        self.wait(LIVE)
        self.wait("document.querySelector('.demo')?.textContent === 'demo'")
        self.look_for_faults()
