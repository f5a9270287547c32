"""A relay and the county's word: kept to be handed to stations, and believed about what is still owed.

Only the newest incarnation's word is kept. A higher one means that the county was restored: what
was forwarded before is owed again, everything that is still held (R-SAFE).
"""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from kiosk.core.carriage.acknowledgement import OF_THE_BODY, Acknowledgement, Extent, Quarantine, read_acknowledgement
from kiosk.core.carriage.kinds import KEY_SHARED, NODE_CERTIFIED
from kiosk.core.carriage.protocol import settle

from . import tables as t
from .erasure import finish
from .sql import pieces
from .words import keep

if TYPE_CHECKING:
    from .journal import Journal

COUNTY_INCARNATION = "county_incarnation_number"
COUNTY_WORD = "county_word"  # in `meta`: the county's newest word, unless that is long
# What the county is to be shown and does not remember: the bytes of a word, b"1" for `COUNTY_WORD`, b"0" for none.
COUNTY_FORGOT = "county_forgot"
WORD_BYTES_MAX = 4_096


def keep_word(journal: "Journal", ack: Acknowledgement, now_ms: int) -> None:
    """Keep `ack`, verified by the caller, and settle what it proves. Malformed when it is another node's."""
    known = int(journal.note(COUNTY_INCARNATION) or b"0")
    if not _is_newest(journal, ack):
        return
    if ack.incarnation_number > known:
        journal.set_note(COUNTY_INCARNATION, b"%d" % ack.incarnation_number)
        if known:
            _owe_everything(journal)
    _settle(journal, ack, now_ms)
    keep(journal, ack)
    finish(journal)


def forgotten_word(journal: "Journal") -> bytes:
    """The county's own word that it does not remember, to be shown to it once (R-EPOCH); b"" for none."""
    said = journal.note(COUNTY_FORGOT) or b"0"
    if said == b"0":
        return b""
    journal.set_note(COUNTY_FORGOT, b"0")
    return (journal.note(COUNTY_WORD) or b"") if said == b"1" else said


def show_word(journal: "Journal", ack: Acknowledgement) -> None:
    """A station brings a word of the county's that the county spoke against since: hand it on, as it is. Verified by
    the caller; what the county does remember of it does no harm there."""
    if ack.incarnation_number == int(journal.note(COUNTY_INCARNATION) or b"0") and len(ack.signed) <= WORD_BYTES_MAX:
        journal.set_note(COUNTY_FORGOT, ack.signed)


def _is_newest(journal: "Journal", ack: Acknowledgement) -> bool:
    """Whether this word is to be believed: of the highest incarnation heard, and of one log under that number. Where
    the county speaks as an older copy of itself would, it is noted that it forgot."""
    kept = journal.note(COUNTY_WORD)
    newest = read_acknowledgement(kept) if kept else None
    if newest is not None:
        same = (ack.incarnation_number, ack.incarnation) == (newest.incarnation_number, newest.incarnation)
        if not same and ack.incarnation_number <= newest.incarnation_number:
            journal.set_note(COUNTY_FORGOT, b"1")
            return False
        if same and ack.counter < newest.counter:
            journal.set_note(COUNTY_FORGOT, b"1")
            return True
    if len(ack.signed) <= WORD_BYTES_MAX:
        journal.set_note(COUNTY_WORD, ack.signed)
    return ack.incarnation_number >= int(journal.note(COUNTY_INCARNATION) or b"0")


def owe_log(journal: "Journal", log_name: bytes) -> None:
    """Everything of this log is to be handed over again: the county does not know its author (any more)."""
    e = t.event.c
    journal.connection.execute(
        update(t.event).where(e.county == journal.county, e.log_name == log_name).values(owed=True)
    )


def _owe_everything(journal: "Journal") -> None:
    e, a, c, k, v = t.event.c, t.attachment.c, t.log.c, t.acknowledgement.c, t.vouched.c
    county = journal.county_identity.node
    journal.connection.execute(
        update(t.event)
        .where(e.county == journal.county, (e.node != county) | (e.from_node != county))
        .values(owed=True)
    )
    journal.connection.execute(
        update(t.attachment).where(a.county == journal.county).values(
            owed=True, offered_bytes=0, county_word=None, county_safe_word=None
        )
    )
    journal.connection.execute(update(t.log).where(c.county == journal.county).values(open_n=0))
    journal.connection.execute(delete(t.vouched).where(v.county == journal.county))
    journal.connection.execute(
        delete(t.acknowledgement).where(k.county == journal.county, k.issuer == county)
    )


def _settle(journal: "Journal", ack: Acknowledgement, now_ms: int) -> None:
    e, a = t.event.c, t.attachment.c
    settled = settle(ack, journal.county_identity, {})
    done = set().union(*(_vouched(journal, extent) for extent in ack.recv))
    for event_hash, reason in settled.apart.items():
        if reason in OF_THE_BODY:
            continue  # whether ours is that copy is looked at before it is offered (`harmed`)
        if reason >= Quarantine.BAD_SIGNATURE:  # the county will never take these signed bytes
            done.add(event_hash)
            journal.incident("COUNTY_SET_APART", f"event {event_hash.hex()} reason {reason}", now_ms)
    for piece in pieces(sorted(done)):
        journal.connection.execute(
            update(t.event).where(e.county == journal.county, e.hash.in_(piece)).values(owed=False)
        )
    for which, held_bytes in settled.attachments.items():
        here = (a.county == journal.county, a.id == which)
        journal.connection.execute(
            update(t.attachment).where(*here).values(offered_bytes=held_bytes, owed=a.total_bytes > held_bytes)
        )
        whole = (*here, a.total_bytes == held_bytes, a.county_word.is_(None))
        journal.connection.execute(update(t.attachment).where(*whole).values(county_word=ack.hash))
    for piece in pieces(sorted(settled.safe_attachments)) if not ack.same_device else ():
        safe = (a.county == journal.county, a.id.in_(piece), a.county_safe_word.is_(None))
        journal.connection.execute(update(t.attachment).where(*safe).values(county_safe_word=ack.hash))


def _vouched(journal: "Journal", extent: Extent) -> set[bytes]:
    """Hashes of what is owed of a log and named by `extent` (R-HASHACK): the line that ends in its own hash, followed
    link by link because two may have written in one log (R-BRANCH), and its extras. Certificate and key events come
    along with what stands far behind them, and go along again whatever is said of them: their number will do. So it
    does for what a station brought home to the county: that has the place of its own log."""
    e = t.event.c
    of_log = (e.county == journal.county, e.log_name == extent.log)
    owed = select(e.seq, e.hash, e.kind).where(*of_log, e.owed.is_(True))
    rows = {row.hash: row for row in journal.connection.execute(owed)}
    named = {row.hash for row in rows.values() if (row.seq, row.hash) in extent.extras}
    below = [row for row in rows.values() if row.seq <= extent.n]
    if not below:
        return named
    if extent.log.startswith(journal.county_identity.node):
        return named | {row.hash for row in below}
    links = select(e.hash, e.prev).where(*of_log, e.seq >= min(row.seq for row in below), e.seq <= extent.n)
    prev = {row.hash: row.prev for row in journal.connection.execute(links)}
    if extent.hash in prev:
        named |= {row.hash for row in below if row.kind in (NODE_CERTIFIED, KEY_SHARED)}
    at = extent.hash
    while at in prev:
        if at in rows:
            named.add(at)
        at = prev.pop(at)
    return named
