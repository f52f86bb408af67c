"""Clients that mean harm, while alarms go on and /healthz is answered."""

import concurrent.futures
import contextlib
import os
import random
import re
import resource
import socket
import time

from scene import row
from support import http, waiting

WELL_WITHIN = 0.1  # seconds: 99 of 100 answers of /healthz
CLOSED_WITHIN = 10
GET, HOST = b"GET / HTTP/1.1\r\n", b"Host: localhost\r\n"
SEEDS = (
    b"",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    GET + b"Host: a\r\nHost: b\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\n" + HOST + b"\r\n",
    GET + HOST + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    GET + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"\r\n" * 300,
)


@contextlib.contextmanager
def healthy(scene):
    """Asks /healthz all the time; 99 of 100 answers are quick and good."""
    ending = False

    def ask():
        times = []
        while not ending:
            began = time.monotonic()
            try:
                good = http.request(scene.program.socket, "/healthz").status == 200
            except OSError:
                good = False
            times.append(time.monotonic() - began if good else 99)
            time.sleep(0.01)
        return sorted(times)

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        try:
            yield
        finally:
            ending = True
    times = asked.result()
    worst = times[min(int(len(times) * 0.99), len(times) - 1)]
    scene.expect(worst < WELL_WITHIN, f"/healthz p99 {worst * 1000:.0f} ms of {len(times)}")


def connect(scene):
    host, port = scene.program.address.split(":")
    return socket.create_connection((host, int(port)), 10)


def closed(end, seconds):
    """Whether the other side ends the connection in time."""
    end.settimeout(seconds)
    try:
        while end.recv(65536):
            pass
    except (TimeoutError, BlockingIOError):
        return False
    except OSError:
        pass
    return True


@contextlib.contextmanager
def descriptors(wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@row("slowloris: 200 headers that never end")
def slowloris(scene):
    with healthy(scene), contextlib.ExitStack() as kept:
        ends = [kept.enter_context(connect(scene)) for _ in range(200)]
        for end in ends:
            end.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        while time.monotonic() - began < 4:
            for end in ends:
                with contextlib.suppress(OSError):
                    end.sendall(b"X: y\r\n")
            scene.toggle(scene.ids()[0])
            time.sleep(1)
        left = [end for end in ends
                if not closed(end, max(CLOSED_WITHIN - time.monotonic() + began, 0.01))]
        scene.expect(not left, f"{len(left)} of 200 are still open after {CLOSED_WITHIN} s")


@row("slow read: 100 large answers nobody takes", containers=2000)
def slow_read(scene):
    target = b"GET /docker-monitor/api/v2/containers HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with healthy(scene), contextlib.ExitStack() as kept:
        ends = [kept.enter_context(connect(scene)) for _ in range(100)]
        for end in ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            end.sendall(target * 4)
        began = time.monotonic()
        while time.monotonic() - began < 12:
            scene.toggle(scene.ids()[0])
            time.sleep(1)
        left = sum(not gone(end) for end in ends)
        scene.expect(left == 0, f"{left} of 100 are still open after 12 s")
    _, most = scene.program.resident()
    scene.expect(most < 200 << 20, f"{most >> 20} MiB of memory")


def gone(end):
    """Whether the kernel knows that the other side has ended the connection, unread data or not."""
    state = end.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # ESTABLISHED


@row("10,000 idle connections", short=1)
def idle(scene):
    with descriptors(12_000), healthy(scene), contextlib.ExitStack() as kept:
        opened = 0
        for _ in range(10_000):
            try:
                kept.enter_context(connect(scene))
                opened += 1
            except OSError:
                break
            if opened % 1000 == 0:
                scene.toggle(scene.ids()[0])
        scene.expect(opened == 10_000, f"only {opened} connections were taken")
        # At the cap the longest idle one goes: who comes now is served.
        began = time.monotonic()
        answer = http.request(scene.program.address, "/healthz")
        scene.expect(answer.status == 200 and time.monotonic() - began < 1, "a new one waits")
        held = len(os.listdir(f"/proc/{scene.program.process.pid}/fd"))
        scene.expect(held < 1200, f"{held} descriptors are in use")


def is_request(data):
    """True where the bytes begin with a request that deserves its answer: random changes may leave
    one, such as a field renamed that would have been refused."""
    head, end, _ = bytes(data).removeprefix(b"\r\n").partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    token = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
    if not end or not re.fullmatch(rb"(GET|HEAD) /[!-~]* HTTP/1\.[0-9]", line):
        return False
    names = [re.fullmatch(rb"(" + token + rb"):[\t ]*([\t -~\x80-\xff]*)", one) for one in fields]
    if not all(names) or len(names) > 64:
        return False
    found = [(one[1].lower(), one[2].strip()) for one in names]
    hosts = [value.lower() for name, value in found if name == b"host"]
    return (hosts == [b"localhost"] or (not hosts and line.endswith(b"1.0"))) and not any(
        name in (b"content-length", b"transfer-encoding") for name, _ in found)


@row("garbage instead of HTTP, 2,000 times", runs=2000, short=300)
def garbage(scene):
    source = random.Random(7)
    served = 0
    with healthy(scene):
        for number in range(scene.runs):
            data = bytearray(source.choice(SEEDS) + source.randbytes(source.randrange(64)))
            for _ in range(source.randrange(4)):
                data[source.randrange(len(data) + 1):0] = source.randbytes(3)
            with connect(scene) as end:
                with contextlib.suppress(OSError):
                    end.sendall(data)
                    end.shutdown(socket.SHUT_WR)
                head = b""
                with contextlib.suppress(OSError):
                    head = end.recv(64)
                served += head.startswith(b"HTTP/1.1 200") and not is_request(data)
            if number % 100 == 0:
                scene.toggle(scene.ids()[0])
    scene.expect(served == 0, f"{served} answers to what is no request were 200")
    scene.expect(not scene.program.ended(), "the program has ended")


@row("descriptors are used up", start=False, short=1)
def no_descriptors(scene):
    program = scene.make_program()
    program.under("prlimit", "--nofile=64:64")
    scene.begin()
    with contextlib.ExitStack() as kept:
        for _ in range(200):
            with contextlib.suppress(OSError):
                kept.enter_context(connect(scene))
        for container in scene.ids()[:5]:
            scene.toggle(container)
        scene.wait_arrived(10)
    waiting.until(lambda: http.request(program.socket, "/healthz").status == 200, 20,
                  "HTTP does not recover")
