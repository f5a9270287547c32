"""The list of revocations that this node holds, and what a newer one does to what is held already.

An event beyond belief that came before the list did stays in its log, as evidence and for the chain, and is folded
without effect from then on; one that comes after it is set apart raw and takes no place.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from kiosk.core.carriage.revocation import NONE_REVOKED, Revocations, read_revocations

from . import notes
from . import tables as t

if TYPE_CHECKING:
    from .journal import Journal

NOTE = "revocations"


def revocations(connection: Connection, county: str) -> Revocations:
    """The list in force; version 0 before the first."""
    signed = notes.note(connection, county, NOTE)
    return _read(signed) if signed else NONE_REVOKED


def keep_revocations(journal: "Journal", found: Revocations, now_ms: int) -> bool:
    """Keep a verified list when it is newer: cases that it changes are folded again, what is held beyond belief is
    raised. False when ours is as new."""
    before = revocations(journal.connection, journal.county)
    if found.version <= before.version:
        return False
    journal.set_note(NOTE, found.signed)
    for node in sorted(found.nodes):
        _look_again(journal, node, found, before, now_ms)
    for node in sorted(before.nodes.keys() - found.nodes.keys()):
        _look_again(journal, node, found, before, now_ms)
    return True


def _look_again(journal: "Journal", node: bytes, found: Revocations, before: Revocations, now_ms: int) -> None:
    e = t.event.c
    of_node = (e.county == journal.county, e.node == node)
    names = list(journal.connection.scalars(select(e.log_name).distinct().where(*of_node)))
    for name in names:
        now, then = (_trusted(one, node, name) for one in (found, before))
        if now == then:
            continue
        beyond = (e.county == journal.county, e.log_name == name, e.seq > min(now, then))
        cases = select(e.case_no).distinct().where(*beyond, e.case_no != "")
        journal.note_unfolded(journal.connection.scalars(cases), now_ms)
        count = journal.connection.scalars(
            select(func.count()).where(e.county == journal.county, e.log_name == name, e.seq > now)
        ).one()
        if count and now < then:
            about = f"log {name.hex()} {count} events after {now}"
            journal.incident("REVOKED_EVENTS_HELD", about, now_ms)


def _trusted(one: Revocations, node: bytes, name: bytes) -> int:
    revoked = one.nodes.get(node)
    return 2**62 if revoked is None else revoked.trusted.get(name[len(node) :], 0)


@lru_cache(maxsize=4)
def _read(signed: bytes) -> Revocations:
    return read_revocations(signed)
