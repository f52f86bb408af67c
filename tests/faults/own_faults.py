"""What befalls docker-monitor itself: kills, restarts, clocks, memory."""

import contextlib
import http.client
import random
import time

from scene import REAL, row
from support import shared, waiting

SERVES_WITHIN = 1  # second after a start
HOUR = 3600


@row("killed with kill -9 at any moment", runs=1000, short=15, timeout=60,
     notices=("blind-interval",))
def killed(scene, longest=0.5):
    """Lives so many seconds at most."""
    source = random.Random(11)
    slowest = 0
    with scene.workload(rate=40):
        for _ in range(scene.runs):
            time.sleep(source.uniform(0, longest))
            scene.program.kill()
            slowest = max(slowest, scene.program.restart())
    scene.expect(slowest < SERVES_WITHIN, f"the slowest start took {slowest:.2f} s")
    scene.program.wait_ready()


@row("killed with kill -9 at any moment, real engine", engine=REAL, containers=5, runs=100, short=2,
     timeout=60, notices=("blind-interval", "restart-loop"))
def killed_real(scene):
    killed(scene, 2)


@row("killed with kill -9 while containers come and go, real engine", engine=REAL, containers=2,
     start=False, runs=20, short=2, timeout=60, notices=("blind-interval",))
def killed_while_replaced(scene):
    scene.engine.launch("before-us", "sleep", "1000000")
    scene.order("/containers/before-us?force=true", "DELETE")
    scene.begin()
    for number in range(scene.runs):
        scene.engine.launch(f"brief-{number}", "sleep", "1000000")
        if number % 2:
            scene.wait_arrived(20, "log")
        scene.order(f"/containers/brief-{number}?force=true", "DELETE")
        if number % 3:
            scene.wait_arrived(20, "log")
        scene.program.kill()
        scene.program.restart()
        scene.program.wait_ready()


@row("killed with kill -9 while descriptions come late, real engine", engine=REAL, containers=5,
     proxied=("engine",), runs=40, timeout=60, notices=("blind-interval",))
def killed_waiting(scene):
    scene.proxies["engine"].late = (rb"GET /[^ ]*/[0-9a-f]{64}/json", 0.2)
    killed(scene, 2)


def killed_at(scene, calls):
    """kill -9 at the chosen system calls, the n-th one of a thread each time, n up to so many; runs
    on until it strikes."""
    source = random.Random(13)
    scene.program.kill()
    # Slowly: what happens during many starts that fail must not outrun the engine's memory.
    with scene.workload(rate=8):
        for number in range(scene.runs):
            call, most = calls[number % len(calls)]
            scene.program.traced(f"{call}:signal=KILL:when={source.randrange(1, most)}")
            try:
                scene.program.restart()
            except AssertionError:
                pass  # it was killed before it served
            waiting.until(scene.program.ended, 60, f"{call} was never called so often")
    scene.program.under()
    scene.program.restart()
    scene.program.wait_ready()


@row("killed at fdatasync", runs=200, short=4, timeout=60, notices=("blind-interval",))
def killed_at_sync(scene):
    killed_at(scene, (("fdatasync", 40),))


@row("killed at write, pwrite64, sendto", runs=200, timeout=60, notices=("blind-interval",))
def killed_at_write(scene):
    killed_at(scene, (("pwrite64", 400), ("sendto", 40), ("write", 40)))


@row("restarted with SIGTERM, 100 times", runs=100, short=5, timeout=60,
     notices=("blind-interval",))
def restarted(scene):
    with scene.workload(rate=40):
        for _ in range(scene.runs):
            time.sleep(0.3)
            code, took = scene.program.stop()
            scene.expect(code == 0 and took <= 2, f"ended with {code} after {took:.1f} s")
            scene.program.restart()
    scene.program.wait_ready()


@row("killed with 10,000 alarms pending", containers=100, short=1, timeout=120,
     notices=("blind-interval",))
def pending(scene):
    server = shared.broker()
    server.kill()
    try:
        wanted = 300 if scene.short else 10_000
        while len(scene.ledger.due()) < wanted:
            for container in scene.ids():
                scene.toggle(container)
        scene.wait_arrived(60, "log")
        scene.program.kill()
        took = scene.program.restart()
        scene.program.wait_ready(5)
        scene.expect(took <= SERVES_WITHIN, f"served again after {took:.2f} s")
    finally:
        server.start()


@row("stopped while containers end, kept across the pause", containers=20, runs=10, short=2,
     notices=("blind-interval",))
def stopped_meanwhile(scene):
    for number in range(scene.runs):
        scene.program.stop()
        for container in scene.ids()[number % 5:number % 5 + 5]:
            scene.toggle(container)
        scene.order(f"/containers/{scene.ids()[10]}/{'start' if number % 2 else 'kill'}")
        scene.program.restart()
        scene.program.wait_ready()
        scene.wait_arrived(20, "log")


@row("our clock steps by an hour, forth and back", start=False, runs=4, short=2,
     notices=("blind-interval",))
def own_clock(scene):
    program = scene.make_program()
    program.false_clock()
    scene.begin()
    program.wait_sample(next(iter(program.rows())))
    for step in (HOUR, 0, -HOUR, 0)[:scene.runs]:
        program.step(step)
        for container in scene.ids()[:3]:
            scene.toggle(container)
        scene.wait_arrived(20, "log")
        for name, figures in program.rows().items():
            scene.expect(0 <= figures.get("cpu", 0) <= 6400, f"{name}: {figures}")


@row("the engine's clock steps by an hour, forth and back", proxied=("engine",), runs=4, short=2,
     timed=False, notices=("blind-interval",))
def engines_clock(scene):
    for step in (HOUR, -HOUR, -HOUR, HOUR)[:scene.runs]:
        scene.engine.control("clock", ms=step * 1000)
        for container in scene.ids()[:3]:
            scene.toggle(container)
        scene.wait_arrived(20, "log")
        scene.proxies["engine"].cut()
        scene.toggle(scene.ids()[3])
        scene.wait_arrived(20, "log")


@row("32 MiB of memory, 100 containers", containers=100, start=False, short=1,
     notices=("blind-interval",))
def little_memory(scene):
    program = scene.make_program()
    program.limit_memory(32 << 20)
    scene.begin()
    with scene.workload(rate=50):
        time.sleep(3 if scene.short else 60)
    scene.wait_arrived(20)
    scene.expect(not program.ended(), "it was killed")
    most = program.group_figure("memory.max_usage_in_bytes") >> 10
    scene.notes.append(f"most memory in use: {most} KiB")



def starved(program):
    """Takes some memory and asks for an answer, which needs some; whether it has ended."""
    program.shrink_memory(program.group_figure("memory.usage_in_bytes") - (256 << 10))
    with contextlib.suppress(OSError, http.client.HTTPException):
        program.get("/docker-monitor/api/v2/containers?all=true")
    return program.ended()


@row("killed for using too much memory, 5 times", containers=100, start=False, runs=5,
     timeout=60, notices=("blind-interval",))
def out_of_memory(scene):
    program = scene.make_program()
    program.limit_memory(32 << 20)
    scene.begin()
    with scene.workload(rate=50):
        for _ in range(scene.runs):
            time.sleep(2)
            waiting.until(lambda: starved(program), 30, "it lives without memory")
            scene.expect(program.process.returncode == -9, f"ended {program.process.returncode}")
            program.shrink_memory(32 << 20)
            program.restart()
    program.wait_ready()
