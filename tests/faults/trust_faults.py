"""A host that means harm to its hub and to other hosts, and a hub that means harm to its hosts."""

import contextlib
import itertools
import json
import os
import random
import re
import socket
import time
import zlib

from fleet_faults import SINKS, wait_present
from scene import row
from support import monitor, nats, waiting

API = "/docker-monitor/api/v2"
MORE_MEMORY = 192 << 20  # bytes that a hub may take while a host does its worst
REFUSED = "b sends what is refused"  # as the hub says it
TICKS = os.sysconf("SC_CLK_TCK")


def deflated(document):
    return zlib.compress(json.dumps(document).encode(), 1)


def deflated_with(dictionary, document):
    """Deflated with a dictionary, which is the hub's or not."""
    packer = zlib.compressobj(1, zdict=dictionary)
    return packer.compress(json.dumps(document).encode()) + packer.flush()


def bomb():
    """As much as a message of NATS may have, most of a gigabyte inflated."""
    packer = zlib.compressobj(9)
    zeros = b" " * (1 << 20)
    return b"".join([packer.compress(zeros) for _ in range(800)] + [packer.flush()])


def alarm_of(container):
    """A lie about a container."""
    return json.dumps({
        "namespace": "dojot.docker.container", "domain": "docker container status change",
        "eventTimestamp": monitor.timestamp(), "description": "container went down",
        "severity": "Major", "primarySubject": {"container": "forged", "image": "forged"},
        "id": f"forged-{container}", "kind": "down", "state": "open", "containerId": container,
        "additionalData": {"origin": "live"}})


def nonsense():
    """Payloads that no host sends, one after the other, without end."""
    source = random.Random(41)
    head = {"instance": "evil", "sentAt": monitor.timestamp()}
    good = deflated(head | {"containers": []})
    container = {"id": "1", "name": "n", "status": "running"}
    documents = (
        [], 7, "text", None, {}, {"instance": 7}, head | {"containers": [7]},
        head | {"containers": [{"id": 1}]}, head | {"containers": [container | {"status": 7}]},
        head | {"part": -1, "parts": "many"}, head | {"part": 1 << 63, "parts": (1 << 64) - 1},
        head | {"version": 999, "containers": {"a": 1}}, head | {"host": {"cores": 1 << 63}},
        head | {"host": {"text": "x" * 300_000}}, head | {"sentAt": "9999-99-99T99:99:99Z"},
        head | {"containers": [container | {"labels": {"a": 1, "b": [{}]}, "exitCode": 1 << 62}]})
    for number in itertools.count():
        yield deflated(documents[number % len(documents)])
        yield source.randbytes(source.randrange(3000))
        yield good[:source.randrange(len(good))]
        yield good + source.randbytes(3)
        yield zlib.compress(b"[" * 100_000)
        yield deflated_with(b"instance" * (1 + number % 9), head | {"containers": []})
        # Much that is to be remembered.
        yield deflated(head | {"containers": [container | {
            "id": f"{number}-{each}", "labels": {"com.docker.compose.project": "x" * 100_000}}
            for each in range(30)]})


def announce(hub, file, size):
    """Announces a message of so many bytes; returns what the server says before it hangs up."""
    with client_of(hub, file) as client:
        client.send(f"PUB fleet.b.state {size}\r\n".encode())
        waiting.until(client.closed.is_set, 10, f"a message of {size} bytes is waited for")
        return client.errors


def silent(hub):
    """Connects and never says a word."""
    return socket.create_connection(("127.0.0.1", hub.port), 5)


