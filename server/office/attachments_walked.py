"""Verify's walk over attachments: whether every whole one is still the bytes that its name says, in the database,
and whether what was called safe lies piece for piece on the second medium. Nothing is opened for that."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.core.carriage.attachment import read_chunk
from kiosk.core.carriage.batch import FrameType
from kiosk.core.carriage.cbor import Malformed
from server.office.verified import Finding
from server.store import tables as t
from server.store.attachments import assembled
from server.store.carriage_tables import erased_attachment
from server.store.second_medium import read_all

Piece = tuple[bytes, int, bytes]  # attachment, offset, SHA-256 of the piece


def wrong_attachments(connection: Connection, county: str, second_medium: Path | None) -> Iterator[Finding]:
    """Every attachment that is not what it should be. second_medium: its folder, None to leave it out."""
    a, c = t.attachment.c, t.chunk.c
    on_medium = set(_pieces_on(second_medium)) if second_medium is not None and second_medium.is_dir() else None
    asked = select(a.id, a.safe_at_ms).where(a.county == county, a.complete.is_(True)).order_by(a.id)
    for which, safe_at_ms in connection.execute(asked).all():
        if sha256(assembled(connection, county, which)).digest() != which:
            yield Finding("ATTACHMENT", {"id": which.hex()})
        if on_medium is None or safe_at_ms is None:
            continue
        rows = select(c.offset, c.data).where(c.county == county, c.attachment == which)
        held = {(which, offset, sha256(data).digest()) for offset, data in connection.execute(rows)}
        if not held <= on_medium:
            yield Finding("MEDIUM_ATTACHMENT", {"id": which.hex()})
    x = erased_attachment.c
    erased = set(connection.scalars(select(x.id).where(x.county == county)))
    for which in sorted({which for which, _, _ in on_medium or ()} & erased):
        yield Finding("MEDIUM_KEPT_PHOTOGRAPH", {"id": which.hex()})


def _pieces_on(folder: Path) -> Iterator[Piece]:
    """What lies there; a piece that is not whole is no frame and does not come."""
    for frame in read_all(folder):
        if frame.type is FrameType.CHUNK:
            try:
                chunk = read_chunk(frame.payload)
            except Malformed:
                continue
            yield chunk.attachment_id, chunk.offset, sha256(chunk.data).digest()
