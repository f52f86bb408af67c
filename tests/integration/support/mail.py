"""A mail server: aiosmtpd, which answers as a test says."""

import asyncio
import email
import email.policy
import logging
import ssl
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from . import processes

# It advises against what a test does on purpose, and reports what ends there.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module="aiosmtpd")

QUEUED = "250 2.0.0 Ok: queued as 5D8C21F0"


class Mail:
    """A message that arrived."""

    def __init__(self, envelope):
        self.sender = envelope.mail_from
        self.recipients = list(envelope.rcpt_tos)
        self.raw = bytes(envelope.original_content)
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.text = self.message.get_content().replace("\r\n", "\n")


class MailServer:
    """Takes mail from one user over TLS, at 127.0.0.1; `certificates` is a folder of
    tls.make_certificates. TLS begins by STARTTLS, or `at_once`. Without certificates it takes
    mail from everybody, in plain text.

    Each message is answered by the next entry of `script`; once it is empty, by `usual`, which
    queues it. An entry is a reply, or `hang` (no answer until the end). A recipient in `unknown` is
    refused for good. What was answered by 250 has arrived, and is in `mails`; `tried` has all
    messages.
    """

    def __init__(self, user=None, password=None, certificates=None, at_once=False):
        self.login = ((user or "").encode(), (password or "").encode())
        self.script, self.unknown, self.usual = [], set(), QUEUED
        self.tried, self.mails, self.logins = [], [], []
        self.port = processes.free_port()
        self.settings = self.tls(certificates, at_once) if certificates else {}
        self.controller = None

    def tls(self, certificates, at_once):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{certificates}/cert.pem", f"{certificates}/key.pem")
        login = {"auth_required": True, "authenticator": self.authenticate}
        # For aiosmtpd a connection that began with TLS has none: it must not require it there.
        if at_once:
            return login | {"ssl_context": context, "auth_require_tls": False}
        return login | {"tls_context": context, "require_starttls": True}

    def start(self):
        self.controller = Controller(self, "127.0.0.1", self.port, ready_timeout=30,
                                     server_hostname="mail.example.org", **self.settings)
        self.controller.start()

    def stop(self):
        self.controller.stop()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def authenticate(self, server, session, envelope, mechanism, data):
        # pylint: disable=unused-argument,too-many-arguments
        self.logins.append(mechanism)
        good = (data.login, data.password) == self.login
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        # pylint: disable=unused-argument,invalid-name,too-many-arguments
        if address in self.unknown:
            return f"550 5.1.1 <{address}>: User unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        # pylint: disable=unused-argument,invalid-name
        mail = Mail(envelope)
        self.tried.append(mail)
        entry = self.script.pop(0) if self.script else self.usual
        if entry == "hang":
            await asyncio.sleep(120)
        if entry.startswith("250"):
            self.mails.append(mail)
        return entry
