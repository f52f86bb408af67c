"""The web page of a hub, in a real browser."""

from support.fleet import FleetCase
from support.page import LIVE, PageCase


class FleetPage(PageCase, FleetCase):
    """Two hosts of a group with simulated containers, and one that was invited and never came."""

    def setUp(self):
        super().setUp()
        self.running = self.hub()
        self.agents, self.engines = {}, {}
        for name, seed, containers in (("web-1", 1, 4), ("db_2", 2, 3)):
            file = self.invite(name, "--group", "shop")
            self.engines[name] = self.engine(seed, containers)
            self.agents[name] = self.agent(file, self.engines[name])
            self.agents[name].wait_ready()
        self.invite("van-3", "--group", "field")
        for name, count in (("web-1", 4), ("db_2", 3)):
            self.wait_state(self.running, name, "present")
            self.wait_containers(self.running, name, count)

    def test_all_containers_are_listed_with_their_host(self):
        self.open(self.running, "#sort=name")
        self.wait(LIVE)
        self.wait("document.querySelectorAll('.list tbody tr').length === 7")
        own = sorted(f"{host}/{name}" for host, agent in self.agents.items()
                     for name in agent.rows())
        self.assertEqual(sorted(self.names()), own)
        self.wait("/2 of 3 hosts/.test(document.querySelector('.top').textContent)")
        self.browser.click(".group-by")
        self.wait("document.querySelectorAll('.list tr.group').length === 2")
        groups = self.browser.evaluate(
            "[...document.querySelectorAll('.list tr.group')].map((tr) =>"
            " [tr.dataset.host, /^\\d\\/[34] running$/.test("
            "tr.querySelector('.status').textContent)])")
        self.assertEqual(sorted(groups), [["db_2", True], ["web-1", True]])
        self.open(self.running, "#q=host:db_2")
        self.wait("document.querySelectorAll('.list tbody tr').length === 3")
        self.assertEqual({name.partition("/")[0] for name in self.names()}, {"db_2"})
        self.look_for_faults()

    def test_hosts_are_listed_by_group(self):
        self.open(self.running)
        self.wait("document.querySelector('.counts a')?.textContent === '2 of 3 hosts'")
        self.browser.click(".counts a")
        self.wait("document.querySelectorAll('.hosts tbody tr').length === 3")
        self.assertEqual(self.state(), "#view=host")
        self.assertEqual(self.browser.texts(".hosts h3"), ["field 0/1 present", "shop 2/2 present"])
        self.assertEqual(self.browser.texts(".hosts tbody th a"), ["van-3", "db_2", "web-1"])
        states = self.browser.texts(".hosts tbody td:nth-of-type(1)")
        self.assertEqual([state.split()[0] for state in states], ["invited", "present", "present"])
        for width in (1440, 320):
            self.browser.size(width, 800)
            self.look_for_faults()
            wide = self.browser.evaluate("(({scrollWidth, clientWidth}) => [scrollWidth,"
                                         " clientWidth])(document.querySelector('.hosts .group'))")
            self.assertLessEqual(*wide, f"hosts at {width}")
        self.browser.click(".hosts [data-host=web-1] th a")
        self.wait("document.querySelector('.detail.host h2')?.textContent === 'web-1'")
        self.assertEqual(self.state(), "#h=web-1&view=host")

    def test_a_container_has_its_history_from_its_host(self):
        name = sorted(self.agents["web-1"].rows())[0]
        self.open(self.running, f"#c=web-1/{name}")
        self.wait("document.querySelectorAll('.chart canvas').length === 5", 20)
        asked = [url for url in self.browser.report()["requests"] if "/history?" in url]
        self.assertTrue(all("/v2/hosts/" in url for url in asked), asked)
        self.assertTrue(any(f"/hosts/web-1/containers/{name}/history" in url for url in asked), asked)
        self.assertEqual(self.browser.texts(".detail h2"), [f"web-1/{name}"])

    def test_a_crash_is_that_of_a_host_and_leads_to_its_container(self):
        name = sorted(self.agents["web-1"].rows())[0]
        self.open(self.running, "#view=alarms")
        self.wait(LIVE)
        self.engines["web-1"].control(f"crash/{name}", code=3)
        incident = f'.feed [data-subject="web-1/{name}"][data-kind=down]'
        self.wait(f"/crashed/.test(document.querySelector('{incident}')?.textContent)")
        self.assertEqual(self.browser.texts(f"{incident} .what a"), [f"web-1/{name}"])
        self.browser.click(f"{incident} .what a")
        self.wait("document.querySelector('.detail .happened .incident[data-kind=down]')")
        self.assertEqual(self.browser.texts(".detail h2"), [f"web-1/{name}"])
        self.assertNotIn("There is no container of this name",
                         self.browser.texts(".detail")[0])

    def test_a_host_that_is_away_stays_with_its_age(self):
        self.open(self.running, "#sort=name")
        self.wait("document.querySelectorAll('.list tbody tr').length === 7")
        self.agents["web-1"].kill()
        self.wait("document.querySelectorAll('.list tbody tr.away').length === 4", 20)
        self.assertEqual(len(self.names()), 7)
        self.wait("[...document.querySelectorAll('.list tr.away .status')].every((td) =>"
                  " / ago$/.test(td.textContent))")
        self.assertNotIn("no trouble", self.browser.texts(".top")[0])
        self.look_for_faults()
        self.browser.click(".list tr.away .name a")
        self.wait("/out of reach until it is back/.test(document.querySelector('.detail').textContent)")

    def test_a_host_that_is_away_has_the_charts_that_the_hub_keeps(self):
        titles = "[...document.querySelectorAll('.chart')].map((chart) => chart.dataset.title).join()"
        known = ("document.querySelector('.chart[data-title=\"{}\"] .plot')?.ariaLabel"
                 "?.includes('highest')")
        self.open(self.running, "#h=db_2&view=host")
        self.wait(f"{titles} === 'CPU,Memory,Network,Disk,PIDs,Load average,Pressure (PSI),Containers'", 20)
        self.wait(known.format("Containers"), 40)
        self.wait_recorded(self.running, "db_2")
        self.agents["db_2"].kill()
        self.wait(f"{titles} === 'CPU,Memory,Containers'", 20)
        for title in ("CPU", "Memory", "Containers"):
            self.wait(known.format(title), 20)
        self.assertIn("what this hub keeps of its past", self.browser.texts(".detail .notice")[0])
        self.look_for_faults()
