"""Which log a node writes in, and with which number (R-EPOCH): its database remembers what its card says, so that the
two cannot part unnoticed; and what proves that another copy of this node went further.

A node that was restored begins another incarnation: a new main log, a number above every one it ever announced, new
logs to its stations. Its earlier logs are *retired*: handed on as ever, never written again, because copies of it may
have written there what this database does not hold.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from kiosk.core.carriage.acknowledgement import Acknowledgement, verify_acknowledgement
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.head import LOG_BYTES, log_name
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.event import Event

from . import tables as t
from .shelf import LogPurpose
from .sql import pieces

if TYPE_CHECKING:
    from .journal import Journal

INCARNATION = "incarnation"  # in `meta`: number (4 bytes), log (8 bytes)
SUPERSEDED_BY = "superseded_by"  # in `meta`: the highest number that a copy of this node is proved to have announced
ACK_COUNTER = "ack_counter"
ACKS_KEPT_COUNT = 10_000  # of our own acknowledgements: as many as say whether we remember one
NUMBER_BYTES = 4
OWN_NOW = (LogPurpose.MAIN, LogPurpose.WORKER, LogPurpose.DOWN)


class Incarnation(NamedTuple):
    """A life of this node: its number from 1, and the 8-byte id of its main log."""

    number: int
    log: bytes


def present(journal: "Journal") -> Incarnation | None:
    """The one that the database was last written in; None in a database from before that was noted."""
    noted = journal.note(INCARNATION)
    if noted is None:
        return None
    return Incarnation(int.from_bytes(noted[:NUMBER_BYTES], "big"), noted[NUMBER_BYTES:])


def note_present(journal: "Journal", now: Incarnation) -> None:
    """Write it down, in the transaction in which its main log begins."""
    assert len(now.log) == LOG_BYTES
    journal.set_note(INCARNATION, now.number.to_bytes(NUMBER_BYTES, "big") + now.log)


def superseded_by(journal: "Journal") -> int:
    """The number that a copy of this node is proved to have announced, when that is this one's or a higher one."""
    noted, now = int(journal.note(SUPERSEDED_BY) or b"0"), present(journal)
    return noted if now is not None and noted >= now.number else 0


def highest_number(journal: "Journal") -> int:
    """The highest that anything in this database tells of: the first event of each of our own logs says one."""
    c, e = t.log.c, t.event.c
    own = select(c.log_name).where(c.county == journal.county, c.node == journal.own_node)
    asked = select(e.hash).where(e.county == journal.county, e.log_name.in_(own), e.seq == 1, e.kind == NODE_CERTIFIED)
    told = [int(journal.note(SUPERSEDED_BY) or b"0")]
    if (now := present(journal)) is not None:
        told.append(now.number)
    for event_hash in list(journal.connection.scalars(asked)):
        row = journal.held(event_hash)
        number = row.event.head.facts.get(2) if row else None
        told.append(number if type(number) is int else 0)
    return max(told)


def retire(journal: "Journal") -> None:
    """No log of this node that is begun already is written any more."""
    c = t.log.c
    own = (c.county == journal.county, c.node == journal.own_node, c.purpose.in_(OWN_NOW))
    journal.connection.execute(update(t.log).where(*own).values(purpose=LogPurpose.RETIRED.value))


def retired_readers(journal: "Journal") -> list[bytes]:
    """Station nodes that a retired log speaks to and no present one."""
    c = t.log.c
    asked = select(c.reader).distinct().where(c.county == journal.county, c.reader.is_not(None))
    now = select(c.reader).where(c.county == journal.county, c.purpose == LogPurpose.DOWN.value)
    return sorted(journal.connection.scalars(asked.where(c.purpose == LogPurpose.RETIRED.value, c.reader.not_in(now))))


def certify_our_countys(journal: "Journal", names: Iterable[bytes]) -> list[bytes]:
    """Logs of the county's own of which something came that its key was found to have signed: they need no certificate
    to be known by. What another brings home may be all that is left of what the county lost (R-SAFE). And a stick with
    an answer that begins where its reader's log ends may pass by a relay which is never sent the beginning."""
    county = journal.county_identity
    found = [name for name in sorted(names) if name.startswith(county.node) and journal.book.known(name) is None]
    for name in found:
        journal.book.certify(name, county)
    return found


def events_of_our_own(journal: "Journal", events: Iterable[Event], now_ms: int) -> None:
    """Events of this node that came from elsewhere and were new here. Of a log of an earlier incarnation they are
    welcome home; of a present one, or of an incarnation that is not ours, they prove that a copy went further."""
    for event in events:
        head = event.head
        if head.node != journal.own_node:
            continue
        row, now = journal.book.row(log_name(head)), present(journal)
        if row is not None and row.purpose in OWN_NOW:
            supersede(journal, now.number if now else 1, f"own log {row.name.hex()} seq {head.seq}", now_ms)
            continue
        number = head.facts.get(2) if head.kind == NODE_CERTIFIED and head.seq == 1 else None
        if type(number) is int and now is not None and number >= now.number:
            supersede(journal, number, f"own log {log_name(head).hex()} seq 1", now_ms)


def words_of_our_own(journal: "Journal", acknowledgements: Iterable[Acknowledgement], now_ms: int) -> None:
    """Acknowledgements that this node signed and does not remember: a copy of it gave them. Nobody can forge one, so
    that no station can bring another incarnation about by a claim."""
    now = present(journal)
    for ack in acknowledgements:
        if ack.issuer != journal.own_node or now is None or ack.incarnation_number < now.number:
            continue
        if Incarnation(ack.incarnation_number, ack.incarnation) == now and _is_remembered(journal, ack):
            continue
        try:
            verify_acknowledgement(journal.own_key, ack)
        except Malformed:
            continue
        about = f"own log {(journal.own_node + ack.incarnation).hex()} number {ack.incarnation_number}"
        supersede(journal, ack.incarnation_number, about, now_ms)


def _is_remembered(journal: "Journal", ack: Acknowledgement) -> bool:
    """Whether this database gave it: it stands among the words kept, or is older than those, and a county holds every
    event that it names in it. A counter that has passed the word's since then proves nothing."""
    counter, k, e = int(journal.note(ACK_COUNTER) or b"0"), t.acknowledgement.c, t.event.c
    if ack.counter > counter:
        return False
    kept = select(k.hash).where(k.county == journal.county, k.hash == ack.hash)
    if ack.counter > counter - ACKS_KEPT_COUNT and journal.connection.scalars(kept).one_or_none() is None:
        return False
    named = {extent.hash for extent in ack.recv if extent.n}
    if journal.role is not Role.COUNTY or not named:
        return True
    held = 0
    for piece in pieces(sorted(named)):
        asked = select(e.hash).where(e.county == journal.county, e.hash.in_(piece))
        held += len(journal.connection.scalars(asked).all())
    return held == len(named)


def supersede(journal: "Journal", number: int, about: str, now_ms: int) -> None:
    """A copy of this node went further than this database: what is announced from now on must be above `number`. The
    process that runs ends and begins anew, as soon as this is durable."""
    supersede_quietly(journal, number)
    journal.incident("PEER_KNOWS_MORE", about, now_ms)
    journal.on_commit(journal.when_superseded)


def supersede_quietly(journal: "Journal", number: int) -> None:
    """The same by whoever restores and begins the next incarnation at once: noted first, so that a crash in between
    leaves a database that begins it at the next start."""
    journal.set_note(SUPERSEDED_BY, b"%d" % max(number, int(journal.note(SUPERSEDED_BY) or b"0")))
