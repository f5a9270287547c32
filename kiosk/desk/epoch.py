"""A new log 新纪元 (R-EPOCH): begun by a restore, by a guard that finds this folder on another machine or older than
it was, and when somebody knows more of our log than we do.

Then this folder is an older copy of itself: a restored backup, a cloned card, a disk that lied about its syncs. What
would be written after our tip stands there already with other words, so nothing more is written in that log. The new
one begins with our certificates and takes the next terminal number, so that no case number is printed twice.
"""

import sqlite3
from enum import StrEnum

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.author import EMPTY, Pen, first_wording, write
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.desk.journal import insert_event, tip_of
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

LOG_BYTES = 8
OPERATION_BYTES = 8
EARLIER_COUNT_MAX = 100  # logs that a new one tells of: as many as there are terminal numbers
EPOCH_WHY = "epoch_why"


class Why(StrEnum):
    """Why the present log was begun: restored from a backup, found on other hardware, older than the guard's file
    remembers, or than a peer does; FIRST at enrolment."""

    FIRST = "first"
    RESTORED = "restored"
    MACHINE = "machine"
    GUARD = "guard"
    PEER = "peer"


def why_begun(station: Station) -> Why:
    """Why the present log was begun."""
    return Why((station.store.meta(EPOCH_WHY) or b"first").decode())


def knows_more(station: Station, ack: Acknowledgement) -> bool:
    """Whether a verified acknowledgement names an event of our present log that we do not hold, or another in its
    place; where it has a hole, also one beyond our last. What is committed here is never unsaid, so that in a sound
    folder this cannot be."""
    here = f"SELECT 1 FROM event WHERE log = ? AND seq = ? AND hash = ? AND origin = {OWN}"
    last = tip_of(station.store, station.log_name).seq
    for extent in (*ack.recv, *ack.safe):
        if extent.log != station.log_name:
            continue
        if extent.n and station.store.one(here, extent.log, extent.n, extent.hash) is None:
            return True
        if any(seq > last for seq, _ in extent.extras):
            return True
    return False


def may_begin(station: Station, issuer: Identity) -> bool:
    """Whether this node's word alone may begin a log: the county's always, any other's once. A relay proves nothing of
    what it says that it holds; one that lies, or was stolen, uses up one terminal number and no more."""
    return issuer.role is Role.COUNTY or station.store.meta(_begun_by(issuer)) is None


def note_begun_by(station: Station, issuer: Identity) -> None:
    """Its word began a log; inside that transaction."""
    if issuer.role is not Role.COUNTY:
        station.store.remember(_begun_by(issuer), 1)


def _begun_by(issuer: Identity) -> str:
    return f"epoch_by_{issuer.node.hex()}"


def begin_epoch(station: Station, connection: sqlite3.Connection, why: Why = Why.PEER, after: int = 0) -> Pen:
    """Begin a new log, inside a transaction; the pen to write it with, which `Station.take_up` takes once that was
    committed. after: the number of a log known to have been begun, such as by the folder that a backup goes over."""
    draw, epoch = station.instruments.draw, max(station.epoch, after) + 1
    pen = station.pen._replace(log=draw(LOG_BYTES))
    earlier = [(log, tip_of(station.store, log)) for log in station.log_names[-EARLIER_COUNT_MAX:]]
    first = write(pen, EMPTY, first_wording(station.identity, epoch, draw(OPERATION_BYTES), earlier), station.now())
    insert_event(connection, OWN, first.event)
    connection.execute("INSERT INTO outbox VALUES (?)", (first.event.hash,))
    station.store.remember("retired_logs", b"".join(station.log_names))
    station.store.remember("log", pen.log)
    station.store.remember("epoch", epoch)
    station.store.remember(EPOCH_WHY, why.encode())
    # This may be another machine: how long it ran before is no time of ours, and no grace period goes by with it.
    station.store.remember("powered_uptime_s", station.instruments.clock().uptime_s)
    return pen