def trespass(client, container):
    """Uses all subjects that are not its own; returns how many."""
    subjects = ["fleet.a.state", "fleet.a.samples", "fleet.a.alarms", "fleet.a.ask", "fleet.b.ask",
                "fleet.c.alarms", "fleet.b", "fleet.b.alarms.more", "_HUB.1", "_INBOX.a.1",
                "_INBOX.hub.1", "$SYS.REQ.SERVER.PING", "$JS.API.INFO", "anything"]
    foreign = ["fleet.>", "fleet.a.>", "fleet.*.ask", "_HUB.>", "_INBOX.>", "_INBOX.a.>", "$SYS.>",
               ">"]
    for subject in subjects:
        client.publish(subject, alarm_of(container))
    for subject in foreign:
        client.subscribe(subject)
    client.flush()
    return len(subjects) + len(foreign)


@row("host of a hub sends garbage and uses the subjects of others", sinks=SINKS, short=1,
     timeout=60, notices=("degraded", "host-lost"))
def hostile_host(scene):
    wait_present(scene)
    hub = scene.consumers["fleet"]
    file = hub.invite("b")
    payloads = [*itertools.islice(nonsense(), 300), bomb()]
    before = hub.program.resident()[0]
    sent = 0
    with scene.workload(rate=40), contextlib.ExitStack() as exits:
        with client_of(hub, file):
            pass
        for _ in range(50):
            exits.callback(silent(hub).close)
        announce(hub, file, 2 << 30)
        refused = announce(hub, file, 2 << 20)
        scene.expect(any("Maximum Payload" in why for why in refused), f"2 MiB: {refused}")
        evil = exits.enter_context(client_of(hub, file))
        ending = time.monotonic() + (8 if scene.short else 60)
        while time.monotonic() < ending:
            evil.publish(f"fleet.b.{('state', 'samples', 'alarms')[sent % 3]}",
                         payloads[sent % len(payloads)], "_INBOX.b.1")
            sent += 1
            if sent % 10 == 0:
                evil.flush()
        trespasses = trespass(evil, scene.ids()[0])
        waiting.until(lambda: len(evil.errors) >= trespasses, 10,
                      lambda: f"{len(evil.errors)} of {trespasses} refused: {evil.errors}")
        scene.expect(not [subject for subject, *_ in evil.messages
                          if not subject.startswith(("_INBOX.b.", "fleet.b.ask"))],
                     f"it has read what is not its own: {evil.messages[:3]}")
        waiting.until(lambda: any(REFUSED in alarm["additionalData"].get("reason", "")
                                  for alarm in hub.notices()), 20, "the hub names no host")
    scene.expect(REFUSED in hub.program.errors(), "the log names no host")
    scene.expect({alarm["host"] for alarm in hub.notices()} == {"b"}, "another host is named")
    scene.expect(not hub.program.ended(), "the hub crashed")
    scene.expect("forged" not in {alarm["primarySubject"]["container"]
                                  for alarm, _ in hub.entries()}, "a forged alarm was taken")
    most = hub.program.resident()[1]
    scene.notes.append(f"{sent} messages; memory of the hub {before >> 20} MiB, "
                       f"at most {most >> 20} MiB")
    scene.expect(most <= before + MORE_MEMORY, f"the hub took {(most - before) >> 20} MiB more")
    wait_present(scene)


@contextlib.contextmanager
def client_of(hub, file):
    """A connection of the host, which nats-server refuses until soon after the invitation."""
    def connected():
        try:
            return nats.Client.of_file(file, hub.port).__enter__()
        except OSError:
            return None

    client = waiting.until(connected, 10, "the host cannot connect")
    try:
        yield client
    finally:
        client.__exit__()


# A taken hub

ANSWERED = 20  # questions that a host answers in a second
REFUSALS = 20  # that it sends besides
CHANGING = ("create", "start", "stop", "kill", "restart", "pause", "unpause", "rename", "remove")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "get", "")


