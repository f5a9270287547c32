"""The rules, each switched off: what a careless program would do instead. With any of these the campaign goes red, or
it would not notice that the rule was lost.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.carriage.examine import Examined, examine
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.protocol import Own, Settled, settle
from kiosk.core.casework.fold import by_case
from kiosk.core.refusal import Refusal
from kiosk.desk.station import Station
from server.store import tables as t
from server.store.journal import Journal
from server.store.taking import Taking, take


def settle_by_number(ack: Acknowledgement, issuer: Identity, own: Mapping[bytes, Sequence[Own]]) -> Settled:
    """R-HASHACK off: "you have up to 7" is believed for whatever stands here up to 7."""
    settled = settle(ack, issuer, own)

    def up_to(extents: tuple[Extent, ...]) -> frozenset[bytes]:
        reach = {extent.log: extent.n for extent in extents}
        return frozenset(e.hash for log, events in own.items() for e in events if e.seq <= reach.get(log, 0))

    opened = frozenset(
        e.hash
        for listed in ack.open
        for e in own.get(listed.log, ())
        if listed.first <= e.seq <= listed.last
    )
    if issuer.role is not Role.COUNTY:
        return settled._replace(custody=settled.custody | up_to(ack.recv))
    return settled._replace(
        recv=settled.recv | up_to(ack.recv), safe=settled.safe | up_to(ack.safe), open=settled.open | opened
    )


def take_the_first_alone(journal: Journal, examined: Examined, *rest: Any) -> Taking:
    """R-BRANCH off: who comes second to a place is taken for a repetition of who came first."""
    e = t.event.c
    kept = []
    for taken in examined.taken:
        head = taken.event.head
        here = select(e.hash).where(e.log_name == log_name(head), e.seq == head.seq)
        there = set(journal.connection.scalars(here))
        if not there or taken.event.hash in there:
            kept.append(taken)
    return take(journal, examined._replace(taken=tuple(kept)), *rest)


def examine_all_or_nothing(batch: Any, *rest: Any) -> Examined:
    """R-RAW off: one frame that is not right, and the whole batch goes back."""
    examined = examine(batch, *rest)
    if examined.apart or batch.damage or batch.missing:
        raise Refusal("BATCH_UNREADABLE")
    return examined


def due_at_receipt(station: Station, held: Mapping[str, Any], powered_s: int) -> list[str]:
    """R-SAFE off: the county says that it has it, so it may go here."""
    unproved = {
        row[0]
        for row in station.store.all(
            'SELECT "case" FROM event WHERE origin = 1 AND hash NOT IN (SELECT event FROM mark WHERE state = \'recv\')'
        )
    }
    return [number for number in held if number not in unproved]


def by_visible_number(events: Any) -> Any:
    """R-KEY off: a number that is known already is the same case again."""
    found = by_case(events)
    first: dict[str, Any] = {}
    for key in found:
        if key.node:
            first.setdefault(key.number, key)
    return {key: events for key, events in found.items() if not key.node or first[key.number] == key}


ABLATIONS: Mapping[str, tuple[tuple[str, Callable[..., Any]], ...]] = {
    "R-HASHACK": (("kiosk.desk.settling.settle", settle_by_number),),
    "R-BRANCH": (("server.store.journal.take", take_the_first_alone),),
    "R-RAW": (("server.intake.receive.examine", examine_all_or_nothing),),
    "R-SAFE": (("kiosk.desk.purging._due", due_at_receipt),),
    "R-KEY": (("server.office.projection.by_case", by_visible_number),),
}


@contextmanager
def switched_off(name: str) -> Iterator[None]:
    """That rule is off meanwhile; "" for none."""
    patches = [patch(target, put) for target, put in ABLATIONS.get(name, ())]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
