"""docker-monitor top: in a real terminal, against the real program, as a person uses it."""

import json
import os
import signal
import threading

from support import case, monitor, shared, waiting
from support.impostor import Impostor
from support.screen import PROMPT, Screen
from support.top import TopCase

ALARM = 30  # seconds that an alarm may take until it is seen


def names_in(lines, head="NAME"):
    """The names in the table on a screen, in their order."""
    start = next(i for i, line in enumerate(lines) if line.startswith(head)) + 1
    names = []
    for line in lines[start:]:
        if not line.strip():
            break
        names.append(line.split()[0])
    return names


class View(TopCase):
    """What a person sees and does."""

    def containers(self, query=""):
        return self.running.get(f"/docker-monitor/api/v2/containers{query}").json()

    def test_all_containers_are_there_with_their_figures(self):
        screen = self.view(width=180)
        screen.wait("MiB", "%", "kB /", "UPTIME", "RST")
        lines = screen.wait_until(lambda lines: any("▁" in line or "▂" in line for line in lines))
        self.assertEqual(sorted(names_in(lines, "NAME")),
                         sorted(row["name"] for row in self.containers()))
        self.assertIn("Docker", lines[0])
        self.assertIn(self.running.socket, lines[0])
        self.assertIn("4 cores", lines[1])
        self.assertEqual(screen.variable("cursor_flag"), "0")
        self.assertIn("\033[32m", screen.looks())

    def test_keys_sort_reverse_filter_and_group(self):
        screen = self.view()
        names = sorted(row["name"] for row in self.containers())
        screen.press("N")
        screen.wait_until(lambda lines: "NAME▲" in lines[2] and names_in(lines) == names)
        screen.press("r")
        screen.wait_until(lambda lines: names_in(lines) == names[::-1])
        screen.press("m")
        screen.wait("▼MEM")
        memory = {row["name"]: row["memory"]["workingSetBytes"] for row in self.containers()}
        first = names_in(screen.lines())[0]
        self.assertGreater(memory[first], sorted(memory.values())[len(memory) // 2])
        screen.type("/")
        screen.type(names[0][:3].upper())
        matching = [row["name"] for row in self.containers()
                    if names[0][:3].lower() in json.dumps([row["name"], row["image"], row.get(
                        "service", {}).get("project", "")]).lower()]
        screen.wait(f"{len(matching)} of {len(names)}")
        screen.wait_until(lambda lines: sorted(names_in(lines)) == sorted(matching))
        screen.press("Escape")
        screen.wait_until(lambda lines: len(names_in(lines)) == len(names))
        screen.press("g")
        projects = {row["service"]["project"] for row in self.containers() if "service" in row
                    and "project" in row["service"]}
        self.assertTrue(projects)
        for project in projects:
            members = sum(row.get("service", {}).get("project") == project
                          for row in self.containers())
            screen.wait(f"{project} ({members})")

    def test_the_cursor_opens_a_container_and_comes_back(self):
        screen = self.view(height=60)
        screen.press("N")
        screen.wait("NAME▲")
        row = sorted(self.containers(), key=lambda row: row["name"])[1]
        screen.press("Down", "Enter")
        text = screen.wait(row["id"], row["image"], "CPU  now", "memory of its limit  now", "█")
        self.assertIn(row["name"], text)
        screen.press("Escape")
        screen.wait("NAME▲")
        screen.press("?")
        screen.wait("sort by CPU, memory")
        screen.press("Escape")
        screen.wait("NAME▲")

    def test_a_crash_shows_at_the_bottom_in_the_list_and_in_the_detail(self):
        screen = self.view(height=60)
        screen.wait("no open alarm")
        row = self.containers()[0]
        self.simulator.control(f"crash/{row['id']}", code=9)
        screen.wait("open alarm", row["name"], "exit code 9", "ago", seconds=ALARM)
        screen.press("A")
        screen.wait("SEVERITY", "Major", row["name"], "exit code 9")
        screen.press("Escape", "a", "/")
        screen.type(row["name"])
        screen.press("Enter", "Enter")
        screen.wait(row["id"], "alarms", "exit code 9")
        self.simulator.ask(f"/containers/{row['id']}/start", "POST")  # or its policy did
        screen.wait("ended", "Clear", seconds=ALARM)

    def test_an_alarm_is_chosen_in_the_list_and_read_in_full(self):
        screen = self.view(height=40)
        screen.wait("no open alarm")
        row = self.containers()[2]
        self.simulator.control(f"crash/{row['id']}", code=9)
        self.addCleanup(self.simulator.ask, f"/containers/{row['id']}/start", "POST")
        screen.press("A")
        lines = screen.wait_until(
            lambda lines: any(row["name"] in line and "exit code 9" in line
                              for line in lines[:-2]), seconds=ALARM)
        head = next(i for i, line in enumerate(lines) if "SEVERITY" in line)
        at = next(i for i, line in enumerate(lines) if i > head and "exit code 9" in line)
        for _ in range(at - head - 1):
            screen.press("j")
        screen.press("Enter")
        screen.wait("container went down", "cause", "exit code", row["id"], row["image"],
                    "alarm id", absent=["SEVERITY"])
        screen.press("Escape")
        screen.wait("SEVERITY", absent=["alarm id"])
        screen.press("Escape")
        screen.wait("NAME", absent=["SEVERITY"])

    def test_stopped_ones_are_shown_when_asked_for(self):
        screen = self.view()
        row = self.containers()[1]
        self.simulator.post(f"/containers/{row['id']}/stop")
        self.addCleanup(self.simulator.post, f"/containers/{row['id']}/start")
        screen.wait("1 exited", seconds=ALARM)
        screen.wait_until(lambda lines: row["name"] not in names_in(lines))
        screen.press("a")
        screen.wait_until(lambda lines: row["name"] in names_in(lines))
        screen.wait("exited ", "1 exited")

    def test_every_width_has_its_columns(self):
        screen = self.view()
        screen.wait("BLOCK R/W")
        for width, has, lacks in ((80, "NET RX/TX", "BLOCK"), (60, "MEM %", "NET RX/TX"),
                                  (40, "CPU %", "MEM %"), (20, "NAME", "STATUS"),
                                  (160, "RST", "●●")):
            screen.resize(width, 24)
            screen.wait(has, absent=[lacks])
        screen.resize(30, 3)
        screen.wait_until(lambda lines: "NAME" in lines[0])
        screen.resize(120, 30)
        screen.wait("BLOCK R/W", "? help")

    def test_a_server_that_goes_away_is_said_and_comes_back(self):
        screen = self.view()
        self.running.stop()
        screen.wait("○ not connected", "; trying", seconds=20)
        self.assertIn("\033[0;2m", screen.looks())  # values of before are dimmed
        self.running.start()
        self.running.wait_ready()
        screen.wait("● live", seconds=30, absent=["not connected"])

    def test_a_server_that_hangs_is_said(self):
        screen = self.view()
        screen.wait("▁▁▁▁")  # so that it knows the usual pause
        os.kill(self.running.process.pid, signal.SIGSTOP)
        try:
            screen.wait("no data for", seconds=30)
        finally:
            os.kill(self.running.process.pid, signal.SIGCONT)
        screen.wait("● live", absent=["no data"])

    def test_one_request_of_a_kind_is_under_way_however_many_events_come(self):
        containers = ",".join(
            f'{{"name":"c{i}","id":"id-{i}","status":"running"}}' for i in range(9))
        state = f'event: state\ndata: {{"containers":[{containers}]}}\n\n'.encode()
        flooded = threading.Event()

        def flood(to):
            to.send_response(200)
            to.send_header("Content-Type", "text/event-stream")
            to.end_headers()
            for _ in range(300):
                to.wfile.write(state * 100)
            flooded.set()
            other.ended.wait()

        with Impostor(stream=flood) as other:
            screen = self.screen()
            screen.run(monitor.PROGRAM, "top", "--url", other.url)
            screen.wait("● live", "c8")
            pid = screen.child("docker-monitor")
            for _ in range(40):
                screen.press("Enter", "Escape", "j")
            waiting.until(flooded.is_set, 30, "it does not read on")
            waiting.until(lambda: other.asked["host"] and other.asked["alarms"] >= 2, 10,
                          "too little is asked for")
            self.assertLess(len(os.listdir(f"/proc/{pid}/fd")), 25)
            self.assertLess(other.asked["alarms"], 12)
            screen.press("q")
            screen.wait(PROMPT)

    def test_open_alarms_are_asked_for_until_they_are_told(self):
        def stream(to):
            to.send_response(200)
            to.send_header("Content-Type", "text/event-stream")
            to.end_headers()
            to.wfile.write(b'event: state\ndata: {"containers":[]}\n\n')
            other.ended.wait()

        def alarms(to):
            if other.asked["alarms"] == 1:
                to.send_error(503)
            else:
                Impostor.body('{"alarms":[],"next":null}')(to)

        with Impostor(stream=stream, alarms=alarms) as other:
            screen = self.screen()
            screen.run(monitor.PROGRAM, "top", "--url", other.url)
            text = screen.wait("● live")
            self.assertNotIn("no open alarm", text)
            screen.wait("no open alarm")
            self.assertEqual(other.asked["alarms"], 2)
            screen.press("q")
            screen.wait(PROMPT)

    def test_the_smallest_terminal_shows_an_alarm_to_its_end(self):
        alarm = {
            "eventTimestamp": "2026-11-22T10:28:00.000Z", "description": "", "severity": "Major",
            "primarySubject": {"container": "db", "image": "registry.example.org/team/db:16"},
            "id": "7", "kind": "down", "state": "open", "containerId": "id-db",
            "additionalData": {"origin": "live", "exitCode": 137, "cause": "oom"}}
        whole = {**alarm, "acknowledged": {"by": "ann", "at": "2026-11-22T10:29:00.000Z"},
                 "additionalData": {**alarm["additionalData"],
                                    "lastLogLines": ["panic: no space left on /var/lib/db"]}}
        state = {
            "host": {"engine": {"name": "Docker", "connected": True}, "version": "1", "cores": 2,
                     "memoryBytes": 2 ** 33, "cpu": {"percent": 20, "hostPercent": 10},
                     "memory": {"percent": 50, "usedBytes": 2 ** 32},
                     "load": {"oneMinute": 0.52, "fiveMinutes": 0.5, "fifteenMinutes": 0.4}},
            "containers": [{"name": "db", "id": "id-db", "status": "running"}],
            "alarms": [alarm]}

        def stream(to):
            to.send_response(200)
            to.send_header("Content-Type", "text/event-stream")
            to.end_headers()
            to.wfile.write(f"event: state\ndata: {json.dumps(state)}\n\n".encode())
            other.ended.wait()

        page = json.dumps({"alarms": [whole], "next": None})
        with Impostor(stream=stream, alarms=Impostor.body(page)) as other:
            screen = self.screen(width=80, height=24)
            screen.run(monitor.PROGRAM, "top", "--url", other.url)
            screen.wait("● live", "20.00% of 2 cores", "4GiB of 8GiB", "load 0.52", "1 running")
            screen.press("A", "Enter")
            screen.wait("ran out of memory", "137 (SIGKILL)", "ann",
                        "panic: no space left on /var/lib/db")
            screen.resize(20, 5)
            screen.wait_until(lambda lines: lines[0].startswith("db  open"))
            screen.press("End")
            lines = screen.wait_until(lambda lines: "/var/lib/db" in lines[-1])
            self.assertFalse([line for line in lines if "…" in line])
            screen.press("Escape")
            screen.wait_until(lambda lines: "CONTAINER" in lines[0] and "● " in lines[1])
            screen.press("Escape")
            screen.wait_until(lambda lines: lines[0].startswith("NAME"))
            screen.press("q")
            screen.resize(80, 24)
            screen.wait(PROMPT)

    # Terminals of other kinds

    def test_a_terminal_without_utf8_gets_ascii(self):
        screen = self.screen()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket, LC_ALL="C")
        text = screen.wait("* live", "NAME")
        self.assertTrue(text.isascii())

    def test_colours_can_be_left_out(self):
        screen = self.screen()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket, NO_COLOR="1")
        screen.wait("● live", "healthy")
        self.assertNotRegex(screen.looks(), r"\033\[[0-9;]*3[1-7][;m]")

    def test_a_terminal_of_an_unknown_type_is_refused(self):
        screen = self.screen()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket, TERM="of-tomorrow")
        screen.wait('the terminal type "of-tomorrow" is not known here; set TERM', PROMPT)

    def test_a_terminal_that_cannot_place_text_is_refused(self):
        screen = self.screen()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket, TERM="dumb")
        screen.wait('the terminal type "dumb" cannot place text', "use --once", PROMPT)


