"""Sticks 存储盘, as commands and screens use them: export onto one, take from one, look at one.

The stick is a mounted folder; how its files are made sure of is `kiosk.devices.stick`, what they are is
`kiosk.core.carriage.stick`.
"""

from pathlib import Path

from kiosk.core.carriage.certificate import Role
from kiosk.desk.batches import note_taking
from kiosk.desk.offering import ROAD_STICK
from kiosk.desk.settling import known_logs
from kiosk.desk.station import Station
from kiosk.desk.stick_leaving import Left as Exported
from kiosk.desk.stick_leaving import leave_on
from kiosk.desk.stick_looking import StationSeen, StickSeen, look_at
from kiosk.desk.stick_progress import Progress, WatchedFolder
from kiosk.desk.stick_taking import OfStation, take_from
from kiosk.desk.stick_taking import TakenIn as Taken
from kiosk.desk.township_word import give_word
from kiosk.devices.stick import StickFolder

__all__ = ["Exported", "OfStation", "Progress", "StationSeen", "StickSeen", "Taken", "export", "look", "take"]


def export(station: Station, folder: Path, progress: Progress | None = None) -> Exported:
    """Write onto the stick at `folder` what should travel from here: answers for other stations, our ask, events and
    pieces, ours and others'. When it returns the stick may be pulled. Refusals STICK_NOT_THERE, STICK_NOT_WRITTEN,
    STICK_READS_DIFFERENTLY, STICK_UNREADABLE, DISK_FULL: then it proves nothing, and may be done again."""
    return leave_on(station, WatchedFolder(folder, progress or Progress(), writing=True))


def take(station: Station, folder: Path, progress: Progress | None = None) -> Taken:
    """Take in what is on the stick at `folder`: what is for us is absorbed, other stations' go into custody. The stick
    is not written to. Any number of times. Refusals STICK_NOT_THERE, STICK_UNREADABLE, STICK_TOO_FULL, DISK_FULL."""
    taken = take_from(station, WatchedFolder(folder, progress or Progress()))
    sign_for(station, taken)
    note_taking(station, ROAD_STICK, taken)
    return taken


def look(station: Station, folder: Path) -> StickSeen:
    """What is on the stick at `folder`; changes nothing. Refusals STICK_NOT_THERE, STICK_UNREADABLE, STICK_TOO_FULL."""
    return look_at(station, StickFolder(folder))


def sign_for(station: Station, taken: Taken) -> None:
    """A township's own word for what is newly in its custody, to go home with the next stick."""
    fresh = {one.node for one in taken.stations if one.taken}
    readers = {one.node: one for one in known_logs(station).values() if one.role is Role.STATION} if fresh else {}
    for node in sorted(fresh):
        reader = readers.get(bytes.fromhex(node))
        if reader is not None and reader.node != station.identity.node:
            give_word(station, reader)
