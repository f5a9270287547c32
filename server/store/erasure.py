"""Following 删除正文: the bodies and attachments that an Erased of the county takes, dropped by whoever holds them.

What an Erased takes follows from heads (`kiosk.core.casework.gone`), so that a relay drops what it cannot read, and a
county restored from before does it again. On a relay a body that the county has not vouched for yet stays until it
has: the Erased was written by somebody who had it, but this copy may be on its way to a county that was restored.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import SENT
from kiosk.core.casework.gone import gone_of
from kiosk.core.casework.kinds import BadFacts, Kind, facts_unpack
from kiosk.core.event import Event

from . import shelf
from . import tables as t
from .carriage_tables import erased_attachment, erasure, inside
from .sql import insert_missing, pieces

if TYPE_CHECKING:
    from .journal import Journal


class Erased(NamedTuple):
    """What the Erased events of one case number take. words: they themselves; events: hashes of those whose body goes,
    with the downward events that carry one; attachments: ids."""

    words: frozenset[bytes]
    events: frozenset[bytes]
    attachments: frozenset[bytes]


def erased_of(connection: Connection, county: str, case_no: str) -> Erased:
    """See `Erased`; of what is held."""
    rows = shelf.events_of_case(connection, county, case_no)
    events = {row.event.hash: row.event for row in rows}
    carriers: dict[bytes, bytes] = {}
    c = inside.c
    for carrier, inner in connection.execute(
        select(c.carrier, c.inner).where(c.county == county, c.case_no == case_no)
    ):
        carriers[carrier] = inner
        if inner not in events and (found := _inner_of(connection, county, carrier)) is not None:
            events[inner] = found
    gone = gone_of(events.values(), frozenset(row.event.hash for row in rows if row.revoked))
    words = {word.hash: word for word in gone.erased.values()}
    return Erased(
        frozenset(words),
        frozenset(gone.erased) | {carrier for carrier, inner in carriers.items() if inner in gone.erased},
        frozenset(which for word in words.values() for which in attachments_named(word)),
    )


def inner_events(connection: Connection, county: str, case_no: str) -> list[Event]:
    """What the county's downward events carry of this case number."""
    c = inside.c
    carriers = connection.scalars(select(c.carrier).where(c.county == county, c.case_no == case_no)).all()
    return [event for carrier in carriers if (event := _inner_of(connection, county, carrier)) is not None]


def attachments_named(erased: Event) -> tuple[bytes, ...]:
    """The attachments that an Erased names."""
    try:
        return tuple(facts_unpack(erased.head.kind, erased.head.facts).get("attachments", ()))
    except BadFacts:
        return ()


def note_inside(journal: "Journal", events: Iterable[Event]) -> set[str]:
    """Note which case each of these downward events of the county is of; the cases that an Erased came for."""
    records: list[dict[str, Any]] = []
    erased: set[str] = set()
    for event in events:
        if event.head.kind != SENT or event.head.node != journal.county_identity.node:
            continue
        inner = _read(event.head.facts.get(1))
        if inner is None or not inner.head.case:
            continue
        records.append(
            {"county": journal.county, "carrier": event.hash, "inner": inner.hash, "case_no": inner.head.case}
        )
        if inner.head.kind == Kind.ERASED:
            erased.add(inner.head.case)
    insert_missing(journal.connection, inside, records)
    return erased


def follow(journal: "Journal", case_no: str) -> int:
    """Drop what the Erased events of this case take, as far as it may go; how many bodies went."""
    took = erased_of(journal.connection, journal.county, case_no)
    if not took.words:
        return 0
    e, x = t.event.c, erasure.c
    here = (e.county == journal.county, func.length(e.sealed) > 0)
    count = 0
    for piece in pieces(sorted(took.events)):
        gone = update(t.event).where(*here, e.hash.in_(piece), e.owed.is_(False)).values(sealed=b"")
        count += journal.connection.execute(gone).rowcount
    pieces_gone = _drop_attachments(journal, took.attachments)
    known = set(
        journal.connection.scalars(select(x.event_hash).where(x.county == journal.county, x.case_no == case_no))
    )
    fresh = sorted(took.words - known)
    records = [{"county": journal.county, "event_hash": word, "case_no": case_no, "done": False} for word in fresh]
    insert_missing(journal.connection, erasure, records)
    if count or pieces_gone:  # something came after all, and may lie on the second medium by now
        set_done(journal, case_no, False)
    return count


