"""What came by hand as people see it: counts of what lies here, the county's only by the county's word, and each import
with what was not taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk import paper, sticks
from kiosk.desk.batches import TAKINGS_COUNT_MAX, batches, note_taking, station_name
from kiosk.desk.offering import ROAD_PAPER, ROAD_STICK
from kiosk.desk.paper_reading import PaperReading
from kiosk.desk.staffing import sign_out
from kiosk.desk.station import Station
from kiosk.desk.stick_progress import Progress
from tests.courier_by_hand import TOWNSHIP, VILLAGES, HouseRoad, entrusted, kiosk, synchronise
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


def test_what_was_taken_waits_until_the_county_signs_for_it(
    house: House, village: Station, township: Station, tmp_path: Path
) -> None:
    entrusted(village)
    written, read = Progress(), Progress()
    left = sticks.export(village, tmp_path, written)
    taken = sticks.take(township, tmp_path, read)
    assert written.files == read.files == len(left.files) and written.bytes == left.bytes == read.bytes
    (one,) = batches(township).carried
    assert (one.station, one.waiting, one.at_county, one.asks) == (VILLAGES[0], taken.stations[0].taken, 0, True)
    (came,) = batches(township).takings
    assert came.road == ROAD_STICK and came.taken.stations == taken.stations
    synchronise(township, HouseRoad(house))
    (one,) = batches(township).carried
    assert (one.waiting, one.at_county) == (0, taken.stations[0].taken) and one.answers


def test_a_locked_station_says_nothing_of_it_and_only_the_last_imports_are_kept(township: Station) -> None:
    for number in range(TAKINGS_COUNT_MAX + 3):
        note_taking(township, ROAD_STICK, sticks.Taken(files=number))
    kept = [one.taken.files for one in batches(township).takings]
    assert kept == list(range(TAKINGS_COUNT_MAX + 2, 2, -1))
    assert station_name(township, VILLAGES[0]) != VILLAGES[0] and station_name(township, "000000000000") == "0" * 12
    sign_out(township)
    with pytest.raises(Refusal) as no:
        batches(township)
    assert no.value.code == "UNLOCK_NEEDED"


def test_codes_are_read_in_any_order_and_those_of_another_entrustment_are_not_mixed_in(
    village: Station, township: Station
) -> None:
    first, other = (paper.parts(village, entrusted(village, name)) for name in ("王秀英", "李建国"))
    reading = PaperReading()
    assert not reading.whole and reading.missing == () and reading.add("https://example.org") is False
    for text in reversed(first[1:]):
        assert reading.add(text) is True and reading.add(text) is False
    assert reading.missing == (1,) and reading.add(other[0]) is None and not reading.whole
    assert reading.add(first[0]) and reading.whole and reading.texts == first
    taken = paper.take(township, reading.texts)
    assert taken.stations[0].taken and batches(township).takings[0].road == ROAD_PAPER
