"""An engine over TCP, plain and with TLS as the docker command's variables say."""

import os
import tempfile

from support import case, processes, shared, tls


class Tcp(case.Case):
    """The shared engine behind a port of loopback."""

    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(prefix="dm-tls-")
        self.addCleanup(processes.remove, self.folder)
        self.engine = shared.engine()

    def front(self, certificates=None):
        front = tls.Front(self.engine.socket, certificates)
        self.addCleanup(front.__exit__)
        return front.__enter__()

    def test_a_plain_port_works(self):
        name = self.name("plain")
        running = self.monitor(engine=self.front().url).wait_ready()
        self.engine.run(name)
        running.wait_status(name, "running")
        running.wait_sample(name)

    def test_tls_with_the_right_certificates_works(self):
        certificates = tls.make_certificates(f"{self.folder}/right")
        name = self.name("tls")
        running = self.monitor(engine=self.front(certificates).url, DOCKER_TLS_VERIFY="1",
                               DOCKER_CERT_PATH=certificates).wait_ready()
        self.engine.run(name)
        running.wait_status(name, "running")
        running.wait_sample(name)
        self.engine.docker("stop", name)
        running.wait_status(name, "exited")

    def test_an_engine_of_another_authority_is_refused_with_a_reason(self):
        right = tls.make_certificates(f"{self.folder}/right")
        wrong = tls.make_certificates(f"{self.folder}/wrong")
        running = self.monitor(engine=self.front(right).url, DOCKER_TLS_VERIFY="1",
                               DOCKER_CERT_PATH=wrong)
        running.wait_said("certificate verify failed")
        running.wait_said("DOCKER_CERT_PATH")

    def test_a_missing_certificate_is_a_bad_option(self):
        os.makedirs(f"{self.folder}/empty")
        with self.assertRaisesRegex(AssertionError, "ended with 2(.|\n)*ca.pem"):
            self.monitor(engine="tcp://127.0.0.1:2376", DOCKER_TLS_VERIFY="1",
                         DOCKER_CERT_PATH=f"{self.folder}/empty")
