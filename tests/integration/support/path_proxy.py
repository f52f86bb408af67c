"""A reverse proxy that serves docker-monitor below a path."""

import socket

from .acceptor import Acceptor


class PathProxy(Acceptor):
    """Passes on what is asked below `path`, without it; answers 404 to everything else. Use as a
    context manager."""

    def __init__(self, upstream, path):
        super().__init__()
        host, port = upstream.rsplit(":", 1)
        self.upstream = host, int(port)
        self.path = path

    def serve(self, client):
        """One request a connection."""
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(65536)
                if not piece:
                    return
                head += piece
            method, target, rest = head.decode("latin-1").split(" ", 2)
            if not target.startswith(self.path):
                client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
                               b"Connection: close\r\n\r\n")
                return
            target = target.removeprefix(self.path)
            if not target.startswith("/"):
                target = "/" + target
            rest = rest.replace("Connection: keep-alive", "Connection: close")
            with socket.create_connection(self.upstream) as server:
                server.sendall(f"{method} {target} {rest}".encode("latin-1"))
                try:
                    while piece := server.recv(65536):
                        client.sendall(piece)
                except OSError:
                    pass  # one of the two has gone
