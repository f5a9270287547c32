"""A station or a relay that begins another log 新纪元 (R-EPOCH): raised for people, and what it lost is sent back.

Such a log's first event tells how far its node holds the ones before: log, number and hash of the last event. Whatever
else of those logs is here, its own author has lost (a restored backup), or never had (the copy of a card). So those
events go down to it like another's. Where a node writes in two places at once (a branch, two logs of one number), it is
*twofold*, and all that it writes goes down to it: each of the two devices passes over what it holds.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, bindparam, select

from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import HASH_BYTES, LOG_NAME_BYTES, NODE_BYTES, log_name, read_event
from kiosk.core.carriage.kinds import CASE_KIND_MAX, NODE_CERTIFIED
from kiosk.core.event import Event

from . import tables as t
from .carriage_tables import earlier_log, lost_event, twofold
from .sql import insert_missing, pieces, upsert

if TYPE_CHECKING:
    from .journal import Journal

EARLIER_COUNT_MAX = 100  # logs that one first event may speak of: as many as there are terminal numbers
EVENTS_WALKED_MAX = 200_000  # of one log: what a village writes in a lifetime; beyond, nothing is sent back
# Asked for every case that is digested: building a statement costs more than running it.
_TWOFOLD = select(twofold.c.node).where(twofold.c.county == bindparam("county"))
_LOST = select(lost_event.c.event_hash).where(
    lost_event.c.county == bindparam("county"), lost_event.c.event_hash.in_(bindparam("hashes", expanding=True))
)


def note_epochs(journal: "Journal", events: Sequence[Event], branched: Collection[bytes], now_ms: int) -> None:
    """Look at events just taken, authentic all: raise what a person must look at, and note what their author lacks.
    branched: names of logs of which one came second to its place. In the transaction in which they are taken."""
    if journal.role is not Role.COUNTY:
        return
    told: set[bytes] = set()
    for name in branched:
        _note_twofold(journal, name[:NODE_BYTES], now_ms)
    for event in events:
        head = event.head
        if head.kind == NODE_CERTIFIED and head.seq == 1 and head.node != journal.own_node:
            number = head.facts.get(2)
            if type(number) is int and number > 1:
                _raise(journal, event, number, now_ms)
                told |= set(_note_earlier(journal, event))
    told |= _told_of(journal, {log_name(event.head) for event in events})
    for name in sorted(told):
        _note_lost(journal, name, now_ms)


def twofold_nodes(journal: "Journal") -> set[bytes]:
    """The nodes in whose name two devices write, or wrote."""
    return set(journal.connection.scalars(_TWOFOLD, {"county": journal.county}))


def lost(journal: "Journal", hashes: Sequence[bytes]) -> set[bytes]:
    """Those of these events that their own author tells it does not hold."""
    asked = ({"county": journal.county, "hashes": piece} for piece in pieces(hashes))
    return {one for piece in asked for one in journal.connection.scalars(_LOST, piece)}


def _raise(journal: "Journal", event: Event, number: int, now_ms: int) -> None:
    """One incident a log: that it was begun, or that two were begun with one number, each not knowing of the other. A
    node whose log has a branch is before people's eyes already."""
    e, i = t.event.c, t.incident.c
    name = log_name(event.head)
    logs = _logs_of(journal, event.head.node)
    asked = select(e.signed).where(
        e.county == journal.county, e.log_name.in_(logs), e.seq == 1, e.kind == NODE_CERTIFIED, e.hash != event.hash
    )
    numbers = [read_event(signed).head.facts.get(2) for signed in journal.connection.scalars(asked)]
    if number in numbers:
        journal.incident("RESTORED_TWICE", f"log {name.hex()}", now_ms)
        _note_twofold(journal, event.head.node, now_ms)
        return
    branches = [f"log {other.hex()}" for other in logs]
    open_one = select(i.id).where(
        i.county == journal.county, i.kind == "BRANCH", i.about.in_(branches), i.closed_at_ms.is_(None)
    )
    if journal.connection.scalars(open_one.limit(1)).one_or_none() is None:
        journal.incident("NODE_RESTORED", f"log {name.hex()}", now_ms)


def _note_twofold(journal: "Journal", node: bytes, now_ms: int) -> None:
    if node == journal.own_node or node in twofold_nodes(journal):
        return
    insert_missing(journal.connection, twofold, [{"county": journal.county, "node": node}])
    e = t.event.c
    cases = select(e.case_no).distinct().where(
        e.county == journal.county, e.log_name.in_(_logs_of(journal, node)), e.case_no != ""
    )
    journal.note_unfolded(journal.connection.scalars(cases), now_ms)


def _logs_of(journal: "Journal", node: bytes) -> list[bytes]:
    c = t.log.c
    return list(journal.connection.scalars(select(c.log_name).where(c.county == journal.county, c.node == node)))


def _note_earlier(journal: "Journal", event: Event) -> list[bytes]:
    """The logs of its own that a first event tells of; the newest word of a node about one of them counts."""
    told: Any = event.head.facts.get(3)
    names = []
    for one in told[:EARLIER_COUNT_MAX] if type(told) is list else ():
        if type(one) is not list or len(one) != 3 or type(one[1]) is not int or one[1] < 0:
            continue
        name, seq, last = one
        if not (type(name) is bytes and len(name) == LOG_NAME_BYTES and name.startswith(event.head.node)):
            continue
        if type(last) is bytes and len(last) == HASH_BYTES:
            row = {"county": journal.county, "log_name": name, "held_n": seq, "held_hash": last}
            upsert(journal.connection, earlier_log, row)
            names.append(name)
    return names


def _told_of(journal: "Journal", names: Iterable[bytes]) -> set[bytes]:
    c = earlier_log.c
    found: set[bytes] = set()
    for piece in pieces(sorted(names)):
        asked = select(c.log_name).where(c.county == journal.county, c.log_name.in_(piece))
        found |= set(journal.connection.scalars(asked))
    return found


def _note_lost(journal: "Journal", name: bytes, now_ms: int) -> None:
    """Every event of this log that is not in the line that its author holds; the cases they belong to are folded, and
    so sent, once more. An event of no case (a key, a Carried) is of no use to it any more."""
    c, e = earlier_log.c, t.event.c
    n, last = journal.connection.execute(
        select(c.held_n, c.held_hash).where(c.county == journal.county, c.log_name == name)
    ).one()
    in_log: tuple[ColumnElement[bool], ...] = (e.county == journal.county, e.log_name == name)
    rows = journal.connection.execute(
        select(e.seq, e.hash, e.prev, e.kind, e.case_no).where(*in_log).limit(EVENTS_WALKED_MAX + 1)
    ).all()
    if len(rows) > EVENTS_WALKED_MAX:
        return
    before = {row.hash: row.prev for row in rows}
    line: set[bytes] = set()
    while last in before and last not in line:
        line.add(last)
        last = before[last]
    gone = [row for row in rows if row.hash not in line and row.kind <= CASE_KIND_MAX and row.case_no]
    if not line and n:  # what it holds has not come here yet: nobody can tell what it lacks before
        gone = [row for row in gone if row.seq > n]
    known = lost(journal, [row.hash for row in gone])
    fresh = [row for row in gone if row.hash not in known]
    records = [{"county": journal.county, "event_hash": row.hash} for row in fresh]
    insert_missing(journal.connection, lost_event, records)
    journal.note_unfolded({row.case_no for row in fresh}, now_ms)
