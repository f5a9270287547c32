"""What the county wrote and we hold, brought home to it (R-SAFE): a county restored from an older backup has lost
decisions that it had sent down already. They bear its own signature, so we offer them again with all of ours; their
bodies were sealed to us anew and stay here, and the fold needs the heads alone (R-FOLD).

They are offered until the county names them, or names their log that far in the answer to a batch that held them, or
sends them down again. That is no proof to delete anything by, and nothing is deleted by it.
"""

import sqlite3
from collections.abc import Collection

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.head import NODE_BYTES, read_event
from kiosk.core.event import Event
from kiosk.desk.station import Station
from kiosk.desk.store import INNER


def owe_the_county(connection: sqlite3.Connection, county: bytes) -> None:
    """Everything that the county (its node) wrote and that came to us inside its downward events is offered again."""
    connection.execute(
        f"INSERT OR IGNORE INTO outbox SELECT hash FROM event WHERE origin = ? AND substr(log, 1, {NODE_BYTES}) = ?",
        (INNER, county),
    )


def brought_home(
    connection: sqlite3.Connection, ack: Acknowledgement, county: bytes, handed: Collection[bytes], powered_s: int
) -> None:
    """Settle what `ack`, verified by the caller, says of the county's own logs. From a relay it is custody alone."""
    for extent in ack.recv:
        if not extent.log.startswith(county):
            continue
        rows = connection.execute(
            "SELECT e.hash, e.seq FROM outbox o JOIN event e ON e.hash = o.event WHERE e.log = ? AND e.origin = ?",
            (extent.log, INNER),
        ).fetchall()
        for event, seq in rows:
            if (seq, event) not in extent.extras and not (event in handed and seq <= extent.n):
                continue
            if ack.issuer == county:
                _is_there(connection, event)
            else:
                connection.execute(
                    "INSERT INTO custody VALUES (?, ?, ?) ON CONFLICT (relay, event) DO UPDATE SET "
                    "powered_s = excluded.powered_s",
                    (ack.issuer, event, powered_s),
                )


def came_down(connection: sqlite3.Connection, inner: Event, county: bytes, by_present: bool) -> None:
    """An event that came inside a downward one. by_present: of a log that the county's present incarnation writes: what
    it sends is there. A relay may hand us what an earlier one sent: that is offered home, for it may be lost there."""
    if by_present:
        _is_there(connection, inner.hash)
    elif inner.head.node == county:
        connection.execute("INSERT OR IGNORE INTO outbox VALUES (?)", (inner.hash,))


def is_of_present(station: Station, log: bytes) -> bool:
    """Whether the county's present incarnation, as far as we know, writes this log of its."""
    row = station.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", log)
    number = read_event(row[0]).head.facts.get(2) if row else None
    return type(number) is int and number >= station.store.number("county_incarnation")


def known_there_by(station: Station, event: bytes, log: bytes, case: str, carrier: bytes) -> bytes | None:
    """The downward event that proves an event inside it to be at the county; None where nothing does. carrier: the one
    that its body is read in. What we wrote ourselves and got back because our disk had lost it is proved as all that is
    ours: by the present incarnation alone (R-HASHACK), which sends it once more if it has it."""
    if not log.startswith(station.identity.node):
        return carrier  # the county's, which goes home to it, or another station's, which has proofs of its own
    rows = station.store.all(
        'SELECT e.hash, e.log FROM inside i JOIN event e ON e.hash = i.carrier WHERE i."case" = ? AND i.inner = ? '
        "ORDER BY e.position DESC", case, event,
    )  # fmt: skip
    return next((brought for brought, by in rows if is_of_present(station, by)), None)


def not_known_there(station: Station, case: str) -> list[bytes]:
    """What we wrote of this case, lost and got back, and nothing proves to be at the county any more."""
    rows = station.store.all('SELECT hash, log, carrier FROM event WHERE "case" = ? AND origin = ?', case, INNER)
    return [event for event, log, carrier in rows if known_there_by(station, event, log, case, carrier) is None]


def _is_there(connection: sqlite3.Connection, event: bytes) -> None:
    connection.execute(
        "DELETE FROM outbox WHERE event = (SELECT hash FROM event WHERE hash = ? AND origin = ?)", (event, INNER)
    )
