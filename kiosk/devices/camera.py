"""The camera: an own thread reads pictures from a provider and keeps only the latest, in memory.

A provider is anything with `read` and `close` (`CameraProvider`); it is chosen by the settings. `FolderCamera` shows
the pictures of a folder one after another, as a scanner or a test puts them there; `SyntheticCamera` draws a sheet of
paper on a mat. Nothing here writes a file, and what was seen is forgotten when the camera is closed.
"""

import functools
import io
import threading
import warnings
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Protocol

from PIL import Image, ImageDraw, ImageFont, ImageOps

from kiosk.core.refusal import Refusal

FRAME_SIZE_MAX = (1_600, 1_200)  # of what is shown and kept: an A4 page at 140 dots an inch
FRAMES_A_SECOND = 8  # shown on a table, nobody needs more, and the machine has other work
PICTURE_BYTES_MAX = 20_000_000
PICTURE_PIXELS_MAX = 64_000_000
PICTURES_MAX = 500  # of a folder
FOLDER_SHOWS_FRAMES = 24  # so many frames each picture of a folder stands: three seconds
FAULTS_MAX = 20  # readings that fail one after another before the camera counts as gone
JPEG_QUALITY = 88
CLOSE_S = 0.2  # how long closing waits for the thread: a finger is waiting, and nothing is kept after it anyway
PROVIDERS = ("none", "folder", "synthetic")
SEAL_RED = (176, 48, 34)

_closed: list[threading.Thread] = []  # of cameras that were closed: a device that hangs keeps its thread


class Frame(NamedTuple):
    """One picture: `number` counts from 1, `rgb` three bytes a pixel, rows from the top."""

    number: int
    width: int
    height: int
    rgb: bytes


class CameraProvider(Protocol):
    """What a camera is made of. `read` gives the next picture in RGB and may take its time; OSError where there is
    none just now. `close` lets go of the device."""

    def read(self) -> Image.Image: ...

    def close(self) -> None: ...


