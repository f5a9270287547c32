"""Cases as the projection records them, for lists over many: nothing is folded again and no body is opened.

Which cases a list is about, the journal says by the kinds of event that they have (`event_listed`); how they stand,
their row says.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from server.store import shelf
from server.store import tables as t
from server.store.joint_tables import EVENT_IS_LISTED
from server.store.shelf import Row
from server.store.sql import pieces

# Nothing is decided in these any more.
OVER = (
    State.DECLINED, State.CONCLUDED, State.AWAITING_DELIVERY, State.DELIVERED, State.ARCHIVED, State.WITHDRAWN,
    State.VOIDED,
)  # fmt: skip


class Recorded(NamedTuple):
    """One case's row. clocks: those that ran when it last changed; principal: the masked name, "" while closed."""

    case: Case
    state: str
    clocks: tuple[RunningClock, ...]
    principal: str


class _Folded(msgspec.Struct):
    case: Case
    clocks: tuple[RunningClock, ...]
    principal: str


def recorded(connection: Connection, county: str, numbers: Iterable[str]) -> list[Recorded]:
    """The cases of these numbers, by number; two where a number stands twice."""
    found: list[Recorded] = []
    for piece in pieces(sorted(set(numbers))):
        found += _rows(connection, county, t.case_row.c.case_no.in_(piece))
    return found


def recorded_in(connection: Connection, county: str, states: Iterable[str], prefix: str = "") -> list[Recorded]:
    """The cases in these states under that prefix, by number."""
    c = t.case_row.c
    return list(_rows(connection, county, c.state.in_(list(states)), c.station.startswith(prefix, autoescape=True)))


def events_listed(connection: Connection, county: str, kind: Kind, since_ms: int = 0) -> Iterator[Row]:
    """The events of one of the kinds of `event_listed` that the county has had since then, in that order."""
    e = t.event.c
    asked = select(e.hash).where(e.county == county, e.kind == int(kind), e.received_at_ms >= since_ms, EVENT_IS_LISTED)
    for event_hash in list(connection.scalars(asked.order_by(e.received_at_ms, e.hash))):
        row = shelf.held(connection, county, event_hash)
        if row is not None:
            yield row


def has_effect(one: Recorded, row: Row) -> bool:
    """Whether that event has had effect on this case: not one set aside, nor another's under the same number."""
    return row.event.head.node + row.event.head.operation in one.case.effects


def cases_with(connection: Connection, county: str, kind: Kind) -> list[Recorded]:
    """The cases that have an event of that kind."""
    e = t.event.c
    asked = select(e.case_no).where(e.county == county, e.kind == int(kind), EVENT_IS_LISTED).distinct()
    return recorded(connection, county, connection.scalars(asked))


def _rows(connection: Connection, county: str, *conditions: ColumnElement[bool]) -> Iterator[Recorded]:
    c = t.case_row.c
    asked = select(c.state, c.folded).where(c.county == county, *conditions).order_by(c.case_no, c.id)
    for row in connection.execute(asked):
        folded = msgspec.json.decode(row.folded, type=_Folded)
        yield Recorded(folded.case, row.state, folded.clocks, folded.principal)
