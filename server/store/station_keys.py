"""Sealing keys that stations have changed to: kept as they come, and in use once the county has checked the proof.

A relay cannot check it, and need not: it only finds by recipient which of the county's logs speak to whom, and what it
hands on is sealed.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select, update

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import log_name
from kiosk.core.carriage.kinds import SEALING_KEY_CHANGED
from kiosk.core.carriage.station_key import read_change
from kiosk.core.event import Event

from . import carriage_tables as c
from .sql import insert_missing

if TYPE_CHECKING:
    from .journal import Journal

REFUSED = 0  # `turn` of a change that proved nothing
_NEWEST = (
    select(c.station_key.c.public)
    .where(
        c.station_key.c.county == bindparam("county"),
        c.station_key.c.node == bindparam("node"),
        c.station_key.c.turn > REFUSED,
    )
    .order_by(c.station_key.c.turn.desc())
    .limit(1)
)  # built once: building costs more than running


def note_changes(journal: "Journal", events: Iterable[Event]) -> None:
    """Remember the SealingKeyChanged among these authentic events, undecided."""
    rows = []
    for event in events:
        if event.head.kind != SEALING_KEY_CHANGED:
            continue
        try:
            change = read_change(event.head)
        except Malformed:
            continue
        rows.append(
            {
                "county": journal.county,
                "event_hash": event.hash,
                "node": change.node,
                "log_name": log_name(event.head),
                "seq": event.head.seq,
                "public": change.new,
                "turn": None,
            }
        )
    insert_missing(journal.connection, c.station_key, rows)


def undecided(connection: Connection, county: str) -> list[bytes]:
    """Hashes of the changes that nobody has decided, in the order of their logs."""
    k = c.station_key.c
    asked = select(k.event_hash).where(k.county == county, k.turn.is_(None))
    return list(connection.scalars(asked.order_by(k.log_name, k.seq)))


def decide(journal: "Journal", event_hash: bytes, node: bytes, accepted: bool) -> None:
    """The change counts from now on, or never."""
    k = c.station_key.c
    last = journal.connection.scalars(
        select(func.max(k.turn)).where(k.county == journal.county, k.node == node)
    ).one()
    here = (k.county == journal.county, k.event_hash == event_hash)
    turn = (last or 0) + 1 if accepted else REFUSED
    journal.connection.execute(update(c.station_key).where(*here).values(turn=turn))


def newest(connection: Connection, county: str, node: bytes) -> bytes | None:
    """The key that the node last changed to and proved; None while it is its certificate's."""
    found: bytes | None = connection.scalars(_NEWEST, {"county": county, "node": node}).one_or_none()
    return found


def all_of(connection: Connection, county: str, node: bytes) -> set[bytes]:
    """Every key the node ever said it changed to, proved or not."""
    k = c.station_key.c
    return set(connection.scalars(select(k.public).where(k.county == county, k.node == node)))
