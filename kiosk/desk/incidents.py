"""What happened to this very station that a person must know: a new log was begun, a device that is believed no more.

The county sees the same from its side (`server.office.incidents`); here stands what people at the station do.
"""

from typing import NamedTuple

from kiosk.core.carriage.head import read_event
from kiosk.core.refusal import Refusal
from kiosk.desk.epoch import Why, why_begun
from kiosk.desk.revoked import revocations
from kiosk.desk.station import Station

REVOKED = "revoked"
_SEEN = "epoch_seen"  # in meta: the newest log whose beginning somebody has read about


class Incident(NamedTuple):
    """One of them. kind: REVOKED, or why the present log was begun (a value of `epoch.Why`); at_ms: when that log was
    begun, as this machine read its clock, 0 for REVOKED; terminal: the number that new case numbers bear."""

    kind: str
    at_ms: int
    terminal: int


def incidents_here(station: Station) -> tuple[Incident, ...]:
    """What nobody has said yet that they have read; the gravest first."""
    found = []
    if revocations(station.store).has(station.identity.node):
        found.append(Incident(REVOKED, 0, station.terminal))
    why = why_begun(station)
    if why is not Why.FIRST and station.store.number(_SEEN, 1) < station.epoch:
        first = station.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", station.log_name)
        at_ms = read_event(first[0]).head.clock.wall_ms
        found.append(Incident(why.value, at_ms, station.terminal))
    return tuple(found)


def say_read(station: Station) -> None:
    """Whoever is signed in has read why the present log was begun. Refusal UNLOCK_NEEDED, DISK_FULL. That a device is
    revoked is shown as long as it is."""
    if station.signed_in is None:
        raise Refusal("UNLOCK_NEEDED")
    with station.store.transaction():
        station.store.remember(_SEEN, station.epoch)
