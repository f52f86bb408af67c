"""What all tests of a run share: one engine and one broker, started when first asked for."""

import concurrent.futures

from .broker import Broker
from .engine import Engine

_pool = concurrent.futures.ThreadPoolExecutor(2)
_started = {}


def _start(make):
    component = make()
    _started[make] = component
    component.__enter__()
    return component


_futures = {}


def _ask(make):
    if make not in _futures:
        _futures[make] = _pool.submit(_start, make)
    return _futures[make]


def _result(make):
    future = _ask(make)
    failure = future.exception()
    if failure:  # told to each test in one line, not with the traces of all tests before it
        raise RuntimeError(f"no {make.__name__.lower()}: {failure}")
    component = future.result()
    component.revive()
    return component


def prepare():
    """Starts the slow ones while other tests run."""
    _ask(Engine)
    _ask(Broker)


def engine():
    """The private dockerd, running, with busybox:local loaded."""
    return _result(Engine)


def broker():
    """The private RabbitMQ, running."""
    return _result(Broker)


def close():
    """Ends whatever was started; for the end of the run."""
    _pool.shutdown()
    for component in _started.values():
        component.close()
    _started.clear()
    _futures.clear()
