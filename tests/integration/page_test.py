"""The web page in a real browser: what it shows of real containers, and of trouble."""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from support import browser, monitor, packages, shared
from support.page import LIVE, ROW, PageCase, row_says

PAGE = os.path.join(monitor.ROOT, "web")


class Sources(unittest.TestCase):
    def test_the_types_of_its_sources_are_right(self):
        folder = packages.install(browser.SOURCE, "page")
        with tempfile.TemporaryDirectory(prefix="dm-types-") as place:
            shutil.copy(f"{PAGE}/tsconfig.json", place)
            shutil.copytree(f"{PAGE}/src", f"{place}/src")
            os.symlink(f"{monitor.BUILD}/web/node_modules", f"{place}/node_modules")
            result = subprocess.run([f"{folder}/node_modules/.bin/tsc", "-p", place], timeout=120,
                                    capture_output=True, text=True, check=False)
            self.assertEqual((result.returncode, result.stdout), (0, ""))


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
        self.wait(f"""[...document.querySelectorAll('.incident')].some((incident) =>
                  incident.dataset.subject === '{name}' && incident.dataset.kind === 'down'
                  && /crashed|stopped/.test(incident.textContent)
                  && /exit code 13[79]/.test(incident.textContent))""", 2)
        self.engine.docker("rm", "-f", name)
        self.wait(f"document.querySelector('{ROW.format(name)}') === null", 2)

    def test_a_crash_is_announced_and_leads_to_its_container(self):
        self.open(self.running)
        self.wait(LIVE)
        name = self.name("frail")
        self.engine.run(name, "sh", "-c", "exit 3")
        self.wait(f"document.querySelector('[role=status][aria-live]').textContent"
                  f".includes('{name} crashed')", 5)
        self.browser.click(f'.incident[data-subject="{name}"] .what a')
        self.wait(f"document.querySelector('.detail h2')?.textContent === '{name}'")
        self.assertIn(f"c={name}", self.state())
        self.wait("document.querySelector('.happened .incident')?.textContent.includes('exit code 3')")
        facts = self.browser.text(".facts")
        self.assertIn("busybox:local", facts)
        self.assertIn("Exit code", facts)

    def test_health_limits_and_restarts_are_named(self):
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
                  ".backgroundSize) > 50", 15)  # 20 % of a core, where nothing else takes the core
        seen = cpu.format(ROW.format(idle))
        self.wait(f"{seen}.querySelector('[title]')?.title.endsWith('of its limit of 200.0%')")
        self.assertNotIn("▲", self.browser.evaluate(f"{seen}.textContent"))
        self.assertEqual(self.browser.evaluate(f"{seen}.querySelector('.bar').className"), "bar ")

    def test_the_configuration_has_no_values_and_follows_an_update(self):
        name = self.name("configured")
        self.engine.run(name, options=("-e", "DB_PASSWORD=hunter2", "-v", "/etc/hosts:/etc/x:ro",
                                       "--restart", "on-failure:5", "-m", "64m"))
        self.open(self.running, f"#c={name}")
        said = "document.querySelector('.configuration')?.textContent.includes('{}')"
        for words in ("DB_PASSWORD", "/etc/x: /etc/hosts of the host, read only",
                      "on-failure, at most 5 times", "64MiB of memory", "Portsnone"):
            self.wait(said.format(words))
        self.assertNotIn("hunter2", self.browser.evaluate("document.body.textContent"))
        self.engine.docker("update", "--memory", "96m", "--memory-swap", "192m", name)
        self.wait(said.format("96MiB of memory"))

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
        self.running.command += ["--listen", self.running.address]  # the address that the page has
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
        self.wait("document.querySelector('.alarm-count.bad') !== null", 15)
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
        report = self.browser.report()
        self.assertFalse([url for url in report["requests"] + [report["url"]] if "sesame" in url])
        self.browser.reload()
        self.wait(LIVE)
        self.browser.evaluate("sessionStorage.clear()")
        self.browser.reload()
        self.wait("document.querySelector('#token') !== null")
