"""The web page in a real browser: what people do with its table, its charts and its address."""

from support.page import LIVE, PageCase
from support.simulator import Simulator


class SimulatedContainers(PageCase):
    """On forty containers that always are the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = Simulator("--seed", "7", containers=40)
        cls.simulator.start()

    @classmethod
    def tearDownClass(cls):
        cls.simulator.close()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.running = self.monitor("--source", "engine", engine=self.simulator.url).wait_ready()

    def open_table(self, place="", **how):
        self.open(self.running, place, **how)
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list tbody tr').length > 3")

    def test_every_column_sorts_both_ways(self):
        self.open_table()
        self.browser.click(".list thead .name button")
        self.wait("document.querySelector('.list thead .name').ariaSort === 'ascending'")
        names = self.names()
        self.assertEqual(names, sorted(names))
        self.browser.click(".list thead .name button")
        self.wait("document.querySelector('.list thead .name').ariaSort === 'descending'")
        self.assertEqual(self.names(), sorted(self.names(), reverse=True))
        for column in ("cpu", "memory", "network", "pids", "uptime"):
            self.browser.click(f".list thead .{column} button")
            self.wait(f"document.querySelector('.list thead .{column}').ariaSort === 'descending'")
        self.browser.click(".list thead .pids button")
        self.drawn()
        pids = [int(text) for text in self.browser.texts(".list tbody .pids") if text.isdigit()]
        self.assertEqual(pids, sorted(pids, reverse=True))

    def test_filters_by_text_status_and_project_are_in_the_address(self):
        self.open_table()
        self.browser.press("/")
        self.wait("document.activeElement.type === 'search'")
        self.browser.fill("input[type=search]", "shop web")
        self.wait("[...document.querySelectorAll('.list tbody .name a')].every("
                  "(a) => a.textContent.includes('shop-web'))")
        self.assertIn("q=shop+web", self.state())
        self.browser.press("Escape")
        self.wait("location.hash === ''")
        self.browser.click(".group-by")
        self.wait("document.querySelector('.list tr.group') !== null")
        self.assertIn("group=project", self.state())
        project = self.browser.text(".list tr.group .name")
        self.assertRegex(self.browser.text(".list tr.group .cpu"), r"[0-9.]+%")
        self.assertTrue(project)
        self.browser.click(".chips button")
        self.wait("location.hash.includes('status=')")
        self.open_table("#q=blog&sort=name&group=project")
        self.assertEqual(self.browser.texts(".list tr.group .name"), ["blog"])
        self.browser.fill("input[type=search]", "no such thing")
        self.wait("document.querySelector('.nothing')?.textContent.includes('No container matches')")
        self.browser.click(".nothing button")
        self.wait("document.querySelectorAll('.list tbody tr').length > 3")

    def test_what_is_found_is_seen_wherever_one_was(self):
        self.open_table("#sort=name")
        self.browser.press("End")
        self.wait("document.querySelector('.list').scrollTop > 100")
        self.browser.fill("input[type=search]", "shop")
        self.wait("[...document.querySelectorAll('.list tbody .name a')]"
                  ".every((name) => name.textContent.includes('shop'))")
        self.drawn()
        self.assertEqual(self.browser.evaluate("document.querySelector('.list').scrollTop"), 0)
        self.assertIn("shop", self.names()[0])
        self.browser.click(".list thead .cpu button")
        self.browser.hover(".list tbody", 50)
        self.wait("document.querySelector('.still') !== null")
        self.browser.fill("input[type=search]", "no such thing")
        self.wait("document.querySelector('.nothing') !== null")
        self.browser.hover(".top", 50)
        self.browser.fill("input[type=search]", "")
        self.wait("document.querySelectorAll('.list tbody tr').length > 3")
        self.wait("document.querySelector('.still') === null")

    def test_an_address_that_makes_no_sense_shows_what_it_can(self):
        self.open_table("#sort=name")
        name = self.names()[0]
        for zoom in ("from=1&to=Infinity", "from=1&to=1e400", "from=-5&to=x", "from=9&to=3"):
            self.browser.open(f"{self.origin}/#c={name}&{zoom}&range=9y&sort=colour&view=none", {})
            self.wait("document.querySelectorAll('.chart canvas').length === 5")

    def test_a_container_is_found_by_its_id(self):
        self.open_table("#sort=name")
        name = self.names()[0]
        identity = self.browser.evaluate("document.querySelector('.list tbody a').dataset.id")
        self.browser.open(f"{self.origin}/#c={identity[:12]}", {})
        self.wait(f"location.hash === '#c={name}'")
        self.wait(f"document.querySelector('.detail h2')?.textContent === '{name}'")

    def test_a_container_is_opened_and_left_by_keys_and_by_the_back_button(self):
        self.open_table("#sort=name")
        first, second = self.names()[:2]
        self.browser.press("j")
        self.wait(f"document.activeElement.textContent === '{first}'")
        self.browser.press("ArrowDown")
        self.wait(f"document.activeElement.textContent === '{second}'")
        self.browser.press("Enter")
        self.wait(f"document.querySelector('.detail h2')?.textContent === '{second}'")
        self.assertEqual(self.browser.count(".chart canvas"), 5)
        self.browser.press("Escape")
        self.wait("document.querySelector('.detail') === null && !location.hash.includes('c=')")
        self.browser.back()
        self.wait("document.querySelector('.detail') !== null")
        self.browser.reload()
        self.wait(f"document.querySelector('.detail h2')?.textContent === '{second}'")
        self.browser.press("End")  # a page that is scrolled, not a table that is not seen
        self.assertIn(f"c={second}", self.state())

    def test_ranges_and_zoom_are_in_the_address_and_go_back(self):
        self.open_table("#sort=name")
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelectorAll('.chart canvas').length === 5")
        self.browser.drag(".chart .u-over", 30, 60)
        self.wait("/from=[0-9]+&to=[0-9]+/.test(location.hash)")
        self.assertEqual(self.browser.count(".reset"), 1)
        self.browser.dblclick(".chart .u-over")
        self.wait("!location.hash.includes('from=')")
        self.browser.click(".tabs [data-range='24h']")
        self.wait("location.hash.includes('range=24h')")
        self.browser.back()
        self.wait("!location.hash.includes('range')")
        self.browser.back()
        self.wait("location.hash.includes('from=')")

    def test_nothing_is_wrong_for_those_who_do_not_see_or_point(self):
        self.open_table()
        self.look_for_faults()
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelectorAll('.chart canvas').length === 5")
        self.look_for_faults()
        self.browser.open(f"{self.origin}/#view=alarms", {"width": 360, "height": 740})
        self.wait("document.querySelector('.feed h2') !== null")
        self.look_for_faults()

    def test_it_fits_a_phone_and_a_wall(self):
        for width in (360, 768, 1280, 2560):
            self.open_table("#sort=name", width=width, height=800)
            for selector in ("document.documentElement", "document.querySelector('.list')"):
                wide = self.browser.evaluate(f"[{selector}.scrollWidth, {selector}.clientWidth]")
                self.assertLessEqual(*wide, f"{selector} at {width}")
            self.browser.click(".list tbody .name a")
            self.wait("document.querySelectorAll('.chart canvas').length === 5")
            wide = self.browser.evaluate("(({scrollWidth, clientWidth}) => [scrollWidth,"
                                         " clientWidth])(document.querySelector('.detail'))")
            self.assertLessEqual(*wide, f"detail at {width}")
            beside = self.browser.evaluate("document.querySelector('.list').offsetParent !== null")
            self.assertEqual(beside, width > 1900)

    def test_dark_is_as_the_system_has_it_or_as_one_chooses(self):
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        self.open_table(scheme="dark")
        dark = self.browser.evaluate(ground)
        self.browser.click("button.theme")
        self.wait(f"{ground} !== '{dark}'")
        light = self.browser.evaluate(ground)
        self.browser.click("button.theme")
        self.wait(f"{ground} === '{dark}'")
        self.browser.media("light")
        self.assertEqual(self.browser.evaluate(ground), dark)
        self.browser.reload()
        self.wait(LIVE)
        self.assertEqual(self.browser.evaluate(ground), dark)
        self.browser.click("button.theme")
        self.wait(f"{ground} === '{light}'")

    def test_the_past_is_drawn_with_its_spread_and_its_gaps(self):
        self.open_table("#sort=name&range=24h", past=True)
        self.browser.click(".list tbody .name a")
        readouts = "[...document.querySelectorAll('.chart .readout')].map((one) => one.textContent)"
        self.wait(f"{readouts}.length === 5 && {readouts}[0].includes('50.00%')")
        self.browser.hover(".chart .u-over", 25)
        self.wait(f"{readouts}[0] === '50.00% (40.00% … 60.00%)'")
        self.wait(f"{readouts}[1] === '50B (40B … 60B)'")  # their cursors are one
        self.browser.hover(".chart .u-over", 50)
        self.wait(f"{readouts}[0] === '–' && {readouts}[4] === '–'")
        self.assertEqual(self.browser.count(".charts .notice"), 0)
        self.browser.click(".tabs [data-range='30d']")
        self.browser.hover(".chart .u-over", 25)
        self.wait(f"{readouts}[0] === '50.00% (40.00% … 60.00%)'")

    def test_below_the_pointer_a_chart_says_when_and_what(self):
        self.open_table("#sort=name&range=24h", past=True)
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelector('.charts')?.dataset.loading === 'false'")
        self.assertEqual(self.browser.count(".tip:not([hidden])"), 0)
        self.browser.hover(".chart .u-over", 25)
        said = "document.querySelector('.tip:not([hidden])')?.textContent ?? ''"
        self.wait(f"/[0-9]:[0-9]{{2}}:[0-9]{{2}} UTC.*50.00% .40.00% … 60.00%./.test({said})")
        self.assertEqual(self.browser.count(".tip:not([hidden])"), 1)  # the others only follow
        # Keys lead from value to value.
        self.browser.hover(".top", 50)
        self.wait("document.querySelector('.tip:not([hidden])') === null")
        self.browser.evaluate("document.querySelectorAll('.chart .plot')[1].focus()")
        self.browser.press("ArrowLeft")
        self.wait(f"{said}.includes('50B (40B … 60B)')")
        self.look_for_faults()
        # In and out differ by a stroke beside their words, not only by colour.
        self.assertEqual(
            self.browser.evaluate("[...document.querySelectorAll('[data-title=Network] .one')].map("
                                  "(one) => [one.textContent.split(' ')[0],"
                                  " one.querySelector('path').style.strokeDasharray !== ''])"),
            [["in", False], ["out", True]])

    def test_any_span_can_be_asked_for(self):
        self.open_table("#sort=name")
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelector('.asks') !== null")
        self.assertEqual(self.browser.texts(".tabs [data-range]"),
                         ["15 min", "1 h", "6 h", "24 h", "7 d", "30 d"])
        self.browser.click(".asks")
        self.browser.fill(".from-to input", "2026-11-20T10:00")
        self.browser.fill(".from-to label:nth-of-type(2) input", "2026-11-20T09:00")
        self.browser.press("Enter")
        self.wait("document.querySelector('.from-to [role=alert]')?.textContent.includes('not before')")
        self.look_for_faults()
        self.browser.fill(".from-to label:nth-of-type(2) input", "2026-11-20T11:30")
        self.browser.press("Enter")
        self.wait("/from=[0-9]+&to=[0-9]+/.test(location.hash)")
        span = self.browser.evaluate("(([, from, to]) => to - from)"
                                     "(location.hash.match(/from=([0-9]+)&to=([0-9]+)/))")
        self.assertEqual(span, 90 * 60_000)
        self.assertIn("10:00", self.browser.text(".charts .span"))

    def test_the_containers_of_a_project_are_compared_in_one_chart(self):
        self.open_table("#group=project&sort=name&q=project:shop")
        self.browser.click(".list tr.group[data-project=shop] .name a")
        self.wait("document.querySelectorAll('.compare .chart canvas').length === 7")
        self.assertIn("p=shop", self.state())
        members = self.browser.texts(".members label")
        self.assertTrue(all(name.strip().startswith("shop-") for name in members), members)
        drawn = self.browser.count(".members input:checked")
        self.assertGreater(drawn, 1)
        self.wait("document.querySelector('.chart .readout').textContent.startsWith('highest: shop-')")
        self.look_for_faults()
        self.browser.click(".members input:checked")
        self.wait(f"document.querySelectorAll('.members input:checked').length === {drawn - 1}")
        self.browser.press("Escape")
        self.wait("document.querySelector('.compare') === null && !/[#&]p=/.test(location.hash)")

    def test_the_host_has_charts_or_says_why_not(self):
        elsewhere = self.monitor(engine="tcp://127.0.0.1:9")
        self.open(elsewhere)
        self.browser.click(".meters")
        self.wait("document.querySelector('.host .notice')?.textContent.includes('Nothing is read')")
        self.look_for_faults()
        ours = self.monitor(engine="unix:///nowhere/docker.sock")
        self.open(ours, "#view=host")
        self.wait("document.querySelectorAll('.host .chart canvas').length === 7")
        self.wait("/[0-9]%/.test(document.querySelector('.host .chart .readout').textContent)", 20)
        load = "document.querySelector('.host .chart[data-title=\"Load average\"]')"
        self.wait(f"/minutes? [0-9]+[.][0-9][0-9]/.test({load}.querySelector('.readout').textContent)", 20)
        self.assertEqual(self.browser.texts(".host .chart[data-title='Load average'] .keys span"),
                         ["1 minute", "5 minutes", "15 minutes"])
        self.assertIn("No history is kept of the host's swap", self.browser.text(".host"))
        self.look_for_faults()

    def test_without_a_history_it_shows_what_it_has_seen_itself(self):
        alone = self.monitor("--source", "engine", "--history-memory", "0",
                             engine=self.simulator.url).wait_ready()
        self.open(alone)
        self.wait("document.querySelectorAll('.list tbody tr').length > 3")
        self.browser.click(".list tbody .name a")
        self.wait("document.querySelector('.charts .notice')?.textContent"
                  ".includes('what this page has seen')")
        self.wait("/[0-9]%/.test(document.querySelector('.chart .readout').textContent)")
        self.look_for_faults()

    def test_a_refusal_of_a_proxy_is_shown(self):
        self.open(self.running, refuse=403)
        self.wait("document.querySelector('h1')?.textContent === 'No permission'")
        self.assertIn("the proxy refuses this request", self.browser.text(".card"))
        self.look_for_faults()
