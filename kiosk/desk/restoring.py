"""Putting a station back 恢复 from its backup: into an empty folder, whole or not at all, and as a new log (R-EPOCH).

What was written after the backup was made may be on its way already, so nothing more is written in the log that the
backup holds: the new one takes the next terminal number and 8 bytes freshly drawn, so that even two folders restored
from one backup never write the same place. Everything is made in a folder beside and renamed into place at the end.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from kiosk.core.carriage.backup import Manifest, read_manifest, read_parts
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import Identity, Role
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.backup import KEY_PARTS, SMALL_PARTS
from kiosk.desk.epoch import Why, begin_epoch
from kiosk.desk.folder import DATABASE_FILE, ENROLMENT_FILE, KEYS_FOLDER, held_folder, sync_folder
from kiosk.desk.guard import HARDWARE
from kiosk.desk.station import Station
from kiosk.desk.store import Store
from kiosk.settings import Settings

PARTS_NEEDED = {DATABASE_FILE, ENROLMENT_FILE, *KEY_PARTS}


class Restored(NamedTuple):
    """A station put back. made_at_ms: when its backup was made, by that kiosk's clock; epoch, terminal: number and
    terminal of the log that it writes now; events: held by it."""

    station: str
    made_at_ms: int
    epoch: int
    terminal: int
    events: int


def restore(folder: Path, file: Path, instruments: Instruments, over: bool = False) -> Restored:
    """Put the backup `file` back into `folder`, which is not there yet or empty; with `over` also over the folder of
    the same station, which is kept beside under another name. Refusals FOLDER_NOT_EMPTY, FOLDER_IN_USE,
    BACKUP_UNREADABLE, BACKUP_DAMAGED, BACKUP_OF_ANOTHER, DISK_FULL: then `folder` is as it was."""
    if folder.exists() and not (_is_empty(folder) or (over and _is_stations(folder))):
        raise Refusal("FOLDER_NOT_EMPTY")
    with _opened(file) as stream:
        manifest, identity = read_manifest(stream)
        names = {part.name for part in manifest.parts}
        if identity.role is not Role.STATION or not PARTS_NEEDED <= names <= {DATABASE_FILE, *SMALL_PARTS}:
            raise Refusal("BACKUP_OF_ANOTHER", code=manifest.code)
        if folder.is_dir() and any(folder.iterdir()):
            with held_folder(folder):
                return _put(folder, stream, manifest, instruments, _epoch_of(folder, identity))
        return _put(folder, stream, manifest, instruments, 0)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _is_stations(folder: Path) -> bool:
    """Whether it is, or was before its disk failed, a station's: somebody's photographs are never moved aside."""
    return any((folder / name).exists() for name in (DATABASE_FILE, ENROLMENT_FILE, KEYS_FOLDER))


def _put(folder: Path, stream: BinaryIO, manifest: Manifest, instruments: Instruments, after: int) -> Restored:
    draft = folder.with_name(f"{folder.name}.restoring")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / KEYS_FOLDER).mkdir(parents=True, mode=0o700)
        draft.chmod(0o700)
        read_parts(stream, manifest, lambda name: _durable(draft / name))
        restored = _begin_anew(draft, manifest, instruments, after)
        sync_folder(draft / KEYS_FOLDER)
        sync_folder(draft)
        _take_place(draft, folder)
    except OSError as error:
        raise Refusal("DISK_FULL") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return restored


def _take_place(draft: Path, folder: Path) -> None:
    """The draft in the folder's place, what stood there beside it; where the disk fails half-way, all as it was."""
    aside = _aside(folder) if folder.is_dir() and any(folder.iterdir()) else None
    try:
        if aside is not None:
            folder.rename(aside)
        draft.replace(folder)
        sync_folder(folder.parent)
    except OSError:
        with suppress(OSError):
            if not draft.exists():
                folder.rename(draft)
            if aside is not None and aside.exists():
                aside.rename(folder)
        raise


def _begin_anew(draft: Path, manifest: Manifest, instruments: Instruments, after: int) -> Restored:
    """The new log, begun in the draft: no restored folder ever stands in its place without it."""
    store = Store(draft / DATABASE_FILE)
    try:
        station = Station(draft, store, instruments, Settings())
        key = station.pen.key.public_key().public_bytes_raw()
        if key != station.identity.signing_key or station.identity.chain != manifest.chain:
            raise Refusal("BACKUP_OF_ANOTHER", code=manifest.code)
        with store.transaction() as connection:
            pen = begin_epoch(station, connection, Why.RESTORED, after)
            store.remember(HARDWARE, b"\x80")  # the machine it is opened on next is its own
        station.take_up(pen)
        store.settle_down(wal_bytes_max=0)
        events = store.one("SELECT COUNT(*) FROM event")[0]
        return Restored(station.code, manifest.made_at_ms, station.epoch, station.terminal, events)
    except (sqlite3.DatabaseError, msgspec.MsgspecError, Malformed) as error:
        raise Refusal("BACKUP_UNREADABLE") from error
    finally:
        store.close()


def _epoch_of(folder: Path, identity: Identity) -> int:
    """The number of the log that the folder to be replaced writes in: it is not used again. 0 when it cannot be read
    any more. Refusal BACKUP_OF_ANOTHER."""
    try:
        with closing(sqlite3.connect(f"{(folder / DATABASE_FILE).absolute().as_uri()}?mode=ro", uri=True)) as old:
            meta = dict(old.execute("SELECT key, value FROM meta"))
    except sqlite3.DatabaseError:
        return 0
    chain = msgspec.msgpack.decode(meta.get("chain", b"\x90"), type=list[bytes])
    if chain[1:] != list(identity.chain[1:]):  # enrolment and county; the node's own certificate may be renewed
        raise Refusal("BACKUP_OF_ANOTHER", code=identity.code)
    return int(meta.get("epoch", 1))


def _aside(folder: Path) -> Path:
    """Where the replaced folder goes: beside, under the first name that is free."""
    number = 1
    while (aside := folder.with_name(f"{folder.name}.before-{number}")).exists():
        number += 1
    return aside


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise Refusal("BACKUP_UNREADABLE") from error
    with stream:
        yield stream


@contextmanager
def _durable(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read, durable once it is closed."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
