"""Certificates of a hub that end, over a real nats-server."""

import os
import signal

from support import nats, tls, waiting
from support.fleet import FleetCase

OF_AUTHORITY = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"
OF_SERVER = ("basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n"
             "subjectAltName=DNS:docker-monitor-hub\n")


class Certificates(FleetCase):
    """A hub whose files are those of another day."""

    @property
    def files(self):
        return f"{self.folder}/hub/hub"

    def replace(self, name, text):
        path = f"{self.files}/{name}"
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path + ".new", 0o600)
        os.rename(path + ".new", path)

    def authority_for(self, days):
        """The fleet's authority ends in so many days."""
        self.command("hosts")  # makes the files
        key = f"{self.files}/authority.key"
        self.replace("authority.pem", tls.certify(
            self.folder, "docker-monitor fleet authority", key, None, days, OF_AUTHORITY))

    def degraded(self, hub):
        return [alarm for alarm in hub.alarms()
                if alarm["kind"] == "degraded" and "closes" not in alarm]

    def certificate(self, file):
        """What nats-server shows to a new connection."""
        with nats.Client.of_file(file) as client:
            return client.socket.getpeercert(binary_form=True)

    def test_an_authority_that_has_expired_is_named_by_hub_and_host(self):
        self.authority_for(-1)
        file = self.invite("a")
        hub = self.hub()
        agent = self.agent(file, self.engine(1))
        alarm = waiting.until(lambda: self.degraded(hub), 10, hub.errors)[0]
        self.assertIn("the fleet's authority expired on", alarm["additionalData"]["reason"])
        self.assertIn("invite all hosts again", alarm["additionalData"]["reason"])
        hub.wait_said("the fleet's authority expired on")
        agent.wait_said("certificate has expired")
        sink = agent.wait_sink("fleet", lambda sink: sink["state"] == "down", 20)
        self.assertIn("certificate has expired", sink["lastError"])

    def test_an_authority_that_expires_soon_is_told_ahead_of_time(self):
        self.authority_for(29)
        file = self.invite("a")
        hub = self.hub()
        self.agent(file, self.engine(2))
        self.wait_state(hub, "a", "present")
        alarm = waiting.until(lambda: self.degraded(hub), 10, hub.errors)[0]
        self.assertIn("the fleet's authority expires on", alarm["additionalData"]["reason"])

    def test_an_authority_that_is_good_for_longer_is_no_alarm(self):
        self.authority_for(32)
        file = self.invite("a")
        hub = self.hub()
        self.agent(file, self.engine(3))
        self.wait_state(hub, "a", "present")
        self.assertEqual(self.degraded(hub), [])

    def test_a_certificate_that_expired_while_the_hub_was_off_is_renewed_at_its_start(self):
        file = self.invite("a")
        issuer = (f"{self.files}/authority.pem", f"{self.files}/authority.key")
        self.replace("server.pem", tls.certify(
            self.folder, "docker-monitor-hub", f"{self.files}/server.key", issuer, -1, OF_SERVER))
        hub = self.hub()
        self.agent(file, self.engine(4))
        self.wait_state(hub, "a", "present")
        self.assertEqual(self.degraded(hub), [])

    def test_a_renewal_on_sighup_cuts_no_connection(self):
        file = self.invite("a")
        self.invite("b")
        hub = self.hub()
        agent = self.agent(file, self.engine(5))
        self.wait_state(hub, "a", "present")
        before = self.certificate(file)
        issuer = (f"{self.files}/authority.pem", f"{self.files}/authority.key")

        def renewed():
            try:
                return self.certificate(file) != before
            except OSError:  # nats-server refuses who begins while it reads its users again
                return False

        with nats.Client.of_file(f"{self.folder}/b.fleet") as other:
            self.replace("server.pem", tls.certify(
                self.folder, "docker-monitor-hub", f"{self.files}/server.key", issuer, 20,
                OF_SERVER))
            hub.process.send_signal(signal.SIGHUP)
            waiting.until(renewed, 10, "it is not renewed")
            other.flush()
            heard = self.hosts(hub)["a"]["lastHeardAt"]
            waiting.until(lambda: self.hosts(hub)["a"]["lastHeardAt"] > heard, 5, "a is silent")
            self.assertFalse(other.closed.is_set())
        self.assertNotIn("out of reach", agent.errors())
        self.assertNotIn("not connected to NATS", hub.errors().split("connected to NATS", 1)[1])
        self.assertEqual(self.degraded(hub), [])