class FolderCamera:
    """The pictures of a folder by name, one after another and from the beginning again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shown = 0
        self._kept: tuple[Path, Image.Image] | None = None

    def read(self) -> Image.Image:
        """The picture whose turn it is, set upright; OSError where the folder has none."""
        paths = sorted(each for each in self._folder.iterdir() if each.suffix.lower() in (".jpg", ".jpeg", ".png"))
        if not paths:
            raise FileNotFoundError(f"no picture in {self._folder.name}")
        path = paths[:PICTURES_MAX][self._shown // FOLDER_SHOWS_FRAMES % min(len(paths), PICTURES_MAX)]
        self._shown += 1
        if self._kept is None or self._kept[0] != path:
            self._kept = (path, _opened(path))
        return self._kept[1]

    def close(self) -> None:
        self._kept = None


class SyntheticCamera:
    """A sheet of paper with lines of writing on a dark mat, lying a little differently from frame to frame, as under a
    hand that has just let go. Its seal says 演示, so that it never passes for a real paper."""

    def __init__(self, size: tuple[int, int] = (1_280, 960)) -> None:
        self.size = size
        self._number = 0

    def corners(self, number: int) -> list[tuple[int, int]]:
        """Where the corners of the sheet of frame `number` are, in pixels from the upper left, clockwise."""
        wide, high = self.size
        sway = (number % 16 - 8 if number % 32 < 16 else 8 - number % 16) / 8
        x, y = wide * (0.24 + 0.006 * sway), high * (0.06 + 0.004 * sway)
        places = ((x, y), (wide * 0.76, y + 6 * sway), (wide * 0.762, high * 0.94), (x - 4 * sway, high * 0.935))
        return [(round(left), round(top)) for left, top in places]

    def read(self) -> Image.Image:
        """The next frame."""
        self._number += 1
        picture = Image.new("RGB", self.size, (46, 58, 54))
        pen = ImageDraw.Draw(picture)
        sheet = self.corners(self._number)
        pen.polygon([(x + 8, y + 10) for x, y in sheet], fill=(30, 38, 36))
        pen.polygon(sheet, fill=(244, 241, 233))
        left, top = sheet[0]
        across, unit = sheet[1][0] - left, self.size[1] / 60
        pen.rectangle((left + across * 0.28, top + 4 * unit, left + across * 0.72, top + 6 * unit), fill=(52, 50, 48))
        for row in range(18):
            y = top + (10 + row * 2.2) * unit
            long = 0.86 if row % 5 < 4 else 0.5
            pen.rectangle((left + across * 0.08, y, left + across * long, y + unit * 0.7), fill=(126, 122, 116))
        middle = (left + across * 0.76, top + 46 * unit)
        pen.circle(middle, 4.5 * unit, outline=SEAL_RED, width=max(2, round(unit * 0.5)))
        pen.text(middle, "演示", fill=SEAL_RED, font=_font(round(unit * 3.2)), anchor="mm")
        return picture

    def close(self) -> None:
        """Nothing is held."""


class Camera:
    """Reads a provider in a thread of its own from `open` until `close`; `latest` never waits for it."""

    def __init__(self, provider: CameraProvider, waited: Callable[[float], object] | None = None) -> None:
        """`waited` stands in for the pause between two frames in tests; it is given seconds."""
        self._provider = provider
        self._stop = threading.Event()
        self._wait = waited or self._stop.wait
        self._seen = threading.Condition()
        self._frame: Frame | None = None
        self._faults = 0
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def open(self) -> "Camera":
        """Begin to read; Refusal CAMERA_SILENT while the device still hangs under a camera closed before: another
        thread would hang there too, and nobody counts how many visitors come."""
        _closed[:] = [thread for thread in _closed if thread.is_alive()]
        if _closed:
            raise Refusal("CAMERA_SILENT")
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop reading, forget the last frame and let go of the device; waits CLOSE_S at most."""
        self._stop.set()
        if self._thread.is_alive():
            _closed.append(self._thread)
            self._thread.join(CLOSE_S)
        with self._seen:
            self._frame = None

    @property
    def latest(self) -> Frame | None:
        """The newest frame, None before the first and after `close`."""
        return self._frame

    @property
    def gone(self) -> bool:
        """Whether the camera has failed so often that a person should be told."""
        return self._faults >= FAULTS_MAX

    def first(self, timeout_s: float) -> Frame:
        """The newest frame, waiting for the first one; Refusal CAMERA_SILENT."""
        with self._seen:
            self._seen.wait_for(lambda: self._frame is not None, timeout_s)
            if self._frame is None:
                raise Refusal("CAMERA_SILENT")
            return self._frame

    def photograph(self) -> bytes:
        """The newest frame as a JPEG without metadata; Refusal CAMERA_SILENT where there is none."""
        frame = self._frame
        if frame is None:
            raise Refusal("CAMERA_SILENT")
        out = io.BytesIO()
        Image.frombytes("RGB", (frame.width, frame.height), frame.rgb).save(out, "JPEG", quality=JPEG_QUALITY)
        return out.getvalue()

    def _run(self) -> None:
        number = 0
        try:
            while not self._stop.is_set():
                try:
                    picture = self._provider.read()
                except Exception:  # a driver fails in ways of its own; the window must not fall with it
                    self._faults += 1
                else:
                    number, self._faults = number + 1, 0
                    picture = _fitted(picture)
                    frame = Frame(number, *picture.size, picture.tobytes())
                    with self._seen:
                        if not self._stop.is_set():
                            self._frame = frame
                        self._seen.notify_all()
                    del picture, frame  # a device that hangs from here on holds nothing of whoever was seen
                self._wait(1 / FRAMES_A_SECOND)
        finally:
            self._provider.close()


def choose_camera(kind: str, folder: Path) -> CameraProvider | None:
    """The provider that the settings name; None for "none". `folder` is where a FolderCamera looks."""
    assert kind in PROVIDERS, "the settings allow no other"
    return {"folder": lambda: FolderCamera(folder), "synthetic": SyntheticCamera}.get(kind, lambda: None)()


@functools.cache
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    with (files("assets") / "fonts" / "NotoSansSC-Bold.otf").open("rb") as file:
        return ImageFont.truetype(file, size_px)


def _opened(path: Path) -> Image.Image:
    """A picture file in RGB, upright; OSError where it is none or too large."""
    if path.stat().st_size > PICTURE_BYTES_MAX:
        raise OSError("the picture is too large")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > PICTURE_PIXELS_MAX:
                raise OSError("the picture has too many pixels")
            picture.draft("RGB", FRAME_SIZE_MAX)
            return _fitted(ImageOps.exif_transpose(picture))


def _fitted(picture: Image.Image) -> Image.Image:
    """In RGB and no larger than FRAME_SIZE_MAX."""
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    if picture.width > FRAME_SIZE_MAX[0] or picture.height > FRAME_SIZE_MAX[1]:
        picture = picture.copy()
        picture.thumbnail(FRAME_SIZE_MAX)
    return picture
