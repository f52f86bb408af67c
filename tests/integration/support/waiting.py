"""Waiting for a condition, never for a time."""

import time


class TimedOut(AssertionError):
    """A condition did not come true in time."""


def until(condition, seconds, what, every=0.05):
    """Returns the first true value of condition(); raises TimedOut with what was waited for.

    `what` may be a function: it is called when the time is over, so it can tell the last state.
    """
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimedOut(f"after {seconds} s: {what() if callable(what) else what}")
        time.sleep(every)
