"""docker-monitor top: in a real terminal, against the real program, as a person uses it."""

import collections
import datetime
import http.server
import json
import os
import signal
import tempfile
import threading

from support import case, monitor, processes, shared, tls, waiting
from support.screen import PROMPT, Screen
from support.simulator import Simulator

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


class Impostor:
    """A server that answers each path below the API's root by a function of its connection, and
    others never. Use as a context manager."""

    def __init__(self, **answers):
        self.asked = collections.Counter()
        impostor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0].rpartition("/")[2]
                impostor.asked[path] += 1
                try:
                    answers.get(path, lambda _: impostor.ended.wait())(self)
                except OSError:
                    pass  # nobody listens any more

            def log_message(self, *_):
                pass

        self.ended = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @staticmethod
    def body(text, content_type="application/json"):
        """An answer with this body."""
        def answer(to):
            to.send_response(200)
            to.send_header("Content-Type", content_type)
            to.send_header("Content-Length", str(len(text.encode())))
            to.end_headers()
            to.wfile.write(text.encode())
        return answer


class Simulated(case.Case):
    """Tests that share one simulated engine with twelve containers; each has its own instance."""

    @classmethod
    def setUpClass(cls):
        cls.simulator = Simulator("--seed", "7", containers=12)
        cls.simulator.__enter__()
        cls.addClassCleanup(cls.simulator.__exit__)

    def setUp(self):
        super().setUp()
        self.running = self.monitor(engine=self.simulator.url).wait_ready()


class View(Simulated):
    """What a person sees and does."""

    def screen(self, width=120, height=30, **more):
        screen = Screen(width, height, **more)
        screen.__enter__()
        self.addCleanup(screen.__exit__)
        return screen

    def view(self, *arguments, width=120, height=30, url=None, **more):
        """A terminal in which the view shows values."""
        screen = self.screen(width=width, height=height, **more)
        screen.run(monitor.PROGRAM, "top", "--url", url or self.running.socket, *arguments)
        screen.wait("● live", "running")
        return screen

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
        lines = screen.wait_until(lambda lines: "NAME▲" in lines[2] and names_in(lines) == names)
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
        lines = screen.wait_until(lambda lines: sorted(names_in(lines)) == sorted(matching))
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

    # How it ends

    def ended(self, screen, before, code):
        """The terminal is as it was: modes, cursor, screen; and the shell takes commands."""
        screen.wait(PROMPT)
        self.assertEqual(screen.variable("cursor_flag"), "1")
        self.assertEqual(screen.variable("alternate_on"), "0")
        screen.type("echo exit=$?")
        screen.press("Enter")
        screen.wait(f"exit={code}\n")
        screen.run("stty", "-g")
        screen.wait(before)

    def test_the_terminal_is_given_back_however_it_ends(self):
        screen = self.screen()
        screen.run("stty", "-g")
        before = screen.wait_until(lambda lines: lines[0].count(":") > 10)[0].strip()

        def by_signal(number):
            return lambda: os.kill(screen.child("docker-monitor"), number)

        for name, end, code in (("q", lambda: screen.press("q"), 0),
                                ("Ctrl-C", lambda: screen.press("C-c"), 0),
                                ("SIGTERM", by_signal(signal.SIGTERM), 0),
                                ("SIGHUP", by_signal(signal.SIGHUP), 0),
                                ("Ctrl-\\", lambda: screen.press("C-\\"), 131),
                                ("SIGXCPU", by_signal(signal.SIGXCPU), 152),
                                ("SIGSEGV", by_signal(signal.SIGSEGV), 139)):
            with self.subTest(name):
                screen.run(monitor.PROGRAM, "top", "--url", self.running.socket)
                screen.wait("● live")
                self.assertEqual(screen.variable("alternate_on"), "1")
                end()
                self.ended(screen, before, code)

    def test_it_can_be_suspended_and_goes_on(self):
        screen = self.view()
        screen.press("C-z")
        screen.wait("Stopped", PROMPT)
        self.assertEqual(screen.variable("cursor_flag"), "1")
        screen.run("stty", "-a")
        screen.wait(" icanon")
        screen.run("fg")
        screen.wait("● live", "running", absent=["icanon"])
        screen.press("?")
        screen.wait("sort by CPU")
        screen.press("q")
        screen.wait(PROMPT)

    def stopped(self, by_key=True):
        """A terminal in which the view was suspended, its process, and the modes of before."""
        screen = self.screen()
        screen.run("stty", "-g")
        before = screen.wait_until(lambda lines: lines[0].count(":") > 10)[0].strip()
        screen.run(monitor.PROGRAM, "top", "--url", self.running.socket)
        screen.wait("● live")
        pid = screen.child("docker-monitor")
        if by_key:
            screen.press("C-z")
        else:
            os.kill(pid, signal.SIGSTOP)
        screen.wait("Stopped", PROMPT)
        return screen, pid, before

    def test_it_can_be_ended_while_it_is_suspended(self):
        for by_key in (True, False):
            with self.subTest(by_key=by_key):
                screen, pid, before = self.stopped(by_key)
                screen.run("kill", "%1")
                waiting.until(lambda pid=pid: not processes.alive(pid), 10, "it outlives kill %1")
                screen.press("Enter")  # the prompt may be on the other screen
                self.ended(screen, before, 0)

    def test_it_leaves_the_terminal_alone_in_the_background(self):
        screen, _, _ = self.stopped()
        screen.run("bg")
        screen.run("sh", "-c", "sleep 2; echo rested")
        screen.press("j", "Enter")  # which the view must not read
        screen.wait("rested\n")
        screen.run("jobs")
        screen.wait("Running", "docker-monitor top")
        self.assertEqual(screen.variable("alternate_on"), "0")
        screen.run("fg")
        screen.wait("● live", "NAME")
        screen.press("q")
        screen.wait(PROMPT)
        screen.type(f"clear; {monitor.PROGRAM} top --url {self.running.socket} & sleep 2; fg")
        screen.press("Enter")
        screen.wait("● live", "NAME")
        screen.press("q")
        screen.wait(PROMPT)
        screen.type(f"clear; {monitor.PROGRAM} top --url {self.running.socket} &")
        screen.press("Enter")
        pid = screen.child("docker-monitor")
        screen.run("kill", "%1")
        waiting.until(lambda: not processes.alive(pid), 10, "it outlives kill %1")

    def test_it_can_be_suspended_while_it_connects(self):
        screen = self.screen()
        with Impostor() as mute:
            screen.run(monitor.PROGRAM, "top", "--url", mute.url)
            waiting.until(lambda: mute.asked["stream"], 10, "nothing is asked for")
            pid = screen.child("docker-monitor")
            screen.press("C-z")
            screen.wait("Stopped", PROMPT, seconds=5)
            screen.run("kill", "%1")
            waiting.until(lambda: not processes.alive(pid), 5, "it outlives kill %1")

    def test_it_ends_with_its_terminal(self):
        screen = self.view()
        pid = screen.child("docker-monitor")
        screen.tmux("kill-session")
        waiting.until(lambda: not processes.alive(pid), 10, "it outlives its terminal")

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