def paths_of(scene):
    """All that the API has, what an engine has, and what a person may order."""
    container = scene.ids()[0]
    document = scene.program.get("/docker-monitor/api/openapi.json").json()
    for path in document["paths"]:
        yield re.sub(r"\{[^}]*\}", container, path)
    for verb in ("stop", "kill", "restart", "pause", "start", "exec", "rename?name=x", "update"):
        yield f"/containers/{container}/{verb}"
        yield f"/v1.41/containers/{container}/{verb}"
    for path in ("/containers/create", f"/containers/{container}", "/images/prune", "/swarm/leave",
                 f"{API}/silences", f"{API}/silences/1", f"{API}/alarms/1/ack", f"{API}/ack",
                 "/control", "/../control", "/-/reload", "/-/quit", "/simulator/end?count=5"):
        yield path


def changed(scene):
    """What the engine was asked to change, and what is decided in the agent."""
    calls = scene.engine.get("/simulator/calls").json()
    decided = [scene.program.get(f"{API}/{what}").json() for what in ("silences", "alarms")]
    return [calls.get(name, 0) for name in CHANGING], decided


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_while(scene, seconds, work):
    """CPU seconds of the host's docker-monitor during work(until), which takes so many seconds."""
    before = cpu_seconds(scene.program.process.pid)
    work(time.monotonic() + seconds)
    return cpu_seconds(scene.program.process.pid) - before


def ask_steadily(client, questions, rate, until):
    """So many questions a second."""
    for number in itertools.count():
        if time.monotonic() >= until:
            return
        for _ in range(max(rate // 50, 1)):
            client.publish("fleet.a.ask", next(questions), f"_HUB.evil.{number}")
        time.sleep(max(1 / 50, 1 / rate))


@row("hub of a host is taken and asks for whatever it likes", sinks=SINKS, short=1, timeout=60,
     containers=50)
def taken_hub(scene):
    wait_present(scene)
    hub = scene.consumers["fleet"]
    scene.toggle(scene.ids()[0])
    scene.wait_arrived(20)
    done = monitor.run("silence", "add", "--include", "name=nobody", "--for", "1h",
                       "--docker-host", f"unix://{scene.engine.socket}",
                       DOCKER_MONITOR_DATA_DIR=scene.program.data)
    scene.expect(done.returncode == 0, done.stderr)
    before = changed(scene)
    seconds = 8 if scene.short else 30
    with hub.credentials() as evil:
        evil.subscribe("_HUB.evil.*")
        orders = [f"{method} {path}" for path in paths_of(scene) for method in METHODS]
        if scene.short:
            orders = orders[::3]
        for begin in range(0, len(orders), ANSWERED - 2):
            for order in orders[begin:begin + ANSWERED - 2]:
                evil.publish("fleet.a.ask", order, f"_HUB.evil.{begin}")
            evil.flush()
            time.sleep(1.1)
        scene.expect(statuses(evil) <= {200, 400, 404, 405, 429, 503},
                     f"answers: {statuses(evil)}")
        scene.expect(200 in statuses(evil), "not even a GET is answered")
        questions = itertools.cycle(orders)
        usual = cpu_while(scene, seconds, lambda until: ask_steadily(evil, questions, ANSWERED, until))
        evil.messages.clear()
        flooded = cpu_while(scene, seconds,
                            lambda until: ask_steadily(evil, questions, 1000, until))
        evil.flush()
        answers = len(evil.messages)
    scene.notes.append(f"{len(orders)} orders; CPU of the host {usual / seconds:.3f} of a core at 20 "
                       f"questions a second, {flooded / seconds:.3f} at 1,000; {answers} answers")
    scene.expect(flooded <= 1.5 * usual, f"CPU {flooded:.2f} s instead of {usual:.2f} s")
    scene.expect(answers <= (ANSWERED + REFUSALS) * (seconds + 2),
                 f"{answers} answers in {seconds} s")
    after = changed(scene)
    scene.expect(after == before, f"the hub changed something: {before} became {after}")
    wait_present(scene)


def statuses(client):
    """The statuses of all answers."""
    return {int(found.group(1)) for _, _, payload in list(client.messages)
            if (found := re.search(rb"\r\nStatus: ?(\d+)\r\n", payload))}
