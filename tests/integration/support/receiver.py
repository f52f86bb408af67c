"""A receiver of webhooks that misbehaves by script."""

import http.server
import socket
import threading
import time


class Receiver:
    """Answers each POST as `script` says, the first entry first; 204 once it is empty.

    An entry is a status, or (status, {header: value}), or one of `hang` (no answer), `slow` (the
    answer at one byte a second), `late` (204 after 7 s), `cut` (the connection ends after the request was taken: nobody
    knows whether it arrived), `garbage` (no HTTP), `endless` (200 and 100 MB). What was answered by
    2xx has arrived: took() gets it.
    """

    def __init__(self):
        super().__init__()
        self.script = []
        self.always = None  # an entry for every request, while set
        self.requests = []  # (time, headers, answered by) in order
        self.bodies = []  # of the requests
        self.release = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self):
        """The URL, without a query."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/alarms"

    def took(self, text):
        """Gets the body of what has arrived."""

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def next(self):
        if self.always is not None:
            return self.always
        return self.script.pop(0) if self.script else 204

    def handler(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 120

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                entry = receiver.next()
                receiver.bodies.append(body)
                receiver.requests.append((time.time(), dict(self.headers), entry))
                if entry == "hang":
                    receiver.release.wait(120)
                    self.close_connection = True
                elif entry == "late":
                    receiver.release.wait(7)
                    self.answer(204, body)
                elif entry == "cut":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                elif entry == "garbage":
                    self.wfile.write(b"\x00\xffno HTTP at all\r\n\r\n")
                    self.close_connection = True
                elif entry == "endless":
                    receiver.took(body)
                    self.endless()
                else:
                    self.answer(entry, body)

            def endless(self):
                self.close_connection = True
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
                    for _ in range(1000):
                        self.wfile.write(bytes(100_000))
                except OSError:
                    pass  # nobody wants so much

            def answer(self, entry, body):
                status, headers = entry if isinstance(entry, tuple) else (entry, {})
                slow = status == "slow"
                status = 200 if slow else status
                if 200 <= status < 300:
                    receiver.took(body)
                head = f"HTTP/1.1 {status} Scripted\r\nContent-Length: 0\r\n" + "".join(
                    f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
                for byte in (head[i:i + 1] for i in range(len(head))) if slow else (head,):
                    self.wfile.write(byte.encode())
                    if slow and receiver.release.wait(1):
                        return

            def log_message(self, *_):
                pass

        return Handler
