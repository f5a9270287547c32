"""Attachments as they come, piece by piece (R-LANE): durable on the 16 KB grid, named by what they are.

Held bytes are counted without a gap, so that any road can go on where another broke off. When all
are there the SHA-256 must be the id; if not, all of it is dropped and asked for again.

The sender that a batch names is a claim: nobody proves it. So each sender known to us has its own room,
counted in bytes held and not in bytes announced, and whoever borrows its name fills no other's.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Connection, TextClause, delete, func, select, text, update

from kiosk.core.carriage.attachment import Chunk
from kiosk.core.carriage.certificate import Identity, Role

from . import tables as t
from .erasure import is_erased_attachment
from .sql import insert_missing, pieces

if TYPE_CHECKING:
    from .journal import Journal

PENDING_BYTES_MAX = 2 * 2**30  # of attachments not yet whole: 348 stations with a dozen photographs each under way
STATION_PENDING_BYTES_MAX = 64 * 2**20  # of them from one station: 160 photographs begun
RELAY_PENDING_BYTES_MAX = 512 * 2**20
STATION_DAY_BYTES_MAX = 512 * 2**20  # begun by one station in a day, whole or not: 1,300 photographs
RELAY_DAY_BYTES_MAX = 4 * 2**30
DAY_MS = 24 * 60 * 60 * 1_000
ROW_BYTES = 1_024  # that an attachment costs whatever is held of it
IDLE_MS_MAX = 30 * DAY_MS  # then what was begun and never went on makes room: whoever still has it begins anew
IDLE_AT_ONCE_MAX = 200  # dropped in one transaction


class Progress(NamedTuple):
    """How far one attachment is held from its beginning without a gap."""

    attachment_id: bytes
    held_bytes: int
    total_bytes: int


def take_chunks(journal: "Journal", chunks: Iterable[Chunk], from_node: bytes, now_ms: int) -> tuple[Progress, ...]:
    """Keep what is new of `chunks`, and say how far each attachment is held. Pieces by a sender of whom no
    certificate is known are not kept (anyone could fill the disk with them), nor any in the county's name: it hands
    over no attachments."""
    by_id: dict[bytes, list[Chunk]] = {}
    for chunk in chunks:
        by_id.setdefault(chunk.attachment_id, []).append(chunk)
    roles = {identity.role for identity in journal.book.identities_of(from_node)}
    if not by_id or not roles or Role.COUNTY in roles or from_node == journal.own_node:
        return ()
    sender = _Sender(from_node, Role.RELAY in roles)
    erased = {which for which in by_id if is_erased_attachment(journal.connection, journal.county, which)}
    found = (_take_one(journal, came, sender, now_ms) for which, came in by_id.items() if which not in erased)
    return tuple(progress for progress in found if progress is not None)


class _Sender(NamedTuple):
    node: bytes
    is_relay: bool

    @property
    def pending_bytes_max(self) -> int:
        return RELAY_PENDING_BYTES_MAX if self.is_relay else STATION_PENDING_BYTES_MAX

    @property
    def day_bytes_max(self) -> int:
        return RELAY_DAY_BYTES_MAX if self.is_relay else STATION_DAY_BYTES_MAX


def _take_one(journal: "Journal", chunks: list[Chunk], sender: _Sender, now_ms: int) -> Progress | None:
    which, total = chunks[0].attachment_id, chunks[0].total_bytes
    a, c = t.attachment.c, t.chunk.c
    here = (a.county == journal.county, a.id == which)
    row = journal.connection.execute(select(a.total_bytes, a.held_bytes, a.complete).where(*here)).one_or_none()
    if row is not None and row.complete:
        return Progress(which, row.total_bytes, row.total_bytes)
    if not _has_room(journal, sender, which, sum(len(x.data) for x in chunks), now_ms):
        journal.incident("ATTACHMENTS_FULL", f"from node {sender.node.hex()}", now_ms)
        return None if row is None else Progress(which, row.held_bytes, row.total_bytes)
    if row is None:
        _begin(journal, which, total, sender, now_ms)
        held = 0
    else:
        total, held = row.total_bytes, row.held_bytes
    records = [
        {"county": journal.county, "attachment": which, "offset": x.offset, "data": x.data}
        for x in chunks
        if x.total_bytes == total
    ]
    insert_missing(journal.connection, t.chunk, records)
    asked = select(c.offset, func.length(c.data)).where(
        c.county == journal.county, c.attachment == which, c.offset >= held
    )
    for offset, size in journal.connection.execute(asked.order_by(c.offset)):
        if offset != held:
            break
        held += size
    whole = held == total
    if whole and sha256(assembled(journal.connection, journal.county, which)).digest() != which:
        _forget(journal, [which])
        journal.incident("ATTACHMENT_HARMED", f"attachment {which.hex()} by node {sender.node.hex()}", now_ms)
        return Progress(which, 0, total)
    stored = select(func.sum(func.length(c.data))).where(c.county == journal.county, c.attachment == which)
    values = {"held_bytes": held, "complete": whole, "stored_bytes": journal.connection.scalars(stored).one() or 0}
    values["last_at_ms"] = now_ms
    journal.connection.execute(update(t.attachment).where(*here).values(**values))
    return Progress(which, held, total)


def _has_room(journal: "Journal", sender: _Sender, which: bytes, more_bytes: int, now_ms: int) -> bool:
    """Whether `more_bytes` of the attachment `which` fit. What has no beginning (nothing of it was ever acknowledged)
    makes way for it first."""
    a = t.attachment.c
    more_bytes += ROW_BYTES
    by_sender = (a.county == journal.county, a.from_node == sender.node)
    if _bytes(journal, *by_sender, a.first_at_ms > now_ms - DAY_MS) + more_bytes > sender.day_bytes_max:
        return False

    def fits() -> bool:
        return (
            _bytes(journal, *by_sender, _NOT_COMPLETE) + more_bytes <= sender.pending_bytes_max
            and _bytes(journal, a.county == journal.county, _NOT_COMPLETE) + more_bytes <= PENDING_BYTES_MAX
        )

    if fits():
        return True
    loose = list(
        journal.connection.scalars(select(a.id).where(*by_sender, _NOT_COMPLETE, a.held_bytes == 0, a.id != which))
    )
    _forget(journal, loose)
    return bool(loose) and fits()


def begin_upload(journal: "Journal", which: bytes, total_bytes: int, sender: Identity, now_ms: int) -> Progress | None:
    """Room for the attachment `which` that `sender`, proved by its signature, is about to hand over, and how far it is
    held; None when there is no room, or it was erased. Another's claim that it is of another length gives way to the
    proved one."""
    if is_erased_attachment(journal.connection, journal.county, which):
        return None
    a = t.attachment.c
    here = (a.county == journal.county, a.id == which)
    row = journal.connection.execute(select(a.total_bytes, a.held_bytes, a.complete).where(*here)).one_or_none()
    if row is not None and not row.complete and row.total_bytes != total_bytes:
        _forget(journal, [which])
        row = None
    if row is None:
        who = _Sender(sender.node, sender.role is Role.RELAY)
        if not _has_room(journal, who, which, total_bytes, now_ms):
            journal.incident("ATTACHMENTS_FULL", f"from node {sender.node.hex()}", now_ms)
            return None
        _begin(journal, which, total_bytes, who, now_ms)
    return Progress(which, 0 if row is None else row.held_bytes, total_bytes if row is None else row.total_bytes)


def go_on(journal: "Journal", which: bytes, chunks: list[Chunk], now_ms: int) -> Progress | None:
    """Keep the next pieces of an upload that was begun. None: what was complete was not what its name says, and is
    forgotten. How far it is held stays as it was when there is no more room."""
    a = t.attachment.c
    sender = journal.connection.scalars(
        select(a.from_node).where(a.county == journal.county, a.id == which)
    ).one()
    if chunks:
        roles = {identity.role for identity in journal.book.identities_of(sender)}
        _take_one(journal, chunks, _Sender(sender, Role.RELAY in roles), now_ms)
    return next(iter(held_of(journal, [which])), None)


def forget_idle(journal: "Journal", now_ms: int) -> int:
    """Drop what was begun and had no piece for IDLE_MS_MAX, at most IDLE_AT_ONCE_MAX; how many. Nothing is lost: it
    was never whole, no whole was ever acknowledged, and its sender keeps it until one is."""
    a = t.attachment.c
    idle = func.coalesce(a.last_at_ms, a.first_at_ms) < now_ms - IDLE_MS_MAX
    asked = select(a.id).where(a.county == journal.county, _NOT_COMPLETE, idle).limit(IDLE_AT_ONCE_MAX)
    found = list(journal.connection.scalars(asked))
    _forget(journal, found)
    return len(found)


def _begin(journal: "Journal", which: bytes, total_bytes: int, sender: _Sender, now_ms: int) -> None:
    journal.connection.execute(
        t.attachment.insert().values(
            county=journal.county,
            id=which,
            total_bytes=total_bytes,
            held_bytes=0,
            stored_bytes=0,
            complete=False,
            owed=journal.prefix != "",
            offered_bytes=0,
            from_node=sender.node,
            first_at_ms=now_ms,
            last_at_ms=now_ms,
        )
    )


def _forget(journal: "Journal", ids: Sequence[bytes]) -> None:
    a, c = t.attachment.c, t.chunk.c
    for piece in pieces(ids):
        journal.connection.execute(delete(t.chunk).where(c.county == journal.county, c.attachment.in_(piece)))
        journal.connection.execute(delete(t.attachment).where(a.county == journal.county, a.id.in_(piece)))


_NOT_COMPLETE = text("NOT attachment.complete")  # as the partial index has it


def _bytes(journal: "Journal", *conditions: ColumnElement[bool] | TextClause) -> int:
    a = t.attachment.c
    asked = select(func.coalesce(func.sum(a.stored_bytes + ROW_BYTES), 0)).where(*conditions)
    return int(journal.connection.scalars(asked).one())


def held_of(journal: "Journal", ids: Iterable[bytes]) -> tuple[Progress, ...]:
    """How far each of these attachments is held; those never heard of are left out."""
    a = t.attachment.c
    asked = select(a.id, a.held_bytes, a.total_bytes).where(a.county == journal.county)
    found = (journal.connection.execute(asked.where(a.id.in_(piece))).all() for piece in pieces(sorted(set(ids))))
    return tuple(Progress(*row) for rows in found for row in rows)


def safe_of(journal: "Journal", ids: Iterable[bytes]) -> frozenset[bytes]:
    """Those of these attachments that lie whole on the second medium too."""
    a = t.attachment.c
    asked = select(a.id).where(a.county == journal.county, a.complete.is_(True), a.safe_at_ms.is_not(None))
    found = (journal.connection.scalars(asked.where(a.id.in_(piece))).all() for piece in pieces(sorted(set(ids))))
    return frozenset(which for rows in found for which in rows)


def assembled(connection: Connection, county: str, attachment_id: bytes) -> bytes:
    """The pieces held, one after another: the sealed form once it is complete."""
    c = t.chunk.c
    asked = select(c.data).where(c.county == county, c.attachment == attachment_id).order_by(c.offset)
    return b"".join(connection.scalars(asked))


def sealed_attachment(connection: Connection, county: str, attachment_id: bytes) -> bytes | None:
    """The whole sealed form; None while it is not complete."""
    a = t.attachment.c
    asked = select(a.complete).where(a.county == county, a.id == attachment_id)
    if not connection.scalars(asked).one_or_none():
        return None
    return assembled(connection, county, attachment_id)
