"""The data directory fails in every way a disk can; alarms go on from memory, and say so."""

import os
import time

from scene import row
from support import waiting

OURS = ("degraded", "blind-interval")


def goes_on(scene, seconds=5):
    """Alarms are delivered although nothing can be kept."""
    with scene.workload(rate=40):
        time.sleep(2 if scene.short else seconds)
    scene.wait_arrived(20)
    scene.expect(not scene.program.ended(), "the program has ended")


def fill(path):
    """Writes until nothing more fits."""
    with open(path, "wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass


@row("data directory is full", start=False, short=1, notices=OURS)
def full(scene):
    program = scene.make_program()
    program.data_on_tmpfs("1m")
    scene.begin()
    fill(f"{program.data}/ballast")
    goes_on(scene)
    scene.wait_notice("degraded", 20)
    os.unlink(f"{program.data}/ballast")
    goes_on(scene)


@row("data directory of 256 kB from the start", start=False, short=1, notices=OURS)
def tiny(scene):
    program = scene.make_program()
    program.data_on_tmpfs("256k")
    scene.begin()
    goes_on(scene, 20)


@row("data directory becomes read-only", start=False, notices=OURS)
def read_only(scene):
    program = scene.make_program()
    program.data_on_tmpfs("8m")
    program.start()
    program.wait_ready()
    program.stop()
    program.remount("ro")
    scene.begin()
    goes_on(scene)
    scene.wait_notice("degraded", 20)
    program.remount("rw")
    goes_on(scene)


@row("fdatasync and fsync say EIO", start=False, short=1, notices=OURS)
def sync_fails(scene):
    program = scene.make_program()
    program.traced("fdatasync:error=EIO:when=10+", "fsync:error=EIO:when=10+")
    scene.begin()
    goes_on(scene)
    scene.wait_notice("degraded", 20)


@row("writes say ENOSPC at random", start=False, notices=OURS)
def writes_fail(scene):
    program = scene.make_program()
    program.traced("pwrite64:error=ENOSPC:when=40+7")
    scene.begin()
    goes_on(scene)


def spoil(path):
    """Writes nonsense all over the middle of a file."""
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        for offset in range(0, size, 1024):
            file.seek(offset + 100)
            file.write(os.urandom(200))


@row("database spoilt while we are stopped", short=1, notices=OURS)
def spoilt_stopped(scene):
    goes_on(scene)
    scene.program.stop()
    spoil(scene.program.database())
    scene.program.restart()
    scene.program.wait_ready()
    scene.wait_notice("degraded", 20)
    kept = [name for name in os.listdir(os.path.dirname(scene.program.database()))]
    scene.expect(len(kept) > 1, f"nothing was put aside: {kept}")
    goes_on(scene)


@row("database spoilt while we run", notices=OURS)
def spoilt_running(scene):
    goes_on(scene)
    spoil(scene.program.database())
    goes_on(scene)
    scene.program.kill()
    scene.program.restart()
    scene.program.wait_ready()
    goes_on(scene)


@row("database removed while we run", notices=OURS)
def removed_running(scene):
    goes_on(scene)
    os.unlink(scene.program.database())
    goes_on(scene)


@row("database is a newer version's", notices=OURS)
def newer(scene):
    goes_on(scene)
    scene.program.stop()
    path = scene.program.database()
    with open(path, "r+b") as file:  # SQLite keeps the user's version at offset 60
        file.seek(60)
        file.write((1_000_000).to_bytes(4, "big"))
    scene.program.restart()
    waiting.until(lambda: scene.program.get("/readyz").status == 200, 20, "never ready")
    scene.expect(os.path.exists(path), "a newer version's data are gone")
