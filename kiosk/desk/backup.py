"""Backing up a station 备份: everything that its folder holds, as one file, while the window goes on.

The database is copied by VACUUM INTO on a connection that only reads, so that it is one moment of the journal and
nobody waits for it. With it go the enrolment, the settings, the signing key and the device secret: what a station
needs to work unattended again. The sealing key is there as it is here, wrapped for each person (R-SEAL), so whoever
finds a backup reads as little as whoever steals the kiosk, and can write as much: keep it like the kiosk, and have
the station revoked when it is lost (docs/decisions/0015).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import kiosk
from kiosk.core.carriage.backup import BACKUP_FORMAT, Manifest, Source, backup_name, write_backup
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.carriage.enrolment import Enrolment
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.folder import (
    DATABASE_FILE,
    DEVICE_SECRET_FILE,
    ENROLMENT_FILE,
    KEYS_FOLDER,
    SIGNING_KEY_FILE,
    sync_folder,
)
from kiosk.settings import SETTINGS_FILE

KEY_PARTS = (f"{KEYS_FOLDER}/{SIGNING_KEY_FILE}", f"{KEYS_FOLDER}/{DEVICE_SECRET_FILE}")
SMALL_PARTS = (ENROLMENT_FILE, SETTINGS_FILE, *KEY_PARTS)
READ_WAIT_S = 10.0


class BackedUp(NamedTuple):
    """A backup made: its file, its length, whose it is, and the events in it."""

    file: Path
    bytes: int
    station: str
    events: int


class _Copied(NamedTuple):
    chain: tuple[bytes, ...]
    log: bytes
    epoch: int
    events: int


def backup(folder: Path, out: Path, instruments: Instruments) -> BackedUp:
    """Write a backup of the station in `folder` to the new file `out`, or into the folder `out` under a name of its
    own; whole or not at all. The folder's lock is not needed. Refusals NOT_A_KIOSK, STATION_HAS_NO_STAFF,
    FILE_IS_THERE, FILE_UNWRITABLE, JOURNAL_DAMAGED."""
    if not (folder / DATABASE_FILE).is_file() or not (folder / ENROLMENT_FILE).is_file():
        raise Refusal("NOT_A_KIOSK")
    enrolment = msgspec.json.decode((folder / ENROLMENT_FILE).read_bytes(), type=Enrolment)
    at_ms = instruments.clock().wall_ms
    file = out / backup_name(enrolment.station, at_ms) if out.is_dir() else out
    try:
        with new_file(file) as (stream, draft), ExitStack() as stack:
            copy = draft.with_suffix(".db")
            stack.callback(copy.unlink, missing_ok=True)
            copied = _copy_database(folder / DATABASE_FILE, copy)
            key = _key_of(folder, copied, enrolment.root)
            parts = [name for name in SMALL_PARTS if (folder / name).is_file()]
            paths = {DATABASE_FILE: copy, **{name: folder / name for name in parts}}
            sources = [Source(name, stack.enter_context(path.open("rb"))) for name, path in paths.items()]
            manifest = Manifest(
                BACKUP_FORMAT, f"daiban {kiosk.__version__}", at_ms, enrolment.station, enrolment.root, copied.chain,
                copied.log, copied.epoch,
            )  # fmt: skip
            write_backup(stream, key, manifest, sources)
    except OSError as error:
        raise Refusal("FILE_UNWRITABLE", name=file.name) from error
    return BackedUp(file, file.stat().st_size, enrolment.station, copied.events)


@contextmanager
def new_file(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A stream whose file takes the name `path` once it is whole and durable, and is gone otherwise; and its name
    until then. Refusal FILE_IS_THERE: an older backup is never written over."""
    if path.exists():
        raise Refusal("FILE_IS_THERE", name=path.name)
    draft = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            yield stream, draft
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _copy_database(database: Path, copy: Path) -> _Copied:
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # SQLite fills an empty file, whose it stays
    try:
        reading = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=READ_WAIT_S)
        with closing(reading):
            reading.execute("VACUUM INTO ?", (str(copy),))
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as made:
            if made.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Refusal("JOURNAL_DAMAGED", count=1)
            if made.execute("SELECT COUNT(*) FROM staff").fetchone()[0] == 0:
                raise Refusal("STATION_HAS_NO_STAFF")  # until then the sealing key lies open beside the database
            meta = dict(made.execute("SELECT key, value FROM meta"))
            events = made.execute("SELECT COUNT(*) FROM event").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise OSError(str(error)) from error
        raise Refusal("JOURNAL_DAMAGED", count=1) from error
    chain = tuple(msgspec.msgpack.decode(meta["chain"], type=list[bytes]))
    return _Copied(chain, meta["log"], int(meta.get("epoch", 1)), events)


def _key_of(folder: Path, copied: _Copied, root: bytes) -> Ed25519PrivateKey:
    """The signing key, if it is the one that the copied database speaks of: what could not be restored is no
    backup."""
    try:
        key = Ed25519PrivateKey.from_private_bytes((folder / KEYS_FOLDER / SIGNING_KEY_FILE).read_bytes())
        fits = key.public_key().public_bytes_raw() == verify_chain(copied.chain, root).signing_key
    except (ValueError, Malformed) as error:
        raise Refusal("NOT_A_KIOSK") from error
    if not fits:
        raise Refusal("NOT_A_KIOSK")
    return key
