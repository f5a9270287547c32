"""The second medium: every event and attachment once more, on another device than the database (R-SAFE).

Append-only files of frames, the same frames as on the wire, so that whatever reads a stick reads
these. A file is begun at every start and at every `FILE_BYTES_MAX`, and never appended to again
after that: a tail torn by a crash stays the last thing in its file. What is written counts as safe
once the file (and, for a new one, its directory) is fsync'ed.

`medium.id`, 16 random bytes, says which medium this is: a mark of safety speaks of one medium alone.
"""

import contextlib
import errno
import os
import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from kiosk.core.carriage.attachment import read_chunk
from kiosk.core.carriage.batch import BATCH_BYTES_MAX, Frame, FrameType, frame_bytes, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed, pack

FILE_BYTES_MAX = BATCH_BYTES_MAX // 2  # so that every file is itself a batch that `read_batch` takes
FRAMES_IN_FILE_MAX = 10_000
ID_FILE, ID_BYTES = "medium.id", 16
_NAME = re.compile(r"^(\d{8})\.frames$")


def same_device(folder: Path, database_folder: Path) -> bool:
    """Whether one failure may take both: they lie on one device, or `folder` (which need not be there yet) lies on the
    system's own file system, as a mount point does when nothing is mounted there."""
    return _device(folder) in (_device(database_folder), _device(Path("/")))


def _device(path: Path) -> int:
    """The device of `path`, or of the nearest folder above it that is there."""
    return next(place for place in (path, *path.absolute().parents) if place.exists()).stat().st_dev


class SecondMedium:
    """Appends to `folder`, which is made when it is not there. One writer; `node` (8 bytes) heads each file; `new_id`
    (16 random bytes) becomes the medium's id when it has none. `id` is the id it has."""

    def __init__(self, folder: Path, node: bytes, new_id: bytes) -> None:
        assert len(new_id) == ID_BYTES
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._node = folder, node
        if not (folder / ID_FILE).exists():
            self._name_it(new_id)
        self.id = (folder / ID_FILE).read_bytes()
        if len(self.id) != ID_BYTES:
            raise OSError(errno.EIO, "the second medium's id cannot be read", str(folder / ID_FILE))
        numbers = [int(path.stem) for path in frame_files(folder)]
        self._number = max(numbers, default=0)
        self._file: int | None = None
        self._size = self._frames = 0

    def append(self, frames: Iterable[Frame]) -> None:
        """Returns once all `frames` are durable. OSError when they may not be: then nothing may be called safe."""
        data, count = bytearray(), 0
        for frame in frames:
            written = frame_bytes(frame)
            if self._size + len(data) + len(written) > FILE_BYTES_MAX or self._frames + count >= FRAMES_IN_FILE_MAX:
                self._flush(data, count)
                self._end()
                data, count = bytearray(), 0
            data += written
            count += 1
        self._flush(data, count)

    def close(self) -> None:
        """Let the file go."""
        self._end()

    def forget(self, events: Collection[bytes], attachments: Collection[bytes]) -> int:
        """Write every file that holds a body of these events (by hash), or pieces of these attachments, anew without
        them, and only then put it in the old one's place; heads stay. How many files. OSError when the medium cannot
        be written: files done so far stay done, the others as they were.

        What the medium itself keeps of old blocks (flash, copies made of it) is out of reach of a program."""
        self._end()
        return sum(self._without(path, events, attachments) for path in frame_files(self._folder))

    def _without(self, path: Path, events: Collection[bytes], attachments: Collection[bytes]) -> bool:
        try:
            frames = read_batch(path.read_bytes()).frames
        except Malformed:
            return False  # a file that was begun and never written to
        kept = [one for frame in frames if (one := without(frame, events, attachments)) is not None]
        if kept == list(frames):
            return False
        data = frame_bytes(Frame(FrameType.HEADER, pack([1, self._node, 0]))) + b"".join(map(frame_bytes, kept))
        unfinished = path.with_suffix(".new")
        with unfinished.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        self._sync_folder()
        return True

    def _flush(self, data: bytearray, count: int) -> None:
        if not data:
            return
        if self._file is None:
            self._begin()
        assert self._file is not None
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._file, view) :]
            os.fsync(self._file)
        except OSError:
            self._end()  # what a failed sync left behind is unknown: go on in a new file
            raise
        self._size += len(data)
        self._frames += count

    def _name_it(self, new_id: bytes) -> None:
        unfinished = self._folder / f"{ID_FILE}.new"
        with unfinished.open("wb") as file:
            file.write(new_id)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._folder / ID_FILE)
        self._sync_folder()

    def _begin(self) -> None:
        if (self._folder / ID_FILE).read_bytes() != self.id:  # taken away, and another lies in its place
            raise OSError(errno.ENXIO, "this is another second medium than before", str(self._folder))
        self._number += 1
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._file = os.open(self._folder / f"{self._number:08d}.frames", flags, 0o600)
        header = frame_bytes(Frame(FrameType.HEADER, pack([1, self._node, 0])))
        os.write(self._file, header)
        self._size, self._frames = len(header), 0
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _end(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self._size, self._frames = None, 0, 0


def event_frame(signed: bytes, sealed: bytes) -> Frame:
    """The frame of one event."""
    return Frame(FrameType.EVENT, signed + sealed)


def without(frame: Frame, events: Collection[bytes], attachments: Collection[bytes]) -> Frame | None:
    """The frame without the body of one of these events; None for a piece of one of these attachments."""
    if frame.type is FrameType.EVENT:
        signed, sealed = split_event(frame.payload)
        return event_frame(signed, b"") if sealed and sha256(signed).digest() in events else frame
    if frame.type is FrameType.CHUNK and attachments:
        with contextlib.suppress(Malformed):  # what is no piece at all is nobody's
            return None if read_chunk(frame.payload).attachment_id in attachments else frame
    return frame


def read_all(folder: Path) -> Iterator[Frame]:
    """Every whole frame on the second medium, file by file in order; torn ones are passed over."""
    for path in frame_files(folder):
        try:
            yield from read_batch(path.read_bytes()).frames
        except Malformed:
            continue  # a file that was begun and never written to


def read_events(folder: Path) -> Iterator[tuple[bytes, bytes]]:
    """(signed, sealed) of every event on the second medium; one may come twice."""
    for frame in read_all(folder):
        if frame.type is FrameType.EVENT:
            yield split_event(frame.payload)


def frame_files(folder: Path) -> list[Path]:
    """The files of a medium, in the order in which they were written; each is a batch."""
    return sorted(path for path in folder.iterdir() if _NAME.match(path.name))
