"""A new log 新纪元 (R-EPOCH): begun when somebody knows more of our log than we do.

Then this folder is an older copy of itself: a restored backup, a cloned card, a disk that lied about its syncs. What
would be written after our tip stands there already with other words, so nothing more is written in that log. The new
one begins with our certificates and takes the next terminal number, so that no case number is printed twice.
"""

import sqlite3

from kiosk.core.carriage.acknowledgement import Acknowledgement
from kiosk.core.carriage.author import EMPTY, Pen, first_wording, write
from kiosk.desk.journal import insert_event
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

LOG_BYTES = 8
OPERATION_BYTES = 8


def knows_more(station: Station, ack: Acknowledgement) -> bool:
    """Whether a verified acknowledgement names an event of our present log that we do not hold, or another in its
    place. What is committed here is never unsaid, so that in a sound folder this cannot be."""
    for extent in (*ack.recv, *ack.safe):
        if extent.log == station.log_name and extent.n:
            here = "SELECT 1 FROM event WHERE log = ? AND seq = ? AND hash = ?"
            if station.store.one(here, extent.log, extent.n, extent.hash) is None:
                return True
    return False


def begin_epoch(station: Station, connection: sqlite3.Connection) -> Pen:
    """Begin a new log, inside a transaction; the pen to write it with, which `Station.take_up` takes once that was
    committed."""
    draw, epoch = station.instruments.draw, station.epoch + 1
    pen = station.pen._replace(log=draw(LOG_BYTES))
    first = write(pen, EMPTY, first_wording(station.identity, epoch, draw(OPERATION_BYTES)), station.now())
    insert_event(connection, OWN, first.event)
    connection.execute("INSERT INTO outbox VALUES (?)", (first.event.hash,))
    station.store.remember("retired_logs", b"".join(station.log_names))
    station.store.remember("log", pen.log)
    station.store.remember("epoch", epoch)
    return pen