def unfinished(connection: Connection, county: str) -> list[str]:
    """The cases of which an erasure is not done yet."""
    x = erasure.c
    return list(connection.scalars(select(x.case_no).distinct().where(x.county == county, x.done.is_(False))))


def finish(journal: "Journal") -> None:
    """On a relay: follow what could not be followed before, and note what is done. Nothing where nothing is open."""
    for case_no in unfinished(journal.connection, journal.county):
        follow(journal, case_no)
        if not bodies_left(journal.connection, journal.county, case_no):
            set_done(journal, case_no, True)


def bodies_left(connection: Connection, county: str, case_no: str) -> int:
    """How many bodies that were erased are still held."""
    e = t.event.c
    took = erased_of(connection, county, case_no)
    held = select(func.count()).where(e.county == county, func.length(e.sealed) > 0)
    return sum(connection.scalars(held.where(e.hash.in_(piece))).one() for piece in pieces(sorted(took.events)))


def follow_if_erased(journal: "Journal", cases: Iterable[str]) -> None:
    """On a relay, for cases with something new: one that was erased before lets go of what came after all."""
    x = erasure.c
    for piece in pieces(sorted(cases)):
        known = select(x.case_no).distinct().where(x.county == journal.county, x.case_no.in_(piece))
        for case_no in list(journal.connection.scalars(known)):
            follow(journal, case_no)


def set_done(journal: "Journal", case_no: str, done: bool) -> None:
    """Note whether anything that was erased of this case is left anywhere here."""
    x = erasure.c
    journal.connection.execute(
        update(erasure).where(x.county == journal.county, x.case_no == case_no).values(done=done)
    )


def undone_words(connection: Connection, county: str, cases: Iterable[str]) -> list[bytes]:
    """Hashes of the Erased of these cases that are not done yet."""
    x = erasure.c
    asked = select(x.event_hash).where(x.county == county, x.done.is_(False), x.case_no.in_(list(cases)))
    return list(connection.scalars(asked))


def words_done(journal: "Journal", words: Iterable[bytes]) -> None:
    """Note that nothing of what these Erased took is left anywhere here; of one that came since nothing is said."""
    x = erasure.c
    for piece in pieces(sorted(words)):
        here = (x.county == journal.county, x.event_hash.in_(piece))
        journal.connection.execute(update(erasure).where(*here).values(done=True))


def is_erased_attachment(connection: Connection, county: str, which: bytes) -> bool:
    """Whether an Erased named it: then no piece of it is taken again."""
    x = erased_attachment.c
    return connection.execute(select(x.id).where(x.county == county, x.id == which)).one_or_none() is not None


def _drop_attachments(journal: "Journal", ids: Iterable[bytes]) -> int:
    a, c = t.attachment.c, t.chunk.c
    count = 0
    listed = sorted(ids)
    for piece in pieces(listed):
        journal.connection.execute(delete(t.chunk).where(c.county == journal.county, c.attachment.in_(piece)))
        gone = delete(t.attachment).where(a.county == journal.county, a.id.in_(piece))
        count += journal.connection.execute(gone).rowcount
    insert_missing(journal.connection, erased_attachment, [{"county": journal.county, "id": which} for which in listed])
    return count


def _inner_of(connection: Connection, county: str, carrier: bytes) -> Event | None:
    row = shelf.held(connection, county, carrier)
    return None if row is None else _read(row.event.head.facts.get(1))


def _read(signed: object) -> Event | None:
    try:
        return read_event(signed if type(signed) is bytes else b"")
    except Malformed:
        return None
