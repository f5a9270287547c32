"""Reading the second medium back 读回: what a restored county does before it says a word (R-SAFE).

Everything that lies there whole is taken like a batch that came by a road: events raw and once, pieces of
attachments, the documents that the county signed. What is there already is passed over, but for a body that lies there
and is lacking here; a torn frame costs itself.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select, update

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.attachment import Chunk, read_chunk
from kiosk.core.carriage.batch import Batch, Frame, FrameType, read_batch
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.revocation import is_revocations

from . import tables as t
from .attachments import assembled
from .county_keys import kept_document, kept_revocations, met
from .journal import Journal
from .logbook import KnownLogs
from .revoking import keep_revocations
from .safekeeping import catalogue_name, note_safe_documents, revocations_name, speak_of
from .second_medium import ID_FILE, frame_files
from .sql import insert_missing, pieces
from .writer import Writer

EVENTS_COUNT_AT_ONCE = 2_000


class ReadBack(NamedTuple):
    """What came back: events and attachments that the database did not hold, and how many it did."""

    events: int = 0
    attachments: int = 0
    known: int = 0


def read_back(writer: Writer, root_public: bytes, folder: Path, now_ms: int) -> ReadBack:
    """Take everything from the second medium in `folder`, file by file in the order in which it was written. Done
    twice it changes nothing. OSError when the medium cannot be read."""
    medium_id = (folder / ID_FILE).read_bytes()
    writer.run(lambda journal: speak_of(journal, medium_id))
    events = attachments = known = 0
    for path in frame_files(folder):
        try:
            batch = read_batch(path.read_bytes())
        except Malformed:
            continue  # begun and never written to
        if batch.sender not in (b"", writer.journal.own_node):
            continue  # another node's: each file begins with whose it is
        for piece in _in_pieces(batch):
            new, old = _take(writer, root_public, piece, now_ms)
            events, known = events + new, known + old
        attachments += _take_chunks(writer, batch.frames, now_ms)
        _take_documents(writer, batch.frames, now_ms)
    return ReadBack(events, attachments, known)


def knows_more(writer: Writer, folder: Path) -> bool:
    """Whether the newest file of the medium holds an event that the database does not: then the database is an older
    copy of itself, because what goes onto the medium was committed before. An event by an author not known is copied
    too, and let go of when it turns out forged: that one proves nothing."""
    journal = writer.journal
    for path in reversed(frame_files(folder)):
        try:
            batch = read_batch(path.read_bytes())
        except Malformed:
            continue
        if batch.sender != journal.own_node:
            continue
        examined = examine(batch, KnownLogs(journal.identities, journal.county_identity), journal.root_public)
        bare = {one.hash for one in examined.apart if one.reason is Quarantine.BODY_MISSING}  # erased, or let go of
        if hashes := bare | {taken.event.hash for taken in examined.taken}:
            return len(hashes) > writer.run(partial(_held, hashes))
    return False


def _held(hashes: Collection[bytes], journal: Journal) -> int:
    e = t.event.c
    return sum(
        len(journal.connection.scalars(select(e.hash).where(e.county == journal.county, e.hash.in_(piece))).all())
        for piece in pieces(sorted(hashes))
    )


def _in_pieces(batch: Batch) -> Iterable[Batch]:
    events = [frame for frame in batch.frames if frame.type is FrameType.EVENT]
    for start in range(0, len(events), EVENTS_COUNT_AT_ONCE):
        yield batch._replace(frames=tuple(events[start : start + EVENTS_COUNT_AT_ONCE]), damage=(), missing=0)


def _take(writer: Writer, root_public: bytes, batch: Batch, now_ms: int) -> tuple[int, int]:
    examined = examine(batch, KnownLogs(writer.journal.identities, writer.journal.county_identity), root_public)

    def deed(journal: Journal) -> tuple[int, int]:
        taking = journal.take(examined, journal.own_node, now_ms, read_back=True)
        bodies = {taken.event.hash: taken.sealed for taken in examined.taken if taken.sealed}
        unsafe = _compare_bodies(journal, taking.events, bodies, now_ms)
        journal.mark_safe(sorted(taking.events - unsafe), now_ms)  # that is where they came from
        return taking.new, taking.known

    return writer.run(deed)


def _compare_bodies(
    journal: Journal, hashes: Collection[bytes], bodies: Mapping[bytes, bytes], now_ms: int
) -> set[bytes]:
    """Of these events, which are held: one that is held without the body that lies on the medium gets it (a station had
    brought it home bare while the medium was away, or lies so in an earlier file; what was erased goes again when its
    case is folded). And the hashes of those that are held with a body of which the medium has but the head: they are
    not safe before they are copied."""
    e = t.event.c
    unsafe: set[bytes] = set()
    filled: set[str] = set()
    for piece in pieces(sorted(hashes)):
        asked = select(e.hash, e.case_no, func.length(e.sealed)).where(e.county == journal.county, e.hash.in_(piece))
        for event_hash, case_no, held_bytes in journal.connection.execute(asked).all():
            body = bodies.get(event_hash, b"")
            if held_bytes and not body:
                unsafe.add(event_hash)
            elif body and not held_bytes and case_no:  # without a case it was sealed to a station, which has it
                row = update(t.event).where(e.county == journal.county, e.hash == event_hash)
                journal.connection.execute(row.values(sealed=body, from_node=journal.own_node))
                filled.add(case_no)
    journal.note_unfolded(filled, now_ms)
    return unsafe


def _take_chunks(writer: Writer, frames: Iterable[Frame], now_ms: int) -> int:
    """The pieces in `frames`; how many attachments became whole by them. One may begin in one file and end in the
    next."""
    by_id: dict[bytes, list[Chunk]] = {}
    for frame in frames:
        if frame.type is FrameType.CHUNK:
            try:
                chunk = read_chunk(frame.payload)
            except Malformed:
                continue
            by_id.setdefault(chunk.attachment_id, []).append(chunk)
    return sum(writer.run(partial(_keep, chunks, now_ms)) for chunks in by_id.values())


def _keep(chunks: list[Chunk], now_ms: int, journal: Journal) -> int:
    a, which, total_bytes = t.attachment.c, chunks[0].attachment_id, chunks[0].total_bytes
    here = (a.county == journal.county, a.id == which)
    row = {
        "county": journal.county, "id": which, "total_bytes": total_bytes, "held_bytes": 0, "stored_bytes": 0,
        "complete": False, "owed": False, "offered_bytes": 0, "from_node": journal.own_node, "first_at_ms": now_ms,
    }  # fmt: skip
    insert_missing(journal.connection, t.attachment, [row])
    held = journal.connection.execute(select(a.total_bytes, a.complete).where(*here)).one()
    if held.complete or held.total_bytes != total_bytes:
        return 0
    records = [
        {"county": journal.county, "attachment": which, "offset": chunk.offset, "data": chunk.data} for chunk in chunks
    ]
    insert_missing(journal.connection, t.chunk, records)
    sealed = assembled(journal.connection, journal.county, which)
    if sha256(sealed).digest() != which:
        stored = {"stored_bytes": len(sealed)}  # the rest is in the next file, or is offered again
        journal.connection.execute(update(t.attachment).where(*here).values(**stored))
        return 0
    whole = {"held_bytes": total_bytes, "stored_bytes": total_bytes, "complete": True, "safe_at_ms": now_ms}
    journal.connection.execute(update(t.attachment).where(*here).values(**whole))
    return 1


def _take_documents(writer: Writer, frames: Iterable[Frame], now_ms: int) -> None:
    """Catalogues and revocations that the county signed: a version never goes back, so they must not be forgotten."""
    for frame in frames:
        if frame.type is not FrameType.DOCUMENT:
            continue

        def deed(journal: Journal, signed: bytes = frame.payload) -> None:
            try:
                known = met(journal.connection, journal.county, journal.root_public, journal.county_identity)
                if is_revocations(signed):
                    found = kept_revocations(known, signed)
                    keep_revocations(journal, found, now_ms)
                    note_safe_documents(journal, [revocations_name(found.version)])
                else:
                    document = kept_document(known, signed)
                    journal.publish(document.signed, document.version, now_ms)
                    note_safe_documents(journal, [catalogue_name(document.version)])
            except Malformed:
                return

        writer.run(deed)
