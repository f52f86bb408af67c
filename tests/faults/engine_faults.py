"""The engine goes away, stands still, or changes its mind about what it speaks."""

import os
import signal
import time

from scene import PODMAN, REAL, row
from support import monitor, waiting

AWAY = ("engine-unreachable", "blind-interval")
# Ends with 7 when its process is told to; the engine is not needed for that.
MORTAL = ("sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.1; done")
TOLD_AWAY_WITHIN = 35


def lose_one_while_away(scene, live_restore):
    """kill -9 of the engine; one container ends before it returns."""
    engine = scene.engine
    engine.stop()
    engine.start(live_restore)
    scene.exits.callback(restart_plain, engine)
    scene.begin()
    for name in ("mortal", "survivor"):
        engine.launch(name, *MORTAL)
    scene.wait_arrived(10)
    described = engine.get("/containers/mortal/json").json()
    engine.kill()
    killed = time.monotonic()
    os.kill(described["State"]["Pid"], signal.SIGTERM)
    scene.wait_notice("engine-unreachable", TOLD_AWAY_WITHIN + 5)
    took = time.monotonic() - killed
    scene.expect(took <= TOLD_AWAY_WITHIN, f"engine-unreachable after {took:.0f} s")
    engine.start(live_restore)
    scene.program.wait_ready(40)
    scene.ledger.missed_end(engine, "mortal")
    down = waiting.until(lambda: next((alarm for alarm in scene.program.alarms("mortal")
                                       if alarm["kind"] == "down"), None), 20, "no down")
    data = down["additionalData"]
    scene.expect((data.get("exitCode"), data["origin"]) == (7, "reconciled"), f"told as {data}")


def restart_plain(engine):
    engine.revive()
    engine.remove_all()
    engine.stop()
    engine.start()


@row("killed with kill -9, one dies meanwhile", engine=REAL, containers=0, start=False,
     notices=AWAY)
def killed(scene):
    lose_one_while_away(scene, live_restore=False)


@row("the same with live-restore", engine=REAL, containers=0, start=False, notices=AWAY)
def killed_with_live_restore(scene):
    lose_one_while_away(scene, live_restore=True)
    scene.expect(scene.program.row("survivor")["status"] == "running", "the survivor is not up")


@row("stands still for 60 s (SIGSTOP)", engine=REAL, containers=2, notices=AWAY)
def frozen(scene):
    engine, program = scene.engine, scene.program
    engine.launch("through", *MORTAL)
    scene.wait_arrived(10)
    process = engine.get("/containers/through/json").json()["State"]["Pid"]
    served = [target for target in ("/docker-monitor/api/v2/containers", "/metrics", "/healthz")
              if program.get(target).status == 200]
    engine.freeze()
    began = time.monotonic()
    os.kill(process, signal.SIGTERM)
    first_503 = None
    slowest = 0
    while time.monotonic() - began < 60:
        asked = time.monotonic()
        old = program.get(monitor.METRICS).status
        new = [program.get(target).status for target in served]
        slowest = max(slowest, time.monotonic() - asked)
        scene.expect(new == [200] * len(served), f"{served}: {new}")
        if old == 503 and first_503 is None:
            first_503 = time.monotonic() - began
        time.sleep(0.5)
    scene.expect(slowest < 1, f"four answers took {slowest:.2f} s")
    scene.expect(first_503 is not None and 25 < first_503 < 45, f"v1.0 was 503 after {first_503}")
    scene.wait_notice("engine-unreachable", 1)
    engine.thaw()
    program.wait_ready(30)


@row("comes back 20 times, 2 of 50 ended each time", containers=50, runs=20, final=True,
     notices=AWAY + ("restart-loop",))
def restarts(scene):
    for _ in range(scene.runs):
        scene.engine.control("restart", down_ms=200, die=2)
        scene.program.wait_ready(30)
        gone = {entry["Id"]: entry["State"]
                for entry in scene.engine.get("/containers/json?all=1").json()}
        known = told_states(scene)
        for container, state in gone.items():
            if state == "exited" and known.get(container, "running") != "down":
                scene.ledger.miss(container, "down")
        scene.wait_arrived(20, "log")


def told_states(scene):
    """{id: the state the ledger knows}"""
    return {entry.container: "down" if entry.kind == "down" else "up"
            for entry in scene.ledger.due()}


@row("comes back newer and refuses our version", simulator=("--api", "1.45"), notices=AWAY)
def refuses(scene):
    scene.toggle(scene.ids()[0])
    scene.engine.control("refuse", min="1.45")
    scene.engine.control("restart", down_ms=300)
    waiting.until(scene.engine.answers, 10, "does not come back")
    scene.program.wait_ready(30)
    scene.toggle(scene.ids()[1])


@row("answers nothing for 45 s", notices=AWAY)
def hangs(scene):
    scene.engine.control("hang", seconds=45)
    waiting.until(scene.engine.answers, 60, "hangs for ever")
    scene.program.wait_ready(30)
    for container in scene.ids()[:3]:
        scene.toggle(container)


@row("comes back too new for good, as before in the end", notices=AWAY)
def refuses_for_long(scene):
    scene.toggle(scene.ids()[0])
    scene.engine.control("refuse", min="9.99")
    scene.engine.control("restart", down_ms=300)
    scene.wait_notice("engine-unreachable", TOLD_AWAY_WITHIN + 5)
    time.sleep(10)
    told = [alarm for alarm in scene.consumers["log"].notices()
            if alarm["kind"] == "engine-unreachable"]
    scene.expect(len(told) == 1, f"told {len(told)} times: {told}")
    scene.engine.control("refuse", min="1.24")
    scene.program.wait_ready(40)
    for container in scene.ids()[:3]:
        scene.toggle(container)


@row("is Podman, and we are killed 10 times", engine=PODMAN, containers=3, runs=10, timeout=60,
     notices=AWAY)
def podman(scene):
    for number in range(scene.runs):
        with scene.workload(rate=5, seed=number):
            time.sleep(2)
            scene.program.kill()
            scene.program.restart()
            time.sleep(1)
    scene.program.wait_ready()


@row("is Podman, which stops and starts again", engine=PODMAN, containers=3, runs=3, timeout=60,
     notices=AWAY)
def podman_restarts(scene):
    for _ in range(scene.runs):
        scene.engine.stop()
        time.sleep(1)
        scene.engine.start()
        scene.program.wait_ready(40)
        for container in scene.ids():
            scene.toggle(container)
        scene.wait_arrived(20, "log")
