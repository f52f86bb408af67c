"""The program's own manners: bad input, signals, exit codes, and engines that are not there."""

import glob
import json
import os
import re
import socket
import subprocess
import tempfile
import time

from support import case, monitor, processes, shared, waiting, witness

NOBODY = 65534


class BadInput(case.Case):
    """Every wrong option ends the program with one line that names it."""

    def refuse(self, code, hint, *arguments, **environment):
        result = monitor.run(*arguments, **environment)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertIn(hint, result.stderr)
        self.assertEqual(result.stdout, "")

    def test_wrong_options_exit_with_2_and_one_line(self):
        for hint, arguments in (
                ("--no-such-option", ["--no-such-option"]),
                ("listen", ["--listen", "127.0.0.1:notaport"]),
                ("use 127.0.0.1:5000, or 0.0.0.0:5000", ["--listen", ":5000"]),
                ("interval", ["--interval", "soon"]),
                ("--interval needs a value such as 1s", ["--interval"]),
                ("use tcp://localhost:2375", ["--docker-host", "localhost:2375"]),
                ("use name=web", ["--include", "web"]),
                ("gopher", ["--docker-host", "gopher://engine"]),
                ("ssh", ["--docker-host", "ssh://somewhere"]),
                ("sink", ["--sink", "carrier-pigeon:"]),
                ("log-level", ["--log-level", "chatty"]),
                ("demo", ["--demo", "many"]),
                ("history-size", ["--history-size", "plenty"]),
                ("token-file", ["--token-file", "/no/such/file"]),
                ("there is no token", ["--token-file", "/dev/null"]),
                ("/no/such/file", ["--config", "/no/such/file"])):
            with self.subTest(arguments=arguments):
                self.refuse(2, hint, *arguments)

    def test_a_wrong_environment_variable_is_named(self):
        self.refuse(2, "interval", DOCKER_MONITOR_INTERVAL="never")

    def test_a_wrong_configuration_file_is_named(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write("no-such-key = 1\n")
            file.flush()
            self.refuse(2, f'{file.name}:1: unknown key "no-such-key"', "--config", file.name)
        with tempfile.TemporaryDirectory() as folder:
            self.refuse(2, folder, "--config", folder)

    def test_files_that_cannot_be_used_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            for flag in ("--record", "--rules"):
                with self.subTest(flag=flag):
                    self.refuse(2, folder, "--demo", "1", "--listen", f"unix:{folder}/http",
                                flag, folder)
            self.assertEqual(os.listdir(folder), [])

    def test_a_password_in_a_wrong_sink_is_not_repeated(self):
        result = monitor.run("--sink", "amqp://user:geheim@:port/")
        self.assertEqual(result.returncode, 2)
        self.assertNotIn("geheim", result.stderr)

    def test_a_taken_port_exits_with_3_and_names_it(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            self.refuse_listening(str(port), "--listen", f"127.0.0.1:{port}", "--demo", "1")
            self.refuse_listening(str(port), "--listen", f"127.0.0.1:{port}",
                                  "--docker-host", "unix:///run/no-engine-here.sock")

    def refuse_listening(self, hint, *arguments):
        result = monitor.run(*arguments)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertIn(hint, result.stderr)

    def test_a_folder_that_is_not_there_cannot_be_listened_in(self):
        self.refuse_listening("/no/such/folder", "--listen", "unix:/no/such/folder/http",
                              "--demo", "1")

    def test_help_and_version_print_and_exit(self):
        told = monitor.run("--help")
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        version = monitor.run("--version")
        self.assertEqual(version.returncode, 0)
        self.assertRegex(version.stdout, r"\d+\.\d+\.\d+")
        self.assertEqual(monitor.run("--check-config", "--interval", "2s").returncode, 0)
        self.assertEqual(monitor.run("--check-config", "--interval", "x").returncode, 2)
        done = monitor.run("--check-config", "--run-as", "nobody-of-this-name")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--run-as: there is no user nobody-of-this-name", done.stderr)

    def test_what_is_installed_has_a_man_page_with_every_option(self):
        with tempfile.TemporaryDirectory(prefix="dm-install-") as folder:
            subprocess.run(["cmake", "--install", monitor.BUILD], check=True, capture_output=True,
                           env={**os.environ, "DESTDIR": folder})
            pages = glob.glob(f"{folder}/**/man8/docker-monitor.8", recursive=True)
            self.assertEqual(len(pages), 1, pages)
            with open(pages[0], encoding="utf-8") as file:
                page = file.read()
            for shell, place in (("bash", "bash-completion/completions/docker-monitor"),
                                 ("zsh", "zsh/site-functions/_docker-monitor"),
                                 ("fish", "fish/vendor_completions.d/docker-monitor.fish")):
                scripts = glob.glob(f"{folder}/**/share/{place}", recursive=True)
                self.assertEqual(len(scripts), 1, place)
                with open(scripts[0], encoding="utf-8") as file:
                    self.assertEqual(file.read(),
                                     monitor.run("--print-completion", shell).stdout, shell)
        self.assertNotIn("@OPTIONS@", page)
        self.assertIn(monitor.run("--print-options=man").stdout, page)
        for arguments in (["--help"], ["top", "--help"]):
            for flag in set(re.findall(r"--[a-z-]+", monitor.run(*arguments).stdout)):
                self.assertIn(flag, page.replace("\\-", "-"))

    def test_bash_completes_options_subcommands_and_words(self):
        script = monitor.run("--print-completion", "bash").stdout

        def complete(*words):
            """What bash offers for the last word. As for bash, a "=" is a word of its own."""
            asked = ('COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _docker_monitor; '
                     'for word in "${COMPREPLY[@]}"; do echo "$word"; done')
            told = subprocess.run(
                ["bash", "-c", f"{script}\n{asked}", "bash", "docker-monitor", *words],
                capture_output=True, text=True, check=False, timeout=10)
            self.assertEqual((told.returncode, told.stderr), (0, ""), words)
            return told.stdout.split()

        self.assertEqual(complete("--li"), ["--listen"])
        self.assertEqual(complete("--print-o"), ["--print-options"])
        self.assertEqual(complete("to"), ["top"])
        self.assertEqual(complete("--source", "c"), ["cgroup"])
        self.assertEqual(complete("--source", "="), ["auto", "cgroup", "engine"])
        self.assertEqual(complete("--log-format", "=", "j"), ["json"])
        self.assertEqual(complete("top", "--onc"), ["--once"])
        self.assertEqual(complete("--listen", "127.0.0.1", ":", "5000", "silence", "a"), ["add"])
        self.assertEqual(complete("silence", "add", "--include", "name", "=", "web", "--fo"),
                         ["--for"])
        self.assertEqual(complete("--cgroup-root", "/pro"), ["/proc"])
        self.assertEqual(complete("--include", "n"), [])

    def test_an_unknown_environment_variable_is_a_warning(self):
        for arguments in (["--check-config"], ["--print-rules"]):
            result = monitor.run(*arguments, DOCKER_MONITOR_INTERVALL="2s")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
            self.assertIn("DOCKER_MONITOR_INTERVALL", result.stderr)
            self.assertIn("did you mean DOCKER_MONITOR_INTERVAL?", result.stderr)
        running = self.monitor("--demo", "1", DOCKER_MONITOR_NO_SUCH="1")
        running.wait_said("DOCKER_MONITOR_NO_SUCH is unknown")


class Absence(case.Case):
    """No engine is no reason to exit: it is told, and waited for."""

    def test_an_engine_that_comes_later_is_found(self):
        with tempfile.TemporaryDirectory(prefix="dm-absent-") as folder:
            path = f"{folder}/docker.sock"
            running = self.monitor(engine=f"unix://{path}")
            running.wait_said(path)
            running.wait_unready()
            waiting.until(lambda: path in running.get("/readyz").body, 5,
                          lambda: running.get("/readyz").body)
            self.assertEqual(running.get("/healthz").status, 200)
            answer = running.get(monitor.METRICS)
            self.assertEqual((answer.status, list(answer.json())), (503, ["error"]))
            os.symlink(shared.engine().socket, path)
            running.wait_ready()
            self.assertEqual(running.get(monitor.METRICS).status, 200)

    def test_no_permission_is_told_with_its_remedy_and_ends_with_it(self):
        private = shared.engine()
        os.chmod(private.folder, 0o755)
        os.chmod(private.socket, 0o660)
        running = self.monitor(engine=private.url, user=NOBODY)
        running.wait_said("ermission")
        told = [line for line in running.errors().splitlines() if "ermission" in line][0]
        self.assertIn(private.socket, told)
        self.assertRegex(told, "group|root|sudo")
        self.assertEqual(running.get("/readyz").status, 503)
        self.addCleanup(os.chmod, private.socket, 0o660)
        os.chmod(private.socket, 0o666)
        running.wait_ready()

    def test_what_is_no_engine_is_told(self):
        with tempfile.TemporaryDirectory(prefix="dm-absent-") as folder:
            with socket.socket(socket.AF_UNIX) as liar:
                liar.bind(f"{folder}/s")
                liar.listen()
                running = self.monitor(engine=f"unix://{folder}/s")
                # It accepts and never answers.
                waiting.until(lambda: "s:" in running.get("/readyz").body
                              or folder in running.get("/readyz").body, 15,
                              lambda: running.get("/readyz").body)
                self.assertEqual(running.get("/healthz").status, 200)


class Manners(case.Case):
    """Signals, the health check, and the demonstration."""

    def test_sigterm_ends_it_within_2_seconds_with_code_0(self):
        running = self.monitor(engine=shared.engine().url,
                               sinks=("log:", f"amqp://u:p@127.0.0.1:{processes.free_port()}"))
        running.wait_ready()
        code, seconds = running.stop()
        self.assertEqual(code, 0, running.errors())
        self.assertLess(seconds, 2)

    def test_sigterm_ends_it_as_fast_while_the_engine_hangs(self):
        private = shared.engine()
        running = self.monitor(engine=private.url).wait_ready()
        private.freeze()
        time_of_freeze = time.monotonic()
        waiting.until(lambda: time.monotonic() - time_of_freeze > 1.5, 5, "time stands still")
        code, seconds = running.stop()
        private.thaw()
        self.assertEqual(code, 0, running.errors())
        self.assertLess(seconds, 2)

    def test_the_health_check_tells_alive_from_dead(self):
        running = self.monitor("--demo", "1")
        alive = monitor.run("healthcheck", DOCKER_MONITOR_LISTEN=running.address)
        self.assertEqual(alive.returncode, 0, alive.stderr)
        over_unix = monitor.run("healthcheck", DOCKER_MONITOR_LISTEN=running.socket)
        self.assertEqual(over_unix.returncode, 0, over_unix.stderr)
        running.stop()
        dead = monitor.run("healthcheck", DOCKER_MONITOR_LISTEN=running.address)
        self.assertEqual(dead.returncode, 1, dead.stderr)

    def test_each_line_of_the_json_log_is_an_object_and_names_the_sink(self):
        place = f"127.0.0.1:{processes.free_port()}/"
        running = self.monitor("--demo", "1", "--log-format", "json",
                               sinks=(f"amqp://user:geheim@{place}",))
        running.wait_said('"event":"sink-down"')
        running.stop()
        lines = [json.loads(line) for line in running.errors().splitlines()]
        for line in lines:
            self.assertEqual(list(line)[:3], ["time", "level", "message"], line)
        down = next(line for line in lines if line.get("event") == "sink-down")
        self.assertEqual((down["level"], down["sink"]), ("warning", f"amqp://{place}"))
        self.assertIn(down["error"], down["message"])
        self.assertNotIn("geheim", running.errors())

    def test_lines_have_priorities_only_where_the_log_goes_to_the_journal(self):
        for arguments, journal, begin in (((), True, "<6>2"), ((), False, "2"),
                                          (("--log-format", "json"), True, "{")):
            with self.subTest(arguments=arguments, journal=journal):
                running = monitor.Monitor("--demo", "1", *arguments)
                self.addCleanup(running.close)
                self.monitors.append(running)
                with open(f"{running.folder}/err", "wb") as file:
                    status = os.stat(file.fileno())
                running.environment["JOURNAL_STREAM"] = (
                    f"{status.st_dev}:{status.st_ino + (0 if journal else 1)}")
                running.start()
                running.stop()
                lines = running.errors().splitlines()
                self.assertTrue(any("serving on" in line for line in lines), lines)
                for line in lines:
                    if "serving on" in line or "stopping" in line:
                        self.assertTrue(line.startswith(begin), line)
                    self.assertEqual(line.startswith("<"), begin.startswith("<"), line)

    def test_the_demonstration_has_as_many_containers_as_asked_for(self):
        running = self.monitor("--demo", "12").wait_ready()
        waiting.until(lambda: len(running.rows()) == 12, 10, lambda: f"{running.rows()}")
        waiting.until(lambda: any("cpu" in row for row in running.rows().values()), 10, "no sample")

    def test_the_demonstration_runs_on_a_host_that_is_large_enough(self):
        running = self.monitor("--demo", "200").wait_ready()
        waiting.until(lambda: len(running.rows()) == 200, 10, lambda: f"{running.rows()}")

        def figures():
            listed = running.get("/docker-monitor/api/v2/containers").json()
            return [(one["cpu"]["percent"], one["memory"]["usageBytes"]) for one in listed
                    if "percent" in one.get("cpu", {}) and "memory" in one]

        waiting.until(lambda: len(figures()) > 150, 10, "there are hardly any samples")
        host = running.get("/docker-monitor/api/v2/host").json()
        used = list(zip(*figures()))
        self.assertLess(sum(used[0]), 100 * host["cores"])
        self.assertLess(sum(used[1]), host["memoryBytes"])

    def test_a_unix_listener_is_removed_and_can_be_listened_on_again(self):
        running = self.monitor("--demo", "1")
        running.process.kill()
        running.process.wait()
        running.start()
        self.assertEqual(running.get("/healthz").status, 200)


class Seen(case.Case):
    """What the engine sees of us."""

    def test_only_get_requests_reach_the_engine(self):
        with tempfile.TemporaryDirectory(prefix="dm-seen-") as folder:
            with witness.Witness(f"{folder}/s", shared.engine().socket) as between:
                running = self.monitor(engine=f"unix://{folder}/s").wait_ready()
                name = self.name("seen")
                shared.engine().run(name, "sh", "-c", "exit 1")
                waiting.until(lambda: running.kinds(name) == ["up", "down"], 10, "no alarms")
                methods = {method for method, _ in between.requests()}
        self.assertEqual(methods, {"GET"})
