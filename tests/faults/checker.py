"""Compares what was due with what arrived: lost, duplicate, phantom, out of order, how late.

Pure: no clock, no process, no socket.
"""

import collections
import dataclasses

MILLISECOND = 1_000_000
SECOND = 1_000 * MILLISECOND
UP, DOWN, PAUSED = "running", "down", "paused"
LEADS_TO = {"up": UP, "unpaused": UP, "paused": PAUSED, "down": DOWN}


@dataclasses.dataclass(frozen=True)
class Due:
    """An alarm that has to arrive: the engine said, or was made to do, so."""

    container: str  # the full id
    kind: str
    at: int | None = None  # nanoseconds by the engine's clock, where anybody knows


@dataclasses.dataclass(frozen=True)
class Arrival:
    """An alarm as a consumer took it."""

    id: str
    container: str
    kind: str
    told: int  # nanoseconds: the time the alarm tells
    at: int | None = None  # nanoseconds by our clock when it was taken, where that is measured
    origin: str = "live"


@dataclasses.dataclass
class Finding:
    """What one comparison, or several added up, found."""

    due: int = 0
    delivered: int = 0
    lost: list = dataclasses.field(default_factory=list)
    duplicates: list = dataclasses.field(default_factory=list)
    phantoms: list = dataclasses.field(default_factory=list)
    disordered: list = dataclasses.field(default_factory=list)
    latencies: list = dataclasses.field(default_factory=list)  # seconds

    def __iadd__(self, other):
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self

    def latency(self, share):
        """A quantile of the latencies, in seconds; None without any."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else None


def check(due, arrived):
    """Every due alarm arrived, once, in the order of its container, and nothing else did.

    A resend under the same id is a duplicate, never out of order; the same transition under a
    second id is a phantom.
    """
    finding = Finding()
    for dues, arrivals in _by_container(due, _without_repeats(arrived, finding)):
        _compare(dues, arrivals, finding)
    return finding


def check_final(due, arrived, before=None):
    """The state each container was told to be in last is its state; nothing was told that did not
    happen. For faults after which not every transition can be known any more.

    `before` is {container: state} of those that existed at the start.
    """
    finding = Finding()
    for dues, arrivals in _by_container(due, _without_repeats(arrived, finding)):
        first = (before or {}).get((dues or arrivals)[0].container, DOWN)
        finding.due += 1
        if _state(dues, first) == _state(arrivals, first):
            finding.delivered += 1
        else:
            finding.lost.append(dues[-1] if dues else arrivals[-1])
        rest = collections.Counter(entry.kind for entry in dues)
        for arrival in arrivals:
            if rest[arrival.kind] == 0:
                finding.phantoms.append(arrival)
            rest[arrival.kind] -= 1
    return finding


def _without_repeats(arrived, finding):
    seen, firsts = set(), []
    for arrival in arrived:
        if arrival.id in seen:
            finding.duplicates.append(arrival)
        else:
            seen.add(arrival.id)
            firsts.append(arrival)
    return firsts


def _by_container(due, arrived):
    both = collections.defaultdict(lambda: ([], []))
    for entry in due:
        both[entry.container][0].append(entry)
    for entry in arrived:
        both[entry.container][1].append(entry)
    return both.values()


def _state(entries, first):
    for entry in entries:
        first = LEADS_TO.get(entry.kind, first)
    return first


def _match(dues, arrivals):
    """{index of an arrival: index of what it was due for}, the strictest way first, so that a
    phantom does not stand in for a loss."""
    place, taken = {}, set()

    def take(number, candidates, fits):
        for wanted in candidates:
            if wanted not in taken and fits(dues[wanted], arrivals[number]):
                place[number] = wanted
                taken.add(wanted)
                return

    exact, by_kind = collections.defaultdict(list), collections.defaultdict(list)
    for wanted, due in enumerate(dues):
        by_kind[due.kind].append(wanted)
        if due.at is not None:
            exact[due.kind, due.at // MILLISECOND].append(wanted)
    for number, arrival in enumerate(arrivals):
        take(number, exact[arrival.kind, arrival.told // MILLISECOND], lambda *_: True)
    for fits in (_about_then, _found_later):
        for number, arrival in enumerate(arrivals):
            if number not in place:
                take(number, by_kind[arrival.kind], fits)
    return place


def _about_then(due, arrival):
    """An engine tells an end twice (stop, die) within moments."""
    return due.at is None or abs(due.at - arrival.told) < SECOND


def _found_later(_, arrival):
    """What was found by comparing states has a time that nobody can say before."""
    return arrival.origin == "reconciled"


def _compare(dues, arrivals, finding):
    place = _match(dues, arrivals)
    matched = set(place.values())
    finding.due += len(dues)
    finding.delivered += len(place)
    finding.lost += [due for wanted, due in enumerate(dues) if wanted not in matched]
    furthest = -1
    for number, arrival in enumerate(arrivals):
        if number not in place:
            finding.phantoms.append(arrival)
            continue
        due = dues[place[number]]
        if place[number] < furthest:
            finding.disordered.append(arrival)
        furthest = max(furthest, place[number])
        if arrival.at is not None and due.at is not None:
            finding.latencies.append((arrival.at - due.at) / SECOND)
