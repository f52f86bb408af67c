"""A small HTTP client for TCP and unix sockets, one connection a request."""

import http.client
import json
import socket


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read().decode()

    def json(self):
        return json.loads(self.body)


def request(address, target, method="GET", timeout=10, body=None,
            headers=None):
    """Asks `unix:/path`, `unix:///path` or `HOST:PORT`; raises OSError where nobody answers.

    `body` is sent as JSON.
    """
    if address.startswith("unix:"):
        connection = UnixConnection("/" + address[5:].lstrip("/"), timeout)
    else:
        connection = http.client.HTTPConnection(address, timeout=timeout)
    try:
        sent = {**({} if body is None else {"Content-Type": "application/json"}), **(headers or {})}
        connection.request(method, target, None if body is None else json.dumps(body), sent)
        return Answer(connection.getresponse())
    except http.client.HTTPException as error:
        raise ConnectionError(f"{address}: {error!r}") from error
    finally:
        connection.close()
