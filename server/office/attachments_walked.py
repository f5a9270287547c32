"""Verify's walk over attachments: whether every whole one is still the bytes that its name says, in the database,
and whether what was called safe lies piece for piece on the second medium. Nothing is opened for that."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.core.carriage.attachment import read_chunk
from kiosk.core.carriage.batch import FrameType
from kiosk.core.carriage.cbor import Malformed
from server.store import tables as t
from server.store.attachments import assembled
from server.store.second_medium import read_all

Piece = tuple[bytes, int, bytes]  # attachment, offset, SHA-256 of the piece


def wrong_attachments(connection: Connection, county: str, second_medium: Path | None) -> Iterator[str]:
    """A sentence for each attachment that is not what it should be. second_medium: its folder, None to leave it out."""
    a, c = t.attachment.c, t.chunk.c
    on_medium = set(_pieces_on(second_medium)) if second_medium is not None and second_medium.is_dir() else None
    asked = select(a.id, a.safe_at_ms).where(a.county == county, a.complete.is_(True)).order_by(a.id)
    for which, safe_at_ms in connection.execute(asked).all():
        if sha256(assembled(connection, county, which)).digest() != which:
            yield f"附件{which.hex()}在数据库里已不完整 · attachment {which.hex()} is no longer whole in the database"
        if on_medium is None or safe_at_ms is None:
            continue
        rows = select(c.offset, c.data).where(c.county == county, c.attachment == which)
        held = {(which, offset, sha256(data).digest()) for offset, data in connection.execute(rows)}
        if not held <= on_medium:
            yield (
                f"附件{which.hex()}标为双份，第二存储上不完整 · attachment {which.hex()} is called safe and is not whole "
                "on the second medium"
            )


def _pieces_on(folder: Path) -> Iterator[Piece]:
    """What lies there; a piece that is not whole is no frame and does not come."""
    for frame in read_all(folder):
        if frame.type is FrameType.CHUNK:
            try:
                chunk = read_chunk(frame.payload)
            except Malformed:
                continue
            yield chunk.attachment_id, chunk.offset, sha256(chunk.data).digest()
