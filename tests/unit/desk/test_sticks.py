"""The road by stick: a village without a line, a township with one, and a courier between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk import sticks
from kiosk.desk.station import Station
from tests.courier_by_hand import TOWNSHIP, VILLAGES, HouseRoad, entrusted, kiosk, proved, synchronise
from tests.server_by_hand import House, county


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "county") as one:
        yield one


@pytest.fixture
def village(house: House, tmp_path: Path) -> Iterator[Station]:
    with kiosk(tmp_path / "village", house, VILLAGES[0]) as one:
        yield one


@pytest.fixture
def township(house: House, tmp_path: Path) -> Iterator[Station]:
    with kiosk(tmp_path / "township", house, TOWNSHIP) as one:
        yield one


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_an_entrustment_travels_by_stick_and_the_countys_word_comes_home_by_it(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    left = sticks.export(village, stick)
    assert left.may_be_pulled and left.own_events and left.left_over == 0
    taken = sticks.take(township, stick)
    assert [(one.station, one.apart, one.ask) for one in taken.stations] == [(VILLAGES[0], {}, True)]
    assert taken.stations[0].taken == left.own_events
    _, on = synchronise(township, HouseRoad(house))
    assert on.events == left.own_events == on.proved and on.answers == 1
    sticks.export(township, stick)
    assert proved(village) == 0
    home = sticks.take(village, stick)
    assert home.proved["recv"] >= 1 and proved(village) == proved(village, "open") == 1
