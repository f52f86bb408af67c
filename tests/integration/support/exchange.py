"""HTTP byte by byte: what is asked, and what comes back, without a library's opinion of either."""

import re
import socket
import time
import zlib


def connect(address, timeout=15):
    """A connection to `unix:/path` or `HOST:PORT`."""
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(timeout)
        connection.connect(address[5:])
        return connection
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout)


def head_of(target, method="GET", host="localhost", fields=()):
    """The bytes of a request without a body; fields are `Name: value`."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *fields]
    return "".join(line + "\r\n" for line in lines + [""]).encode()


class Exchange:
    """A request and its answer. `body` is not compressed any more."""

    def __init__(self, method, target, head, body):
        self.method, self.target = method, target
        self.status = int(head.split(b" ", 2)[1])
        pairs = (line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
        self.headers = {name.lower(): value for name, value in pairs}
        self.body = body.decode()

    def record(self):
        """As tests/openapi/check.mjs reads it."""
        return {"method": self.method, "target": self.target, "status": self.status,
                "headers": self.headers, "body": self.body}


def until(connection, done, received=b""):
    """Reads until `done` says so of all that was received, or the peer has no more."""
    while not done(received):
        more = connection.recv(65536)
        if not more:
            break
        received += more
    return received


def read_answer(connection, method):
    """Head and body of one answer with a length, or without a body."""
    head, received = until(connection, lambda got: b"\r\n\r\n" in got).split(b"\r\n\r\n", 1)
    length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
    if method == "HEAD" or not length:
        return head, received
    size = int(length.group(1))
    body = until(connection, lambda got: len(got) >= size, received)
    if len(body) != size:
        raise AssertionError(f"{len(body)} bytes of {size}: {head}")
    if re.search(rb"\r\ncontent-encoding: gzip", head, re.IGNORECASE):
        body = zlib.decompress(body, 31)
    return head, body


def ask(address, target, method="GET", raw=None, **more):
    """One exchange on a connection of its own; `raw` is sent instead of a head made here."""
    with connect(address) as connection:
        connection.sendall(head_of(target, method, **more) if raw is None else raw)
        return Exchange(method, target, *read_answer(connection, method))


def follow(address, target, done, fields=(), begun=lambda: None, seconds=20):
    """Reads a stream until `done` says so of its text; calls `begun` after its first event."""
    end = time.monotonic() + seconds
    with connect(address) as connection:
        connection.sendall(head_of(target, fields=fields))
        head, received = until(connection, lambda got: b"\r\n\r\n" in got).split(b"\r\n\r\n", 1)
        compressed = b"content-encoding: gzip" in head.lower()

        def text(got):
            return zlib.decompressobj(31).decompress(got) if compressed else got

        def finished(got, condition):
            if time.monotonic() > end:
                words = re.findall("^event: (.+)$", text(got).decode(), re.MULTILINE)
                raise AssertionError(f"{target}: nothing but {words} in {seconds} s")
            return condition(text(got).decode())

        received = until(connection, lambda got: finished(got, lambda t: "\n\n" in t), received)
        begun()
        received = until(connection, lambda got: finished(got, done), received)
        return Exchange("GET", target, head, text(received))
