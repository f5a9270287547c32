"""Carrying what is committed to the second medium, and noting it as safe only then.

All marks speak of one medium, named in `meta`. While it is in use they are told; without it they
stand and are not told; when another takes its place they fall, and everything is copied again.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Engine, delete, select, update

from kiosk.core.carriage.attachment import chunks_of, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType
from kiosk.core.carriage.head import NO_HASH

from . import tables as t
from .attachments import assembled
from .carriage_tables import safe_document
from .database import reading
from .erasure import erased_of, undone_words, unfinished, words_done
from .journal import Journal
from .revoking import revocations
from .second_medium import ID_BYTES, SecondMedium, event_frame
from .sql import insert_missing
from .writer import Writer

EVENTS_COUNT_AT_ONCE = 1_000
ATTACHMENTS_COUNT_AT_ONCE = 16
ERASURES_COUNT_AT_ONCE = 200
DOCUMENTS_COUNT_AT_ONCE = 4  # 3 MB each at most
SECOND_MEDIUM = "second_medium"  # in `meta`: the id of the medium that all marks speak of, and how it is used
_AWAY, _APART, _SAME_DEVICE = b"-", b"a", b"s"


class InUse(NamedTuple):
    """The second medium of this process. same_device: it is on the database's device, and that was allowed."""

    id: bytes
    same_device: bool


def use_medium(journal: Journal, medium: SecondMedium | None, same_device: bool, now_ms: int) -> None:
    """Say which medium this process copies to, before anything is acknowledged; None: none, so nothing is called safe.
    A medium with another id than before begins empty as far as we know: whatever was safe on the old one is not."""
    known = (journal.note(SECOND_MEDIUM) or b"")[:ID_BYTES]
    if medium is None:
        journal.set_note(SECOND_MEDIUM, known + _AWAY)
        return
    if medium.id != known:
        forget_marks(journal)
        if known:
            journal.incident("SECOND_MEDIUM_CHANGED", f"from {known.hex()} to {medium.id.hex()}", now_ms)
    journal.set_note(SECOND_MEDIUM, medium.id + (_SAME_DEVICE if same_device else _APART))


def speak_of(journal: Journal, medium_id: bytes) -> None:
    """Marks of safety speak of this medium from now on: those of another fall, none is told before it is in use."""
    if (journal.note(SECOND_MEDIUM) or b"")[:ID_BYTES] != medium_id:
        forget_marks(journal)
    journal.set_note(SECOND_MEDIUM, medium_id + _AWAY)


def medium_in_use(journal: Journal) -> InUse | None:
    """What marks of safety may be told of now; None: of none."""
    return in_use(journal.note(SECOND_MEDIUM) or b"")


def in_use(noted: bytes) -> InUse | None:
    """The same, of the note SECOND_MEDIUM."""
    noted = noted or _AWAY
    return None if noted.endswith(_AWAY) else InUse(noted[:ID_BYTES], noted.endswith(_SAME_DEVICE))


def forget_marks(journal: Journal) -> None:
    """Nothing is known to lie on the second medium any more."""
    e, a, c = t.event.c, t.attachment.c, t.log.c
    marked = e.county == journal.county, e.safe_at_ms.is_not(None)
    journal.connection.execute(update(t.event).where(*marked).values(safe_at_ms=None))
    journal.connection.execute(update(t.attachment).where(a.county == journal.county).values(safe_at_ms=None))
    journal.connection.execute(update(t.log).where(c.county == journal.county).values(safe_n=0, safe_hash=NO_HASH))
    journal.connection.execute(delete(safe_document).where(safe_document.c.county == journal.county))


def keep_safe(engine: Engine, writer: Writer, medium: SecondMedium, county: str, now_ms: int) -> int:
    """Copy what is not yet on the second medium, in the order in which it came; how much was copied. Whatever a crash
    interrupted is simply copied again. OSError when the medium cannot be written: nothing is noted."""
    copied = 0
    while count := _documents(engine, writer, medium, county):
        copied += count
    while count := _events(engine, writer, medium, county, now_ms):
        copied += count
    while count := _attachments(engine, writer, medium, county, now_ms):
        copied += count
    _forget_erased(engine, writer, medium, county)
    return copied


def _forget_erased(engine: Engine, writer: Writer, medium: SecondMedium, county: str) -> None:
    """Take what was erased off the medium too, all cases at one reading of it; and note that only then."""
    with reading(engine) as connection:
        cases = unfinished(connection, county)[:ERASURES_COUNT_AT_ONCE]
        words = undone_words(connection, county, cases)
        took = [erased_of(connection, county, case_no) for case_no in cases]
    if not cases:
        return
    events = frozenset().union(*(one.events for one in took))
    medium.forget(events, frozenset().union(*(one.attachments for one in took)))
    writer.run(lambda journal: words_done(journal, words))


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


def _documents(engine: Engine, writer: Writer, medium: SecondMedium, county: str) -> int:
    """What the county signed for everybody, so that a restored county does not forget a version that others hold."""
    d, c = t.document.c, safe_document.c
    with reading(engine) as connection:
        safe = set(connection.scalars(select(c.name).where(c.county == county)))
        versions = connection.scalars(select(d.version).where(d.county == county).order_by(d.version))
        fresh = [version for version in versions if catalogue_name(version) not in safe]
        signed = {
            catalogue_name(version): connection.scalars(
                select(d.signed).where(d.county == county, d.version == version)
            ).one()
            for version in fresh[:DOCUMENTS_COUNT_AT_ONCE]
        }
        revoked = revocations(connection, county)
    if revoked.signed and revocations_name(revoked.version) not in safe:
        signed[revocations_name(revoked.version)] = revoked.signed
    if not signed:
        return 0
    medium.append(Frame(FrameType.DOCUMENT, one) for one in signed.values())
    writer.run(lambda journal: note_safe_documents(journal, signed))
    return len(signed)


def note_safe_documents(journal: Journal, names: Iterable[str]) -> None:
    """These lie on the second medium."""
    records = [{"county": journal.county, "name": name} for name in names]
    insert_missing(journal.connection, safe_document, records)


def catalogue_name(version: int) -> str:
    """What a catalogue is called among the documents that are safe."""
    return f"catalogue {version}"


def revocations_name(version: int) -> str:
    """The same of a list of revocations."""
    return f"revocations {version}"
