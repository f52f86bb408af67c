"""Many containers at once."""

import collections
import concurrent.futures
import subprocess

from support import case, shared, waiting

COUNT = 200
AT_ONCE = 6


class Burst(case.Case):
    """200 containers are created, run to their end and removed, some while they are being read."""

    def test_200_short_lives_are_told_once_each_and_leave_nothing(self):
        engine = shared.engine()
        queue = self.consumer()
        kept = self.name("kept")
        engine.run(kept)
        running = self.monitor(engine=engine.url, sinks=("log:", shared.broker().url))
        running.wait_ready()
        names = [f"burst-{number}" for number in range(COUNT)]
        self.addCleanup(engine.docker, "rm", "-f", *names, check=False)

        def remove(name):
            """Docker refuses to kill a container that ends at this moment."""
            try:
                engine.order(f"/containers/{name}?force=true", method="DELETE")
            except subprocess.SubprocessError as error:
                if "is not running" not in str(error):
                    raise
                engine.order(f"/containers/{name}?force=true", method="DELETE")

        def live(number):
            engine.launch(names[number], "sh", "-c", f"exit {number % 5}")
            if number % 2:
                remove(names[number])

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(live, range(COUNT)))
        stays = names[0::2]
        waiting.until(lambda: all(engine.ps()[name] == "exited" for name in stays), 30, "still up")

        def final():
            rows = {name: row["status"] for name, row in running.rows().items()}
            return rows == {kept: "running"} | dict.fromkeys(stays, "exited")

        waiting.until(final, 30, lambda: f"final states differ: {running.rows()}")
        waiting.until(lambda: sum(len(queue.of(name)) for name in names) >= 2 * COUNT, 30,
                      lambda: f"{sum(len(queue.of(name)) for name in names)} alarms")
        engine.remove(*stays)
        waiting.until(lambda: set(running.rows()) == {kept}, 20, "removed ones are still listed")
        marker = self.name("marker")
        engine.run(marker)
        queue.wait_kinds(marker, ["up"])
        wrong = {name: queue.kinds(name) for name in names if queue.kinds(name) != ["up", "down"]}
        self.assertEqual(wrong, {})
        codes = {name: queue.of(name)[1]["additionalData"]["exitCode"] for name in names}
        # One that was removed before its end was killed by that.
        self.assertEqual({name: code for number, (name, code) in enumerate(codes.items())
                          if code not in (number % 5, 137)}, {})
        doubles = collections.Counter(entry.alarm["id"] for entry in queue.ledger)
        self.assertEqual([key for key, times in doubles.items() if times > 1], [])
        self.assertEqual(queue.kinds(kept), ["up"] if queue.kinds(kept) else [])
