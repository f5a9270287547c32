"""R-FOLD: the same events make the same case, in whatever order they arrived.

An event comes after its log's predecessor among the given events and after everything its `after` names. Among
the events that are ready, those of the current handler's level come first, then the lower event hash. An event
whose `after` is missing waits. One that is not permitted where it lands is set aside (搁置): kept, shown, without
effect; so is one of a revoked node's beyond what is still believed, which keeps its place in the order. Duplicates by
hash are ignored; an operation of a node has effect once.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from kiosk.core.casework.case import Case, Tip, tips_after
from kiosk.core.casework.effect import effect, put_aside
from kiosk.core.casework.kinds import FIRST_CARRIAGE_KIND, Kind
from kiosk.core.casework.permission import permitted_facts
from kiosk.core.event import Event


class Folded(NamedTuple):
    """What a set of events of one case folds to.

    case: None until an Entrusted has landed. landed: every event that found its place, in order.
    set_aside: hash -> code of REFUSALS, for those without effect. waiting: events whose `after` is missing. revoked:
    hashes that were given as beyond belief.
    """

    case: Case | None
    landed: tuple[Event, ...]
    set_aside: Mapping[bytes, str]
    waiting: tuple[Event, ...]
    revoked: frozenset[bytes] = frozenset()


class CaseKey(NamedTuple):
    """Identity of a case: the number is a label, (node, operation) of the Entrusted is who it is.

    node and operation are empty for events whose Entrusted has not come, or cannot be told.
    """

    number: str
    node: bytes
    operation: bytes


NOTHING = Folded(None, (), {}, ())


def replay(events: Iterable[Event]) -> Case | None:
    """The case that `events` fold to; events of one case, any order, duplicates ignored."""
    return fold(events).case


def fold(events: Iterable[Event], revoked: frozenset[bytes] = frozenset()) -> Folded:
    """`replay`, telling also what landed in which order, what was set aside and why, and what waits. revoked: hashes
    of events that land without effect, because their author was revoked before them."""
    given = {event.hash: event for event in events}
    before = comes_after(given)
    missing = {hash_: len(earlier) for hash_, earlier in before.items()}
    follow: dict[bytes, list[bytes]] = defaultdict(list)
    for hash_, earlier in before.items():
        for one in earlier:
            follow[one].append(hash_)
    ready: dict[int, list[bytes]] = {}  # level -> heap of hashes
    for hash_, count in missing.items():
        if count == 0:
            heapq.heappush(ready.setdefault(given[hash_].head.level, []), hash_)
    case: Case | None = None
    early: tuple[Event, ...] = ()  # landed before any Entrusted
    landed: list[Event] = []
    set_aside: dict[bytes, str] = {}
    while any(ready.values()):
        event = given[_take(ready, case)]
        landed.append(event)
        case, early = _land(case, early, event, set_aside, revoked)
        for hash_ in _freed(event.hash, follow, missing, given):
            heapq.heappush(ready.setdefault(given[hash_].head.level, []), hash_)
    waiting = tuple(given[hash_] for hash_ in sorted(given) if missing[hash_])
    return Folded(case, tuple(landed), set_aside, waiting, revoked)


def extend(folded: Folded, event: Event) -> Folded:
    """Equal to `fold` of the same events and one more. Quick where the new event comes after all others."""
    held = (*folded.landed, *folded.waiting)
    if any(event.hash == other.hash for other in held):
        return folded
    case = folded.case
    if case is None or folded.waiting or not _comes_last(case.tips, folded.landed, event):
        return fold((*held, event), folded.revoked)
    set_aside = dict(folded.set_aside)
    case, _ = _land(case, (), event, set_aside, folded.revoked)
    return Folded(case, (*folded.landed, event), set_aside, (), folded.revoked)


def retold(folded: Folded) -> Iterator[tuple[Case, Event]]:
    """Every event that had effect after the case had begun, in order, each with the case as it stood before it."""
    case: Case | None = None
    early: tuple[Event, ...] = ()
    for event in folded.landed:
        if case is not None and event.hash not in folded.set_aside:
            yield case, event
        case, early = _land(case, early, event, {}, folded.revoked)


def by_case(events: Iterable[Event]) -> dict[CaseKey, tuple[Event, ...]]:
    """Events parted by case. Events of carriage, and those that belong to no case, are left out.

    Two Entrusted of one number from different (node, operation) are two cases (重号). Another event belongs to
    the one that it comes after, by `after` or in its own log; where that names none or several, its key is empty.
    """
    numbers: dict[str, dict[bytes, Event]] = defaultdict(dict)
    for event in events:
        if event.head.case and event.head.kind < FIRST_CARRIAGE_KIND:
            numbers[event.head.case][event.hash] = event
    parted: dict[CaseKey, list[Event]] = defaultdict(list)
    for number, given in numbers.items():
        owners = _owners(given)
        for hash_ in sorted(given):
            parted[owners.get(hash_, CaseKey(number, b"", b""))].append(given[hash_])
    return {key: tuple(parted[key]) for key in sorted(parted)}


def comes_after(given: Mapping[bytes, Event]) -> dict[bytes, set[bytes]]:
    """Hash -> what it comes after. The events of one log come in the order of their sequence; of two at one
    sequence (R-BRANCH) neither comes after the other, and the next comes after both. A hash that is not given stands
    for what is missing. A fork has a name of its own that is no event's and comes after its branches, so that k
    branches beside k branches make 2 k links and not k²: one station writes as many as it likes."""
    logs: dict[tuple[bytes, bytes], dict[int, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for event in given.values():
        logs[event.head.node, event.head.log][event.head.seq].append(event.hash)
    before = {event.hash: set(event.head.after) for event in given.values()}
    for (node, log), by_seq in logs.items():
        earlier = b""
        for seq in sorted(by_seq):
            here = by_seq[seq]
            for hash_ in here:
                before[hash_].update([earlier] if earlier else [])
            earlier = here[0]
            if len(here) > 1:
                earlier = b"fork" + node + log + b"%d" % seq
                before[earlier] = set(here)
    return before


def _freed(
    landed: bytes, follow: Mapping[bytes, list[bytes]], missing: dict[bytes, int], given: Mapping[bytes, Event]
) -> list[bytes]:
    """The events that wait for nothing any more once `landed` has landed; a fork is passed the moment it is whole."""
    freed: list[bytes] = []
    passed = [landed]
    while passed:
        for hash_ in follow.get(passed.pop(), ()):
            missing[hash_] -= 1
            if missing[hash_] == 0:
                (freed if hash_ in given else passed).append(hash_)
    return freed


def _take(ready: dict[int, list[bytes]], case: Case | None) -> bytes:
    if case is not None and ready.get(case.handler):
        return heapq.heappop(ready[case.handler])
    lowest = min((heap for heap in ready.values() if heap), key=lambda heap: heap[0])
    return heapq.heappop(lowest)


def _land(
    case: Case | None, early: tuple[Event, ...], event: Event, set_aside: dict[bytes, str], revoked: frozenset[bytes]
) -> tuple[Case | None, tuple[Event, ...]]:
    facts = "AUTHOR_REVOKED" if event.hash in revoked else permitted_facts(case, event)
    if isinstance(facts, str):
        set_aside[event.hash] = facts
        if case is None:
            return None, (*early, event)
        return put_aside(case, event), ()
    if case is not None or not early:
        return effect(case, event, facts), ()
    begun = effect(None, event, facts)
    tips: tuple[Tip, ...] = ()
    for other in early:
        tips = tips_after(tips, other)
    tips = tips_after(tips, event)
    return replace(begun, set_aside=tuple(other.hash for other in early), tips=tips), ()


def _comes_last(tips: tuple[Tip, ...], landed: tuple[Event, ...], event: Event) -> bool:
    head = event.head
    known = {other.hash for other in landed}
    own = [other.head.seq for other in landed if (other.head.node, other.head.log) == (head.node, head.log)]
    return (
        all(hash_ in known for hash_ in head.after)
        and all(seq < head.seq for seq in own)
        and len(tips_after(tips, event)) == 1  # it covers every tip
    )


def _owners(given: Mapping[bytes, Event]) -> dict[bytes, CaseKey]:
    """Which case each event belongs to, by what it comes after; left out where none or several are named. Where there
    is but one case, all is its own except what its log held before it and what came after that: it belongs to a case
    of a cloned card's whose Entrusted is missing, and the one that is here must not wait for it."""
    owners: dict[bytes, set[CaseKey]] = {hash_: set() for hash_ in given}
    for event in given.values():
        head = event.head
        if head.kind == Kind.ENTRUSTED:
            owners[event.hash].add(CaseKey(head.case, head.node, head.operation))
    roots = {key for keys in owners.values() for key in keys}
    early = _before_any_began(given)
    if len(roots) == 1 and not early:
        return dict.fromkeys(given, next(iter(roots)))
    before = comes_after(given)
    after = {hash_: given[hash_].head.after for hash_ in given}
    entrusted = {hash_ for hash_, keys in owners.items() if keys}
    _spread(owners, after, entrusted)
    nobodys = {CaseKey(given[hash_].head.case, b"", b"") for hash_ in early}
    for hash_ in early:
        owners[hash_] = owners[hash_] or set(nobodys)
    _spread(owners, after, entrusted)
    if len(roots) == 1:
        return {hash_: next(iter(roots)) for hash_ in given if owners[hash_] != nobodys}
    told = {hash_ for hash_, keys in owners.items() if keys}
    owners.update({fork: set() for fork in before if fork not in given})
    _spread(owners, before, told)  # its own log speaks only where `after` is silent
    return {hash_: next(iter(owners[hash_])) for hash_ in given if len(owners[hash_]) == 1}


def _before_any_began(given: Mapping[bytes, Event]) -> set[bytes]:
    """The events whose log holds an Entrusted of this number further on, and none before."""
    began: dict[tuple[bytes, bytes], int] = {}
    for event in given.values():
        head = event.head
        if head.kind == Kind.ENTRUSTED:
            log = head.node, head.log
            began[log] = min(head.seq, began.get(log, head.seq))
    return {
        hash_
        for hash_, event in given.items()
        if event.head.seq < began.get((event.head.node, event.head.log), 0)
    }


def _spread(owners: dict[bytes, set[CaseKey]], before: Mapping[bytes, Iterable[bytes]], settled: set[bytes]) -> None:
    follow: dict[bytes, list[bytes]] = defaultdict(list)
    for hash_, earlier in before.items():
        for one in earlier:
            follow[one].append(hash_)
    todo = [hash_ for hash_, keys in owners.items() if keys]
    while todo:
        source = todo.pop()
        for hash_ in follow[source]:
            if hash_ not in settled and not owners[source] <= owners[hash_]:
                owners[hash_] |= owners[source]
                todo.append(hash_)
