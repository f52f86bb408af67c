"""E-mail by a real mail server: TLS, login, refusals, and texts that try to be more than texts."""

import datetime
import email.utils
import json
import tempfile

from support import case, monitor, processes, shared, tls, waiting
from support.mail import QUEUED, MailServer

USER, PASSWORD = "watcher", "s3cr3t/of:mail"
OPS, NIGHT = "ops@example.org", "night@example.org"


class Mail(case.Case):
    """Each test has a mail server of its own, with a certificate for 127.0.0.1."""

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()
        self.folder = tempfile.mkdtemp(prefix="dm-mail-")
        self.addCleanup(processes.remove, self.folder)
        self.certificates = tls.make_certificates(f"{self.folder}/tls")
        self.trust = {"SSL_CERT_FILE": f"{self.certificates}/ca.pem"}

    def server(self, **more):
        server = MailServer(USER, PASSWORD, self.certificates, **more)
        server.__enter__()
        self.addCleanup(server.__exit__)
        return server

    def url(self, server, query="", password=PASSWORD, scheme="smtp"):
        path = f"{self.folder}/password"
        with open(path, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        return (f"{scheme}://{USER}@127.0.0.1:{server.port}/?to={OPS}&from=monitor@example.org"
                f"&password-file={path}{query}")

    def watch(self, *urls, **more):
        return self.monitor(engine=self.engine.url, sinks=("log:", *urls),
                            **{**self.trust, **more}).wait_ready()

    def arrived(self, server, name, kinds):
        """The mails about a container, once there is one for each of its alarms."""
        def of():
            return [mail for mail in server.mails if name in mail.text]

        waiting.until(lambda: len(of()) == len(kinds), 20,
                      lambda: f"{[mail.text for mail in server.mails]}")
        for mail, kind in zip(of(), kinds):
            self.assertIn(kind, mail.message["Subject"])
        return of()

    def test_a_crash_is_mailed_over_starttls(self):
        server = self.server()
        running = self.watch(self.url(server, f"&to={NIGHT}&mode=events"))
        name = self.name("crashed")
        self.engine.run(name, "sh", "-c", "exit 3")
        _, down = self.arrived(server, name, ["container went up", "container went down"])
        alarm = running.alarms(name)[1]
        self.assertEqual((down.sender, down.recipients), ("monitor@example.org", [OPS, NIGHT]))
        self.assertEqual(server.logins[0], "PLAIN")
        head = down.message
        self.assertEqual(head["From"], "docker-monitor <monitor@example.org>")
        self.assertEqual(head["To"], f"{OPS}, {NIGHT}")
        self.assertEqual(head["Auto-Submitted"], "auto-generated")
        self.assertEqual((head.get_content_type(), head.get_content_charset()),
                         ("text/plain", "utf-8"))
        when = datetime.datetime.fromisoformat(alarm["eventTimestamp"].replace("Z", "+00:00"))
        self.assertEqual(email.utils.parsedate_to_datetime(str(head["Date"])),
                         when.replace(microsecond=0))
        for word in (f"Container: {name}\n", "Host: ", "Image: ", "Cause: crashed (exit code 3",
                     "When: "):
            self.assertIn(word, down.text)
        sink = running.wait_sink("smtp", lambda sink: sink["delivered"] >= 2)
        self.assertEqual((sink["state"], sink["mode"]), ("up", "events"))
        for shown in (running.errors(), json.dumps(sink)):
            self.assertNotIn(PASSWORD, shown)
            self.assertNotIn(USER, shown)

    def test_tls_from_the_first_byte(self):
        server = self.server(at_once=True)
        self.watch(self.url(server, "&mode=events", scheme="smtps"))
        name = self.name("smtps")
        self.engine.run(name, "true")
        self.arrived(server, name, ["container went up", "container went down"])

    def test_a_wrong_password_is_told_without_the_password(self):
        server = self.server()
        running = self.watch(self.url(server, password="wrong-password"))
        sink = running.wait_sink("smtp", lambda sink: sink["lastError"])
        self.assertEqual(sink["state"], "down")
        self.assertIn("refused the login: 535", sink["lastError"])
        self.assertNotIn("wrong-password", running.errors() + json.dumps(sink))

    def test_a_server_that_does_not_prove_its_name_gets_no_password(self):
        server = self.server()
        strangers = tls.make_certificates(f"{self.folder}/strangers")
        running = self.watch(self.url(server), SSL_CERT_FILE=f"{strangers}/ca.pem")
        sink = running.wait_sink("smtp", lambda sink: sink["lastError"])
        self.assertIn("its certificate is not good", sink["lastError"])
        # A name that the certificate does not have.
        other = self.url(server).replace("@127.0.0.1:", "@localhost:")
        running = self.watch(other)
        sink = running.wait_sink("smtp", lambda sink: sink["lastError"])
        self.assertIn("its certificate is not good", sink["lastError"])
        self.assertEqual(server.logins, [])

    def test_what_is_refused_for_good_is_parked_and_the_next_arrives(self):
        server = self.server()
        server.script = ["550 5.7.1 Refused by policy"]
        running = self.watch(self.url(server, "&mode=events"))
        name = self.name("refused")
        self.engine.run(name, "true")
        self.arrived(server, name, ["container went down"])
        sink = running.wait_sink("smtp", lambda sink: sink["parked"] == 1)
        self.assertEqual(sink["pending"], 0)
        self.assertIn("550 5.7.1 Refused by policy", sink["lastError"])

    def test_an_unknown_recipient_does_not_cost_the_others_their_mail(self):
        server = self.server()
        server.unknown = {NIGHT}
        running = self.watch(self.url(server, f"&to={NIGHT}&mode=events"))
        name = self.name("unknown")
        self.engine.run(name, "true")
        for mail in self.arrived(server, name, ["container went up", "container went down"]):
            self.assertEqual(mail.recipients, [OPS])
        # The two, and the alarm which says that the sink fails.
        sink = running.wait_sink("smtp", lambda sink: sink["parked"] == 3)
        self.assertEqual(sink["state"], "failing")
        self.assertIn(f"{NIGHT}: 550 5.1.1", sink["lastError"])

    def test_what_is_refused_for_now_is_the_same_mail_again(self):
        server = self.server()
        server.script = ["451 4.3.0 Error: queue file write error", "452 4.3.1 No space"]
        running = self.watch(self.url(server, "&mode=events"))
        name = self.name("delayed")
        self.engine.run(name, "true")
        self.arrived(server, name, ["container went up", "container went down"])
        first, second, third, last = server.tried
        self.assertEqual(first.raw, second.raw)
        self.assertEqual(first.raw, third.raw)
        self.assertNotEqual(first.message["Message-ID"], last.message["Message-ID"])
        sink = running.wait_sink("smtp", lambda sink: sink["pending"] == 0)
        self.assertEqual((sink["delivered"], sink["parked"], sink["state"]), (2, 0, "up"))

    def test_a_server_that_hangs_costs_its_timeout(self):
        server = self.server()
        server.script = ["hang"]
        running = self.watch(self.url(server, "&mode=events&timeout=1s"))
        name = self.name("hanging")
        self.engine.run(name, "true")
        self.arrived(server, name, ["container went up", "container went down"])
        self.assertIn("no answer in time", running.errors())

    def test_no_text_of_a_container_becomes_a_header_or_a_second_mail(self):
        evil = "x\r\nBcc: all@example.org\r\n\r\n.\r\nRSET\r\nMAIL FROM:<evil@example.org>\r\n"
        server = self.server()
        self.watch(self.url(server, "&mode=events&logs=true"))
        name = self.name("evil")
        self.engine.run(name, "sh", "-c", "printf '.\\r\\nRSET\\r\\nBcc: a@example.org\\n.\\n';"
                        "exit 1", options=(
                            "--label", f"com.docker.compose.project={evil}",
                            "--label", f"com.docker.compose.service={evil}",
                            "--label", "com.docker.compose.container-number=1"))
        for mail in self.arrived(server, name, ["container went up", "container went down"]):
            self.assertIsNone(mail.message["Bcc"])
            self.assertEqual((mail.sender, mail.recipients), ("monitor@example.org", [OPS]))
            self.assertIn("\\r\\nBcc: all@example.org", mail.text)
            self.assertEqual(mail.message.defects, [])
        self.assertEqual(len(server.tried), 2)

    def test_a_sink_test_prints_what_the_server_says(self):
        server = self.server()
        done = monitor.run("sink", "test", self.url(server), "--host-name", "host7", timeout=40,
                           **self.trust)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, said)
        self.assertIn(f"127.0.0.1:{server.port}/?to={OPS} has taken the test alarm test-", said)
        self.assertIn(QUEUED, said)
        (mail,) = server.mails
        self.assertIn("docker-monitor is alive", mail.message["Subject"])
        self.assertIn("Host: host7\n", mail.text)
        self.assertIn("Nothing is wrong", mail.text)
        server.script = ["554 5.7.1 No"]
        done = monitor.run("sink", "test", self.url(server), timeout=40, **self.trust)
        self.assertEqual(done.returncode, 1)
        self.assertIn("554 5.7.1 No", done.stderr)
