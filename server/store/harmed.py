"""Bodies that rotted on a relay's disk: let go and taken anew, because it may vouch only for what it can hand on."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.examine import Apart
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.protocol import Held

from . import tables as t
from .taking import set_apart

if TYPE_CHECKING:
    from .journal import Journal


def is_whole(held: Held) -> bool:
    """Whether the body kept is the one that the signed head names. One that is not kept was never taken
    (`bodiless`), or was erased: nothing rotted."""
    return not held.sealed or sha256(held.sealed).digest() == held.event.head.sealed_sha256


def let_go_harmed(journal: "Journal", hashes: Iterable[bytes], now_ms: int) -> None:
    """Set these events apart if they are harmed indeed: their log is held only up to each, so that the next
    acknowledgement says so and the station's own copy, when it is offered again, is taken like any new event."""
    for event_hash in hashes:
        row = journal.held(event_hash)
        if row is None or is_whole(row.held):
            continue
        head, name = row.event.head, log_name(row.event.head)
        raw = row.event.signed + row.sealed
        set_apart(
            journal, [Apart(name, head.seq, event_hash, Quarantine.BAD_BODY_HASH, raw)], journal.own_node, now_ms
        )
        journal.incident("BODY_HARMED", f"log {name.hex()} seq {head.seq}", now_ms)
        e = t.event.c
        journal.connection.execute(delete(t.event).where(e.county == journal.county, e.hash == event_hash))
        log = journal.book.row(name)
        if log is not None and not row.branch and head.seq <= log.n:
            journal.book.reached(name, head.seq - 1, head.prev)
