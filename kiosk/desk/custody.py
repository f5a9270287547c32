"""What relays took, so that it need not be offered to them again: by relay, inside its incarnation, for some hours.

A relay burns, is restored, is replaced, or says yes and throws away: its custody permits nothing and proves only that
it had an event once. Hours are counted while the machine is on (`Station.powered_s`); no wall clock is read (R-TIME).
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.protocol import Own, Settled
from kiosk.desk.station import Station

CUSTODY_S = 8 * 3600  # powered on: a relay that took it and whose county has not said so by then is offered it again
NOT_IN_CUSTODY = "e.hash NOT IN (SELECT event FROM custody WHERE relay = ? AND powered_s > ?)"
PIECES_IN_CUSTODY = "SELECT held_bytes FROM piece_custody WHERE relay = ? AND powered_s > ? AND attachment = id"


def relied_on(station: Station, relay: Identity) -> tuple[bytes, int]:
    """The values of both conditions above: the relay, and the youngest custody that is no longer relied on."""
    return relay.node, station.powered_s() - CUSTODY_S


def is_current(station: Station, ack: Acknowledgement) -> bool:
    """Not the word of a relay from before it was restored."""
    known = station.store.meta(_relay_key(ack))
    return known is None or ack.incarnation_number >= int.from_bytes(known[:4], "big")


def _relay_key(ack: Acknowledgement) -> str:
    return f"relay_incarnation_{ack.issuer.hex()}"


def take_custody(
    station: Station, connection: sqlite3.Connection, ack: Acknowledgement, settled: Settled, handed: Collection[bytes]
) -> None:
    """Remember what this relay took and when. Begun anew only for what it was handed just now: a relay that says
    year and day that it holds an event, while the county does not, is asked to take it again."""
    incarnation = ack.incarnation_number.to_bytes(4, "big") + ack.incarnation
    if station.store.meta(_relay_key(ack)) not in (None, incarnation):
        connection.execute("DELETE FROM custody WHERE relay = ?", (ack.issuer,))
        connection.execute("DELETE FROM piece_custody WHERE relay = ?", (ack.issuer,))
    station.store.remember(_relay_key(ack), incarnation)
    powered_s = station.powered_s()
    station.store.remember("powered_s", powered_s)
    station.store.remember("powered_uptime_s", station.instruments.clock().uptime_s)
    for event in settled.custody:
        again = "UPDATE SET powered_s = excluded.powered_s" if event in handed else "NOTHING"
        connection.execute(
            f"INSERT INTO custody VALUES (?, ?, ?) ON CONFLICT (relay, event) DO {again}",
            (ack.issuer, event, powered_s),
        )
    for attachment_id, held_bytes in settled.attachments.items():
        connection.execute(
            "INSERT INTO piece_custody SELECT ?, id, MIN(?, total_bytes), ? FROM attachment WHERE id = ? "
            "ON CONFLICT (relay, attachment) DO UPDATE SET held_bytes = excluded.held_bytes, "
            "powered_s = excluded.powered_s WHERE ? OR excluded.held_bytes > held_bytes",
            (ack.issuer, held_bytes, powered_s, attachment_id, attachment_id in handed),
        )


def let_go(
    connection: sqlite3.Connection, ack: Acknowledgement, settled: Settled, own: Mapping[bytes, Sequence[Own]]
) -> None:
    """A relay that speaks of our log and leaves out what it once took holds it no more: a body may rot there too."""
    spoken_of = {extent.log for extent in ack.recv}
    gone = [o.hash for log in spoken_of for o in own.get(log, ()) if o.hash not in settled.custody]
    connection.executemany(
        "DELETE FROM custody WHERE relay = ? AND event = ?", [(ack.issuer, event_hash) for event_hash in gone]
    )
