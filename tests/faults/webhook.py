"""A receiver of webhooks that misbehaves by script."""

from consumers import Consumer
from support.receiver import Receiver


class Webhook(Receiver, Consumer):
    """What it answered by 2xx has arrived."""

    kind = "webhook"

    def took(self, text):
        Consumer.took(self, text)

    @property
    def url(self):
        return f"{self.address}?mode=events"
