"""A USB stick as a mounted folder at a server: the same as a kiosk's (`kiosk.devices.stick`), which the server may not
open: it opens kiosk.core and nothing else of it. One test holds both to the same promises.
"""

import mmap
import os
from contextlib import suppress
from pathlib import Path

from kiosk.core.carriage.stick import FILES_COUNT_MAX, FOLDER, UNFINISHED
from kiosk.core.refusal import Refusal

PIECE_BYTES = 1 * 2**20
SECTOR_BYTES = 4_096
BAD_SECTORS_MAX = 32  # of one file
NAMES_COUNT_MAX = 10 * FILES_COUNT_MAX  # looked at: a stick is full of other people's files


class StickFolder:
    """The folder DAIBAN/ under `place`, the stick's mount point. Refusal STICK_NOT_THERE when `place` is no folder.

    writing: make DAIBAN/ when it is not there."""

    def __init__(self, place: Path, *, writing: bool = False) -> None:
        self.folder = place if place.name.upper() == FOLDER else place / FOLDER
        try:
            if not self.folder.parent.is_dir():
                raise Refusal("STICK_NOT_THERE", name=str(place))
            if writing and not self.folder.is_dir():
                self.folder.mkdir()
                _sync_folder(self.folder.parent)
        except OSError as error:
            raise Refusal("STICK_NOT_WRITTEN", name=FOLDER) from error

    def names(self) -> list[str]:
        """Every file name in DAIBAN/; empty when there is no such folder. Refusal STICK_UNREADABLE."""
        try:
            with os.scandir(self.folder) as entries:
                found = [one.name for _, one in zip(range(NAMES_COUNT_MAX), entries, strict=False) if _is_file(one)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Refusal("STICK_UNREADABLE", name=FOLDER) from error
        return sorted(found)

    def read(self, name: str, bytes_max: int) -> bytes:
        """A file's bytes, at most `bytes_max` + 1 of them; Refusal STICK_UNREADABLE."""
        try:
            descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise Refusal("STICK_UNREADABLE", name=name) from error
        with os.fdopen(descriptor, "rb") as file:
            try:
                return file.read(bytes_max + 1)
            except OSError as error:
                found = salvaged(descriptor, bytes_max + 1)
                if not found.strip(b"\0"):
                    raise Refusal("STICK_UNREADABLE", name=name) from error
                return found

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole; returns once it is durable and was read back. Refusals STICK_NOT_WRITTEN (what is on the
        stick under that name is as before, or not there), STICK_READS_DIFFERENTLY."""
        draft, path = self.folder / (name + UNFINISHED), self.folder / name
        try:
            with suppress(FileNotFoundError):
                draft.unlink()
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(draft, flags, 0o644), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _sync_folder(self.folder)
            same = read_past_cache(path, len(data)) == data
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise Refusal("STICK_NOT_WRITTEN", name=name) from error
        if not same:
            raise Refusal("STICK_READS_DIFFERENTLY", name=name)

    def remove(self, name: str) -> None:
        """Remove a file; none there is fine. Refusal STICK_NOT_WRITTEN."""
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise Refusal("STICK_NOT_WRITTEN", name=name) from error

    def free_bytes(self) -> int:
        """How much more it takes; Refusal STICK_UNREADABLE."""
        try:
            disk = os.statvfs(self.folder)
        except OSError as error:
            raise Refusal("STICK_UNREADABLE", name=FOLDER) from error
        return disk.f_bavail * disk.f_frsize


def salvaged(descriptor: int, bytes_max: int) -> bytes:
    """What can be read of a file with bad sectors, those filled with zeros: its other frames are whole. After
    BAD_SECTORS_MAX of them the rest is given up, because each costs the kernel seconds of trying."""
    found = bytearray()
    bad = 0
    while len(found) < bytes_max and bad < BAD_SECTORS_MAX:
        wanted = min(SECTOR_BYTES, bytes_max - len(found))
        try:
            piece = os.pread(descriptor, wanted, len(found))
        except OSError:
            bad, piece = bad + 1, bytes(wanted)
        if not piece:
            break
        found += piece
    return bytes(found)


def read_past_cache(path: Path, bytes_expected: int) -> bytes:
    """A file's bytes (about a piece more than expected at most), from the medium as well as can be; OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    with suppress(OSError):
        return _read_all(path, bytes_expected, os.O_DIRECT)
    return _read_all(path, bytes_expected, 0)  # a file system without O_DIRECT (tmpfs): what was dropped must do


def _read_all(path: Path, bytes_expected: int, flags: int) -> bytes:
    found = bytearray()
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        with mmap.mmap(-1, PIECE_BYTES) as page:  # O_DIRECT wants memory on a page's border
            while (count := os.preadv(descriptor, [page], len(found))) > 0:
                found += page[:count]
                if count < PIECE_BYTES or len(found) > bytes_expected:
                    break
    finally:
        os.close(descriptor)
    return bytes(found)


def _is_file(entry: "os.DirEntry[str]") -> bool:
    return entry.is_file(follow_symlinks=False)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
