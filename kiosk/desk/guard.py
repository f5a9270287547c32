"""The guard 守卫: is this folder still on the machine that wrote it, and as new as it was? Asked when a station is
opened, before anything is written (R-EPOCH); when the answer is no, a new log begins and says why.

* **Machine.** The parts of the hardware are kept as MACs under the device secret. Another board, or another disk under
  the folder, is another machine: a cloned card, or one carried over. The weak parts (the system's id, the file system)
  are copied along with a card and change when a system is set up anew: one alone means nothing, both mean a move.
* **Tip.** A small file remembers the last event of our log: `guard` beside the database, and another where the setting
  `guard_file` names one, best on another device. A database that does not hold that event is an older copy. The file
  is written in calm moments, after what it tells of was committed, so it never knows too much.

What no guard sees (a card cloned whole and put into the same board) the county does: `epoch.knows_more`.
"""

import hmac
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from kiosk.core.refusal import Refusal
from kiosk.desk.epoch import Why, begin_epoch
from kiosk.desk.folder import GUARD_FILE, write_whole
from kiosk.desk.journal import tip_of
from kiosk.desk.station import Station
from kiosk.desk.store import OWN

HARDWARE = "hardware"  # in `meta`: part -> MAC, as MessagePack
STRONG, WEAK = ("board", "storage"), ("system", "filesystem")
MAC_BYTES = 16
GUARD_BYTES_MAX = 1_000


class Seen(NamedTuple):
    """What the guard found: why a new log is due, None when all is well; the hardware's MACs as they are now."""

    why: Why | None
    hardware: dict[str, bytes]


class _Tip(msgspec.Struct, frozen=True, array_like=True):
    log: bytes
    seq: int
    hash: bytes
    mac: bytes


def stand_guard(station: Station) -> Why | None:
    """Look, and begin a new log where one is due; why, None for none. Refusal DISK_FULL when it cannot be begun: then
    nothing may be written at all."""
    seen = look(station)
    kept = msgspec.msgpack.encode(dict(sorted(seen.hardware.items())))
    if seen.why is None and kept == station.store.meta(HARDWARE):
        return None
    with station.store.transaction() as connection:
        station.store.remember(HARDWARE, kept)
        pen = begin_epoch(station, connection, seen.why) if seen.why else None
    if pen is not None:
        station.take_up(pen)
    return seen.why


def look(station: Station) -> Seen:
    """What stands here against what was; nothing is written."""
    facts = station.instruments.hardware(str(station.folder))
    now = {part: _mac(station, f"{part}\0{value}") for part, value in facts.items() if part in STRONG + WEAK}
    then = msgspec.msgpack.decode(station.store.meta(HARDWARE) or b"\x80", type=dict[str, bytes])
    if is_another_machine(then, now):
        return Seen(Why.MACHINE, now)
    hardware = {**then, **now}  # a part that cannot be read just now may be read again
    return Seen(Why.GUARD if any(_is_ahead(station, path) for path in guard_files(station)) else None, hardware)


def is_another_machine(then: Mapping[str, bytes], now: Mapping[str, bytes]) -> bool:
    """Whether what is known of both differs in a strong part, or in every weak one."""
    differs = {part for part in then.keys() & now.keys() if then[part] != now[part]}
    return not differs.isdisjoint(STRONG) or differs.issuperset(WEAK)


def note_tip(station: Station) -> None:
    """Remember the last event of our log in the guard's files: in calm moments, and only where they say another. A
    place that cannot be written (a stick that is not there) is left out."""
    tip = tip_of(station.store, station.log_name)
    mac = _mac(station, f"{station.log_name.hex()} {tip.seq} {tip.hash.hex()}")
    data = msgspec.msgpack.encode(_Tip(station.log_name, tip.seq, tip.hash, mac))
    for path in guard_files(station):
        if _read(path) != data:
            with suppress(Refusal):
                write_whole(path, data)


def guard_files(station: Station) -> tuple[Path, ...]:
    """Where the guard remembers."""
    elsewhere = station.settings.guard_file
    return (station.folder / GUARD_FILE, *((Path(elsewhere),) if elsewhere else ()))


def _is_ahead(station: Station, path: Path) -> bool:
    """Whether this file tells of an event of ours that is not here. A file that is not ours, or harmed, tells nothing;
    one about a log that we have retired since is merely old."""
    try:
        tip = msgspec.msgpack.decode(_read(path), type=_Tip)
    except msgspec.MsgspecError:
        return False
    if not hmac.compare_digest(tip.mac, _mac(station, f"{tip.log.hex()} {tip.seq} {tip.hash.hex()}")):
        return False
    if tip.log in station.log_names[:-1]:
        return False
    held = f"SELECT 1 FROM event WHERE log = ? AND seq = ? AND hash = ? AND origin = {OWN}"
    return station.store.one(held, tip.log, tip.seq, tip.hash) is None


def _mac(station: Station, text: str) -> bytes:
    return hmac.digest(station.device_secret, b"daiban-guard\0" + text.encode(), "sha256")[:MAC_BYTES]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(GUARD_BYTES_MAX)
    except OSError:
        return b""
