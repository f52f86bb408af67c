"""The web page in a real browser: where it is, how names are cut, and what it calls trouble."""

from support import simulator
from support.page import LIVE, PageCase
from support.path_proxy import PathProxy

ENDS = """[...document.querySelectorAll('.list .name a .end')].every((end) => {
    const [part, cell] = [end.getBoundingClientRect(), end.closest('.name').getBoundingClientRect()];
    return part.width > 0 && part.left >= cell.left && part.right <= cell.right + 1; })"""
# What stands out of the page, or of its cell in the table.
OVERFLOWING = """[...document.querySelectorAll('.top *, .list tbody td .figure')].filter((each) => {
    const place = each.getBoundingClientRect();
    const room = each.closest('td')?.getBoundingClientRect().right ?? innerWidth;
    return place.width > 0 && (place.right > room + 1 || each.scrollWidth > each.clientWidth + 1
                               && getComputedStyle(each).display !== 'inline'); })
    .map((each) => each.outerHTML.slice(0, 200))"""
LONG = "shop-production-eu-west-1-database-cluster-node-{}-of-12"


class View(PageCase):
    """On simulated containers."""

    def setUp(self):
        super().setUp()
        self.engine = simulator.Simulator(containers=4)
        self.addCleanup(self.engine.close)
        self.engine.start()

    def watch(self, *arguments):
        return self.monitor("--source", "engine", *arguments, engine=self.engine.url).wait_ready()

    def test_below_a_path_with_or_without_a_slash_it_works(self):
        running = self.watch()
        for place in ("/monitor", "/monitor/", "/of/a/host"):
            with PathProxy(running.address, place.rstrip("/")) as proxy:
                self.origin = f"http://{proxy.address}"
                self.browser.open(self.origin + place, {})
                self.wait(LIVE)
                self.wait("document.querySelectorAll('.list tbody tr').length > 3")
                self.browser.click(".list tbody .name a")
                self.wait("document.querySelectorAll('.chart canvas').length === 5")
                self.assertTrue(self.browser.report()["url"].startswith(f"{self.origin}{place}#c="))

    def test_a_long_name_shows_both_ends_and_has_a_title(self):
        running = self.watch()
        names = sorted(running.rows())
        for number, name in enumerate(names, 1):
            self.engine.post(f"/containers/{name}/rename?name={LONG.format(number)}")
        self.open(running, "#sort=name")
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list .name a .end').length === 4")
        for width in (1920, 1440, 1000, 700, 390, 320):
            self.browser.size(width, 800)
            self.wait(ENDS)
            self.assertEqual(
                self.browser.evaluate("[...document.querySelectorAll('.list .name a')].map("
                                      "(a) => [a.title, a.textContent, a.lastChild.textContent])"),
                [[LONG.format(n), LONG.format(n), f"-node-{n}-of-12"[-12:]] for n in (1, 2, 3, 4)])
            self.assertEqual(self.browser.evaluate(OVERFLOWING), [])
            self.assertEqual(self.names(), [LONG.format(n) for n in (1, 2, 3, 4)])
        self.look_for_faults()

    def test_a_long_name_of_the_host_shows_both_ends_and_has_a_title(self):
        name = LONG.format(1)
        self.open(self.watch("--host-name", name))
        self.wait(LIVE)
        for width in (1920, 320):
            self.browser.size(width, 800)
            self.wait("""(() => {
                const head = document.querySelector('.top h1').getBoundingClientRect();
                const end = document.querySelector('.top h1 .end')?.getBoundingClientRect();
                return end?.width > 0 && end.left >= head.left && end.right <= head.right + 1; })()""")
            self.assertEqual(
                self.browser.evaluate("(({title, textContent}) => [title, textContent])"
                                      "(document.querySelector('.top h1 .cut'))"), [name, name])
        self.look_for_faults()

    def test_what_was_wrong_before_our_start_is_not_called_no_trouble(self):
        for name, order, count in (("ill", "", 1), ("frail", "crash", 2), ("large", "oom", 3)):
            if order:
                self.engine.post(f"/containers/create?name={name}")
                self.engine.post(f"/containers/{name}/start")
                self.engine.control(f"{order}/{name}", code=3)
            else:
                self.engine.control("health/shop-db-1")
            running = self.watch()
            self.open(running)
            self.wait(LIVE)
            self.wait("document.querySelector('.trouble-count') !== null")
            # Each is an open alarm that no sink was sent.
            self.wait("document.querySelector('.trouble-count').textContent.trim()"
                      f".startsWith('{count} open alarm')")
            self.assertNotIn("no trouble", self.browser.text("body"))
