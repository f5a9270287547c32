"""Carrying what is committed to the second medium, and noting it as safe only then."""

from sqlalchemy import Engine, select, update

from kiosk.core.carriage.attachment import chunks_of, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType

from . import tables as t
from .attachments import assembled
from .database import reading
from .journal import Journal
from .second_medium import SecondMedium, event_frame
from .writer import Writer

EVENTS_COUNT_AT_ONCE = 1_000
ATTACHMENTS_COUNT_AT_ONCE = 16


def keep_safe(engine: Engine, writer: Writer, medium: SecondMedium, county: str, now_ms: int) -> int:
    """Copy what is not yet on the second medium, in the order in which it came; how much was copied. Whatever a crash
    interrupted is simply copied again. OSError when the medium cannot be written: nothing is noted."""
    copied = 0
    while count := _events(engine, writer, medium, county, now_ms):
        copied += count
    while count := _attachments(engine, writer, medium, county, now_ms):
        copied += count
    return copied


def _events(engine: Engine, writer: Writer, medium: SecondMedium, county: str, now_ms: int) -> int:
    e = t.event.c
    asked = select(e.hash, e.signed, e.sealed).where(e.safe_at_ms.is_(None), e.county == county)
    with reading(engine) as connection:
        found = connection.execute(asked.order_by(e.received_at_ms).limit(EVENTS_COUNT_AT_ONCE)).all()
    if not found:
        return 0
    medium.append(event_frame(signed, sealed) for _, signed, sealed in found)
    hashes = [event_hash for event_hash, _, _ in found]
    writer.run(lambda journal: journal.mark_safe(hashes, now_ms))
    return len(hashes)


def _attachments(engine: Engine, writer: Writer, medium: SecondMedium, county: str, now_ms: int) -> int:
    a = t.attachment.c
    asked = select(a.id).where(a.safe_at_ms.is_(None), a.complete.is_(True), a.county == county)
    with reading(engine) as connection:
        found = list(connection.scalars(asked.limit(ATTACHMENTS_COUNT_AT_ONCE)))
        sealed = {which: assembled(connection, county, which) for which in found}
    if not found:
        return 0
    medium.append(
        Frame(FrameType.CHUNK, write_chunk(chunk)) for which in found for chunk in chunks_of(which, sealed[which])
    )

    def note(journal: Journal) -> None:
        journal.connection.execute(
            update(t.attachment).where(a.county == county, a.id.in_(found)).values(safe_at_ms=now_ms)
        )

    writer.run(note)
    return len(found)