class Engine(case.Case):
    """Beside docker stats, on a real engine."""

    def test_a_real_container_is_shown_and_its_crash_told(self):
        engine = shared.engine()
        running = self.monitor(engine=engine.url).wait_ready()
        name = self.name("top")
        engine.run(name, "sh", "-c", "while :; do :; done")
        with Screen(140, 30) as screen:
            screen.run(monitor.PROGRAM, "top", "--url", running.socket)
            lines = screen.wait_until(
                lambda lines: any(line.startswith(name) and "||" in line for line in lines))
            row = next(line for line in lines if line.startswith(name))
            self.assertRegex(
                row, r"^" + name + r" +running +((\d\d?|100)\.\d\d|\d{3}\.\d)% \[\|+ *\]")
            engine.docker("kill", name)
            screen.wait("open alarm", name, "exit code 137 (SIGKILL)", seconds=ALARM)

    def test_the_crash_of_one_that_is_removed_by_itself_is_over(self):
        engine = shared.engine()
        running = self.monitor(engine=engine.url).wait_ready()
        name = self.name("brief")
        with Screen(140, 30) as screen:
            screen.run(monitor.PROGRAM, "top", "--url", running.socket)
            screen.wait("● live")
            engine.run(name, "sh", "-c", "sleep 1; exit 3", options=("--rm",))
            screen.press("A")
            screen.wait(name, "exit code 3", "ended", "no open alarm", seconds=ALARM)
            screen.press("q")
            screen.wait(PROMPT)
            screen.run(monitor.PROGRAM, "top", "--url", running.socket)
            screen.wait("● live", "no open alarm")
            screen.press("A")
            screen.wait(name, "container went down", "exit code 3", "ended")
