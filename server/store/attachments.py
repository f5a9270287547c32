"""Attachments as they come, piece by piece (R-LANE): durable on the 16 KB grid, named by what they are.

Held bytes are counted without a gap, so that any road can go on where another broke off. When all
are there the SHA-256 must be the id; if not, all of it is dropped and asked for again.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, delete, func, select, text, update

from kiosk.core.carriage.attachment import Chunk

from . import tables as t
from .sql import insert_missing, pieces

if TYPE_CHECKING:
    from .journal import Journal

PENDING_BYTES_MAX = 2 * 2**30  # of attachments not yet whole: 348 stations with six photographs each under way


class Progress(NamedTuple):
    """How far one attachment is held from its beginning without a gap."""

    attachment_id: bytes
    held_bytes: int
    total_bytes: int


def take_chunks(journal: "Journal", chunks: Iterable[Chunk], from_node: bytes, now_ms: int) -> tuple[Progress, ...]:
    """Keep what is new of `chunks`, and say how far each attachment is held. Pieces by a sender of whom no
    certificate is known are not kept: anyone could fill the disk with them."""
    by_id: dict[bytes, list[Chunk]] = {}
    for chunk in chunks:
        by_id.setdefault(chunk.attachment_id, []).append(chunk)
    if not by_id or not journal.book.identities_of(from_node):
        return ()
    found = (_take_one(journal, came, from_node, now_ms) for came in by_id.values())
    return tuple(progress for progress in found if progress is not None)


def _take_one(journal: "Journal", chunks: list[Chunk], from_node: bytes, now_ms: int) -> Progress | None:
    which, total = chunks[0].attachment_id, chunks[0].total_bytes
    a, c = t.attachment.c, t.chunk.c
    here = (a.county == journal.county, a.id == which)
    row = journal.connection.execute(select(a.total_bytes, a.held_bytes, a.complete).where(*here)).one_or_none()
    if row is None:
        pending = select(func.coalesce(func.sum(a.total_bytes), 0)).where(a.county == journal.county)
        if journal.connection.scalars(pending.where(text("NOT complete"))).one() + total > PENDING_BYTES_MAX:
            journal.incident("ATTACHMENTS_FULL", f"over {PENDING_BYTES_MAX} bytes not yet whole", now_ms)
            return None
        journal.connection.execute(
            t.attachment.insert().values(
                county=journal.county,
                id=which,
                total_bytes=total,
                held_bytes=0,
                complete=False,
                owed=journal.prefix != "",
                offered_bytes=0,
                from_node=from_node,
                first_at_ms=now_ms,
            )
        )
        held = 0
    elif row.complete:
        return Progress(which, row.total_bytes, row.total_bytes)
    else:
        total, held = row.total_bytes, row.held_bytes
    pieces = [
        {"county": journal.county, "attachment": which, "offset": x.offset, "data": x.data}
        for x in chunks
        if x.total_bytes == total
    ]
    insert_missing(journal.connection, t.chunk, pieces)
    asked = select(c.offset, func.length(c.data)).where(
        c.county == journal.county, c.attachment == which, c.offset >= held
    )
    for offset, size in journal.connection.execute(asked.order_by(c.offset)):
        if offset != held:
            break
        held += size
    whole = held == total
    if whole and sha256(assembled(journal.connection, journal.county, which)).digest() != which:
        journal.connection.execute(delete(t.chunk).where(c.county == journal.county, c.attachment == which))
        journal.connection.execute(delete(t.attachment).where(*here))
        journal.incident("ATTACHMENT_HARMED", f"attachment {which.hex()} by node {from_node.hex()}", now_ms)
        return Progress(which, 0, total)
    journal.connection.execute(update(t.attachment).where(*here).values(held_bytes=held, complete=whole))
    return Progress(which, held, total)


def held_of(journal: "Journal", ids: Iterable[bytes]) -> tuple[Progress, ...]:
    """How far each of these attachments is held; those never heard of are left out."""
    a = t.attachment.c
    asked = select(a.id, a.held_bytes, a.total_bytes).where(a.county == journal.county)
    found = (journal.connection.execute(asked.where(a.id.in_(piece))).all() for piece in pieces(sorted(set(ids))))
    return tuple(Progress(*row) for rows in found for row in rows)


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
