"""The road by stick at a county and a relay: what came is answered onto the stick that brought it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.carriage.stick import FOLDER
from kiosk.desk import sticks
from kiosk.desk.forgotten import word_to_show
from kiosk.desk.station import Station
from server.sticks.folder import StickFolder
from server.sticks.leaving import Left, leave_on
from server.sticks.taking import TakenIn, take_from
from tests.courier_by_hand import TOWNSHIP, VILLAGES, entrusted, kiosk, proved
from tests.server_by_hand import House, county, relay


def take(house: House, stick: Path) -> TakenIn:
    return take_from(house.node, house.writer, house.instruments, StickFolder(stick))


def leave(house: House, stick: Path) -> Left:
    house.digest()
    return leave_on(house.node, house.writer, house.instruments, StickFolder(stick, writing=True), 10**9)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "county") as one:
        yield one


@pytest.fixture
def village(house: House, tmp_path: Path) -> Iterator[Station]:
    with kiosk(tmp_path / "village", house, VILLAGES[0]) as one:
        yield one


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_county_answers_onto_the_stick_that_brought_an_entrustment(
    house: House, village: Station, stick: Path
) -> None:
    entrusted(village)
    left = sticks.export(village, stick)
    taken = take(house, stick)
    assert [(one.station, one.taken, one.apart, one.ask) for one in taken.stations] == [
        (VILLAGES[0], left.own_events, {}, True)
    ]
    answered = leave(house, stick)
    assert answered.may_be_pulled and answered.answers == {VILLAGES[0]: 1}
    home = sticks.take(village, stick)
    assert proved(village) == proved(village, "open") == 1 and home.events_down >= 1
    again = take(house, stick)
    assert [(one.taken, one.apart) for one in again.stations] == [(0, {})]


def test_an_old_answer_brought_again_says_nothing_of_what_the_county_remembers(
    house: House, village: Station, stick: Path
) -> None:
    entrusted(village)
    for _ in range(2):
        sticks.export(village, stick)
        take(house, stick)
        leave(house, stick)
        if not (stick / "kept").exists():
            shutil.copytree(stick / FOLDER, stick / "kept")
        sticks.take(village, stick)
        entrusted(village, "李建国")
    shutil.rmtree(stick / FOLDER)
    shutil.copytree(stick / "kept", stick / FOLDER)
    sticks.take(village, stick)
    assert word_to_show(village) == b""  # a county that is shown its own newer word takes itself for an older copy


def test_a_relay_without_a_line_sends_by_stick_what_it_has_and_brings_the_countys_word_home(
    house: House, village: Station, stick: Path, tmp_path: Path
) -> None:
    with relay(tmp_path / "relay", house, TOWNSHIP[:9]) as between:
        entrusted(village)
        left = sticks.export(village, stick)
        assert take(between, stick).stations[0].taken == left.own_events
        up = leave(between, stick)
        assert up.events >= left.own_events and up.answers == {VILLAGES[0]: 1}
        home = sticks.take(village, stick)
        assert proved(village) == 0 and proved(village, "custody") == 1 and home.proved.keys() == {"custody"}
        upward = tmp_path / "upward"
        upward.mkdir()
        leave(between, upward)
        assert {one.station for one in take(house, upward).stations} == {VILLAGES[0], TOWNSHIP[:9]}
        leave(house, upward)
        assert take(between, upward).events_down > 0
        leave(between, stick)
        sticks.take(village, stick)
        assert proved(village) == proved(village, "open") == 1
