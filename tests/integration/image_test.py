"""The image: built in a real engine, run as docs/install.md says, watching its own host."""

import json
import os
import re
import subprocess
import tempfile
import time

from support import case, image, monitor, processes, screen, shared, waiting

MOUNT = "{}:/var/run/docker.sock"
LIMIT_BYTES = 40_000_000


class Image(case.Case):
    """One build for all tests here. This engine has no networks: we ask inside the container's."""

    @classmethod
    def setUpClass(cls):
        cls.engine = shared.engine()
        cls.size = image.build(cls.engine)

    def container(self, *options):
        """The seed's own line, with more options; ends with the test."""
        name = self.name("image")
        self.engine.docker("run", "-d", "--name", name, "-v", MOUNT.format(self.engine.socket),
                           *options, image.TAG)
        return name

    def logs(self):
        return "".join(self.engine.logs(name)
                       for name in self.engine.ps() if name.startswith("image"))

    def get(self, name, target, host="127.0.0.1"):
        """Asks the container over its own loopback interface; None where nobody answers."""
        pid = str(self.engine.inspect(name)["State"]["Pid"])
        told = subprocess.run(
            ["nsenter", "-t", pid, "-n", "busybox", "wget", "-q", "-O", "-", "--header",
             f"Host: {host}", f"http://127.0.0.1:5000{target}"],
            capture_output=True, text=True, check=False, timeout=20)
        return told.stdout if told.returncode == 0 else None

    def wait_ready(self, name):
        waiting.until(lambda: self.get(name, "/readyz") is not None, 15,
                      "it is not ready")

    def rows(self, name):
        return {key: row for element in json.loads(self.get(name, monitor.METRICS))
                for key, row in element.items()}

    def process_status(self, name):
        """The lines of /proc/PID/status of the container's first process."""
        pid = self.engine.inspect(name)["State"]["Pid"]
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)

    def check_unprivileged(self, name):
        status = self.process_status(name)
        self.assertNotIn("0", status["Uid"].split())
        for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
            self.assertEqual(int(status[kind], 16), 0, kind)

    def test_the_image_of_a_hub_starts_its_nats_server(self):
        image.build(self.engine, "docker-monitor-hub", ("--target", "hub"))
        name = self.name("image")
        self.engine.docker("run", "-d", "--name", name, "docker-monitor-hub")
        self.wait_ready(name)
        waiting.until(lambda: "connected to NATS" in self.logs(), 15, self.logs)
        file = "/var/lib/docker-monitor/a.fleet"
        self.engine.docker("exec", name, "docker-monitor", "hub", "invite", "a", "--output", file)
        hosts = waiting.until(
            lambda: json.loads(self.get(name, "/docker-monitor/api/v2/hosts")), 5, "no host")
        self.assertEqual([(host["name"], host["state"]) for host in hosts], [("a", "invited")])
        self.check_unprivileged(name)

    def test_it_is_small(self):
        self.assertLess(self.size, LIMIT_BYTES)

    def test_the_shortest_line_watches_its_own_host_itself_included(self):
        other = self.name("other")
        self.engine.run(other)
        name = self.container()
        self.wait_ready(name)
        waiting.until(lambda: {name, other} <= set(self.rows(name)), 10, "containers are missing")
        waiting.until(lambda: "cpu" in self.rows(name)[name] and "mem" in self.rows(name)[name], 15,
                      "it has no sample of itself")
        self.assertEqual(self.rows(name)[other]["status"], "running")
        self.check_unprivileged(name)
        flags = "-v /sys/fs/cgroup:/host/sys/fs/cgroup:ro -v /proc:/host/proc:ro"
        waiting.until(lambda: f"start it with {flags}" in self.engine.logs(name), 10,
                      "the log does not name the mounts")
        # No name that a page of the Internet could have.
        for host in ("any.name.example", "192.0.2.1.example"):
            self.assertIsNone(self.get(name, "/healthz", host=host))
        for host in ("docker-monitor", "docker-monitor:5000", "192.0.2.1", "[2001:db8::1]:80"):
            self.assertIsNotNone(self.get(name, "/healthz", host=host))
        # Alarms of its neighbours are on its standard output.
        self.engine.docker("kill", other)
        waiting.until(lambda: '"kind":"down"' in re.sub(r"\s", "", self.logs()), 10, "no alarm")

    def test_the_command_of_the_documentation_reads_the_kernels_files(self):
        commands = set()
        for page in ("README.md", "docs/install.md"):
            with open(os.path.join(monitor.ROOT, page), encoding="utf-8") as file:
                commands |= set(re.findall(r"^docker (run .*?) docker-monitor$", file.read(),
                                           re.MULTILINE | re.DOTALL))
        (command,) = commands
        # The engine has no network to publish a port of, and its socket lies elsewhere.
        command = re.sub(r"-p \S+ ", "", command.replace("\\\n", " "))
        words = command.replace("-v /var/run/docker.sock:", f"-v {self.engine.socket}:").split()
        name = self.name("image")
        words[words.index("--name") + 1] = name
        self.addCleanup(lambda: self.engine.docker("volume", "rm", "-f", "docker-monitor",
                                                   check=False))
        self.engine.docker(*words, image.TAG)
        self.wait_ready(name)
        waiting.until(lambda: "cpu" in self.rows(name)[name], 15, "it has no sample of itself")
        told = self.get(name, f"/docker-monitor/api/v2/containers/{name}?fields=source")
        self.assertEqual(json.loads(told), {"source": "cgroup"})
        self.assertNotIn("lacks mounts", self.engine.logs(name))
        self.check_unprivileged(name)

    def test_rules_are_mounted_and_reloaded_as_the_documentation_says(self):
        with open(os.path.join(monitor.ROOT, "docs", "alarms-and-rules.md"),
                  encoding="utf-8") as file:
            page = file.read()
        run, after = re.findall(r"^```sh\n(docker .*?)^```", page, re.MULTILINE | re.DOTALL)
        owned = "\n".join(re.findall(r"`(ch\w+ -R [^`]+)`", page))
        folder = tempfile.mkdtemp(prefix="dm-rules-")
        self.addCleanup(processes.remove, folder)

        def write(text):  # as editors do: a new file of the same name
            with open(f"{folder}/new", "w", encoding="utf-8") as new:
                new.write(text)
            subprocess.run(["sh", "-euc", owned.replace("/etc/docker-monitor", folder)], check=True)
            os.rename(f"{folder}/new", f"{folder}/rules.toml")

        write("")
        name = self.name("image")
        volume = f"{name}-state"
        self.addCleanup(lambda: self.engine.docker("volume", "rm", "-f", volume, check=False))
        # The engine has no network to publish a port of, and its socket lies elsewhere.
        run = re.sub(r"-p \S+ ", "", run.replace("\\\n", " "))
        for old, new in (("-v /var/run/docker.sock:", f"-v {self.engine.socket}:"),
                         ("-v /etc/docker-monitor:", f"-v {folder}:"),
                         ("-v docker-monitor:", f"-v {volume}:"),
                         ("--name monitor", f"--name {name}")):
            self.assertIn(old, run)
            run = run.replace(old, new)
        # The fewest capabilities, as in deploy/compose.yaml: root reads only what it owns.
        self.engine.docker("run", "--read-only", "--cap-drop", "ALL", "--cap-add", "SETUID",
                           "--cap-add", "SETGID", *run.split()[2:])
        self.wait_ready(name)
        commands = [line.replace(" monitor", f" {name}", 1).split()[1:]
                    for line in after.splitlines()]
        self.assertEqual([command[0] for command in commands], ["exec", "kill", "logs"])
        write('[[rule]]\nname = "q"\ninclude = "name=quiet-*"\nmute = true\n')
        for command in commands[:2]:
            self.engine.docker(*command)
        waiting.until(lambda: "rules: read again, 1 of them" in self.engine.logs(name), 10,
                      self.logs)
        write('[[rule]]\nkindz = ["down"]\n')
        with self.assertRaises(subprocess.SubprocessError):
            self.engine.docker(*commands[0])
        self.engine.docker(*commands[1])
        waiting.until(lambda: "the rules stay as they were" in self.engine.logs(name), 10,
                      self.logs)

    def test_it_ends_in_2_seconds_with_code_0(self):
        name = self.container()
        self.wait_ready(name)
        began = time.monotonic()
        self.engine.docker("stop", name)
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual(self.engine.inspect(name)["State"]["ExitCode"], 0)

    def test_a_read_only_root_without_more_capabilities_than_it_needs_is_enough(self):
        name = self.container("--read-only", "--cap-drop", "ALL", "--cap-add", "SETUID",
                              "--cap-add", "SETGID", "--security-opt", "no-new-privileges",
                              "--memory", "64m", "--pids-limit", "64")
        self.wait_ready(name)
        self.check_unprivileged(name)
        self.assertIn(name, self.rows(name))
        self.assertNotIn("in memory", self.logs())

    def test_a_volume_keeps_the_alarms_when_the_container_is_replaced(self):
        volume = f"{self.name('image')}-state"
        self.addCleanup(lambda: self.engine.docker("volume", "rm", "-f", volume, check=False))
        other = self.name("other")

        def alarms(name):
            told = self.get(name, f"/docker-monitor/api/v2/alarms?container={other}")
            return json.loads(told)["alarms"]

        first = self.container("--read-only", "-v", f"{volume}:/var/lib/docker-monitor")
        self.wait_ready(first)
        self.engine.run(other, "sh", "-c", "exit 3")
        waiting.until(lambda: len(alarms(first)) == 2, 10, "no alarms")
        known = alarms(first)
        self.engine.remove(first)
        second = self.container("--read-only", "-v", f"{volume}:/var/lib/docker-monitor")
        self.wait_ready(second)
        self.assertEqual(alarms(second), known)

    def test_its_view_in_a_terminal_is_there(self):
        name = self.container()
        self.wait_ready(name)
        with screen.Screen(DOCKER_HOST=self.engine.url) as terminal:
            terminal.run("docker", "exec", "-it", name, "docker-monitor", "top")
            terminal.wait(name, "live", "running", "\N{LOWER ONE EIGHTH BLOCK}")
            terminal.press("q")
            terminal.wait(screen.PROMPT, absent=("live",))

    def test_it_becomes_healthy(self):
        name = self.container("--health-interval", "1s")

        def health():
            return self.engine.inspect(name)["State"]["Health"]

        waiting.until(lambda: health()["Status"] == "healthy", 20, lambda: str(health()))

    def test_another_user_with_the_sockets_group_needs_no_root_at_all(self):
        name = self.container("--user", f"4711:{os.stat(self.engine.socket).st_gid}",
                              "--cap-drop", "ALL")
        self.wait_ready(name)
        self.check_unprivileged(name)
        self.assertEqual(self.process_status(name)["Uid"].split()[0], "4711")
