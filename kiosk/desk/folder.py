"""The kiosk's folder on disk: kiosk.db, keys/, lock. Small files are written whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.core.refusal import Refusal

DATABASE_FILE = "kiosk.db"
KEYS_FOLDER = "keys"
SIGNING_KEY_FILE = "signing.key"
DEVICE_SECRET_FILE = "device.secret"
PENDING_KEY_FILE = "pending.key"  # the station key until the first staff member is added
GUARD_FILE = "guard"  # the last event of our log, for `guard`
ENROLMENT_FILE = "enrolment.json"  # without its one-time key
LOCK_FILE = "lock"


@contextmanager
def held_folder(folder: Path) -> Iterator[Path]:
    """Hold the folder for this process alone; Refusal NOT_A_KIOSK or FOLDER_IN_USE."""
    if not folder.is_dir():
        raise Refusal("NOT_A_KIOSK")
    with (folder / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal("FOLDER_IN_USE") from error
        yield folder


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file so that after a crash it is there whole, as before, or not there; Refusal DISK_FULL."""
    draft = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # a folder that is none, or that cannot be written at all
            draft.unlink(missing_ok=True)
        raise Refusal("DISK_FULL") from error


def forget_file(path: Path) -> None:
    """Overwrite and remove a small secret file. On flash the old block may survive: its content must be re-keyed."""
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_bounded(path: Path, bytes_max: int) -> bytes:
    """A file's bytes; Refusal FILE_UNREADABLE when it is missing or larger than `bytes_max`."""
    try:
        with path.open("rb") as file:
            data = file.read(bytes_max + 1)
    except OSError as error:
        raise Refusal("FILE_UNREADABLE", name=path.name, limit_bytes=bytes_max) from error
    if len(data) > bytes_max:
        raise Refusal("FILE_UNREADABLE", name=path.name, limit_bytes=bytes_max)
    return data
