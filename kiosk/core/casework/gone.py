"""Which bodies of a case are gone by right, and by whose word: told from heads alone, the same on every node.

An `Erased` of the county takes the bodies of all that it comes after, the station's and the office's, and the ledger
rows that `Purged` kept, whenever those come: they are copies. It takes nothing else: what a station wrote without
knowing of it (a complaint, offline) keeps its body, and the county sees that something came after.
A station's own `Purged` lets go of that station's copies of all that it comes after.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.core.casework.fold import Folded, by_case, comes_after, fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event, Level


class Gone(NamedTuple):
    """erased: hash of an event -> the Erased that took its body everywhere. purged: (node, hash) -> the Purged by which
    that node let go of its copy."""

    erased: Mapping[bytes, Event]
    purged: Mapping[tuple[bytes, bytes], Event]


NOTHING_GONE = Gone({}, {})


def gone_of(events: Iterable[Event], revoked: frozenset[bytes] = frozenset()) -> Gone:
    """Of all events of one case number, as they are held. revoked: as `fold` takes them."""
    erased: dict[bytes, Event] = {}
    purged: dict[tuple[bytes, bytes], Event] = {}
    for of_one in by_case(events).values():
        found = _of_case(fold(of_one, revoked))
        erased.update(found.erased)
        purged.update(found.purged)
    return Gone(erased, purged)


def _of_case(folded: Folded) -> Gone:
    words = [
        event
        for event in folded.landed
        if event.head.kind in (Kind.ERASED, Kind.PURGED) and event.hash not in folded.set_aside
    ]
    if not words:
        return NOTHING_GONE
    given = {event.hash: event for event in (*folded.landed, *folded.waiting)}
    before = comes_after(given)
    erased: dict[bytes, Event] = {}
    purged: dict[tuple[bytes, bytes], Event] = {}
    for word in words:
        for hash_ in sorted(_all_before(word.hash, before) & given.keys()):
            if word.head.kind == Kind.PURGED:
                if given[hash_].head.kind != Kind.PURGED:
                    purged.setdefault((word.head.node, hash_), word)
            elif word.head.level is Level.COUNTY and given[hash_].head.kind != Kind.ERASED:
                erased.setdefault(hash_, word)
    first = next((word for word in words if word.head.kind == Kind.ERASED and word.head.level is Level.COUNTY), None)
    if first is not None:
        for event in given.values():
            if event.head.kind == Kind.PURGED:
                erased.setdefault(event.hash, first)
    return Gone(erased, purged)


def _all_before(hash_: bytes, before: Mapping[bytes, set[bytes]]) -> set[bytes]:
    """Everything that `hash_` comes after, at any distance."""
    found: set[bytes] = set()
    left = [hash_]
    while left:
        for earlier in before.get(left.pop(), ()):
            if earlier not in found:
                found.add(earlier)
                left.append(earlier)
    return found
