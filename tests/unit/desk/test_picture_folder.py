"""Choosing photographs out of a folder: the newest first, pictures alone, and nothing outside the folder."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import THUMB_BYTES_MAX
from kiosk.desk.picture_folder import LISTED_MAX, list_pictures, open_picture, thumbnail_of
from kiosk.desk.station import open_station
from kiosk.settings import read_settings
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import instruments, make_station, photographs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_station(tmp_path / "kiosk", CountyByHand())
    return tmp_path / "kiosk"


def test_pictures_are_listed_the_newest_first_and_opened_by_their_name(tmp_path: Path, folder: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for age, path in enumerate(photographs()):
        shutil.copy(path, pictures / path.name)
        os.utime(pictures / path.name, (1_000_000 - age, 1_000_000 - age))
    (pictures / "letter.txt").write_text("no picture")
    (pictures / ".hidden.jpg").write_bytes(b"")
    (pictures / "folder.jpg").mkdir()
    (pictures / "broken.png").write_bytes(b"no picture")
    os.utime(pictures / "broken.png", (1, 1))
    settings = msgspec.structs.replace(read_settings(folder), photograph_folder=str(pictures))
    with open_station(folder, instruments(), settings) as station:
        assert [one.name for one in list_pictures(station)] == ["application.jpg", "id-card.jpg", "broken.png"]
        upright, turned = open_picture(station, "id-card.jpg"), open_picture(station, "id-card.jpg", 1)
        assert (upright.width, upright.height) == (turned.height, turned.width)
        assert 0 < len(thumbnail_of(station, "id-card.jpg")) <= THUMB_BYTES_MAX
        for name in ("broken.png", "../kiosk/settings.json", "/etc/passwd", "", "gone.jpg"):
            with pytest.raises(Refusal, match="NOT_A_PHOTO"):
                open_picture(station, name)


def test_a_folder_full_of_pictures_is_listed_as_far_as_people_look(tmp_path: Path, folder: Path) -> None:
    for count in range(LISTED_MAX + 5):
        (tmp_path / f"{count}.jpg").write_bytes(b"x")
    settings = msgspec.structs.replace(read_settings(folder), photograph_folder=str(tmp_path))
    with open_station(folder, instruments(), settings) as station:
        assert len(list_pictures(station)) == LISTED_MAX


def test_a_stick_that_was_pulled_out_is_told(tmp_path: Path, folder: Path) -> None:
    settings = msgspec.structs.replace(read_settings(folder), photograph_folder=str(tmp_path / "gone"))
    with (
        open_station(folder, instruments(), settings) as station,
        pytest.raises(Refusal, match="FOLDER_UNREADABLE"),
    ):
        list_pictures(station)
