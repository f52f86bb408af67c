"""The stream of events breaks off, holds nonsense, or brings more than anybody can take."""

import time

from scene import REAL, row
from support import waiting

MISSED = ("blind-interval", "restart-loop")
MEBIBYTE = 1 << 20
EVENTS = b"/events?"


# It takes a quarter of an hour: none of these containers leaks, so no memory threshold is due.
@row("cut at every byte of two events", containers=3, proxied=("engine",), runs=900, short=4,
     notices=("blind-interval",))
def cut_in_events(scene):
    container = scene.ids()[0]
    for number in range(scene.runs):
        scene.proxies["engine"].cut_after(number * 900 // scene.runs, only=EVENTS)
        scene.toggle(container)
        scene.wait_arrived(20, "log")


@row("cut at every byte of the answer's head", proxied=("engine",), runs=300, short=6,
     notices=("blind-interval",))
def cut_in_head(scene):
    container, proxy = scene.ids()[0], scene.proxies["engine"]
    for number in range(scene.runs):
        proxy.cut()
        proxy.cut_after(number * 300 // scene.runs, only=EVENTS)
        scene.toggle(container)
        scene.wait_arrived(20, "log")


@row("cut between a real engine and us", engine=REAL, containers=3, proxied=("engine",), runs=60,
     short=3, notices=("blind-interval",))
def cut_real(scene):
    for number in range(scene.runs):
        scene.proxies["engine"].cut_after(number * 13, only=EVENTS)
        scene.toggle(scene.ids()[number % 3])
        scene.wait_arrived(20, "log")


@row("the stream falls silent and nobody is told", proxied=("engine",), runs=3, short=1)
def silent(scene):
    for number in range(scene.runs):
        time.sleep(11)  # an answered ping tells that all is well
        scene.proxies["engine"].mute(EVENTS)
        scene.order(f"/containers/{scene.ids()[number]}/kill")
        scene.ledger.wait(scene.ids()[number], "down")
        scene.wait_arrived(60, "log")


@row("the stream of Podman falls silent and nobody is told", proxied=("engine",),
     simulator=("--server", "Podman"), runs=2)
def silent_podman(scene):
    for number in range(scene.runs):
        time.sleep(11)
        scene.proxies["engine"].mute(EVENTS)
        scene.order(f"/containers/{scene.ids()[number]}/kill")
        scene.ledger.wait(scene.ids()[number], "down")
        scene.wait_arrived(60, "log")


@row("an idle stream is cut while health checks run", proxied=("engine",), runs=3, short=1)
def cut_idle(scene):
    for number in range(scene.runs):
        scene.toggle(scene.ids()[number])
        scene.wait_arrived(20, "log")
        scene.engine.control("events", count=300, kind="exec")  # the engine remembers 256 events
        time.sleep(11)  # until it answers a ping
        scene.proxies["engine"].cut()
        scene.order(f"/containers/{scene.ids()[number]}/kill")
        scene.ledger.wait(scene.ids()[number], "down")
        scene.wait_arrived(20, "log")
        time.sleep(2)  # a notice would come


@row("a proxy refuses what we can do without", proxied=("engine",), start=False, short=1)
def refused(scene):
    scene.make_program()
    scene.proxies["engine"].refused = rb"^GET (/v[0-9.]+)?/(info|version)[ ?]"
    scene.begin()
    for container in scene.ids()[:3]:
        scene.toggle(container)
    scene.wait_arrived(20, "log")
    told = scene.program.get("/docker-monitor/api/v2/host").json()["engine"]
    scene.expect(told.get("refused") == ["/version", "/info"], f"/host tells {told}")


def nonsense(scene, kind, limit=48 * MEBIBYTE):
    before, _ = scene.program.resident()
    for number in range(scene.runs):
        # Two streams are open: that of the ledger, too.
        scene.engine.control("garbage", kind=kind, route="events", times=2)
        for container in scene.ids()[number % 5:number % 5 + 3]:
            scene.toggle(container)
        scene.wait_arrived(60, "log")
    _, most = scene.program.resident()
    scene.expect(most - before < limit, f"{(most - before) / MEBIBYTE:.0f} MiB more memory")


for _kind, _runs, _short in (("malformed", 20, 0), ("types", 20, 2), ("binary", 20, 0),
                             ("empty", 20, 0), ("chunk", 20, 0), ("line1m", 10, 0),
                             ("line100m", 3, 1)):
    row(f"nonsense: {_kind}", runs=_runs, short=_short, notices=("blind-interval",))(
        lambda scene, kind=_kind: nonsense(scene, kind))


@row("3,000 events in a second", containers=100, final=True, runs=5, short=1, notices=MISSED,
     timeout=60)
def many_events(scene):
    for _ in range(scene.runs):
        scene.engine.control("events", count=3000, rate=3000)
        # A fresh event behind them all is read when they have been.
        waiting.until(lambda: scene.engine.get("/_ping").status == 200, 20, "no ping")
        scene.fresh()


@row("10,000 containers at once", containers=0, final=True, notices=MISSED, timeout=120)
def many_containers(scene):
    scene.engine.control("spawn", count=10_000)
    waiting.until(lambda: len(scene.program.rows()) == 10_000, 60,
                  lambda: f"{len(scene.program.rows())} rows", every=2)


@row("we stand still through 3,000 events (SIGSTOP)", containers=50, final=True, runs=5, short=1,
     notices=MISSED)
def frozen_through_a_burst(scene):
    for _ in range(scene.runs):
        scene.program.freeze()
        scene.engine.control("events", count=3000, rate=3000)
        for container in scene.ids()[:5]:
            try:
                scene.order(f"/containers/{container}/pause")
            except OSError:
                pass  # it has just crashed
        time.sleep(1.2)
        scene.program.thaw()
        scene.fresh()


@row("we stand still through more than a real engine remembers", engine=REAL, containers=2,
     final=True, notices=MISSED)
def frozen_through_renames(scene):
    container = scene.ids()[0]
    scene.program.freeze()
    scene.order(f"/containers/{container}/pause")
    for number in range(300):  # the engine remembers 256 events
        scene.order(f"/containers/{container}/rename?name=renamed-{number % 2}")
    scene.program.thaw()


@row("events dropped without a word", arguments=("--source", "engine"), final=True, notices=MISSED)
def dropped(scene):
    # Without cgroup files the list is compared each minute.
    scene.engine.control("drop-events", count=3)
    for container in scene.ids()[:3]:
        scene.order(f"/containers/{container}/pause")
        scene.ledger.miss(container, "paused")  # which the engine told nobody
    scene.wait_arrived(100, "log")


@row("events of every kind by hundreds, real engine", engine=REAL, containers=6, runs=3, short=1)
def storm(scene):
    for number in range(scene.runs):
        with scene.workload(rate=60, seed=number):
            time.sleep(2 if scene.short else 20)
