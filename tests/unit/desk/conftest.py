"""A station at a desk's tests: a county by hand, the station that it enrolled, its agent's card, the station open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand
from tests.courier_by_hand import TOWNSHIP, VILLAGES, kiosk
from tests.kiosk_by_hand import make_station, opened
from tests.server_by_hand import House
from tests.server_by_hand import county as county_in


@pytest.fixture
def county() -> CountyByHand:
    return CountyByHand()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kiosk"


@pytest.fixture
def issued(folder: Path, county: CountyByHand) -> Issued:
    return make_station(folder, county)


@pytest.fixture
def station(folder: Path, issued: Issued) -> Iterator[Station]:
    """Open, with its agent signed in."""
    with opened(folder, issued) as one:
        yield one


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A real county's parts."""
    with county_in(tmp_path / "county") as one:
        yield one


@pytest.fixture
def village(house: House, tmp_path: Path) -> Iterator[Station]:
    """A village's kiosk without a line, enrolled by `house`."""
    with kiosk(tmp_path / "village", house, VILLAGES[0]) as one:
        yield one


@pytest.fixture
def township(house: House, tmp_path: Path) -> Iterator[Station]:
    """Its township's kiosk."""
    with kiosk(tmp_path / "township", house, TOWNSHIP) as one:
        yield one


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick's mount point."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder
