"""Connections in between, that can be cut, held or slowed down on command."""

import re
import socket
import threading
import time


class Proxy:
    """Passes connections on to `target` (a path or (host, port)); listens on `path`, or on a
    loopback port the kernel chose. Use as a context manager."""

    def __init__(self, target, path=None):
        self.target = target
        if path:
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(path)
            self.listener.listen(128)
        else:
            self.listener = socket.create_server(("127.0.0.1", 0))
            self.port = self.listener.getsockname()[1]
        self.pairs = []
        self.moving = threading.Event()
        self.moving.set()
        self.rate = None  # bytes a second towards the target; None: all there are
        self.budget = None  # bytes from the target until everything is cut; None: never
        self.only = None  # what a request must hold for its answer to count; None: any
        self.refused = None  # a regular expression: such requests are answered with 403 by us
        self.muted = []  # what was asked on connections whose answers nobody gets
        self.asked = []  # what was asked last, in a list for each connection
        self.late = None  # (a regular expression, seconds): answers to such requests come later

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.moving.set()
        self.listener.close()
        self.cut()

    def hold(self):
        """Nothing passes any more, and nobody is told."""
        self.moving.clear()

    def release(self):
        self.moving.set()

    def mute(self, only):
        """Answers to requests that hold `only`, as far as they are under way, go nowhere, and nobody
        is told."""
        self.muted += [asked for asked in self.asked if only in asked[0]]

    def cut(self):
        """Ends all connections there are."""
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for end in pair:
                close(end)

    def cut_after(self, count, only=None):
        """Cuts the connections after so many more bytes of answers to requests that hold `only`."""
        self.only, self.budget = only, count

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(
                socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
            try:
                server.connect(self.target)
            except OSError:
                close(client)
                continue
            self.pairs.append((client, server))
            asked = [b""]
            self.asked.append(asked)
            for arguments in ((client, server, True, asked), (server, client, False, asked)):
                threading.Thread(target=self.copy, args=arguments, daemon=True).start()

    def copy(self, source, sink, forth, asked):
        try:
            while data := source.recv(65536 if self.rate is None else 1):
                self.moving.wait()
                if any(asked is each for each in self.muted):
                    continue
                if forth:
                    asked[0] = data
                    if self.refused and re.search(self.refused, data):
                        source.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                        continue
                    if self.rate:
                        time.sleep(1 / self.rate)
                elif self.budget is not None and (self.only is None or self.only in asked[0]):
                    if len(data) >= self.budget:
                        sink.sendall(data[:self.budget])
                        self.budget = None
                        break
                    self.budget -= len(data)
                elif self.late and re.search(self.late[0], asked[0]):
                    time.sleep(self.late[1])
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            close(end)


def close(end):
    """Ends a connection, whoever is waiting at it."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
