"""Containers by the thousand, simulated: what comes and goes disturbs nobody else."""

import datetime
import time

from support import case, waiting
from support.simulator import Simulator

CONTAINERS = "/docker-monitor/api/v2/containers"
STEADY, BURST = 200, 1000


def sampled_at(row):
    return datetime.datetime.fromisoformat(row["sampledAt"].replace("Z", "+00:00")).timestamp()


class Scale(case.Case):
    def test_a_thousand_that_come_and_go_disturb_neither_sampling_nor_requests(self):
        with Simulator("--api", "1.45", containers=STEADY) as engine:
            running = self.monitor("--source", "engine", engine=engine.url)
            running.wait_ready()

            def rows():
                answer = running.get(CONTAINERS)
                self.assertEqual(answer.status, 200)
                return {row["name"]: row for row in answer.json()}

            waiting.until(lambda: len(rows()) == STEADY and
                          all("percent" in row.get("cpu", {}) for row in rows().values()), 15, "no samples")
            steady = set(rows())
            oldest = 0.0

            def listed(count):
                """Watches until so many are listed."""
                nonlocal oldest
                found = rows()
                self.assertLessEqual(steady, set(found))
                ages = [time.time() - sampled_at(found[name]) for name in steady]
                oldest = max(oldest, *ages)
                return len(found) == count

            for order, count in (("spawn", STEADY + BURST), ("end", STEADY)):
                engine.control(order, count=BURST)
                waiting.until(lambda count=count: listed(count), 20,
                              lambda: f"{len(rows())} are listed")
            # And watches on until each of the others was sampled twice more.
            last = {name: sampled_at(row) for name, row in rows().items()}
            waiting.until(
                lambda: listed(STEADY) and all(sampled_at(row) >= last[name] + 1.5
                                               for name, row in rows().items()),
                20, "the others are not sampled any more")
            # Published once a second, sampled once a second: none missed two rounds.
            self.assertLess(oldest, 4)
