"""Alertmanager and Mosquitto are away, or forget; what they show must be right again."""

from scene import row
from sink_faults import meanwhile

LEVELS = ("alertmanager", "amqp", "log")
TOPICS = ("mqtt", "amqp", "log")
WELL = ("amqp", "log")
RESYNC_WITHIN = 90  # seconds: everything open is told again each minute


def leave_open(scene):
    """Some containers are paused, some are down, others are well again."""
    ids = scene.ids()
    for container in ids[:6]:
        scene.order(f"/containers/{container}/pause")
    for container in ids[3:6]:
        scene.order(f"/containers/{container}/unpause")
    for container in ids[6:8]:
        scene.order(f"/containers/{container}/kill")


def exact(scene, seconds):
    scene.consumers["alertmanager"].wait_exact(scene.ledger.due, seconds)


@row("Alertmanager is killed and forgets", sinks=LEVELS, runs=3)
def alertmanager_killed(scene):
    server = scene.consumers["alertmanager"].server
    leave_open(scene)
    exact(scene, 20)
    for number in range(scene.runs):
        server.kill()
        scene.order(f"/containers/{scene.ids()[number]}/unpause")  # its end nobody hears now
        server.start()
        exact(scene, RESYNC_WITHIN)


@row("Alertmanager is down for 30 s", sinks=LEVELS)
def alertmanager_down(scene):
    server = scene.consumers["alertmanager"].server
    server.kill()
    meanwhile(scene, 30, rate=5, others=WELL)
    server.start()
    exact(scene, RESYNC_WITHIN)


@row("Alertmanager stands still for 30 s (SIGSTOP)", sinks=LEVELS)
def alertmanager_frozen(scene):
    server = scene.consumers["alertmanager"].server
    server.freeze()
    meanwhile(scene, 30, rate=5, others=WELL)
    server.thaw()
    exact(scene, RESYNC_WITHIN)


@row("Alertmanager has open alerts, and we are killed 5 times", sinks=LEVELS, runs=5, short=2,
     notices=("blind-interval",))
def alertmanager_and_we(scene):
    leave_open(scene)
    exact(scene, 20)
    for number in range(scene.runs):
        scene.program.kill()
        scene.order(f"/containers/{scene.ids()[number % 3]}/{'unpause' if number < 3 else 'pause'}")
        scene.program.restart()
        exact(scene, RESYNC_WITHIN)


@row("Mosquitto is down for 30 s", sinks=TOPICS, timeout=60)
def mosquitto_down(scene):
    reader = scene.consumers["mqtt"]
    leave_open(scene)
    scene.wait_arrived(20)
    reader.server.kill()
    meanwhile(scene, 30, rate=5, others=WELL)
    # What it had taken may be gone with it: only the states count.
    scene.excused["mqtt"] = scene.ledger.due()
    reader.server.start()


@row("Mosquitto stands still for 30 s (SIGSTOP)", sinks=TOPICS, timeout=60)
def mosquitto_frozen(scene):
    server = scene.consumers["mqtt"].server
    server.freeze()
    meanwhile(scene, 30, rate=5, others=WELL)
    server.thaw()


@row("the connection to Mosquitto breaks 20 times", sinks=TOPICS, proxied=("mqtt",), runs=20,
     short=3, timeout=60)
def mosquitto_cut(scene):
    scene.cut_often("mqtt", pause=0.5, rate=30)