class Once(Simulated):
    """What scripts use."""

    def once(self, *arguments, **more):
        return monitor.run("top", "--once", *arguments, **more)

    def refused(self, code, *arguments, **more):
        """The one line that says why."""
        ended = monitor.run("top", *arguments, **more)
        self.assertEqual(ended.returncode, code, ended.stderr)
        self.assertEqual(ended.stdout, "")
        self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
        return ended.stderr

    def test_a_table_and_the_answer_itself(self):
        listed = self.running.get("/docker-monitor/api/v2/containers").json()
        self.running.wait_sample(listed[0]["name"])
        printed = self.once("--url", self.running.socket)
        self.assertEqual((printed.returncode, printed.stderr), (0, ""))
        self.assertNotIn("\033", printed.stdout)
        lines = printed.stdout.splitlines()
        self.assertRegex(lines[0], r"^NAME +STATUS +CPU % +MEM USAGE / LIMIT +MEM %")
        self.assertEqual([line.split()[0] for line in lines[1:]], [row["name"] for row in listed])
        self.assertRegex(lines[1], r" \d+\.\d\d%  ")
        printed = self.once("--format", "json", "--all", "--url", f"http://{self.running.address}")
        self.assertEqual(len(json.loads(printed.stdout)), 12)

    def test_what_is_no_list_is_refused_in_every_format(self):
        for answer in ("<html>\033[31m</html>", '{"error":"none"}', '["\033[31m"]', ""):
            with Impostor(containers=Impostor.body(answer), host=Impostor.body("{}")) as other:
                for shape in ("json", "table"):
                    self.assertIn(
                        "does not answer as docker-monitor does; check --url",
                        self.refused(1, "--once", "--format", shape, "--url", other.url))

    def test_an_answer_on_a_terminal_cannot_take_it_over(self):
        listed = '[{"name":"a\x9b31m\x7fb","id":"1"}]\t\n'
        with Impostor(containers=Impostor.body(listed), host=Impostor.body("{}")) as other:
            printed = self.once("--format", "json", "--url", other.url)
            self.assertEqual((printed.returncode, printed.stdout), (0, listed + "\n"))
            with Screen() as screen:
                screen.run(monitor.PROGRAM, "top", "--once", "--format", "json", "--url", other.url)
                screen.wait(r'[{"name":"a\u009b31m\u007fb","id":"1"}]', PROMPT)

    def test_ages_are_by_the_clock_of_the_server(self):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        row = {"id": "1", "name": "a", "status": "running", "sampledAt": now.isoformat(),
               "startedAt": (now - datetime.timedelta(minutes=16)).isoformat()}
        with Impostor(containers=Impostor.body(json.dumps([row])),
                      host=Impostor.body('{"engine":{"connected":true}}')) as ahead:
            self.assertRegex(self.once("--url", ahead.url).stdout, r" 16m\d+s\n$")

    def test_the_address_is_that_of_listen_unless_named(self):
        for variables in ({"DOCKER_MONITOR_LISTEN": self.running.socket},
                          {"DOCKER_MONITOR_LISTEN": f"{self.running.address},unix:/nowhere"}):
            self.assertEqual(self.once(**variables).returncode, 0)
        self.assertEqual(self.once("--listen", self.running.socket).returncode, 0)

    def test_what_cannot_be_had_is_said_in_one_line(self):
        free = processes.free_port()
        self.assertIn("connection refused; start docker-monitor or name another address with --url",
                      self.refused(1, "--once", "--url", f"http://127.0.0.1:{free}"))
        self.assertIn("no such socket", self.refused(1, "--once", "--url", "unix:/nowhere"))
        self.assertIn("expected http://host:port",
                      self.refused(2, "--once", "--url", "gopher://x"))
        self.assertIn("--once prints", self.refused(2, "--url", self.running.socket))
        self.assertIn("belongs to --once", self.refused(2, "--format", "json"))
        self.assertIn("does not answer as docker-monitor does; check --url",
                      self.refused(1, "--once", "--url", f"unix:{self.simulator.socket}"))
        self.assertIn("--token-file /nowhere: No such file",
                      self.refused(2, "--once", "--token-file", "/nowhere"))

    def test_an_engine_that_is_away_is_said(self):
        never = self.monitor(engine="unix:///nowhere/docker.sock")
        self.assertIn("the container engine has not answered",
                      self.refused(1, "--once", "--url", never.socket))
        with Simulator(containers=3) as engine:
            left = self.monitor(engine=engine.url).wait_ready()
            engine.close()
            waiting.until(lambda: self.once("--url", left.socket).stderr, 45,
                          "nothing is said of the engine")
            printed = self.once("--url", left.socket)
        self.assertEqual(printed.returncode, 0)
        self.assertEqual(printed.stdout.count("\n"), 4)
        self.assertIn("the engine does not answer, so these are the last values", printed.stderr)
        with Screen() as screen:
            screen.run(monitor.PROGRAM, "top", "--url", never.socket)
            screen.wait("● live", "the engine does not answer", "there are no containers")
            screen.press("q")
            screen.wait(PROMPT)

    def test_a_token_is_asked_for_and_never_shown(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("right", "# ours\ntok-en-1\ntok-en-2\n"), ("wrong", "tok-en-3\n")):
                with open(f"{folder}/{name}", "w", encoding="ascii") as file:
                    file.write(text)
            guarded = self.monitor("--token-file", f"{folder}/right", engine=self.simulator.url)
            told = self.refused(1, "--once", "--url", guarded.socket)
            self.assertIn("asks for a token; name a file that holds it with --token-file", told)
            told = self.refused(1, "--once", "--url", guarded.socket, "--token-file",
                                f"{folder}/wrong")
            self.assertIn("refuses the token", told)
            self.assertNotIn("tok-en", told)
            waiting.until(
                lambda: self.once("--url", guarded.socket, "--token-file",
                                  f"{folder}/right").returncode == 0, 15, "no table")
            with Screen() as screen:
                screen.run(monitor.PROGRAM, "top", "--url", guarded.socket,
                           DOCKER_MONITOR_TOKEN_FILE=f"{folder}/wrong")
                screen.wait("refuses the token", PROMPT)
                screen.run(monitor.PROGRAM, "top", "--url", guarded.socket,
                           DOCKER_MONITOR_TOKEN_FILE=f"{folder}/right")
                screen.wait("● live")

    def test_https_is_spoken_and_checked(self):
        with tempfile.TemporaryDirectory() as folder:
            certificates = tls.make_certificates(f"{folder}/tls")
            front = tls.Front(self.running.socket.removeprefix("unix:"), certificates)
            front.context.verify_mode = tls.ssl.CERT_NONE
            with front:
                url = front.url.replace("tcp:", "https:")
                printed = self.once("--url", url, SSL_CERT_FILE=f"{certificates}/ca.pem")
                self.assertEqual(printed.returncode, 0, printed.stderr)
                self.assertIn("TLS: certificate verify failed",
                              self.refused(1, "--once", "--url", url))


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
            self.assertRegex(row, r"^" + name + r" +running +\d+\.\d\d% \[\|+ *\]")
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
