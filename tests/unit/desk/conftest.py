"""A station at a desk's tests: a county by hand, the station that it enrolled, its agent's card, the station open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened


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
