"""F-9 六个不出村: each of the six tiles of the home page leads somewhere real."""

import pytest

from kiosk.core.casework.transitions import State
from kiosk.desk.deeds import case_of
from kiosk.desk.finding import ERRANDS, errand_matters
from kiosk.desk.station import Station
from kiosk.screens.resident.errands import errands
from tests.desk_by_hand import entrusted

SIX = ("papers", *ERRANDS)


def test_f_09_the_home_page_has_those_six() -> None:
    assert sorted(one.key for one in errands()) == sorted(SIX) and len(SIX) == 6


@pytest.mark.parametrize("errand", SIX)
def test_f_09_all_six_tiles_open_at_least_one_live_service(station: Station, errand: str) -> None:
    """Live: it can be entrusted here and now, and is received under a number of its own."""
    matter = next(one for one in errand_matters(station.document.matters, errand) if one.agent_allowed == "Y")
    assert case_of(station, entrusted(station, "王秀英", matter).number).state is State.RECEIVED
