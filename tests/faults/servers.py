"""Consumers of the servers that take alarms besides RabbitMQ."""

from consumers import Consumer
from support import waiting
from support.mail import MailServer
from support.servers import Alertmanager, Mosquitto, Subscriber


class Topic(Consumer):
    """What is published: alarms at the topic itself, states retained below it."""

    kind = "mqtt"
    topic = "docker-monitor/alarms"

    def __init__(self):
        super().__init__()
        self.server = Mosquitto()
        self.server.start()
        self.reader = Subscriber(self.server, self.topic, self.took)

    @property
    def url(self):
        return f"mqtt://127.0.0.1:{self.server.port}/{self.topic}?mode=events"

    def states(self):
        """{topic below ours: what is retained there}"""
        return self.server.retained(self.topic)

    def close(self):
        self.reader.close()
        self.server.close()


class Mailbox(MailServer, Consumer):
    """What a mail server queued. A mail is for people, so the `log` sink of the same row tells
    which alarm its Message-ID names."""

    kind = "smtp"

    def __init__(self):
        MailServer.__init__(self)
        Consumer.__init__(self)
        self.log = None
        self.start()

    @property
    def url(self):
        return (f"smtp://127.0.0.1:{self.port}/?to=ops@example.org&from=monitor@example.org"
                "&tls=no&mode=events")

    def entries(self):
        alarms = {alarm["id"]: alarm for alarm, _ in self.log.entries()}
        named = [mail.message["Message-ID"].removeprefix("<docker-monitor.").split("@")[0]
                 for mail in list(self.mails)]
        return [(alarms[name], None) for name in named if name in alarms]

    def close(self):
        self.stop()


class Alerts(Consumer):
    """What an Alertmanager holds. It knows levels, no transitions: it has no ledger."""

    kind = "alertmanager"
    transitions = frozenset()
    levels = {"down": "ContainerDown", "paused": "ContainerPaused"}

    def __init__(self):
        super().__init__()
        self.server = Alertmanager()
        self.server.start()

    @property
    def url(self):
        return f"alertmanager+http://127.0.0.1:{self.server.port}?mode=events"

    def active(self):
        """[(name of the alert, id of the container)] of what is open, sorted."""
        return sorted((alert["labels"]["alertname"], alert["annotations"].get("containerId", ""))
                      for alert in self.server.active())

    def expected(self, due):
        """What has to be open after all that was due."""
        last = {entry.container: self.levels.get(entry.kind) for entry in due}
        return sorted((level, container) for container, level in last.items() if level)

    def wait_exact(self, due, seconds):
        """`due` tells what is due by then."""
        def shown():
            try:
                return self.active() == self.expected(due())
            except OSError:
                return False

        waiting.until(shown, seconds,
                      lambda: f"open: {self.active()}, expected: {self.expected(due())}", every=0.5)

    def close(self):
        self.server.close()
