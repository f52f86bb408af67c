"""Whose alarm it is: renamed, replaced and mislabelled containers, and what asks for an end."""

import os
import subprocess

from support import case, monitor, shared, waiting


class Identity(case.Case):
    """One monitor a test, its alarms from a log: sink of incidents."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def incidents(self):
        return self.monitor(engine=self.engine.url, sinks=("log:?mode=incidents",)).wait_ready()

    def events(self):
        return self.monitor(engine=self.engine.url).wait_ready()

    def wait_kinds(self, running, name, kinds, seconds=25):
        waiting.until(lambda: running.kinds(name)[:len(kinds)] == kinds, seconds,
                      lambda: f"{running.kinds(name)}, not {kinds}")
        return running.alarms(name)[:len(kinds)]

    def test_a_rename_leaves_no_alarm_open(self):
        running = self.incidents()
        old, new = self.name("alpha"), self.name("beta")
        self.engine.run(old, "sh", "-c", "test -e /tmp/again && sleep 100; touch /tmp/again; exit 3")
        down, = self.wait_kinds(running, old, ["down"])
        self.engine.docker("rename", old, new)
        self.engine.docker("start", new)
        down, up = self.wait_kinds(running, old, ["down", "up"])
        self.assertEqual(up["closes"], down["id"])
        self.assertEqual(up["additionalData"]["currentName"], new)
        found = running.history(f"?state=all&container={new}")
        self.assertIn(down["id"], [alarm["id"] for alarm in found["alarms"]])
        opened = running.history(f"?state=open&container={new}")
        self.assertEqual(opened["alarms"], [])

    def test_the_labels_of_another_container_close_nothing_of_it(self):
        running = self.incidents()
        real, liar = self.name("db"), self.name("innocent")
        project = self.name("shop")
        labels = ("--label", f"com.docker.compose.project={project}",
                  "--label", "com.docker.compose.service=db",
                  "--label", "com.docker.compose.container-number=1")
        self.engine.run(real, options=labels)
        self.engine.run(liar, options=labels)
        os.kill(self.engine.inspect(real)["State"]["Pid"], 9)
        down, = self.wait_kinds(running, real, ["down"])
        self.engine.docker("restart", "-t", "0", liar)
        marker = self.name("marker")
        self.engine.run(marker, "sh", "-c", "sleep 12; exit 1")
        self.wait_kinds(running, marker, ["down"])
        self.assertEqual(running.kinds(real), ["down"])
        self.assertEqual(down["additionalData"]["identity"], f"{project}/db/1")

    def test_a_stop_by_a_signal_of_its_own_is_no_crash(self):
        running = self.events()
        name = self.name("usr1")
        self.engine.run(name, "sh", "-c", "trap 'exit 1' USR1; while :; do sleep 0.1; done",
                        options=("--stop-signal", "SIGUSR1"))
        self.engine.docker("stop", name)
        _, down = self.wait_kinds(running, name, ["up", "down"])
        self.assertEqual((down["additionalData"]["cause"], down["additionalData"]["exitCode"]),
                         ("stopped", 1))

    def test_a_crash_after_a_thread_dump_is_a_crash(self):
        running = self.events()
        name = self.name("quit")
        self.engine.run(name, "sh", "-c", "trap : QUIT; sleep 3 & wait $!; sleep 2; exit 7")
        self.engine.docker("kill", "-s", "QUIT", name)
        _, down = self.wait_kinds(running, name, ["up", "down"])
        self.assertEqual((down["additionalData"]["cause"], down["additionalData"]["exitCode"]),
                         ("crashed", 7))

    def test_a_crash_names_the_lack_of_memory_before_it(self):
        running = self.incidents()
        name = self.name("oom")
        # The shim watches for OOM kills from shortly after the start on.
        self.engine.run(name, "sh", "-c", "sleep 0.5; busybox tail /dev/zero; exit 1",
                        options=("-m", "24m", "--memory-swap", "24m"))
        down, = self.wait_kinds(running, name, ["down"])
        said = down["additionalData"]
        self.assertEqual((said["cause"], said["exitCode"], said.get("oomKilled")),
                         ("crashed", 1, True))
        self.assertEqual(down["severity"], "Critical")

    def test_trouble_from_before_the_first_start_is_open_and_sent_to_nobody(self):
        ill, bad, fine = self.name("ill"), self.name("bad"), self.name("fine")
        self.engine.run(ill, options=("--health-cmd", "false", "--health-interval", "200ms",
                                      "--health-retries", "1"))
        self.engine.run(bad, "sh", "-c", "exit 3")
        self.engine.run(fine, "true")
        waiting.until(lambda: self.engine.inspect(ill)["State"]["Health"]["Status"] == "unhealthy",
                      10, "it stays well")
        running = self.events()
        mine = {ill, bad, fine}

        def adopted():
            return {alarm["primarySubject"]["container"]: alarm
                    for alarm in running.history("?state=open")["alarms"]
                    if alarm["primarySubject"]["container"] in mine}

        waiting.until(lambda: len(adopted()) >= 2, 10, lambda: str(adopted()))
        found = adopted()
        self.assertEqual({name: (alarm["kind"], alarm["additionalData"]["origin"])
                          for name, alarm in found.items()},
                         {ill: ("unhealthy", "adopted"), bad: ("down", "adopted")})
        self.engine.docker("start", bad)
        up = self.wait_kinds(running, bad, ["up"])[0]
        self.assertEqual(up["closes"], found[bad]["id"])
        self.assertEqual(running.kinds(ill), [])

    def test_a_silence_and_an_acknowledgement_are_given_on_the_command_line(self):
        running = self.incidents()
        name = self.name("quiet")

        def control(*words, code=0):
            done = subprocess.run(
                [monitor.PROGRAM, *words, "--docker-host", self.engine.url], capture_output=True,
                text=True, timeout=20, check=False, env=running.environment, cwd=running.folder)
            self.assertEqual(done.returncode, code, done.stderr)
            return done.stdout + done.stderr

        self.assertEqual(control("silence", "list"), "no silences\n")
        added = control("silence", "add", "--include", f"name={name}", "--for", "1h",
                        "--comment", "a test")
        self.assertIn(f"name={name}", added)
        ident = added.split()[0]
        shown = running.get("/docker-monitor/api/v2/silences").json()["silences"]
        self.assertEqual([(each["id"], each["by"], each["comment"]) for each in shown],
                         [(ident, "root", "a test")])
        self.engine.run(name, "sh", "-c", "exit 1")
        waiting.until(lambda: running.history(f"?container={name}&state=open")["alarms"], 10,
                      "no alarm in the log")
        self.assertEqual(running.kinds(name), [])
        misspelt = control("silence", "add", "--include", f"name={name}x", "--for", "1s")
        self.assertIn(f"no container matches name={name}x now; did you mean name={name}?", misspelt)
        self.assertIn("no silence", control("silence", "end", "nobody", code=1))
        control("silence", "end", ident)
        down, = self.wait_kinds(running, name, ["down"])
        self.assertIn(down["id"], control("ack", name, code=1))
        control("ack", down["id"])
        ended = self.wait_kinds(running, name, ["down", "down"])[1]
        self.assertEqual((ended["closes"], ended["state"]), (down["id"], "closed"))
        alarm = next(alarm for alarm in running.history(f"?container={name}")["alarms"]
                     if alarm["id"] == down["id"])
        self.assertEqual((alarm["state"], alarm["acknowledged"]["by"]), ("closed", "root"))
        self.assertIn("no open alarm", control("ack", down["id"], code=1))
