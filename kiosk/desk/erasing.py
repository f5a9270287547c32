"""Following the county's word 删除正文: when an `Erased` of a case has come down, the bodies that it names are gone here
too, with their attachments and the ledger row that a purge kept. Heads stay, and say by whose word and why.
"""

import sqlite3
from collections.abc import Iterable

from kiosk.core.casework.gone import Gone, gone_of
from kiosk.core.casework.kinds import Kind
from kiosk.desk.journal import events_of_case
from kiosk.desk.revoked import revocations
from kiosk.desk.station import Station
from kiosk.desk.store import INNER, OWN, Store


def gone_from(store: Store, number: str) -> Gone:
    """Which bodies of a case number are gone by right, as its events that are held tell."""
    events, unbelieved = events_of_case(store, number), revocations(store)
    return gone_of(events, frozenset(event.hash for event in events if unbelieved.refuses(event.head)))


def follow_erasures(station: Station, connection: sqlite3.Connection, number: str) -> int:
    """Drop what an Erased of this case number took, inside the transaction that brought it; how many bodies went."""
    store = station.store
    told = 'SELECT 1 FROM event WHERE "case" = ? AND kind = ? AND origin = ? LIMIT 1'
    if store.one(told, number, Kind.ERASED, INNER) is None:
        return 0
    erased = gone_from(store, number).erased
    rows = store.all(
        'SELECT hash, hash FROM event WHERE origin = ? AND "case" = ? AND length(sealed) > 0 UNION ALL '
        "SELECT i.inner, s.hash FROM inside i JOIN event s ON s.hash = i.carrier "
        'WHERE i."case" = ? AND length(s.sealed) > 0', OWN, number, number,
    )  # fmt: skip
    bodies = [holder for event, holder in rows if event in erased]
    attachments = [
        identity
        for identity, event in store.all(
            'SELECT a.id, a.event FROM attachment a JOIN event e ON e.hash = a.event WHERE e."case" = ?', number
        )
        if event in erased
    ]
    drop_bodies(connection, bodies, attachments)
    for node, operation in store.all('SELECT node, operation FROM "case" WHERE number = ?', number):
        station.opened_names.pop(node + operation, None)
    return len(bodies)


def drop_bodies(connection: sqlite3.Connection, events: Iterable[bytes], attachments: Iterable[bytes]) -> None:
    """Empty these events' bodies and drop these attachments, inside a transaction. Heads and witnesses stay."""
    connection.executemany("UPDATE event SET sealed = x'' WHERE hash = ?", [(event,) for event in events])
    connection.executemany("DELETE FROM proved_since WHERE event = ?", [(event,) for event in events])
    ids = [(identity,) for identity in attachments]
    connection.executemany("DELETE FROM piece_custody WHERE attachment = ?", ids)
    connection.executemany("DELETE FROM attachment_safe WHERE attachment = ?", ids)
    connection.executemany("DELETE FROM attachment WHERE id = ?", ids)
