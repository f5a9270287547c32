"""Choosing photographs out of a folder: an agent alone, pictures alone, nothing outside the folder, and beside the
desk."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import msgspec
import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk import picture_folder as module
from kiosk.desk.photograph import THUMB_BYTES_MAX
from kiosk.desk.picture_folder import (
    LISTED_MAX,
    THREAD,
    WAITING_COUNT_MAX,
    PictureFolder,
    PictureReader,
    picture_folder,
)
from kiosk.desk.staffing import sign_in_with_card, sign_out
from kiosk.desk.station import open_station
from kiosk.settings import read_settings
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, instruments, make_station, photographs

LONG_S = 10


def nobody(no: Refusal) -> None:
    raise AssertionError(no)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for age, path in enumerate(photographs()):
        shutil.copy(path, folder / path.name)
        os.utime(folder / path.name, (1_000_000 - age, 1_000_000 - age))
    return folder


def test_who_is_not_signed_in_cannot_look_at_what_others_brought(tmp_path: Path, pictures: Path) -> None:
    issued = make_station(tmp_path / "kiosk", CountyByHand())
    settings = msgspec.structs.replace(read_settings(tmp_path / "kiosk"), photograph_folder=str(pictures))
    with open_station(tmp_path / "kiosk", instruments(), settings) as station:
        with pytest.raises(Refusal, match="PICTURES_NEED_AGENT"):
            picture_folder(station)
        sign_in_with_card(station, issued.badge, PIN)
        assert picture_folder(station) == PictureFolder(pictures)
        sign_out(station)
        with pytest.raises(Refusal, match="PICTURES_NEED_AGENT"):
            picture_folder(station)


def test_pictures_are_listed_the_newest_first_and_opened_by_their_name(pictures: Path) -> None:
    (pictures / "letter.txt").write_text("no picture")
    (pictures / ".hidden.jpg").write_bytes(b"")
    (pictures / "folder.jpg").mkdir()
    (pictures / "broken.png").write_bytes(b"no picture")
    os.utime(pictures / "broken.png", (1, 1))
    folder = PictureFolder(pictures)
    assert [one.name for one in folder.pictures()] == ["application.jpg", "id-card.jpg", "broken.png"]
    upright, turned = folder.photograph("id-card.jpg"), folder.photograph("id-card.jpg", 1)
    assert (upright.width, upright.height) == (turned.height, turned.width)
    assert 0 < len(folder.thumbnail("id-card.jpg")) <= THUMB_BYTES_MAX
    for name in ("broken.png", "../kiosk/settings.json", "/etc/passwd", "", "gone.jpg"):
        with pytest.raises(Refusal, match="NOT_A_PHOTO"):
            folder.photograph(name)


def test_a_folder_full_of_pictures_is_listed_as_far_as_people_look(tmp_path: Path) -> None:
    for count in range(LISTED_MAX + 5):
        (tmp_path / f"{count}.jpg").write_bytes(b"x")
    assert len(PictureFolder(tmp_path).pictures()) == LISTED_MAX


def test_a_stick_that_was_pulled_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="FOLDER_UNREADABLE"):
        PictureFolder(tmp_path / "gone").pictures()


def test_a_reader_hands_over_what_it_read_and_what_was_refused(pictures: Path) -> None:
    came: SimpleQueue[Callable[[], None]] = SimpleQueue()
    told: list[object] = []
    reader = PictureReader(PictureFolder(pictures), came.put)
    reader.list(lambda found: told.append([one.name for one in found]), nobody)
    reader.thumbnail("id-card.jpg", lambda small: told.append(small[:2]), nobody)
    reader.open("gone.jpg", 0, told.append, lambda no: told.append(no.code))
    for _ in range(3):
        came.get(timeout=LONG_S)()
    assert told == [["application.jpg", "id-card.jpg"], b"\xff\xd8", "NOT_A_PHOTO"]


def test_a_folder_that_hangs_holds_nobody_up_and_costs_one_thread(
    pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, let = threading.Event(), threading.Event()

    def hang(folder: PictureFolder) -> tuple[module.Picture, ...]:
        hangs.set()
        let.wait(LONG_S)
        return ()

    monkeypatch.setattr(module.PictureFolder, "pictures", hang)
    came: SimpleQueue[Callable[[], None]] = SimpleQueue()
    told: list[object] = []
    refused: list[str] = []
    last = PictureReader(PictureFolder(pictures), came.put)
    last.list(told.append, nobody)
    assert hangs.wait(LONG_S)
    for _ in range(WAITING_COUNT_MAX):
        reader = PictureReader(PictureFolder(pictures), came.put)
        reader.list(told.append, nobody)
        reader.close()
    late = PictureReader(PictureFolder(pictures), came.put)
    late.list(told.append, lambda no: refused.append(no.code))
    came.get(timeout=LONG_S)()
    assert refused == ["FOLDER_UNREADABLE"]
    assert [thread.name for thread in threading.enumerate()].count(THREAD) == 1 and not told
    let.set()
    came.get(timeout=LONG_S)()
    assert told == [()]
