"""Pictures that somebody put into a folder for this station (a scanner, a stick), to be chosen as photographs.

The folder is named in the settings, holds what many people brought, and is shown to an agent alone. Nothing is ever
written into it, and nothing of what is chosen stays outside memory until it is sealed. A stick or a share may hang,
and a picture takes seconds: `PictureReader` reads in a thread beside, never on the desk's.

    folder = picture_folder(station)            a deed: the folder, or PICTURES_NEED_AGENT
    reader = PictureReader(folder, deliver)     reader.list(then, refused), .thumbnail(…), .open(…), .close()
"""

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import Photograph, open_photograph, thumbnail
from kiosk.desk.station import Station

LISTED_MAX = 60  # the newest: five screens of twelve
LOOKED_AT_MAX = 2_000  # of a folder that somebody put a whole telephone into
ASKED_MAX = 64  # of one reader, waiting: a page asks for eight
WAITING_COUNT_MAX = 256  # of all readers together, while one hangs
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
THREAD = "pictures"

Deliver = Callable[[Callable[[], None]], None]
Refused = Callable[[Refusal], None]


class Picture(NamedTuple):
    """One file: its name, and when it was last changed in milliseconds UTC."""

    name: str
    changed_ms: int


class PictureFolder(NamedTuple):
    """The folder, for who may look into it. Its methods read the disk and may take their time."""

    path: Path

    def pictures(self) -> tuple[Picture, ...]:
        """What can be chosen, the newest first, at most 60. Refusal FOLDER_UNREADABLE."""
        found = []
        try:
            for place, path in enumerate(self.path.iterdir()):
                if place >= LOOKED_AT_MAX:
                    break
                if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
                    found.append(Picture(path.name, path.stat().st_mtime_ns // 1_000_000))
        except OSError as error:
            raise Refusal("FOLDER_UNREADABLE") from error
        return tuple(sorted(found, key=lambda picture: (-picture.changed_ms, picture.name))[:LISTED_MAX])

    def photograph(self, name: str, turned: int = 0) -> Photograph:
        """The picture of that name, made ready and turned by so many quarters to the right; Refusals of
        `open_photograph`, NOT_A_PHOTO for a name that is none."""
        return open_photograph(self._named(name), turned)

    def thumbnail(self, name: str) -> bytes:
        """A small JPEG of it; Refusals as `photograph`."""
        return thumbnail(self._named(name))

    def _named(self, name: str) -> Path:
        if Path(name).name != name or not name:
            raise Refusal("NOT_A_PHOTO", name=name[:80])
        return self.path / name


def picture_folder(station: Station) -> PictureFolder:
    """The folder, for the agent who is signed in; Refusal PICTURES_NEED_AGENT: it shows other people's papers."""
    if station.signed_in is None:
        raise Refusal("PICTURES_NEED_AGENT")
    return PictureFolder(Path(station.settings.photograph_folder))


class PictureReader:
    """Reads a folder beside; what comes of it is handed to `deliver`, which takes a call of no arguments to the
    window's thread. Once closed it delivers nothing more and holds nobody's callbacks.

    One thread serves all readers in turn, so that a folder that hangs costs one thread, however many come."""

    def __init__(self, folder: PictureFolder, deliver: Deliver) -> None:
        self._folder, self._deliver = folder, deliver
        self._asked: dict[int, tuple[Callable[[Any], None], Refused]] = {}
        self._count = 0

    def list(self, then: Callable[[tuple[Picture, ...]], None], refused: Refused) -> None:
        """`then` gets what can be chosen."""
        self._ask(PictureFolder.pictures, (), then, refused)

    def thumbnail(self, name: str, then: Callable[[bytes], None], refused: Refused) -> None:
        """`then` gets a small JPEG."""
        self._ask(PictureFolder.thumbnail, (name,), then, refused)

    def open(self, name: str, turned: int, then: Callable[[Photograph], None], refused: Refused) -> None:
        """`then` gets the picture, made ready."""
        self._ask(PictureFolder.photograph, (name, turned), then, refused)

    def close(self) -> None:
        """Whoever asked has gone."""
        self._asked.clear()

    def _ask(
        self, read: Callable[..., Any], given: tuple[Any, ...], then: Callable[[Any], None], refused: Refused
    ) -> None:
        assert len(self._asked) < ASKED_MAX, "a page asks for what it shows"
        self._count += 1
        number = self._count
        self._asked[number] = (then, refused)
        if not _BESIDE.put(lambda: self._read(number, read, given)):
            self._deliver(lambda: self._come(number, None, Refusal("FOLDER_UNREADABLE")))

    def _read(self, number: int, read: Callable[..., Any], given: tuple[Any, ...]) -> None:
        """In the thread beside."""
        if number not in self._asked:
            return
        result: Any = None
        failed: Exception | None = None
        try:
            result = read(self._folder, *given)
        except Exception as error:
            failed = error
        self._deliver(lambda: self._come(number, result, failed))

    def _come(self, number: int, result: Any, failed: Exception | None) -> None:
        """In the window's thread."""
        if number not in self._asked:
            return
        then, refused = self._asked.pop(number)
        if isinstance(failed, Refusal):
            refused(failed)
        elif failed is not None:
            raise failed
        else:
            then(result)


class _Beside:
    """One thread at a time, for as long as there is something to do."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._working = False

    def put(self, call: Callable[[], None]) -> bool:
        """Have it called; never waits. False where too many wait already."""
        with self._lock:
            if len(self._waiting) >= WAITING_COUNT_MAX:
                return False
            self._waiting.append(call)
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name=THREAD, daemon=True).start()
            return True

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working = False
                    return
                call = self._waiting.popleft()
            call()
            del call


_BESIDE = _Beside()
