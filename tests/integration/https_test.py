"""HTTPS: what is served over TLS, to whom, and what becomes of clients that misbehave."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import tempfile
import time

from support import case, monitor, processes, tls, waiting

V2 = "/docker-monitor/api/v2"


class Https(case.Case):
    """A simulated engine behind a certificate of our own."""

    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(prefix="dm-https-")
        self.addCleanup(processes.remove, self.folder)
        self.ours = tls.make_certificates(f"{self.folder}/ours")

    def options(self, folder=None):
        folder = folder or self.ours
        return ["--tls-cert", f"{folder}/cert.pem", "--tls-key", f"{folder}/key.pem"]

    def serve(self, *more, demo=5):
        return self.monitor("--demo", str(demo), *self.options(), *more).wait_ready()

    def context(self, shows=None, believes=None):
        made = ssl.create_default_context(cafile=f"{believes or self.ours}/ca.pem")
        if shows:
            made.load_cert_chain(f"{shows}/cert.pem", f"{shows}/key.pem")
        return made

    def connect(self, running, **more):
        host, port = running.address.split(":")
        connection = http.client.HTTPSConnection(host, int(port), timeout=10,
                                                 context=self.context(**more))
        self.addCleanup(connection.close)
        return connection

    @staticmethod
    def ask(connection, target, **headers):
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def raw(self, running):
        """A connection that speaks no TLS yet."""
        host, port = running.address.split(":")
        made = socket.create_connection((host, int(port)), 10)
        self.addCleanup(made.close)
        return made

    def test_all_is_served_as_it_is_without_tls(self):
        running = self.serve(demo=2000)
        connection = self.connect(running)
        for _ in range(20):
            self.assertEqual(self.ask(connection, "/healthz"), (200, b'{"status":"ok"}'))
        status, body = self.ask(connection, f"{V2}/containers?all=true")
        self.assertEqual(status, 200)
        self.assertGreater(len(body), 500_000)
        names = [container["name"] for container in json.loads(body)]
        plain = running.get(f"{V2}/containers?all=true").json()
        self.assertEqual(names, [container["name"] for container in plain])
        status, page = self.ask(connection, "/", **{"Accept-Encoding": "identity"})
        self.assertEqual(page.decode(), running.get("/").body)

    def test_the_stream_goes_on_for_as_long_as_a_client_reads(self):
        running = self.serve()
        connection = self.connect(running)
        connection.request("GET", f"{V2}/stream")
        stream = connection.getresponse()
        self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
        seen, began = set(), time.monotonic()
        while "samples" not in seen and time.monotonic() - began < 10:
            line = stream.readline()
            if line.startswith(b"event: "):
                seen.add(line[7:].strip().decode())
        self.assertIn("state", seen)
        self.assertIn("samples", seen)
        self.assertEqual(self.followers(running), 1)
        stream.close()
        connection.close()
        waiting.until(lambda: self.followers(running) == 0, 10, "it is still followed")

    @staticmethod
    def followers(running):
        text = running.get("/metrics").body
        return int(next(line.split()[1] for line in text.splitlines()
                        if line.startswith("docker_monitor_stream_clients ")))

    def test_old_versions_of_tls_are_refused(self):
        running = self.serve()
        for version, good in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
                              (ssl.TLSVersion.TLSv1_3, True)):
            context = self.context()
            context.set_ciphers("DEFAULT@SECLEVEL=0")  # or our own side would refuse the old one
            context.minimum_version = context.maximum_version = version
            with self.subTest(version=version):
                client = self.raw(running)
                if good:
                    with context.wrap_socket(client, server_hostname="127.0.0.1") as shaken:
                        self.assertIsNotNone(shaken.version())
                else:
                    with self.assertRaises(ssl.SSLError):
                        context.wrap_socket(client, server_hostname="127.0.0.1")

    def test_plain_http_is_told_what_is_wrong_and_a_unix_socket_stays_plain(self):
        running = self.serve()
        client = http.client.HTTPConnection(running.address, timeout=10)
        self.addCleanup(client.close)
        status, body = self.ask(client, "/healthz")
        self.assertEqual((status, body), (400, b'{"error":"this port speaks TLS: ask https://"}'))
        self.assertEqual(running.get("/healthz").status, 200)

    def test_only_clients_of_the_right_authority_are_let_in(self):
        clients = tls.make_certificates(f"{self.folder}/clients")
        strangers = tls.make_certificates(f"{self.folder}/strangers")
        running = self.serve("--tls-client-ca", f"{clients}/ca.pem")
        known = self.connect(running, shows=clients)
        self.assertEqual(self.ask(known, "/healthz")[0], 200)
        for shows in (None, strangers):
            with self.subTest(shows=shows), self.assertRaises((ssl.SSLError, ConnectionError)):
                self.ask(self.connect(running, shows=shows), "/healthz")
        # Whoever has our own key may as well be us.
        own = ["--listen", running.address, *self.options(), "--tls-client-ca", f"{clients}/ca.pem"]
        self.assertEqual(monitor.run("healthcheck", *own).returncode, 0)
        shown = monitor.run("top", "--once", *own)
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertEqual(len(shown.stdout.splitlines()), 6)
        # From elsewhere, with the certificate of a client.
        away = ["top", "--once", "--url", f"https://{running.address}"]
        shown = monitor.run(*away, *self.options(clients), SSL_CERT_FILE=f"{self.ours}/ca.pem")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        shown = monitor.run(*away, *self.options(strangers), SSL_CERT_FILE=f"{self.ours}/ca.pem")
        self.assertEqual(shown.returncode, 1)
        self.assertRegex(shown.stderr,
                         "^docker-monitor top: cannot connect to .*TLS: .*--tls-cert and .*\n$")
        # After a renewal, before SIGHUP: it refuses what it does not know yet, and so it lives.
        for name in ("cert.pem", "key.pem"):
            shutil.copy(f"{strangers}/{name}", f"{self.ours}/{name}")
        self.assertEqual(monitor.run("healthcheck", *own).returncode, 0)

    def test_health_check_and_terminal_speak_tls_where_we_do(self):
        running = self.serve()
        own = ["--listen", running.address, *self.options()]
        self.assertEqual(monitor.run("healthcheck", *own).returncode, 0)
        self.assertEqual(monitor.run("top", "--once", *own).returncode, 0)
        # Somebody else at our address is not believed.
        others = tls.make_certificates(f"{self.folder}/others")
        shown = monitor.run("top", "--once", "--listen", running.address, *self.options(others))
        self.assertEqual(shown.returncode, 1)
        self.assertIn("does not show the certificate of --tls-cert", shown.stderr)
        # Nor is one whom the same authority has signed, though the file has that one, too.
        sibling = tls.make_certificates(f"{self.folder}/sibling", of=self.ours)
        chain = f"{self.folder}/chain.pem"
        with open(chain, "w", encoding="ascii") as file:
            for name in (f"{sibling}/cert.pem", f"{self.ours}/ca.pem"):
                with open(name, encoding="ascii") as part:
                    file.write(part.read())
        shown = monitor.run("top", "--once", "--listen", running.address, "--tls-cert", chain,
                            "--tls-key", f"{sibling}/key.pem")
        self.assertEqual(shown.returncode, 1, shown.stdout)
        self.assertEqual(monitor.run("healthcheck", "--listen", running.address).returncode, 1)

    def test_certificate_and_tokens_are_read_again_on_sighup(self):
        tokens = f"{self.folder}/tokens"
        self.write(tokens, "first")
        running = self.monitor("--demo", "1", "--token-file", tokens, *self.options())
        before = self.connect(running)
        follower = self.connect(running)
        bearer = {"Authorization": "Bearer first"}
        follower.request("GET", f"{V2}/stream", headers=bearer)
        stream = follower.getresponse()
        self.addCleanup(stream.close)
        self.assertEqual(self.ask(before, f"{V2}/host", **bearer)[0], 200)
        newer = tls.make_certificates(f"{self.folder}/newer")
        for name in ("cert.pem", "key.pem"):
            shutil.copy(f"{newer}/{name}", f"{self.ours}/{name}")
        self.write(tokens, "second")
        running.process.send_signal(signal.SIGHUP)
        waiting.until(lambda: self.shakes(running, newer), 5, "the certificate is the old one")
        with self.assertRaises(ssl.SSLError):
            self.ask(self.connect(running), "/healthz")
        after = self.connect(running, believes=newer)
        self.assertEqual(self.ask(after, f"{V2}/host", **bearer)[0], 401)
        self.assertEqual(self.ask(after, f"{V2}/host", Authorization="Bearer second")[0], 200)
        self.assertIn(b"event: state", stream.read())  # to its end, as its token is no longer good
        # What can't be used changes nothing.
        self.write(f"{self.ours}/cert.pem", "")
        self.write(tokens, "")
        running.process.send_signal(signal.SIGHUP)
        running.wait_said("the certificate stays as it was: --tls-cert")
        running.wait_said("the tokens stay as they were: --token-file")
        again = self.connect(running, believes=newer)
        self.assertEqual(self.ask(again, f"{V2}/host", Authorization="Bearer second")[0], 200)

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)

    def shakes(self, running, believes):
        try:
            self.ask(self.connect(running, believes=believes), "/healthz")
            return True
        except ssl.SSLError:
            return False

    def test_who_says_nothing_keeps_nobody_out_and_must_go(self):
        running = self.serve()
        silent = [self.raw(running) for _ in range(200)]
        self.assertEqual(self.ask(self.connect(running), "/healthz")[0], 200)
        garbage = self.raw(running)
        garbage.sendall(os.urandom(5000))
        began = time.monotonic()
        for client in silent:
            self.assertEqual(client.recv(1), b"")
        self.assertLess(time.monotonic() - began, 9)
        self.assertEqual(self.ask(self.connect(running), "/healthz")[0], 200)

    def test_an_answer_arrives_though_its_client_is_still_sending(self):
        running = self.serve()
        for _ in range(5):
            client = self.context().wrap_socket(self.raw(running), server_hostname="127.0.0.1")
            head = f"POST {V2}/host HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
            client.sendall(head.encode() + bytes(1_000_000))  # more than anybody keeps unread
            self.assertIn(b"HTTP/1.1 405 ", client.recv(1000))

    def test_clients_who_read_nothing_leave_descriptors_to_others(self):
        running = self.serve("--max-connections", "100", demo=200)
        target = f"{V2}/containers?all=true"
        asked = (f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"
                 f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").encode()

        def descriptors():
            return len(os.listdir(f"/proc/{running.process.pid}/fd"))

        waiting.until(lambda: any("cpu" in row for row in running.rows().values()), 10, "no sample")
        before, most = descriptors(), 0
        for _ in range(300):
            lazy = socket.socket()
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            lazy.connect(("127.0.0.1", int(running.address.rsplit(":", 1)[1])))
            shaken = self.context().wrap_socket(lazy, server_hostname="127.0.0.1")
            self.addCleanup(shaken.close)
            shaken.sendall(asked)
            most = max(most, descriptors())
        self.assertLess(most - before, 140)  # one each, and those who are told that there is no room

        def served():
            try:
                return running.get("/healthz").status == 200
            except OSError:  # turned away
                return False

        waiting.until(served, 15, "nobody else is served")

    def test_a_client_that_reads_nothing_is_dropped(self):
        running = self.serve(demo=2000)
        lazy = self.context().wrap_socket(self.raw(running), server_hostname="127.0.0.1")
        lazy.sendall(f"GET {V2}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        waiting.until(lambda: self.followers(running) == 1, 5, "it does not follow")
        waiting.until(lambda: self.followers(running) == 0, 60, "it is still followed")
        self.assertEqual(self.ask(self.connect(running), "/healthz")[0], 200)

    def test_sigterm_ends_it_within_2_seconds_whoever_is_connected(self):
        running = self.serve()
        connection = self.connect(running)
        connection.request("GET", f"{V2}/stream")
        stream = connection.getresponse()
        self.raw(running)
        idle = self.connect(running)
        self.ask(idle, "/healthz")
        code, seconds = running.stop()
        self.assertEqual(code, 0)
        self.assertLess(seconds, 2)
        stream.close()

    def test_files_that_cannot_be_used_are_bad_options(self):
        for hint, arguments in (
                ("--tls-cert needs --tls-key", ["--tls-cert", f"{self.ours}/cert.pem"]),
                ("--tls-key needs --tls-cert", ["--tls-key", f"{self.ours}/key.pem"]),
                ("/no/such/file", ["--tls-cert", "/no/such/file", "--tls-key", "/dev/null"]),
                ("is not the key of the certificate", [*self.options()[:3], f"{self.ours}/ca-key.pem"])):
            with self.subTest(arguments=arguments):
                result = monitor.run("--demo", "1", *arguments)
                self.assertEqual(result.returncode, 2)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertIn(hint, result.stderr)
                checked = monitor.run("--check-config", *arguments)
                self.assertEqual((checked.returncode, checked.stderr), (2, result.stderr))
