"""The web page in a real browser: what it shows of real containers, and of trouble."""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from support import browser, case, monitor, packages, shared, simulator
from support.browser import Browser

PAGE = os.path.join(monitor.ROOT, "web", "page")

ROW = '.list tr[data-name="{}"]'
LIVE = "document.querySelector('.connection')?.textContent.includes('live')"


def row_says(name, text):
    """An expression: the row of a container says so."""
    return f"""(document.querySelector('{ROW.format(name)}')?.textContent ?? '').includes('{text}')"""


class Sources(unittest.TestCase):
    def test_the_types_of_its_sources_are_right(self):
        folder = packages.install(browser.SOURCE, "page")
        with tempfile.TemporaryDirectory(prefix="dm-types-") as place:
            shutil.copy(f"{PAGE}/tsconfig.json", place)
            shutil.copytree(f"{PAGE}/src", f"{place}/src")
            os.symlink(f"{monitor.BUILD}/web/page/node_modules", f"{place}/node_modules")
            result = subprocess.run([f"{folder}/node_modules/.bin/tsc", "-p", place], timeout=120,
                                    capture_output=True, text=True, check=False)
            self.assertEqual((result.returncode, result.stdout), (0, ""))


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
        told = self.browser.report()
        others = [url for url in told["requests"]
                  if not url.startswith((self.origin + "/", "data:"))]
        self.assertEqual((others, told["violations"], told["errors"]), ([], [], []))
        self.assertIn(f"{self.origin}/", told["requests"])

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


