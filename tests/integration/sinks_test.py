"""Webhook, Alertmanager and MQTT beside RabbitMQ: what each is told, and that none waits for another."""

import datetime
import hashlib
import hmac
import json
import os
import socket
import subprocess
import tempfile
import time

from support import case, monitor, processes, shared, waiting
from support.receiver import Receiver
from support.servers import Alertmanager, Mosquitto, Subscriber

KEY = "a key of its own"
USER, PASSWORD = "watcher", "s3cr3t/of:mqtt"
TOPIC = "docker/alarms"
HOST = socket.gethostname()  # which the engine says, too


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class Hook(Receiver):
    """Keeps the alarms that arrived."""

    def __init__(self):
        super().__init__()
        self.alarms = []
        self.waited = []  # seconds from what each tells to its arrival

    def took(self, text):
        alarm = json.loads(text)
        self.waited.append(time.time() - moment(alarm["eventTimestamp"]).timestamp())
        self.alarms.append(alarm)

    def of(self, container):
        return [alarm for alarm in list(self.alarms)
                if alarm["primarySubject"]["container"] == container]

    def kinds(self, container):
        return [alarm["kind"] for alarm in self.of(container)]


class Sinks(case.Case):
    """Mosquitto and Alertmanager are the same for all tests here."""

    @classmethod
    def setUpClass(cls):
        cls.mosquitto = Mosquitto(USER, PASSWORD)
        cls.addClassCleanup(cls.mosquitto.close)
        cls.mosquitto.start()
        cls.alertmanager = Alertmanager()
        cls.addClassCleanup(cls.alertmanager.close)
        cls.alertmanager.start()

    def setUp(self):
        super().setUp()
        self.engine = shared.engine()
        self.folder = tempfile.mkdtemp(prefix="dm-secrets-")
        self.addCleanup(processes.remove, self.folder)

    def secret(self, name, text):
        """A file that holds a secret; returns its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", opener=lambda *a: os.open(*a, 0o600)) as file:
            file.write(text + "\n")
        return path

    def hook(self):
        receiver = Hook()
        self.addCleanup(receiver.close)
        return receiver

    def subscriber(self):
        """What arrives at the topic from now on."""
        arrived = []
        reader = Subscriber(self.mosquitto, TOPIC, lambda text: arrived.append(json.loads(text)))
        self.addCleanup(reader.close)
        return arrived

    def mqtt(self, password=PASSWORD, query=""):
        return (f"mqtt://{USER}@127.0.0.1:{self.mosquitto.port}/{TOPIC}"
                f"?password-file={self.secret('mqtt', password)}{query}")

    def alerts(self, container):
        """{name: alert} of what fires about a container."""
        return {alert["labels"]["alertname"]: alert for alert in self.alertmanager.active()
                if alert["labels"].get("container") == container}

    def test_all_kinds_get_the_same_at_once_while_one_hangs(self):
        signed, hanging = self.hook(), self.hook()
        hanging.always = "hang"
        queue, topic = self.consumer(), self.subscriber()
        running = self.monitor(engine=self.engine.url, sinks=(
            f"{hanging.address}?mode=events", "log:", shared.broker().url,
            self.mqtt(query="&mode=events"),
            f"alertmanager+http://127.0.0.1:{self.alertmanager.port}?heartbeat=1s&instance=here",
            f"{signed.address}?mode=events&secret-file={self.secret('key', KEY)}"))
        running.wait_ready()

        def everybody(name):
            return [running.alarms(name), queue.of(name), signed.of(name),
                    [alarm for alarm in topic if alarm["primarySubject"]["container"] == name]]

        # The first one is what it hangs at; the second must not wait for that.
        for word, code in (("first", 3), ("second", 4)):
            name = self.name(word)
            self.engine.run(name, "sh", "-c", f"exit {code}")
            began = time.monotonic()
            waiting.until(lambda name=name: all(len(of) == 2 for of in everybody(name)), 10,
                          lambda name=name: f"{everybody(name)}")
            waiting.until(lambda name=name: "ContainerDown" in self.alerts(name), 10, "no alert")
            self.assertLess(time.monotonic() - began, 4)
            up, down = running.alarms(name)
            self.assertEqual((up["kind"], down["additionalData"]["exitCode"]), ("up", code))
            for told in everybody(name):
                self.assertEqual(told, [up, down])
            waiting.until(lambda: hanging.requests, 5, "the hanging one was never asked")
        self.check_signed(signed)
        self.check_alert(self.alerts(name)["ContainerDown"], name, down)
        waiting.until(lambda: any(alert["labels"]["alertname"] == "DockerMonitorHeartbeat"
                                  for alert in self.alertmanager.active()), 5, "no heartbeat")
        retained = self.mosquitto.retained(TOPIC)[f"state/{HOST}/{name}"]
        self.assertEqual((retained["state"], retained["alarm"]), ("down", down["id"]))
        self.assertEqual(len(hanging.requests), 1)
        self.assertEqual(hanging.alarms, [])
        for word in (PASSWORD, KEY, "guest:guest"):
            self.assertNotIn(word, running.errors() + running.get("/docker-monitor/api/v2/sinks").body)
        self.assertGreater(running.sinks()["amqp"]["delivered"], 3)
        # Once it answers, it gets all of them.
        hanging.always = None
        hanging.release.set()
        waiting.until(lambda: hanging.of(name) == [up, down], 15,
                      lambda: f"{hanging.alarms} {running.sinks()}")
        self.assertEqual({alarm["id"] for alarm in hanging.alarms},
                         {alarm["id"] for alarm in signed.alarms})
        for kind in ("amqp", "mqtt", "alertmanager"):
            waiting.until(lambda kind=kind: running.sinks()[kind]["pending"] == 0, 5,
                          lambda: f"{running.sinks()}")
            self.assertEqual(running.sinks()[kind]["state"], "up")

    def check_signed(self, receiver):
        """Every request carries the id of its alarm and the signature of its body."""
        self.assertGreaterEqual(len(receiver.requests), 4)
        for (_, headers, _), body in zip(receiver.requests, receiver.bodies):
            self.assertEqual(headers["Idempotency-Key"], json.loads(body)["id"])
            self.assertEqual(headers["X-Docker-Monitor-Signature"],
                             "sha256=" + hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest())
            self.assertEqual(headers["Content-Type"].partition(";")[0], "application/json")

    def check_alert(self, alert, name, down):
        labels, told = alert["labels"], alert["annotations"]
        self.assertEqual((labels["container"], labels["severity"], labels["instance"]),
                         (name, "major", "here"))
        self.assertEqual((told["exitCode"], told["id"]), ("4", down["id"]))
        self.assertEqual(alert["startsAt"], down["eventTimestamp"])
        # Repeated in time, it goes on; if we die, it ends by itself.
        left = moment(alert["endsAt"]).timestamp() - time.time()
        self.assertTrue(60 < left <= 181, left)

    def test_what_a_receiver_refuses_with_500_is_delivered_once_when_it_recovers(self):
        receiver = self.hook()
        receiver.script = [500, 503]
        running = self.monitor(engine=self.engine.url, sinks=(f"{receiver.address}?mode=events",))
        running.wait_ready()
        name = self.name("refused")
        self.engine.run(name, "true")
        waiting.until(lambda: receiver.kinds(name) == ["up", "down"], 15,
                      lambda: f"{receiver.kinds(name)}")
        asked = [headers["Idempotency-Key"] for _, headers, _ in receiver.requests]
        self.assertEqual(asked, [receiver.alarms[0]["id"]] * 3 + [receiver.alarms[1]["id"]])
        sink = running.wait_sink("webhook", lambda sink: sink["pending"] == 0)
        self.assertEqual((sink["delivered"], sink["state"]), (2, "up"))
        self.assertGreaterEqual(sink["failed"], 2)

    def test_incidents_tell_people_what_is_to_be_done_and_nothing_else(self):
        people, programs = self.hook(), self.hook()
        running = self.monitor(engine=self.engine.url, sinks=(
            people.address, f"{programs.address}?mode=events",
            f"alertmanager+http://127.0.0.1:{self.alertmanager.port}", self.mqtt()))
        running.wait_ready()
        names = {word: self.name(word) for word in
                 ("planned", "restarted", "crashed", "dead", "held", "blinked", "done")}
        project, service = "shop" + names["dead"], "web"
        labels = ("--label", f"com.docker.compose.project={project}", "--label",
                  f"com.docker.compose.service={service}", "--label",
                  "com.docker.compose.container-number=1")
        old, new = self.name("web"), self.name("web")
        # What crashed is told at once, and its end when it has stayed up for ten seconds.
        self.engine.launch(names["crashed"], "sh", "-c",
                           "test -e /again && sleep 1000; >/again; exit 9")
        self.engine.launch(names["dead"], "sh", "-c", "exit 8")
        for word, code in (("crashed", "9"), ("dead", "8")):
            waiting.until(lambda word=word: people.kinds(names[word]) == ["down"], 5, "told late")
            waiting.until(lambda word=word: "ContainerDown" in self.alerts(names[word]), 5, word)
            alert = self.alerts(names[word])["ContainerDown"]
            self.assertEqual(alert["annotations"]["exitCode"], code)
        self.engine.order(f"/containers/{names['crashed']}/start")
        self.engine.remove(names["dead"])
        # What was asked for waits as long: it may be the half of a restart or of an update.
        for word in ("planned", "restarted", "held", "blinked"):
            self.engine.launch(names[word])
        self.engine.launch(names["done"], "true")
        for word, order in (("held", "pause"), ("planned", "stop"), ("restarted", "restart"),
                            ("blinked", "pause"), ("blinked", "unpause")):
            self.engine.order(f"/containers/{names[word]}/{order}")
        self.engine.run(old, options=labels)
        self.engine.remove(old)  # as compose replaces it
        self.engine.run(new, options=labels)

        def settled():
            return (len(people.of(names["planned"])) == 1 and len(people.of(names["held"])) == 1
                    and len(people.of(names["done"])) == 1
                    and len(people.of(names["dead"])) == 2
                    and len(people.of(names["crashed"])) == 2)

        waiting.until(settled, 25, lambda: f"{people.alarms}")
        opened, closed = people.of(names["crashed"])
        self.assertEqual((opened["kind"], opened["state"], opened["additionalData"]["exitCode"]),
                         ("down", "open", 9))
        self.assertEqual(closed["severity"], "Clear")
        for word, cause in (("planned", "stopped"), ("done", "exited")):
            (notice,) = people.of(names[word])
            self.assertEqual((notice["severity"], notice["state"], notice["kind"],
                              notice["additionalData"]["cause"]),
                             ("Warning", "event", "down", cause))
            self.assertGreater(people.waited[people.alarms.index(notice)], 9.9)
        (pause,) = people.of(names["held"])
        self.assertEqual((pause["kind"], pause["state"]), ("paused", "open"))
        self.engine.docker("unpause", names["held"])
        waiting.until(lambda: people.kinds(names["held"]) == ["paused", "unpaused"], 5, "no end")
        self.assertEqual(people.of(names["held"])[1]["closes"], pause["id"])
        for name in (names["restarted"], names["blinked"], old, new):
            self.assertEqual(people.of(name), [], name)
        for name in (names["restarted"], names["blinked"], old):
            self.assertGreater(len(programs.of(name)), 0, name)
        # What ends the alarm of the old one has its name, and says what it is called now.
        self.assertEqual(programs.of(old)[-1]["additionalData"]["currentName"], new)
        # What is removed is nobody's business any more.
        for word, kind in (("crashed", "up"), ("dead", "down")):
            opened, closed = people.of(names[word])
            self.assertEqual((closed["kind"], closed["state"], closed["closes"]),
                             (kind, "closed", opened["id"]))
            waiting.until(lambda word=word: not self.alerts(names[word]), 5, f"{word} goes on")
        self.assertEqual(self.mosquitto.retained(TOPIC)[f"state/{HOST}/{names['crashed']}"]["state"], "ok")

    def test_a_killed_mosquitto_has_all_states_again_when_it_returns(self):
        topic = self.subscriber()
        running = self.monitor(engine=self.engine.url,
                               sinks=("log:", self.mqtt(query="&mode=events"))).wait_ready()
        before, after = self.name("before"), self.name("after")
        self.engine.run(before)
        self.engine.docker("pause", before)

        def kinds(name):
            return [alarm["kind"] for alarm in topic
                    if alarm["primarySubject"]["container"] == name]

        def state(name):
            return self.mosquitto.retained(TOPIC).get(f"state/{HOST}/{name}", {}).get("state")

        waiting.until(lambda: kinds(before) == ["up", "paused"], 10, lambda: f"{topic}")
        waiting.until(lambda: state(before) == "paused", 5, "no state is retained")
        self.mosquitto.kill()
        self.engine.run(after, "sh", "-c", "exit 1")
        waiting.until(lambda: running.kinds(after) == ["up", "down"], 10, "log: waits")
        sink = running.wait_sink("mqtt", lambda sink: sink["pending"] == 2)
        self.assertIn(str(self.mosquitto.port), sink["lastError"])
        self.mosquitto.start()
        waiting.until(lambda: (state(before), state(after)) == ("paused", "down"), 30,
                      lambda: f"{self.mosquitto.retained(TOPIC)} {running.sinks()}")
        running.wait_sink("mqtt", lambda sink: sink["pending"] == 0 and sink["state"] == "up")
        self.engine.remove(before)
        waiting.until(lambda: state(before) is None, 10, "the state of a removed one is kept")

        def subscribed():
            """Whether its client, whose subscription the broker forgot, gets alarms again."""
            self.engine.docker("pause", marker)
            self.engine.docker("unpause", marker)
            return kinds(marker)

        marker = self.name("marker")
        self.engine.run(marker)
        waiting.until(subscribed, 15, "no alarm arrives any more", every=0.2)

    def test_with_all_of_them_hanging_we_stop_in_time_and_deliver_after_the_next_start(self):
        receiver = self.hook()
        receiver.always = "hang"
        topic = self.subscriber()
        running = self.monitor(engine=self.engine.url, sinks=(
            f"{receiver.address}?mode=events", self.mqtt(query="&mode=events"),
            f"alertmanager+http://127.0.0.1:{self.alertmanager.port}?mode=events")).wait_ready()
        for server in (self.mosquitto, self.alertmanager):
            server.freeze()
            self.addCleanup(server.thaw)
        name = self.name("frozen")
        self.engine.run(name, "sh", "-c", "exit 6")
        waiting.until(lambda: len(running.history()["alarms"]) == 2, 10, "no alarms")
        for kind in ("webhook", "mqtt", "alertmanager"):
            running.wait_sink(kind, lambda sink: sink["pending"] > 0)
        waiting.until(lambda: receiver.requests, 5, "the webhook was never asked")
        code, seconds = running.stop()
        self.assertEqual(code, 0)
        self.assertLess(seconds, 2)
        receiver.always = None
        for server in (self.mosquitto, self.alertmanager):
            server.thaw()
        running.start()
        running.wait_ready()
        waiting.until(lambda: receiver.kinds(name) == ["up", "down"], 10,
                      lambda: f"{receiver.alarms}")
        waiting.until(lambda: "ContainerDown" in self.alerts(name), 10, "no alert")
        waiting.until(lambda: {alarm["id"] for alarm in topic} >= {
            alarm["id"] for alarm in receiver.of(name)}, 10, lambda: f"{topic}")

    def test_a_wrong_password_of_mosquitto_is_told_without_the_password(self):
        running = self.monitor(engine=self.engine.url,
                               sinks=("log:", self.mqtt("wrong-password"))).wait_ready()
        sink = running.wait_sink("mqtt", lambda sink: sink["lastError"])
        self.assertEqual(sink["state"], "down")
        self.assertIn("refused the login", sink["lastError"])
        self.assertNotIn("wrong-password", running.errors() + json.dumps(sink))

    def sink_test(self, url):
        """Runs `docker-monitor sink test`; returns its exit code and what it printed."""
        done = subprocess.run([monitor.PROGRAM, "sink", "test", url, "--host-name", "host7"],
                              capture_output=True, text=True, timeout=40, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_a_sink_is_tried_by_its_url(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        for query in ("", "?format=slack", "?format=ntfy"):
            code, said = self.sink_test(receiver.address + query)
            self.assertEqual(code, 0, said)
            self.assertIn("has taken the test alarm test-", said)
        alarm, slack, ntfy = (json.loads(body) for body in receiver.bodies)
        self.assertEqual((alarm["kind"], alarm["host"]), ("heartbeat", "host7"))
        self.assertIn("docker-monitor is alive", slack["text"])
        self.assertEqual(ntfy["topic"], "alarms")
        self.assertIn("Nothing is wrong", ntfy["message"])
        receiver.always = 403
        code, said = self.sink_test(receiver.address)
        self.assertEqual(code, 1)
        self.assertIn("403", said)
        receiver.close()
        code, said = self.sink_test(receiver.address)
        self.assertEqual(code, 1)
        self.assertIn("refused", said)
        self.assertEqual(self.sink_test("ftp://x")[0], 2)

    def test_every_kind_of_sink_takes_a_test(self):
        topic = self.subscriber()
        for url in ("log:", shared.broker().url, self.mqtt(),
                    f"alertmanager+http://127.0.0.1:{self.alertmanager.port}"):
            code, said = self.sink_test(url)
            self.assertEqual(code, 0, said)
        waiting.until(lambda: [alarm["kind"] for alarm in topic] == ["heartbeat"], 10,
                      lambda: f"{topic}")
        code, said = self.sink_test(self.mqtt("wrong-password"))
        self.assertEqual(code, 1)
        self.assertIn("refused the login", said)
        self.assertNotIn("wrong-password", said)
