"""The alarms of what happens to real containers, as a consumer takes them from RabbitMQ."""

import os
import re
import signal

from support import case, shared, waiting

TRAP = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
MEMBERS = ["namespace", "domain", "eventTimestamp", "description", "severity", "primarySubject"]
SENTENCES = {
    "down": ("container went down", "Major"),
    "up": ("container went up", "Clear"),
    "paused": ("container processes were paused", "Major"),
    "unpaused": ("container processes were unpaused", "Clear"),
    "oom": ("container ran out of memory", "Critical"),
}


class Alarms(case.Case):
    """Each test drives containers of its own and looks at their alarms only."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()
        self.queue = self.consumer()
        self.running = self.monitor(engine=self.engine.url, sinks=("log:", shared.broker().url))
        self.running.wait_ready()

    def check_form(self, alarm, name):
        """One alarm in the form everybody relies on."""
        self.assertEqual(list(alarm)[:6], MEMBERS)
        self.assertEqual(alarm["namespace"], "dojot.docker.container")
        self.assertEqual(alarm["domain"], "docker container status change")
        self.assertRegex(alarm["eventTimestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual((alarm["description"], alarm["severity"]), SENTENCES[alarm["kind"]])
        self.assertEqual(alarm["primarySubject"], {"container": name, "image": "busybox:local"})
        self.assertEqual(alarm["containerId"], self.engine.inspect(name)["Id"])
        self.assertEqual(alarm["additionalData"]["imageId"], self.engine.inspect(name)["Image"])
        self.assertEqual(alarm["additionalData"]["origin"], "live")
        self.assertEqual(alarm["additionalData"]["identity"], name)

    def test_start_pause_unpause_and_stop_are_four_alarms_in_order(self):
        name = self.name("life")
        self.engine.run(name, "sh", "-c", TRAP, options=("--stop-timeout", "10"))
        for verb in ("pause", "unpause", "stop"):
            self.engine.docker(verb, name)
        alarms = self.queue.wait_kinds(name, ["up", "paused", "unpaused", "down"])
        for alarm in alarms:
            self.check_form(alarm, name)
        up, paused, unpaused, down = alarms
        self.assertEqual(unpaused.get("closes"), paused["id"])
        self.assertEqual(len({alarm["id"] for alarm in alarms}), 4)
        self.assertEqual([alarm["eventTimestamp"] for alarm in alarms],
                         sorted(alarm["eventTimestamp"] for alarm in alarms))
        self.assertEqual((paused["state"], unpaused["state"], down["state"]),
                         ("open", "closed", "open"))
        self.assertEqual(down["additionalData"]["cause"], "stopped")
        self.assertEqual(down["additionalData"]["exitCode"], 0)
        self.assertNotIn("exitCode", up["additionalData"])
        # What the log: sink wrote is the same.
        waiting.until(lambda: len(self.running.alarms(name)) == 4, 5, "stdout lacks alarms")
        self.assertEqual(self.running.alarms(name), alarms)

    def test_messages_are_persistent_and_carry_the_alarms_id(self):
        name = self.name("message")
        self.engine.run(name)
        self.queue.wait_kinds(name, ["up"])
        (delivery,) = [entry for entry in self.queue.ledger
                       if entry.alarm["primarySubject"]["container"] == name]
        self.assertEqual(delivery.properties.delivery_mode, 2)
        self.assertEqual(delivery.properties.message_id, delivery.alarm["id"])

    def test_a_crash_tells_its_exit_code(self):
        name = self.name("crash")
        self.engine.run(name, "sh", "-c", "exit 3")
        _, down = self.queue.wait_kinds(name, ["up", "down"])
        self.check_form(down, name)
        self.assertEqual(down["additionalData"]["cause"], "crashed")
        self.assertEqual(down["additionalData"]["exitCode"], 3)

    def test_an_end_with_code_0_is_no_crash(self):
        name = self.name("done")
        self.engine.run(name, "true")
        _, down = self.queue.wait_kinds(name, ["up", "down"])
        self.assertEqual(down["additionalData"]["cause"], "exited")
        self.assertEqual(down["additionalData"]["exitCode"], 0)

    def test_a_process_killed_from_outside_is_a_crash(self):
        name = self.name("killed")
        self.engine.run(name)
        os.kill(self.engine.inspect(name)["State"]["Pid"], signal.SIGKILL)
        _, down = self.queue.wait_kinds(name, ["up", "down"])
        self.assertEqual(down["additionalData"]["cause"], "crashed")
        self.assertEqual(down["additionalData"]["exitCode"], 137)

    def test_running_out_of_memory_is_told_as_the_cause(self):
        name = self.name("oom")
        self.engine.run(name, "tail", "/dev/zero", options=("-m", "16m", "--memory-swap", "16m"))
        waiting.until(lambda: len(self.queue.of(name)) >= 3, 30,
                      lambda: f"{self.queue.kinds(name)}")
        up, *ends = self.queue.of(name)
        self.assertEqual(up["kind"], "up")
        # The engine learns of both at once, and tells either first.
        down, oom = sorted(ends, key=lambda alarm: alarm["kind"])
        self.check_form(oom, name)
        self.assertEqual(oom["state"], "event")
        self.check_form(down, name)
        self.assertEqual(down["additionalData"]["cause"], "oom")
        self.assertEqual(down["additionalData"]["exitCode"], 137)
        self.assertEqual(down["additionalData"]["signal"], "SIGKILL")

    def test_docker_kill_was_asked_for(self):
        name = self.name("kill")
        self.engine.run(name)
        self.engine.docker("kill", name)
        _, down = self.queue.wait_kinds(name, ["up", "down"])
        self.assertEqual(down["additionalData"]["cause"], "stopped")
        self.assertEqual(down["additionalData"]["exitCode"], 137)

    def test_a_restart_is_one_down_and_one_up(self):
        name = self.name("again")
        self.engine.run(name)
        self.engine.docker("restart", name)
        first, down, second = self.queue.wait_kinds(name, ["up", "down", "up"])
        self.assertEqual(down["additionalData"]["cause"], "stopped")
        self.assertEqual(second.get("closes"), down["id"])
        self.assertNotEqual(first["id"], second["id"])

    def test_removing_a_running_container_is_one_down(self):
        name = self.name("removed")
        self.engine.run(name)
        self.engine.remove(name)
        self.queue.wait_kinds(name, ["up", "down"])
        waiting.until(lambda: name not in self.running.rows(), 5, "still listed")
        marker = self.name("marker")
        self.engine.run(marker)
        self.queue.wait_kinds(marker, ["up"])
        self.assertEqual(self.queue.kinds(name), ["up", "down"])

    def test_pausing_twice_gives_two_pairs_with_ids_of_their_own(self):
        name = self.name("twice")
        self.engine.run(name)
        for verb in ("pause", "unpause", "pause", "unpause"):
            self.engine.docker(verb, name)
        alarms = self.queue.wait_kinds(
            name, ["up", "paused", "unpaused", "paused", "unpaused"])
        self.assertEqual(len({alarm["id"] for alarm in alarms}), 5)

    def test_what_runs_already_is_no_news(self):
        name = self.name("already")
        self.engine.run(name)
        self.queue.wait_kinds(name, ["up"])
        later = self.monitor(engine=self.engine.url).wait_ready()
        self.assertEqual(later.row(name)["status"], "running")
        marker = self.name("marker")
        self.engine.run(marker)
        waiting.until(lambda: later.kinds(marker) == ["up"], 10, "the new container has no alarm")
        self.assertEqual(later.kinds(name), [])

    def test_the_password_of_the_broker_is_never_told(self):
        self.assertIsNone(re.search("guest:guest", self.running.errors()))
