"""docker-monitor top where it prints once, or says in one line why it can't."""

import datetime
import json
import re
import subprocess
import tempfile

from support import monitor, processes, tls, waiting
from support.impostor import Impostor
from support.screen import PROMPT, Screen
from support.simulator import Simulator
from support.top import TopCase


class Once(TopCase):
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
        self.assertEqual(sorted(line.split()[0] for line in lines[1:]),
                         sorted(row["name"] for row in listed))
        by_name = self.once("--sort", "name", "--url", self.running.socket).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in by_name[1:]], [row["name"] for row in listed])
        self.assertRegex(lines[1], r" ((\d\d?|100)\.\d\d|\d{3}\.\d)%  ")
        printed = self.once("--format", "json", "--all", "--url", f"http://{self.running.address}")
        self.assertEqual(len(json.loads(printed.stdout)), 12)

    def test_the_table_is_sorted_by_the_named_column(self):
        def pids():
            printed = self.once("--sort", "pids", "--url", self.running.socket)
            self.assertEqual((printed.returncode, printed.stderr), (0, ""))
            cells = [line.split()[-3] for line in printed.stdout.splitlines()[1:]]
            return [int(cell) for cell in cells if cell.isdigit()]

        waiting.until(lambda: len(set(pids())) > 1, 15, "all have the same number of processes")
        numbers = pids()
        self.assertEqual(numbers, sorted(numbers, reverse=True))
        self.assertIn("--sort", self.refused(2, "--once", "--sort", "size"))

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

    def test_what_cannot_be_written_is_said(self):
        for arguments in (("top", "--once", "--url", self.running.socket),
                          ("top", "--once", "--format", "json", "--url", self.running.socket),
                          ("--help",), ("--version",), ("--check-config",)):
            with open("/dev/full", "wb") as full, tempfile.TemporaryDirectory() as folder:
                ended = subprocess.run(
                    [monitor.PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=full, text=True,
                    stderr=subprocess.PIPE, timeout=10, check=False,
                    env=monitor.environment(folder))
            self.assertEqual(ended.returncode, 1, arguments)
            self.assertRegex(ended.stderr, r"^docker-monitor( top)?: standard output: "
                                           r"No space left on device\n$")

    def test_an_engine_that_is_away_is_said(self):
        never = self.monitor(engine="unix:///nowhere/docker.sock")
        waiting.until(lambda: "no such socket; start the engine" in
                      self.refused(1, "--once", "--url", never.socket), 5, "no reason is told")
        with Simulator(containers=3) as engine:
            left = self.monitor(engine=engine.url).wait_ready()
            engine.close()
            waiting.until(lambda: self.once("--url", left.socket).stderr, 45,
                          "nothing is said of the engine")
            printed = self.once("--url", left.socket)
        self.assertEqual(printed.returncode, 1)
        self.assertEqual(printed.stdout.count("\n"), 4)
        self.assertIn("the engine does not answer, so states are as last known", printed.stderr)
        if not re.search(r"\d%", printed.stdout):
            self.assertIn(" and figures are not", printed.stderr)
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
