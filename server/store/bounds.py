"""How much one node may make us keep where the work of keeping grows with the number: events of one case, which a
fold reads all each time, and events of one log that are out of its line, which every later batch of it looks at."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.examine import Apart, Taken
from kiosk.core.carriage.head import log_name
from kiosk.core.event import Event

from . import tables as t
from .sql import pieces

if TYPE_CHECKING:
    from .journal import Journal

CASE_EVENTS_COUNT_MAX = 300  # of one case by one node; the longest of real cases has some 40
OUT_OF_LINE_COUNT_MAX = 2_000  # of one log, beyond a gap or second to their place: twice what one answer can name


class Strays(NamedTuple):
    """Events of the log `name`, held to `n` without a gap, that do not stand in its line."""

    name: bytes
    n: int
    events: Sequence[Event]


def too_many_of_a_case(journal: "Journal", fresh: Iterable[Taken], now_ms: int) -> list[Apart]:
    """Those of `fresh` over the bound of one node's events of one case. Nobody fills another's room: events of
    authors not yet known are counted by themselves, and offered again once their certificate has come."""
    e = t.event.c
    room: dict[tuple[str, bytes, bool], int] = {}
    over: list[Apart] = []
    late = e.awaiting.is_not(None) & (e.awaiting == int(Quarantine.AWAITING_CERTIFICATE))
    listed = [taken for taken in fresh if taken.event.head.case]
    for piece in pieces(sorted({taken.event.head.case for taken in listed})):
        asked = select(e.case_no, e.node, late, func.count()).where(e.county == journal.county, e.case_no.in_(piece))
        asked = asked.where(t.EVENT_IN_A_CASE).group_by(e.case_no, e.node, late)
        for case, node, is_late, count in journal.connection.execute(asked):
            room[case, node, bool(is_late)] = CASE_EVENTS_COUNT_MAX - count
    for event, waits in ((taken.event, taken.awaiting is not None) for taken in listed):
        key = (event.head.case, event.head.node, waits)
        room[key] = room.get(key, CASE_EVENTS_COUNT_MAX) - 1
        if room[key] < 0:
            reason = Quarantine.AWAITING_CERTIFICATE if waits else Quarantine.TOO_MANY_OF_ITS_CASE
            over.append(Apart(log_name(event.head), event.head.seq, event.hash, reason, b""))
    for (case, node, waits), left in room.items():
        if left < 0 and not waits:
            journal.incident("CASE_EVENTS_FULL", f"node {node.hex()} case {case}", now_ms)
    return over


def too_far_out_of_line(
    journal: "Journal", strays: Iterable[Strays], fresh: Collection[bytes], now_ms: int
) -> list[Apart]:
    """Those of `strays` not held yet (their hashes in `fresh`) that are over the bound of a log's events out of line.
    The sender still holds them; they fit once the gap before them is filled."""
    e = t.event.c
    over: list[Apart] = []
    for name, n, events in strays:
        added = [event for event in events if event.hash in fresh]
        asked = select(func.count()).where(
            e.county == journal.county, e.log_name == name, (e.seq > n) | e.branch.is_(True)
        )
        room = max(0, OUT_OF_LINE_COUNT_MAX - journal.connection.scalars(asked).one())
        for event in added[room:]:
            over.append(Apart(name, event.head.seq, event.hash, Quarantine.AWAITING_PREDECESSOR, b""))
        if added[room:]:
            journal.incident("LOG_OUT_OF_LINE", f"log {name.hex()}", now_ms)
    return over
