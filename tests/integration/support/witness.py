"""A proxy between docker-monitor and an engine's socket that remembers what was asked."""

import re
import socket
import threading

REQUEST = re.compile(rb"^([A-Z]+) (\S+) HTTP/1\.", re.MULTILINE)


class Witness:
    """Listens on `path`, passes everything on to `target`; requests are expected to be whole."""

    def __init__(self, path, target):
        self.target = target
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        self.seen = []

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                engine = socket.socket(socket.AF_UNIX)
                engine.connect(self.target)
            except OSError:
                return
            threading.Thread(target=self.copy, args=(client, engine, True), daemon=True).start()
            threading.Thread(target=self.copy, args=(engine, client, False), daemon=True).start()

    def copy(self, source, sink, remember):
        try:
            while data := source.recv(65536):
                if remember:
                    self.seen += REQUEST.findall(data)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self):
        """[(method, target)] so far."""
        return [(method.decode(), target.decode()) for method, target in list(self.seen)]