class RealContainers(PageCase):
    """On a real engine."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()
        self.running = self.monitor(engine=self.engine.url).wait_ready()

    def test_start_pause_crash_and_end_appear_within_two_seconds(self):
        self.open(self.running)
        self.wait(LIVE)
        name = self.name("web")
        self.engine.run(name, "sh", "-c", "while :; do :; done")
        self.wait(row_says(name, "running"), 2)
        self.wait(f"/[1-9][0-9.]*%/.test(document.querySelector('{ROW.format(name)} .cpu')"
                  ".textContent)", 5)
        self.engine.docker("pause", name)
        self.wait(row_says(name, "paused"), 2)
        self.engine.docker("unpause", name)
        self.wait(row_says(name, "running"), 2)
        self.engine.docker("kill", "--signal", "SEGV", name, check=False)
        self.engine.docker("kill", name, check=False)
        self.wait(row_says(name, "exited 137") + "||" + row_says(name, "exited 139"), 2)
        self.wait(f"""[...document.querySelectorAll('.story')].some((story) =>
                  story.dataset.subject === '{name}' && story.dataset.kind === 'down'
                  && /crashed|stopped/.test(story.textContent)
                  && /exit code 13[79]/.test(story.textContent))""", 2)
        self.engine.docker("rm", "-f", name)
        self.wait(f"document.querySelector('{ROW.format(name)}') === null", 2)

    def test_a_crash_is_announced_and_leads_to_its_container(self):
        self.open(self.running)
        self.wait(LIVE)
        name = self.name("frail")
        self.engine.run(name, "sh", "-c", "exit 3")
        self.wait(f"document.querySelector('[role=status][aria-live]').textContent"
                  f".includes('{name} crashed')", 5)
        self.browser.click(f'.story[data-subject="{name}"] .what a')
        self.wait(f"document.querySelector('.detail h2')?.textContent === '{name}'")
        self.assertIn(f"c={name}", self.state())
        self.wait("document.querySelector('.happened .story')?.textContent.includes('exit code 3')")
        facts = self.browser.text(".facts")
        self.assertIn("busybox:local", facts)
        self.assertIn("Exit code", facts)

    def test_health_limits_and_restarts_are_told_in_words(self):
        self.open(self.running)
        name = self.name("ill")
        self.engine.run(name, options=("--health-cmd", "false", "--health-interval", "300ms",
                                       "--health-retries", "1", "-m", "64m"))
        self.wait(row_says(name, "unhealthy"))
        self.wait(row_says(name, "/ 64MiB"))
        self.assertIn("unhealthy", self.browser.text(".chips"))

    def test_a_bar_is_full_of_what_a_container_may_use(self):
        self.open(self.running)
        idle, busy = self.name("idle"), self.name("busy")
        self.engine.run(idle, options=("--cpus", "2"))
        self.engine.run(busy, "sh", "-c", "while :; do :; done", options=("--cpus", "0.2"))
        cpu = "document.querySelector('{} .cpu')"
        self.wait(f"parseFloat({cpu.format(ROW.format(busy))}?.querySelector('.bar')?.style"
                  ".backgroundSize) > 50", 15)  # 20 % of a core, where nobody takes the core
        seen = cpu.format(ROW.format(idle))
        self.wait(f"{seen}.querySelector('[title]')?.title.endsWith('of its limit of 200.0%')")
        self.assertNotIn("▲", self.browser.evaluate(f"{seen}.textContent"))
        self.assertEqual(self.browser.evaluate(f"{seen}.querySelector('.bar').className"), "bar ")

    def test_with_a_container_go_its_troubles(self):
        self.open(self.running)
        self.wait(LIVE)
        name = self.name("gone")
        self.engine.run(name, "sh", "-c", "exit 3")
        self.wait("document.querySelector('.trouble-count').textContent.includes('open alarm')", 5)
        self.engine.docker("rm", name)
        self.wait("document.querySelector('.trouble-count').textContent.includes('no trouble')", 5)

    def test_our_restart_is_survived(self):
        name = self.name("steady")
        self.engine.run(name)
        self.open(self.running)
        self.wait(row_says(name, "running"))
        self.running.command += ["--listen", self.running.address]  # where the page looks for it
        self.running.stop()
        self.wait("document.querySelector('.banner')?.textContent.includes('Not connected')")
        self.assertIn(name, self.names())
        self.assertEqual(self.browser.axe(), [])
        self.running.start()
        self.wait(LIVE, 20)
        self.wait("document.querySelector('.banner') === null")
        other = self.name("after")
        self.engine.run(other)
        self.wait(row_says(other, "running"), 2)

    def test_silence_is_called_stale_and_ends(self):
        self.engine.run(self.name("quiet"))
        self.open(self.running)
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list tbody tr').length > 0")
        os.kill(self.running.process.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, self.running.process.pid, signal.SIGCONT)
        self.wait("/no data for [0-9]+ s/.test(document.querySelector('.connection').textContent)",
                  15)
        self.assertEqual(self.browser.count(".app.stale"), 1)
        self.assertEqual(self.browser.count(".banner[role=alert]"), 1)
        os.kill(self.running.process.pid, signal.SIGCONT)
        self.wait(LIVE + "&& document.querySelector('.app.stale') === null")

    def test_no_containers_and_no_engine_are_explained(self):
        self.engine.remove_all()
        self.open(self.running)
        self.wait("document.querySelector('.nothing')?.textContent.includes('no containers')")
        self.look_for_faults()
        self.engine.run(self.name("done"), "true")
        self.wait("document.querySelectorAll('.list tbody tr').length === 1")
        self.browser.pause(7)  # nothing is sampled: nothing is missed
        self.assertEqual(self.browser.count(".banner"), 0)
        lost = self.monitor(engine="unix:///nowhere/docker.sock")
        self.open(lost)
        self.wait("document.querySelector('.banner')?.textContent.includes('unreachable')")
        self.browser.pause(7)
        self.assertIn("/nowhere/docker.sock", self.browser.text(".banner"))
        self.assertIn("Nothing is known", self.browser.text(".nothing"))
        self.look_for_faults()


class SimulatedContainers(PageCase):
    """On forty containers that always are the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = simulator.Simulator("--seed", "7", containers=40)
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
        self.browser.click(".tabs button:nth-child(2)")
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
        self.browser.click(".tabs button:nth-child(3)")
        self.browser.hover(".chart .u-over", 25)
        self.wait(f"{readouts}[0] === '50.00% (40.00% … 60.00%)'")

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

    def test_who_is_not_let_in_is_told_so(self):
        self.open(self.running, refuse=403)
        self.wait("document.querySelector('h1')?.textContent === 'No permission'")
        self.assertIn("the proxy lets nobody in", self.browser.text(".card"))
        self.look_for_faults()


class Token(PageCase):
    """With a --token-file."""

    def test_a_token_is_asked_for_and_a_wrong_one_refused(self):
        folder = tempfile.mkdtemp(prefix="dm-token-")
        self.addCleanup(shutil.rmtree, folder)
        with open(f"{folder}/tokens", "w", encoding="ascii") as file:
            file.write("open-sesame\n")
        os.chmod(f"{folder}/tokens", 0o600)
        running = self.monitor("--demo", "5", "--token-file", f"{folder}/tokens")
        self.open(running)
        self.wait("document.querySelector('#token') !== null")
        self.look_for_faults()
        self.browser.fill("#token", "open–sesame")  # as a word processor writes it
        self.browser.press("Enter")
        self.wait("document.querySelector('#token-wrong') !== null")
        self.browser.fill("#token", "sesame")
        self.browser.press("Enter")
        self.wait("document.querySelector('#token-wrong') !== null")
        self.look_for_faults()
        self.browser.fill("#token", "open-sesame")
        self.browser.press("Enter")
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list tbody tr').length === 5")
        told = self.browser.report()
        self.assertFalse([url for url in told["requests"] + [told["url"]] if "sesame" in url])
        self.browser.reload()
        self.wait(LIVE)
        self.browser.evaluate("sessionStorage.clear()")
        self.browser.reload()
        self.wait("document.querySelector('#token') !== null")
