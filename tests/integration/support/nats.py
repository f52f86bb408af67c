"""A client of NATS with an nkey, for tests that misuse one."""

import base64
import json
import os
import socket
import ssl
import subprocess
import tempfile
import threading

from . import waiting

# What precedes the seed of Ed25519 in PKCS #8.
PKCS8 = bytes.fromhex("302e020100300506032b657004220420")


def raw_seed(text):
    """The 32 bytes in the text of a seed: a prefix of two bytes, these, a checksum."""
    padded = text.strip() + "=" * (-len(text.strip()) % 8)
    return base64.b32decode(padded)[2:34]


def checksum(data):
    """CRC-16 (XModem)."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xffff
    return value


class Key:
    """The nkey of a user."""

    def __init__(self, seed):
        self.der = PKCS8 + raw_seed(seed)
        public = b"\xa0" + self.openssl("pkey", "-pubout", "-outform", "DER")[-32:]
        public += checksum(public).to_bytes(2, "little")
        self.public = base64.b32encode(public).decode().rstrip("=")

    def openssl(self, command, *arguments):
        with tempfile.NamedTemporaryFile() as key:
            key.write(self.der)
            key.flush()
            option = "-inkey" if command == "pkeyutl" else "-in"
            return subprocess.run(["openssl", command, option, key.name,
                                   "-keyform" if command == "pkeyutl" else "-inform", "DER",
                                   *arguments], check=True, capture_output=True).stdout

    def sign(self, nonce):
        with tempfile.NamedTemporaryFile() as text:
            text.write(nonce.encode())
            text.flush()
            signature = self.openssl("pkeyutl", "-sign", "-rawin", "-in", text.name)
        return base64.urlsafe_b64encode(signature).decode().rstrip("=")


class Client:
    """A connection to a nats-server. Use as a context manager. Keeps (subject, reply, payload) in
    `messages` and what the server refuses in `errors`."""

    def __init__(self, port, seed=None, authority=None, name="test"):
        self.port = port
        self.key = Key(seed) if seed else None
        self.authority = authority  # its certificate, in PEM; None: the server has no TLS
        self.name = name
        self.messages = []
        self.errors = []
        self.closed = threading.Event()
        self.pong = threading.Event()
        self.writing = threading.Lock()
        self.subscriptions = 0
        self.socket = None
        self.reader = None

    @staticmethod
    def of_file(path, port=None):
        """The host of a fleet file."""
        with open(path, encoding="utf-8") as file:
            invitation = json.load(file)
        return Client(port or int(invitation["address"].rpartition(":")[2]), invitation["seed"],
                      invitation.get("authority"), f"docker-monitor {invitation['host']}")

    @staticmethod
    def of_hub(data, port):
        """The hub with this data directory."""
        with open(os.path.join(data, "hub", "hub.nkey"), encoding="ascii") as seed, \
                open(os.path.join(data, "hub", "authority.pem"), encoding="ascii") as authority:
            return Client(port, seed.read(), authority.read(), "docker-monitor hub")

    def __enter__(self):
        """nats-server closes a connection without a word that begins while it reads its users
        again, as after an invitation."""
        refusals = []

        def connected():
            try:
                self.connect()
            except (ConnectionError, ssl.SSLEOFError) as error:
                if self.errors:
                    raise
                refusals.append(repr(error))
                return False
            return True

        waiting.until(connected, 10, lambda: (
            f"nats-server closed {len(refusals)} connections: {sorted(set(refusals))}"))
        return self

    def connect(self):
        self.closed.clear()
        self.pong.clear()
        plain = socket.create_connection(("127.0.0.1", self.port), 10)
        info = b""
        while not info.endswith(b"\n"):  # the server says nothing more before TLS
            more = plain.recv(1)
            if not more:
                raise ConnectionError("nats-server closes the connection at once")
            info += more
        about = json.loads(info.removeprefix(b"INFO "))
        self.socket = plain
        if self.authority:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(cadata=self.authority)
            self.socket = context.wrap_socket(plain, server_hostname="docker-monitor-hub")
        self.socket.settimeout(None)
        self.reader = self.socket.makefile("rb")
        hello = {"verbose": False, "pedantic": False, "lang": "python", "version": "1",
                 "protocol": 1, "name": self.name, "headers": True, "no_responders": True}
        if self.key:
            hello |= {"nkey": self.key.public, "sig": self.key.sign(about["nonce"])}
        self.send(f"CONNECT {json.dumps(hello)}\r\n".encode())
        threading.Thread(target=self.read, daemon=True).start()
        self.flush()

    def __exit__(self, *_):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def send(self, data):
        """Bytes as they are."""
        with self.writing:
            self.socket.sendall(data)

    def publish(self, subject, payload=b"", reply=""):
        if isinstance(payload, str):
            payload = payload.encode()
        head = f"PUB {subject} {reply} {len(payload)}\r\n" if reply else (
            f"PUB {subject} {len(payload)}\r\n")
        self.send(head.encode() + payload + b"\r\n")

    def subscribe(self, subject):
        self.subscriptions += 1
        self.send(f"SUB {subject} {self.subscriptions}\r\n".encode())

    def flush(self, seconds=10):
        """Waits until the server has read everything."""
        self.pong.clear()
        self.send(b"PING\r\n")
        waiting.until(lambda: self.pong.is_set() or self.closed.is_set(), seconds,
                      "nats-server does not answer", every=0.01)
        if self.closed.is_set():
            raise ConnectionError(f"nats-server has closed the connection: {self.errors}")

    def read(self):
        try:
            while line := self.reader.readline():
                self.take(line.decode("utf-8", "replace").split())
        except (OSError, ValueError):
            pass
        self.closed.set()

    def take(self, words):
        if not words:
            return
        if words[0] == "PING":
            self.send(b"PONG\r\n")
        elif words[0] == "PONG":
            self.pong.set()
        elif words[0] == "-ERR":
            self.errors.append(" ".join(words[1:]).strip("'"))
        elif words[0] in ("MSG", "HMSG"):
            size = int(words[-1])
            payload = self.reader.read(size + 2)[:size]
            counts = 2 if words[0] == "HMSG" else 1
            self.messages.append((words[1], words[3] if len(words) == 4 + counts else "", payload))
