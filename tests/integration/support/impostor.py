"""A server in place of docker-monitor, whose answers a test makes."""

import collections
import http.server
import threading


class Impostor:
    """A server that answers each path below the API's root by a function of its connection, and
    others never. Use as a context manager."""

    def __init__(self, **answers):
        self.asked = collections.Counter()
        impostor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0].rpartition("/")[2]
                impostor.asked[path] += 1
                try:
                    answers.get(path, lambda _: impostor.ended.wait())(self)
                except OSError:
                    pass  # nobody listens any more

            def log_message(self, *_):
                pass

        self.ended = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @staticmethod
    def body(text, content_type="application/json"):
        """An answer with this body."""
        def answer(to):
            to.send_response(200)
            to.send_header("Content-Type", content_type)
            to.send_header("Content-Length", str(len(text.encode())))
            to.end_headers()
            to.wfile.write(text.encode())
        return answer
