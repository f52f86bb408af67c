"""The figures of the past, over kills and restarts."""

import datetime
import os
import random
import time

from support import case, waiting
from support.simulator import Simulator

CONTAINERS = "/docker-monitor/api/v2/containers"


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class History(case.Case):
    def line(self, running, name, **query):
        """{time: (least, average, most)} of a container, and the step."""
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        answer = running.get(f"{CONTAINERS}/{name}/history?metric=cpu.percent&{asked}")
        self.assertEqual(answer.status, 200, answer.body)
        found = answer.json()
        return {seconds(at): tuple(figures) for at, *figures in found["points"]}, found["step"]

    def test_a_kill_loses_the_last_minute_at_most(self):
        with Simulator("--api", "1.45", containers=20) as engine:
            running = self.monitor("--source", "engine", engine=engine.url).wait_ready()
            began = int(time.time())
            name = next(iter(running.rows()))
            # A batch is written every 45 seconds, so some are, and others not; and something is
            # older than a minute at any rate.
            end = time.time() + random.uniform(80, 110)
            waiting.until(lambda: time.time() > end, 120, "time stands still")
            before, step = self.line(running, name, step=15, **{"from": began})
            self.assertEqual(step, 15)
            readings, step = self.line(running, name, step=1, **{"from": began})
            self.assertEqual(step, 1)
            running.kill()
            killed = time.time()
            running.start()
            running.wait_ready()
            after, _ = self.line(running, name, step=15, **{"from": began})
            due = [at for at in before if at + 15 <= killed - 60]
            self.assertGreater(len(due), 0)
            for at in due:
                for kept, known, share in zip(after[at], before[at], (10, 50, 10)):
                    self.assertAlmostEqual(kept, known, delta=known / share)
                # In memory readings of one second are their mean, on disk the extremes are kept.
                # A second without a reading has the value of the next, here and there.
                known = [value for second, (_, value, _) in readings.items()
                         if at <= second < at + 15]
                self.assertLessEqual(after[at][0], min(known))
                self.assertGreaterEqual(after[at][2], max(known))
            # A stop loses nothing.
            before, _ = self.line(running, name, step=15, **{"from": began})
            self.assertEqual(running.stop()[0], 0)
            running.start()
            running.wait_ready()
            after, _ = self.line(running, name, step=15, **{"from": began})
            self.assertLessEqual(set(before), set(after))
            self.assertNotIn("history:", running.errors())

    def test_seconds_are_there_from_the_start_and_nobody_is_not_found(self):
        with Simulator("--api", "1.45", containers=5) as engine:
            running = self.monitor("--source", "engine", engine=engine.url).wait_ready()
            name = next(iter(running.rows()))
            waiting.until(lambda: len(self.line(running, name)[0]) >= 5, 15, "no points")
            points, step = self.line(running, name)
            self.assertEqual(step, 1)
            times = sorted(points)
            self.assertLessEqual(max(b - a for a, b in zip(times, times[1:])), 2)
            self.assertEqual(running.get(f"{CONTAINERS}/nobody/history?metric=cpu.percent").status,
                             404)

    def test_without_memory_there_is_no_history_and_without_size_no_file(self):
        with Simulator("--api", "1.45", containers=5) as engine:
            running = self.monitor("--source", "engine", "--history-memory", "0",
                                   engine=engine.url).wait_ready()
            name = next(iter(running.rows()))
            target = f"{CONTAINERS}/{name}/history?metric=cpu.percent"
            self.assertEqual(running.get(target).status, 503)
            running.stop()
            running = self.monitor("--source", "engine", "--history-size", "0",
                                   engine=engine.url).wait_ready()
            waiting.until(lambda: len(self.line(running, name)[0]) >= 3, 15, "no points")
            self.assertEqual(running.stop()[0], 0)
            data = os.listdir(running.environment["DOCKER_MONITOR_DATA_DIR"])
            self.assertFalse([file for file in data if "history" in file], data)
