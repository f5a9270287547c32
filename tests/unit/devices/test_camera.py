"""A camera gives its newest picture at once, keeps it in memory, and says so when it has none."""

import io
import threading
from pathlib import Path

import pytest
from PIL import Image

from kiosk.core.refusal import Refusal
from kiosk.devices.camera import FRAME_SIZE_MAX, Camera, FolderCamera, SyntheticCamera, choose_camera

LONG_S = 10


class Hanging:
    """A device that answers only once it is let."""

    def __init__(self) -> None:
        self.let, self.closed = threading.Event(), threading.Event()

    def read(self) -> Image.Image:
        self.let.wait(LONG_S)
        return Image.new("RGB", (8, 6), "red")

    def close(self) -> None:
        self.closed.set()


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
