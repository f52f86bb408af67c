"""What the tests of the web page have in common."""

from . import case
from .browser import Browser

ROW = '.list tr[data-name="{}"]'
LIVE = "document.querySelector('.connection')?.textContent.includes('live')"


def row_says(name, text):
    """An expression: the row of a container says so."""
    return f"""(document.querySelector('{ROW.format(name)}')?.textContent ?? '').includes('{text}')"""


class PageCase(case.Case):
    """One browser for all tests of a class; each test opens a new profile."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def open(self, running, place="", **how):
        self.origin = f"http://{running.address}"
        self.addCleanup(self.judge)
        self.browser.open(f"{self.origin}/{place}", how)

    def judge(self):
        """Whatever a test did: nothing was asked of others, nothing broke the policy or failed."""
        report = self.browser.report()
        others = [url for url in report["requests"]
                  if not url.startswith((self.origin + "/", "data:"))]
        self.assertEqual((others, report["violations"], report["errors"]), ([], [], []))
        self.assertIn(f"{self.origin}/", report["requests"])

    def drawn(self):
        """Waits until all lines that are seen are drawn: many at once take some frames."""
        self.wait("document.querySelector('.list')?.dataset.complete === 'true'")

    def names(self):
        self.drawn()
        return self.browser.texts(".list tbody tr:not(.group) .name a")

    def state(self):
        return self.browser.evaluate("location.hash")

    def wait(self, expression, seconds=10):
        return self.browser.until(expression, seconds)

    def look_for_faults(self):
        """axe-core in both schemes."""
        for scheme in ("light", "dark"):
            self.browser.media(scheme)
            self.assertEqual(self.browser.axe(), [], scheme)
