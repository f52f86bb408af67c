"""A mail server refuses, hangs or goes away; RabbitMQ and the log do not suffer."""

from scene import row
from sink_faults import meanwhile
from support.mail import QUEUED

ALL = ("smtp", "amqp", "log")
WELL = ("amqp", "log")

for _name, _reply, _seconds in (
        ("mail server answers 451 for 20 s", "451 4.3.0 Error: queue file write error", 20),
        ("mail server never answers for 30 s", "hang", 30)):
    @row(_name, sinks=ALL, timeout=120)
    def trouble(scene, reply=_reply, seconds=_seconds):
        server = scene.consumers["smtp"]
        server.usual = reply
        meanwhile(scene, seconds, rate=5, others=WELL)
        server.usual = QUEUED


@row("mail server is down for 30 s", sinks=ALL, timeout=120)
def down(scene):
    server = scene.consumers["smtp"]
    server.stop()
    try:
        meanwhile(scene, 30, rate=5, others=WELL)
    finally:
        server.start()


@row("the connection to the mail server breaks 50 times", sinks=ALL, proxied=("smtp",), runs=50,
     short=3, timeout=120)
def cut(scene):
    scene.cut_often("smtp", pause=0.4, rate=20)


@row("mail server refuses a mail for good", sinks=ALL, short=1, timeout=60, notices=("degraded",))
def refused(scene):
    server = scene.consumers["smtp"]
    server.usual = "554 5.7.1 Refused by policy"
    scene.order(f"/containers/{scene.ids()[0]}/pause")
    due = scene.ledger.wait(scene.ids()[0], "paused")
    scene.program.wait_sink("smtp", lambda sink: sink["parked"] >= 1, 60, "nothing is parked")
    server.usual = QUEUED
    scene.excused["smtp"] = [due]
    scene.expect(scene.program.sinks()["smtp"]["state"] == "failing", "it is not said to fail")
    for container in scene.ids()[1:4]:
        scene.toggle(container)


@row("mail, and we are killed 20 times", sinks=ALL, runs=20, timeout=120,
     notices=("blind-interval",))
def killed(scene):
    scene.kill_often()
