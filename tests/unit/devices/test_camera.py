"""A camera gives its newest picture at once, keeps it in memory, and says so when it has none."""

import io
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from PIL import Image

from kiosk.core.refusal import Refusal
from kiosk.devices.camera import FRAME_SIZE_MAX, Camera, FolderCamera, Frame, SyntheticCamera, choose_camera

LONG_S = 10


def every_frame() -> Iterator[FrameType]:
    """What every thread is in the middle of, from the innermost call outwards."""
    for innermost in sys._current_frames().values():
        frame: FrameType | None = innermost
        while frame is not None:
            yield frame
            frame = frame.f_back


class Hanging:
    """A device that answers only once it is let."""

    def __init__(self) -> None:
        self.let, self.closed = threading.Event(), threading.Event()

    def read(self) -> Image.Image:
        self.let.wait(LONG_S)
        return Image.new("RGB", (8, 6), "red")

    def close(self) -> None:
        self.closed.set()


class HangsAfterOne(Hanging):
    """A device that shows one picture and then never answers again, until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = threading.Event()
        self.shown: weakref.ref[Image.Image] | None = None

    def read(self) -> Image.Image:
        if self.shown is None:
            picture = Image.new("RGB", (8, 6), "red")
            self.shown = weakref.ref(picture)
            return picture
        self.hangs.set()
        return super().read()


class Broken:
    """A device that fails at every reading, each time otherwise."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self) -> Image.Image:
        self.asked += 1
        raise (OSError, ValueError, SystemError)[self.asked % 3]("no frame")

    def close(self) -> None:
        pass


def test_the_newest_picture_is_there_without_waiting() -> None:
    device = Hanging()
    camera = Camera(device).open()
    assert camera.latest is None
    device.let.set()
    assert camera.first(LONG_S)[1:3] == (8, 6)
    camera.close()


def test_closing_forgets_what_was_seen_and_lets_the_device_go() -> None:
    device = Hanging()
    device.let.set()
    camera = Camera(device).open()
    camera.first(LONG_S)
    camera.close()
    assert camera.latest is None
    assert device.closed.wait(LONG_S)


def test_a_device_that_hangs_keeps_nothing_of_the_last_visitor_and_is_not_opened_again_until_it_answers() -> None:
    device = HangsAfterOne()
    camera = Camera(device, waited=lambda _: None).open()
    assert device.hangs.wait(LONG_S)
    camera.close()
    [loop] = [frame for frame in every_frame() if frame.f_code is Camera._run.__code__]
    assert device.shown is not None and device.shown() is None
    assert not any(isinstance(held, Frame | Image.Image) for held in loop.f_locals.values())
    with pytest.raises(Refusal, match="CAMERA_SILENT"):
        Camera(Hanging()).open()
    device.let.set()
    assert device.closed.wait(LONG_S)
    camera._thread.join(LONG_S)
    again = Camera(SyntheticCamera()).open()
    assert again.first(LONG_S)
    again.close()


def test_a_photograph_is_a_jpeg_in_memory_without_metadata() -> None:
    camera = Camera(SyntheticCamera()).open()
    camera.first(LONG_S)
    with Image.open(io.BytesIO(camera.photograph())) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (1280, 960)
        assert not picture.getexif()
    camera.close()


def test_without_a_picture_it_says_so() -> None:
    camera = Camera(Hanging())
    with pytest.raises(Refusal, match="CAMERA_SILENT"):
        camera.photograph()


def test_a_device_that_fails_again_and_again_counts_as_gone_and_brings_nothing_down() -> None:
    device, enough = Broken(), threading.Event()
    camera = Camera(device, waited=lambda _: enough.set() if device.asked > 25 else None).open()
    assert enough.wait(LONG_S)
    assert camera.gone
    with pytest.raises(Refusal, match="CAMERA_SILENT"):
        camera.first(0)
    camera.close()


def test_a_folder_shows_its_pictures_by_name_upright_and_from_the_beginning_again(tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "blue").save(tmp_path / "b.png")
    turned = Image.new("RGB", (30, 40), "red")
    exif = turned.getexif()
    exif[0x0112] = 6  # held upright, stored lying
    turned.save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "notes.txt").write_text("not a picture")
    camera = FolderCamera(tmp_path)
    seen = [camera.read() for _ in range(60)]
    assert seen[0].size == (40, 30)
    assert seen[0].getpixel((5, 5))[0] > 200
    assert seen[30].getpixel((5, 5))[2] > 200
    assert seen[50].getpixel((5, 5))[0] > 200


def test_an_empty_folder_gives_no_picture(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        FolderCamera(tmp_path).read()


def test_a_folder_of_large_pictures_is_shown_small(tmp_path: Path) -> None:
    Image.new("RGB", (3000, 4000), "white").save(tmp_path / "a.jpg")
    size = FolderCamera(tmp_path).read().size
    assert size[0] <= FRAME_SIZE_MAX[0]
    assert size[1] <= FRAME_SIZE_MAX[1]


def test_the_drawn_sheet_lies_where_it_says() -> None:
    camera = SyntheticCamera()
    picture = camera.read()
    x, y = camera.corners(1)[0]
    assert sum(picture.getpixel((x + 12, y + 12))) > 600
    assert sum(picture.getpixel((x - 30, y - 20 if y > 20 else 0))) < 250


def test_the_settings_choose_the_camera(tmp_path: Path) -> None:
    assert choose_camera("none", tmp_path) is None
    assert isinstance(choose_camera("folder", tmp_path), FolderCamera)
    assert isinstance(choose_camera("synthetic", tmp_path), SyntheticCamera)
