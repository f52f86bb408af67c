"""What outlives us: alarms on their way, the history, and what happened while we were away."""

import collections
import json
import os
import signal
import tempfile

from support import case, monitor, processes, shared, waiting
from support.receiver import Receiver
from support.simulator import Simulator

# Ends with 7 when its process is told to; the engine is not needed for that.
MORTAL = "trap 'exit 7' TERM; while :; do sleep 0.1; done"
NOBODY = 65534
ALARMS = "/docker-monitor/api/v2/alarms"


def once(alarms):
    """Each once, in the order of the first arrival."""
    found = {}
    for alarm in alarms:
        found.setdefault(alarm["id"], alarm)
    return list(found.values())


class Durable(case.Case):
    """Each test has a data directory of its own, in its monitor's folder."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()

    def restart(self, running):
        running.start()
        return running.wait_ready()

    def test_alarms_on_their_way_survive_a_stop_and_a_kill_while_rabbitmq_is_down(self):
        queue = self.consumer()
        running = self.monitor(engine=self.engine.url, sinks=("log:", shared.broker().url))
        running.wait_ready()
        name, mortal = self.name("pending"), self.name("mortal")
        self.engine.run(name)
        self.engine.run(mortal, "sh", "-c", MORTAL)
        queue.wait_kinds(name, ["up"])
        queue.wait_kinds(mortal, ["up"])
        process = self.engine.inspect(mortal)["State"]["Pid"]
        server = shared.broker()  # which the next to ask for it revives
        server.kill()
        self.engine.docker("pause", name)
        running.wait_sink("amqp", lambda sink: sink["pending"] == 1 and sink["state"] == "down")
        code, seconds = running.stop()
        self.assertEqual(code, 0)
        self.assertLess(seconds, 2)
        self.engine.docker("unpause", name)
        self.restart(running)
        waiting.until(lambda: running.kinds(name)[-1:] == ["unpaused"], 10, "not told when back")
        self.assertEqual(running.alarms(name)[-1]["additionalData"]["origin"], "replayed")
        self.engine.docker("stop", name)
        waiting.until(lambda: running.kinds(name)[-1:] == ["down"], 10, "no down")
        sink = running.wait_sink("amqp", lambda sink: sink["pending"] == 3)
        self.assertEqual(sink["oldestPendingAt"], running.alarms(name)[1]["eventTimestamp"])
        self.assertIn(str(server.port), sink["lastError"])
        running.kill()
        os.kill(process, signal.SIGTERM)
        self.engine.wait_state(mortal, "exited")
        self.restart(running)
        running.wait_sink("amqp", lambda sink: sink["pending"] == 4)
        server.start()
        running.wait_sink("amqp", lambda sink: sink["pending"] == 0, 60)
        for one, kinds in ((name, ["up", "paused", "unpaused", "down"]), (mortal, ["up", "down"])):
            waiting.until(lambda one=one, count=len(kinds): len(once(queue.of(one))) == count, 10,
                          lambda one=one: f"{queue.kinds(one)}")
            # A killed broker may not know what it has delivered, nor do we: the ids are the same.
            told = once(queue.of(one))
            self.assertEqual([alarm["kind"] for alarm in told], kinds)
            self.assertEqual(told, once(running.alarms(one)))
        down = told[1]["additionalData"]
        self.assertEqual((down["exitCode"], down["cause"]), (7, "crashed"))
        self.assertIn(down["origin"], ("replayed", "reconciled"))
        _, paused, unpaused, _ = once(queue.of(name))
        self.assertEqual(unpaused["closes"], paused["id"])
        self.assertEqual(running.history(f"?container={mortal}")["alarms"], told[::-1])

    def test_what_the_engine_no_longer_remembers_is_told_once_after_a_start(self):
        running = self.monitor(engine=self.engine.url).wait_ready()
        crashed, removed, kept = self.name("crashed"), self.name("removed"), self.name("kept")
        for one in (crashed, removed):
            self.engine.run(one, "sh", "-c", MORTAL)
        full = self.engine.run(kept)
        waiting.until(lambda: running.kinds(kept) == ["up"], 10, "no up")
        process = self.engine.inspect(crashed)["State"]["Pid"]
        running.kill()
        os.kill(process, signal.SIGTERM)
        self.engine.wait_state(crashed, "exited")
        self.engine.remove(removed)
        for number in range(260):  # the engine remembers 256 events
            self.engine.order(f"/containers/{full}/rename?name={kept}x{number % 2}")
        self.engine.order(f"/containers/{full}/rename?name={kept}")
        for _ in range(2):  # and once only, however often we start
            self.restart(running)
            waiting.until(lambda: running.kinds(removed) == running.kinds(crashed) == ["up", "down"],
                          10, lambda: f"{running.alarms()}")
            self.assertEqual(running.kinds(kept), ["up"])
            running.stop()
        down = running.alarms(crashed)[1]
        self.assertEqual((down["additionalData"]["exitCode"], down["additionalData"]["origin"]),
                         (7, "reconciled"))
        self.assertEqual(down["eventTimestamp"][:19],
                         self.engine.inspect(crashed)["State"]["FinishedAt"][:19])
        self.assertEqual(running.kinds("-"), ["blind-interval"])

    def test_what_was_removed_before_a_restart_is_not_told_again(self):
        early, late, kept = self.name("early"), self.name("late"), self.name("kept")
        self.engine.run(early, "true")
        self.engine.wait_state(early, "exited")
        self.engine.remove(early)  # before we ever started
        running = self.monitor(engine=self.engine.url).wait_ready()
        self.engine.run(late, "sh", "-c", "exit 4")
        waiting.until(lambda: running.kinds(late) == ["up", "down"], 10, "no alarms")
        self.engine.remove(late)
        waiting.until(lambda: late not in running.rows(), 5, "it is still listed")
        for end in (running.stop, running.kill):
            end()
            self.restart(running)  # the engine tells the last ten seconds once more
            self.engine.docker("rm", "-f", kept, check=False)
            self.engine.run(kept)
            waiting.until(lambda: running.kinds(kept)[-1:] == ["up"], 10, "no alarm")
            self.assertEqual(running.kinds(early), [])
            self.assertEqual(running.kinds(late), ["up", "down"])

    def test_the_history_is_the_same_after_a_restart(self):
        running = self.monitor(engine=self.engine.url).wait_ready()
        names = [self.name(word) for word in ("crash", "hold", "oom", "again")]
        crash, hold, oom, again = names
        self.engine.run(crash, "sh", "-c", "exit 3")
        self.engine.run(hold)
        self.engine.docker("pause", hold)
        self.engine.run(oom, "tail", "/dev/zero", options=("-m", "16m", "--memory-swap", "16m"))
        full = self.engine.run(again)
        self.engine.docker("restart", again)
        waiting.until(lambda: collections.Counter(alarm["kind"] for alarm in running.alarms())
                      == {"up": 5, "down": 3, "paused": 1, "oom": 1}, 20,
                      lambda: f"{running.alarms()}")

        def page(query):
            """What a query finds, and all its pages of three one after the other."""
            whole = running.history(f"?{query}")
            self.assertIsNone(whole["next"])
            found, after = [], ""
            while after is not None:
                part = running.history(f"?{query}&limit=3" + (after and f"&after={after}"))
                self.assertLessEqual(len(part["alarms"]), 3)
                found += part["alarms"]
                after = part["next"]
            self.assertEqual(found, whole["alarms"])
            return [(alarm["primarySubject"]["container"], alarm["kind"], alarm["state"])
                    for alarm in found]

        queries = ("state=all", "state=open", "state=closed", "severity=critical",
                   f"container={crash}", f"container={full[:12]}")
        found = {query: page(query) for query in queries}
        everything = [(alarm["primarySubject"]["container"], alarm["kind"])
                      for alarm in reversed(running.alarms())]
        self.assertEqual([entry[:2] for entry in found["state=all"]], everything)
        self.assertEqual(set(found["state=open"]), {
            (crash, "down", "open"), (hold, "paused", "open"), (oom, "down", "open")})
        self.assertEqual(found["severity=critical"], [(oom, "oom", "event")])
        self.assertEqual(found[f"container={crash}"],
                         [(crash, "down", "open"), (crash, "up", "event")])
        # The down that the second up ended is open no more.
        self.assertEqual(found[f"container={full[:12]}"], [
            (again, "up", "closed"), (again, "down", "closed"), (again, "up", "event")])
        self.assertNotIn("open", {entry[2] for entry in found["state=closed"]})
        self.assertEqual(len(found["state=closed"]) + len(found["state=open"]), len(everything))
        running.kill()
        self.restart(running)
        self.assertEqual({query: page(query) for query in queries}, found)
        # And it goes on: what was open is ended.
        self.engine.docker("unpause", hold)
        waiting.until(lambda: running.kinds(hold)[-1] == "unpaused", 10, "not told")
        self.assertNotIn((hold, "paused", "open"), page("state=open"))
        for wrong in ("state=ajar", "severity=bad", "limit=0", "limit=1001", "after=x",
                      "container="):
            answer = running.get(f"{ALARMS}?{wrong}")
            self.assertEqual((answer.status, list(answer.json())), (400, ["error"]), wrong)

    def test_a_second_instance_with_the_same_data_is_refused(self):
        running = self.monitor(engine=self.engine.url).wait_ready()
        data = running.environment["DOCKER_MONITOR_DATA_DIR"]
        second = monitor.run("--docker-host", self.engine.url, "--data-dir", data, "--listen",
                             f"unix:{running.folder}/second")
        self.assertEqual(second.returncode, 2, second.stderr)
        self.assertEqual(len(second.stderr.strip().splitlines()), 1, second.stderr)
        self.assertIn(data, second.stderr)
        self.assertIn("another docker-monitor", second.stderr)
        same = monitor.run("--docker-host", self.engine.url, "--data-dir", data, "--listen",
                           running.socket)
        self.assertIn(same.returncode, (2, 3), same.stderr)
        self.assertEqual(running.get("/healthz").status, 200)
        # Another engine has files of its own.
        with Simulator(containers=1) as other:
            self.monitor(engine=other.url, DOCKER_MONITOR_DATA_DIR=data).wait_ready()

    def test_where_nothing_can_be_written_it_goes_on_in_memory_and_says_so(self):
        with tempfile.TemporaryDirectory(prefix="dm-locked-") as folder:
            os.chmod(folder, 0o555)
            with Simulator(containers=3) as engine:
                os.chmod(engine.folder, 0o755)
                os.chmod(engine.socket, 0o666)
                running = self.monitor("--data-dir", f"{folder}/data", engine=engine.url,
                                       user=NOBODY).wait_ready()
                (told,) = [line for line in running.errors().splitlines() if folder in line]
                self.assertIn("in memory", told)
                waiting.until(lambda: running.kinds("-") == ["degraded"], 10, "no alarm of it")
                (degraded,) = running.alarms("-")
                self.assertEqual((degraded["severity"], degraded["state"]), ("Minor", "open"))
                self.assertIn(folder, degraded["additionalData"]["reason"])
                name = next(name for name, row in running.rows().items()
                            if row["status"] == "running")
                engine.post(f"/containers/{name}/pause")
                waiting.until(lambda: running.kinds(name) == ["paused"], 10, "no alarm")
                kinds = [alarm["kind"] for alarm in running.history()["alarms"]]
                self.assertEqual(kinds, ["paused", "degraded"])
                self.assertEqual(os.listdir(folder), [])

    def test_rules_are_read_again_on_sighup_and_broken_ones_are_not(self):
        with tempfile.TemporaryDirectory(prefix="dm-rules-") as folder:
            path = f"{folder}/rules.toml"

            def reload(text, said):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                running.process.send_signal(signal.SIGHUP)
                running.wait_said(said)

            def run(word):
                name = self.name(word)
                self.engine.run(name, "true")
                marker = self.name("marker")
                self.engine.run(marker)
                waiting.until(lambda: running.kinds(marker) == ["up"], 10, "no alarm")
                return running.alarms(name)

            with open(path, "w", encoding="utf-8") as file:
                file.write("")
            running = self.monitor("--rules", path, engine=self.engine.url).wait_ready()
            self.assertEqual(len(run("quiet")), 2)
            mute = '[[rule]]\nname = "q"\ninclude = "name=quiet-*"\nmute = true\n'
            grave = ('[[rule]]\nname = "g"\ninclude = "name=grave-*"\nkinds = ["down"]\n'
                     'severity = "Critical"\n')
            reload(mute + grave, "rules: read again, 2 of them")
            self.assertEqual(run("quiet"), [])
            self.assertEqual([alarm["severity"] for alarm in run("grave")], ["Clear", "Critical"])
            reload('[[rule]]\nname = "q"\n\nkindz = ["down"]\n', "the rules stay as they were")
            (told,) = [line for line in running.errors().splitlines() if "stay as they were" in line]
            self.assertIn(f"{path}:4", told)
            self.assertIn("kindz", told)
            self.assertEqual(run("quiet"), [])
            refused = monitor.run("--check-config", "--rules", path)
            self.assertEqual((refused.returncode, refused.stdout), (2, ""))
            self.assertEqual(len(refused.stderr.splitlines()), 1)
            self.assertIn(f"{path}:4", refused.stderr)
            printed = monitor.run("--print-rules")
            self.assertEqual((printed.returncode, printed.stderr), (0, ""))
            reload(printed.stdout, "rules: read again, 3 of them")
            self.assertEqual(monitor.run("--check-config", "--rules", path).returncode, 0)
            self.assertEqual(len(run("quiet")), 2)

    def test_a_recording_tells_the_same_alarms_again(self):
        with tempfile.TemporaryDirectory(prefix="dm-record-") as folder:
            path = f"{folder}/recording"
            running = self.monitor("--record", path, engine=self.engine.url).wait_ready()
            name = self.name("recorded")
            self.engine.run(name, "sh", "-c", "sleep 1.5; exit 5")
            waiting.until(lambda: running.kinds(name) == ["up", "down"], 10, "no alarms")
            running.stop()

            def replay(*arguments):
                told = monitor.run("replay", path, *arguments)
                self.assertEqual((told.returncode, told.stderr), (0, ""))
                lines = [json.loads(line) for line in told.stdout.splitlines()]
                return [(line["mode"], line["alarm"]) for line in lines
                        if line["alarm"]["primarySubject"]["container"] == name]

            def without_readings(alarms):
                for alarm in alarms:
                    alarm["additionalData"].pop("lastSample", None)
                    alarm.pop("host", None)  # a recording is of any host
                return alarms

            told = replay()
            self.assertEqual([mode for mode, _ in told], ["events", "events", "incidents"])
            up, down = running.alarms(name)
            self.assertEqual(without_readings([alarm for _, alarm in told]),
                             without_readings([up, down, down]))
            with open(f"{folder}/rules", "w", encoding="ascii") as file:
                file.write('[[rule]]\nname = "n"\nkinds = ["up"]\nmute = true\n'
                           '[[rule]]\nname = "g"\nkinds = ["down"]\nseverity = "Critical"\n')
            told = replay("--rules", f"{folder}/rules")
            self.assertEqual([(mode, alarm["kind"], alarm["severity"]) for mode, alarm in told],
                             [("events", "down", "Critical"), ("incidents", "down", "Critical")])
            with open(path, "a", encoding="ascii") as file:
                file.write("no record\n")
            with open(path, encoding="utf-8") as file:
                last = len(file.readlines())
            broken = monitor.run("replay", path)
            self.assertEqual((broken.returncode, broken.stdout), (2, ""))
            self.assertIn(f"line {last}", broken.stderr)

    def test_the_last_log_lines_go_to_those_only_that_ask_for_them(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        running = self.monitor("--last-logs", "20", engine=self.engine.url, sinks=(
            "log:?logs=true", f"{receiver.address}?mode=events")).wait_ready()
        talk = ("i=0; while [ $i -lt 15 ]; do echo line $i; echo fault $i >&2; i=$((i+1)); done; "
                "sleep 0.3; echo $((40+2)); exit 3")
        for options in ((), ("-t",)):  # on a terminal lines end in another way
            name = self.name("talks")
            self.engine.run(name, "sh", "-c", talk, options=options)
            waiting.until(lambda name=name: running.kinds(name) == ["up", "down"], 10, "no alarms")
            down = running.alarms(name)[1]
            lines = down["additionalData"]["lastLogLines"]
            # The two outputs are not in order among each other.
            everything = {f"{word} {i}" for word in ("line", "fault") for i in range(15)}
            self.assertEqual((len(lines), len(set(lines)), lines[-1]), (20, 20, "42"), lines)
            self.assertLessEqual(set(lines[:-1]), everything)
            self.assertEqual([line for line in lines if line.startswith("line")][-1], "line 14")
            self.assertEqual(down["additionalData"]["exitCode"], 3)
        waiting.until(lambda: len(receiver.bodies) == 4, 10, "the other sink has no alarms")
        self.assertNotIn(b"line 14", b"".join(receiver.bodies))
        self.assertNotIn("line 14", running.get(ALARMS).body)
        self.assertNotIn("line 14", running.errors())
