"""The engine goes away in every way it can, and comes back; nothing may be lost or told twice."""

import datetime
import os
import signal
import time

from support import case, monitor, shared, waiting

HOST = "/docker-monitor/api/v2/host"

# Ends with 7 when its process is told to; the engine is not needed for that.
MORTAL = "trap 'exit 7' TERM; while :; do sleep 0.1; done"


class Outages(case.Case):
    """An engine that a test leaves killed or frozen is revived by the next one."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def start(self):
        """A monitor and a consumer of its alarms."""
        self.queue = self.consumer()
        self.began = monitor.timestamp()
        self.running = self.monitor(engine=self.engine.url, sinks=("log:", shared.broker().url))
        self.running.wait_ready()

    def restart_engine(self, live_restore):
        """The engine again, with or without live-restore and with nothing in its memory."""
        self.engine.revive()
        self.engine.remove_all()
        self.engine.stop()
        self.engine.start(live_restore)

    def wait_told(self, kind, state):
        """Waits for an alarm about the engine; returns it."""
        def told():
            return next((alarm for alarm in self.queue.of("-")
                         if (alarm["kind"], alarm["state"]) == (kind, state)
                         and alarm["eventTimestamp"] > self.began), None)

        return waiting.until(told, 20, lambda: f"no {kind}: {self.queue.kinds('-')}")

    def settle(self):
        """A fresh event must arrive: what had to come before it has come."""
        marker = self.name("marker")
        self.engine.run(marker)
        self.queue.wait_kinds(marker, ["up"], seconds=30)

    def die_while_the_engine_is_away(self, live_restore):
        self.restart_engine(live_restore)
        self.addCleanup(self.restart_engine, False)
        self.start()
        mortal, survivor = self.name("mortal"), self.name("survivor")
        self.engine.run(mortal, "sh", "-c", MORTAL)
        self.engine.run(survivor, "sh", "-c", MORTAL)
        self.queue.wait_kinds(mortal, ["up"])
        self.queue.wait_kinds(survivor, ["up"])
        process = self.engine.inspect(mortal)["State"]["Pid"]
        self.engine.kill()
        os.kill(process, signal.SIGTERM)
        waiting.until(lambda: not os.path.exists(f"/proc/{process}"), 20, "it does not end")
        self.running.wait_unready()
        self.engine.start(live_restore)
        self.running.wait_ready(40)
        _, down = self.queue.wait_kinds(mortal, ["up", "down"], seconds=20)
        self.assertEqual(down["additionalData"]["exitCode"], 7)
        self.assertEqual(down["additionalData"]["origin"], "reconciled")
        self.assertEqual(down["eventTimestamp"][:19],
                         self.engine.inspect(mortal)["State"]["FinishedAt"][:19])
        self.running.wait_status(mortal, "exited")
        # The engine has forgotten all it told before: something may have come and gone meanwhile.
        blind = self.wait_told("blind-interval", "event")
        self.assertEqual(blind["severity"], "Warning")
        self.assertLess(blind["additionalData"]["from"], blind["eventTimestamp"])
        self.assertEqual(blind["primarySubject"],
                         {"container": "-", "image": "-", "host": os.uname().nodename})
        return survivor

    def test_a_container_that_died_with_the_engine_killed_is_told_once(self):
        survivor = self.die_while_the_engine_is_away(live_restore=False)
        # Without live-restore the returning engine ends what the killed one left running, by what
        # looks like an ordinary stop (kill, die, stop), which nobody asked for.
        _, down = self.queue.wait_kinds(survivor, ["up", "down"], seconds=20)
        self.assertEqual(down["additionalData"]["cause"], "engine", down)
        self.assertEqual(down["additionalData"]["exitCode"], 7)
        self.settle()
        self.assertEqual(self.queue.kinds(survivor), ["up", "down"])

    def test_with_live_restore_only_what_died_is_told(self):
        survivor = self.die_while_the_engine_is_away(live_restore=True)
        self.assertEqual(self.running.row(survivor)["status"], "running")
        self.settle()
        self.assertEqual(self.queue.kinds(survivor), ["up"])
        self.running.wait_sample(survivor)

    def test_a_frozen_engine_makes_v1_old_after_30_seconds_and_loses_nothing(self):
        self.start()
        name = self.name("through")
        self.engine.run(name, "sh", "-c", MORTAL)
        self.queue.wait_kinds(name, ["up"])
        process = self.engine.inspect(name)["State"]["Pid"]
        self.running.wait_status(name, "running")
        self.engine.freeze()
        os.kill(process, signal.SIGTERM)
        self.assertEqual(self.running.row(name)["status"], "running")

        def answer():
            asked = time.monotonic()
            self.assertEqual(self.running.get("/healthz").status, 200)
            list_status = self.running.get(monitor.METRICS).status
            self.assertLess(time.monotonic() - asked, 1, "a request waited for the engine")
            return list_status == 503

        waiting.until(answer, 45, "v1.0 still serves the last values", every=0.5)
        contact = self.running.get(HOST).json()["engine"]["lastContactAt"]
        age = time.time() - datetime.datetime.fromisoformat(contact).timestamp()
        self.assertGreater(age, 29.9)
        self.assertIn("error", self.running.get(monitor.METRICS).json())
        self.running.wait_unready(15)  # the watchdog's third miss comes a little later
        away = self.wait_told("engine-unreachable", "open")
        self.assertEqual((away["severity"], away["description"]),
                         ("Critical", "container engine is unreachable"))
        self.engine.thaw()
        self.running.wait_ready(30)
        back = self.wait_told("engine-unreachable", "closed")
        self.assertEqual((back["closes"], back["severity"]), (away["id"], "Clear"))
        _, down = self.queue.wait_kinds(name, ["up", "down"], seconds=20)
        self.assertEqual(down["additionalData"]["exitCode"], 7)
        self.running.wait_status(name, "exited")
        self.settle()
        self.assertEqual(self.queue.kinds(name), ["up", "down"])

    def test_a_socket_that_vanishes_and_returns_is_found_again(self):
        self.restart_engine(False)
        self.start()
        self.engine.stop()
        self.assertFalse(os.path.exists(self.engine.socket))
        self.running.wait_unready()
        self.assertIn(self.engine.socket, self.running.get("/readyz").body)
        self.assertEqual(self.running.get("/healthz").status, 200)
        self.engine.start()
        self.running.wait_ready(15)
        self.settle()

    def test_we_stand_still_through_more_than_the_engine_remembers(self):
        self.start()
        name = self.name("kept")
        full = self.engine.run(name)
        self.queue.wait_kinds(name, ["up"])
        self.running.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.running.process.send_signal, signal.SIGCONT)
        self.engine.docker("pause", name)
        for number in range(300):  # the engine remembers 256 events
            self.engine.order(f"/containers/{full}/rename?name={name}x{number % 2}")
        self.engine.order(f"/containers/{full}/rename?name={name}")
        self.running.process.send_signal(signal.SIGCONT)
        self.running.wait_status(name, "paused")
        self.settle()
        self.queue.wait_kinds(name, ["up", "paused"])
