"""How the page of a hub with many hosts loads and how soon it answers to people.

    /usr/bin/python3 bench/fleet_page.py [--hosts 1000] [--containers 50] [--busy 1] [--seconds 20]
                                         [--json FILE]

Starts a hub whose hosts docker-monitor-fleet-load imitates, as fleet_cost.py does, and opens its page
in a headless Chromium on the same machine: first the list of all containers, then that of the hosts.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import types

from fleet_cost import API, WARM, Hosts, Hub

from support import monitor, waiting  # fleet_cost has extended the path
from support.browser import Browser
from support.page import LIVE

MOST_BYTES = 120_000
MOST_TASK_MS = 50
MOST_INPUT_MS = 100
BROWSING = 150  # seconds that the hosts go on beside --seconds: the page loads, people use it
# Times of what was done, from the event to the next frame. Shorter ones than 16 ms are not reported.
WATCH = """
window.inputs = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    inputs.push({name: entry.name, delay: entry.processingStart - entry.startTime,
                 duration: entry.duration});
}).observe({type: 'event', durationThreshold: 16});
"""


class Page:
    """The browser at a page of the hub, and what it reports of its main thread."""

    def __init__(self, browser, address):
        self.browser = browser
        self.address = address

    def open(self, place, condition):
        """Opens a place of the page; returns the long tasks until the condition holds."""
        self.browser.open(f"http://{self.address}/{place}", {})
        self.browser.until(LIVE, 60)
        self.browser.until(condition, 110)
        self.browser.pause(1)
        return self.take_tasks()

    def take_tasks(self):
        """The tasks of more than 50 ms since the last call, in milliseconds."""
        return self.browser.evaluate("longTasks.splice(0)")

    def marks(self):
        names = ("first-rows", "all-rows")
        times = self.browser.evaluate(f"{json.dumps(names)}.map("
                                      "(name) => performance.getEntriesByName(name)[0]?.startTime)")
        return dict(zip(names, times))

    def rest(self, seconds):
        """What updates alone cost: the long tasks, and the busy share of the main thread."""
        before = self.browser.work()
        self.browser.pause(seconds)
        after = self.browser.work()
        share = (after["task"] - before["task"]) / (after["at"] - before["at"])
        return {"tasksMs": self.take_tasks(), "busy": share}

    def use(self):
        """Sorts, scrolls, filters and groups; what the page reports of that, by what was done."""
        browser = self.browser
        browser.evaluate(WATCH)
        self.take_tasks()
        done = {
            "sort by name": lambda: browser.click(".list thead .name button"),
            "sort by another": lambda: browser.click(".list thead th:nth-of-type(3) button"),
            "scroll": lambda: [browser.wheel(".list", 1500) for _ in range(10)],
            "last row": lambda: (browser.evaluate(
                "document.querySelector('.list tbody tr .name a').focus()"), browser.press("End")),
            "first row": lambda: browser.press("Home"),
            "filter": lambda: (browser.click("input[type=search]"),
                               [browser.press(key) for key in "busy-1"]),
            "clear the filter": lambda: [browser.press("Backspace") for _ in "busy-1"],
            "group by host": lambda: browser.click(".group-by"),
        }
        found = {}
        for what, act in done.items():
            browser.evaluate("inputs.length = 0")
            act()
            browser.pause(1.5)  # the next round is drawn, too
            found[what] = {"events": browser.evaluate("inputs"), "tasksMs": self.take_tasks()}
        return found


def measure(asked, hub, hosts):
    hosts.wait_second(WARM, 600)
    rows = asked.hosts * asked.containers

    def known():
        listed = hub.program.get(f"{API}/hosts").json()
        return sum(sum(host["containers"].values()) for host in listed if host["state"] == "present")

    waiting.until(lambda: known() >= rows, 60, lambda: f"the hub knows {known()} containers, not {rows}")
    found = {"hosts": asked.hosts, "rows": rows, "busy": asked.busy,
             "packedBytes": os.path.getsize(os.path.join(monitor.BUILD, "web", "page.html.gz"))}
    browser = Browser()
    try:
        page = Page(browser, hub.program.address)
        found["loadTasksMs"] = page.open(
            "", f"document.querySelector('.list table')?.ariaRowCount === '{rows + 1}'")
        found |= page.marks()
        found["rest"] = page.rest(asked.seconds)
        found["use"] = page.use()
        found["hostsTasksMs"] = page.open(
            "#view=host", f"document.querySelectorAll('.hosts tbody tr').length === {asked.hosts}")
        if hosts.process.poll() is not None:
            raise RuntimeError("the hosts ended before the page was measured: give more --seconds")
    finally:
        browser.close()
    return found


def longest(tasks):
    return max(tasks, default=0)


def show(found):
    print(f"{found['hosts']} hosts, {found['rows']} rows, {found['busy']:.0%} busy")
    print(f"first rows after {found['first-rows']:.0f} ms, a screen of them after "
          f"{found['all-rows']:.0f}; longest task until all were there {longest(found['loadTasksMs'])} "
          f"ms, for the list of hosts {longest(found['hostsTasksMs'])} ms (0: none of more than 50)")
    rest = found["rest"]
    print(f"updates alone: main thread {rest['busy']:.1%} busy, {len(rest['tasksMs'])} tasks over 50 ms, "
          f"the longest {longest(rest['tasksMs'])} ms")
    print(f"{'':20}{'delay':>8}{'to frame':>10}{'task':>8}   ms, the longest of each")
    delay = frame = task = 0
    for what, one in found["use"].items():
        each = [longest([event[key] for event in one["events"]]) for key in ("delay", "duration")]
        print(f"{what:20}{each[0]:8.0f}{each[1]:10.0f}{longest(one['tasksMs']):8}")
        delay, frame = max(delay, each[0]), max(frame, each[1])
        task = max(task, longest(one["tasksMs"]))
    task = max(task, *(longest(tasks) for tasks in (found["loadTasksMs"], found["hostsTasksMs"],
                                                    rest["tasksMs"])))
    for text, value, most in (("input to the next frame, ms", frame, MOST_INPUT_MS),
                              ("longest task, ms", task, MOST_TASK_MS),
                              ("page compressed, bytes", found["packedBytes"], MOST_BYTES)):
        print(f"{'met' if value <= most else 'NOT MET':8}{text}: {value:.0f} (≤ {most})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--containers", type=int, default=50)
    parser.add_argument("--busy", type=float, default=1)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--json")
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    load = types.SimpleNamespace(containers=asked.containers, busy=asked.busy, alarms=0, flood=0,
                                 seconds=asked.seconds + BROWSING)
    with tempfile.TemporaryDirectory(prefix="dm-fleet-page-") as folder:
        with Hub(asked.hosts, folder) as hub:
            hosts = Hosts(load, hub.files, folder)
            try:
                found = measure(asked, hub, hosts)
            finally:
                hosts.close()
    show(found)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=2)


if __name__ == "__main__":
    sys.exit(main())
