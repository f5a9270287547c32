"""A relay and the county's word: kept to be handed to stations, and believed about what is still owed.

Only the newest incarnation's word is kept. A higher one means that the county was restored: what
was forwarded before is owed again, everything that is still held (R-SAFE).
"""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from kiosk.core.carriage.acknowledgement import Acknowledgement, Quarantine
from kiosk.core.carriage.protocol import Own, settle

from . import tables as t
from .sql import insert_missing, pieces

if TYPE_CHECKING:
    from .journal import Journal

COUNTY_INCARNATION = "county_incarnation_number"
# What may be wrong with one copy while the signed head is genuine: the county names the head's hash all the same,
# and anybody can hand it a copy with another body.
OF_THE_BODY = frozenset({Quarantine.BAD_BODY_HASH, Quarantine.BODY_DOES_NOT_OPEN})


def keep_word(journal: "Journal", ack: Acknowledgement, now_ms: int) -> None:
    """Keep `ack`, verified by the caller, and settle what it proves. Malformed when it is another node's."""
    known = int(journal.note(COUNTY_INCARNATION) or b"0")
    if ack.incarnation_number < known:
        return
    if ack.incarnation_number > known:
        journal.set_note(COUNTY_INCARNATION, b"%d" % ack.incarnation_number)
        if known:
            _owe_everything(journal)
    _settle(journal, ack, now_ms)
    _keep(journal, ack)


def owe_log(journal: "Journal", log_name: bytes) -> None:
    """Everything of this log is to be handed over again: the county does not know its author (any more)."""
    e = t.event.c
    journal.connection.execute(
        update(t.event).where(e.county == journal.county, e.log_name == log_name).values(owed=True)
    )


def _owe_everything(journal: "Journal") -> None:
    e, a, k, v = t.event.c, t.attachment.c, t.acknowledgement.c, t.vouched.c
    county = journal.county_identity.node
    journal.connection.execute(
        update(t.event).where(e.county == journal.county, e.node != county).values(owed=True)
    )
    journal.connection.execute(
        update(t.attachment).where(a.county == journal.county).values(owed=True, offered_bytes=0, county_word=None)
    )
    journal.connection.execute(delete(t.vouched).where(v.county == journal.county))
    journal.connection.execute(
        delete(t.acknowledgement).where(k.county == journal.county, k.issuer == county)
    )


def _settle(journal: "Journal", ack: Acknowledgement, now_ms: int) -> None:
    e, a = t.event.c, t.attachment.c
    own: dict[bytes, list[Own]] = {}
    for extent in ack.recv:
        asked = select(e.seq, e.hash).where(
            e.county == journal.county, e.log_name == extent.log, e.owed.is_(True) | (e.seq == extent.n)
        )
        found = journal.connection.execute(asked)
        own[extent.log] = [Own(extent.log, seq, event_hash, b"") for seq, event_hash in found]
    settled = settle(ack, journal.county_identity, own)
    done = set(settled.recv)
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


def _keep(journal: "Journal", ack: Acknowledgement) -> None:
    recv = {x.log: x.n for x in ack.recv}
    safe = {x.log: x.n for x in ack.safe}
    opened: dict[bytes, int] = {}
    for one in ack.open:
        opened[one.log] = max(one.last, opened.get(one.log, 0))
    names = recv.keys() | safe.keys() | opened.keys()
    if not names and not ack.attachments:
        return
    a, k, v = t.attachment.c, t.acknowledgement.c, t.vouched.c
    record = {
        "county": journal.county,
        "hash": ack.hash,
        "issuer": ack.issuer,
        "incarnation_number": ack.incarnation_number,
        "counter": ack.counter,
        "at_ms": ack.at_ms,
        "signed": ack.signed,
    }
    insert_missing(journal.connection, t.acknowledgement, [record])
    replaced: set[bytes] = set()
    for name in names:
        older = (
            v.county == journal.county,
            v.log_name == name,
            v.counter < ack.counter,
            v.open_n == 0,
            v.recv_n <= recv.get(name, 0),
            v.safe_n <= safe.get(name, 0),
        )
        replaced |= set(journal.connection.scalars(select(v.acknowledgement).where(*older)))
        journal.connection.execute(delete(t.vouched).where(*older))
    vouched = [
        {
            "county": journal.county,
            "log_name": name,
            "acknowledgement": ack.hash,
            "recv_n": recv.get(name, 0),
            "safe_n": safe.get(name, 0),
            "open_n": opened.get(name, 0),
            "counter": ack.counter,
        }
        for name in sorted(names)
    ]
    insert_missing(journal.connection, t.vouched, vouched)
    for piece in pieces(sorted(replaced)):
        still = select(v.acknowledgement).where(v.county == journal.county, v.acknowledgement.in_(piece))
        of_attachments = select(a.county_word).where(a.county == journal.county, a.county_word.in_(piece))
        unused = (k.hash.not_in(still), k.hash.not_in(of_attachments))
        gone = (k.county == journal.county, k.hash.in_(piece), *unused)
        journal.connection.execute(delete(t.acknowledgement).where(*gone))
