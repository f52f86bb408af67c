"""A receiver of webhooks refuses, delays or confuses; RabbitMQ and the log do not suffer."""

from scene import row
from sink_faults import meanwhile
from webhook import Webhook

ALL = ("webhook", "amqp", "log")
WELL = ("amqp", "log")


def trouble(scene, entry, seconds):
    """Every request is answered that way for a while."""
    receiver = scene.consumers["webhook"]
    receiver.always = entry
    meanwhile(scene, seconds, rate=5, others=WELL)
    receiver.always = None
    receiver.release.set()  # who was held is let go


for _name, _entry, _seconds in (
        ("webhook answers 500 for 30 s", 500, 30),
        ("webhook answers at one byte a second for 30 s", "slow", 30),
        ("webhook never answers for 40 s", "hang", 40),
        ("webhook answers no HTTP for 20 s", "garbage", 20)):
    row(_name, sinks=ALL, timeout=120)(
        lambda scene, entry=_entry, length=_seconds: trouble(scene, entry, length))


@row("webhook answers 408 and 503 in turn", sinks=ALL, runs=3, short=1, timeout=120)
def in_turn(scene):
    receiver = scene.consumers["webhook"]
    receiver.script = [408, 503] * scene.runs
    for container in scene.ids()[:5]:
        scene.toggle(container)
    scene.wait_arrived(60)
    keys = [headers.get("Idempotency-Key") for _, headers, _ in receiver.requests]
    scene.expect(keys[:2 * scene.runs + 1] == keys[:1] * (2 * scene.runs + 1),
                 f"the refused one was not sent again first: {keys[:7]}")


@row("webhook takes and breaks off before it answers", sinks=ALL, runs=20, short=3, timeout=120)
def broken_off(scene):
    receiver = scene.consumers["webhook"]
    receiver.script = ["cut", 204] * scene.runs
    for number in range(scene.runs):
        scene.toggle(scene.ids()[number % 10])
    scene.wait_arrived(120)


@row("webhook takes 7 s for each alarm", sinks=ALL, short=1, timeout=60)
def late(scene):
    receiver = scene.consumers["webhook"]
    receiver.script = ["late"] * 2
    scene.toggle(scene.ids()[0])
    scene.wait_arrived(60)
    keys = [headers.get("Idempotency-Key") for _, headers, _ in receiver.requests]
    scene.expect(len(keys) == len(set(keys)), f"alarms were sent again: {keys}")


@row("webhook answers 429 and asks for 4 s", sinks=ALL, short=1, timeout=60)
def asked_to_wait(scene):
    receiver = scene.consumers["webhook"]
    receiver.script = [(429, {"Retry-After": "4"})]
    scene.toggle(scene.ids()[0])
    scene.wait_arrived(30)
    first, second = (at for at, _, _ in receiver.requests[:2])
    scene.expect(second - first >= 3.9, f"asked again after {second - first:.1f} s")
    scene.expect(second - first < 15, f"asked again only after {second - first:.1f} s")


def refused(scene, entry):
    """One alarm is refused for good: it is parked, told in the API, and holds up nothing."""
    receiver = scene.consumers["webhook"]
    receiver.always = entry
    scene.order(f"/containers/{scene.ids()[0]}/pause")
    due = scene.ledger.wait(scene.ids()[0], "paused")
    scene.program.wait_sink("webhook", lambda sink: sink["parked"] == 1, 120, "nothing is parked")
    receiver.always = None
    scene.excused["webhook"] = [due]
    tried = len(receiver.requests)
    scene.expect(1 < tried < 50, f"it was tried {tried} times")
    told = scene.program.sinks()["webhook"]
    scene.expect(told["lastError"] and told["state"] == "failing", f"the API tells {told}")
    for container in scene.ids()[1:4]:
        scene.toggle(container)


for _status in (400, 401, 404, 413, 422):
    row(f"webhook answers {_status} for good", sinks=ALL, timeout=60, notices=("degraded",))(
        lambda scene, status=_status: refused(scene, status))


@row("webhook redirects elsewhere", sinks=ALL, timeout=60, notices=("degraded",))
def redirected(scene):
    elsewhere = Webhook()
    scene.exits.callback(elsewhere.close)
    refused(scene, (302, {"Location": elsewhere.url}))
    scene.expect(not elsewhere.requests, "a redirect was followed")


@row("webhook answers 100 MB", sinks=ALL, timeout=60)
def endless(scene):
    receiver = scene.consumers["webhook"]
    receiver.script = ["endless"]
    before, _ = scene.program.resident()
    scene.toggle(scene.ids()[0])
    scene.wait_arrived(60)
    _, most = scene.program.resident()
    scene.expect(most - before < 16 << 20, f"{(most - before) >> 20} MiB more memory")


@row("webhook, and we are killed 50 times", sinks=ALL, runs=50, timeout=120,
     notices=("blind-interval",))
def killed(scene):
    scene.kill_often()
