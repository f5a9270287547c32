"""A rating and a complaint are the principal's: with the query code, and sealed to the county alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event
from kiosk.core.refusal import Refusal
from kiosk.desk.opening import Opener
from kiosk.desk.progress import Asker
from kiosk.desk.rating import COMPLAINT_CHARS_MAX, Rating, complain, rate
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from tests.concluded_by_hand import conclude, entrust_to_county, talk
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.kiosk_by_hand import opened


def said(county: CountyByHand, event: Event) -> dict[str, object]:
    body: dict[str, object] = json.loads(county.body(event))
    assert body.pop("at_ms") == NOW_MS
    return body


@pytest.fixture
def whose(folder: Path, issued: Issued, county: CountyByHand) -> Asker:
    with opened(folder, issued) as station:
        slip = entrust_to_county(station).receipt
        conclude(station, county, slip.number)
        return Asker(slip.number, slip.query_code)


@pytest.fixture
def locked(folder: Path, whose: Asker) -> Iterator[Station]:
    with opened(folder) as station:
        yield station


def test_the_county_alone_reads_the_grade_and_what_it_is_about(
    locked: Station, whose: Asker, county: CountyByHand
) -> None:
    done = rate(locked, whose, Rating(1, ("服务态度", "办事快慢")))
    talk(locked, county)
    [event] = county.events(Kind.RATED)
    assert event.hash == done.event.hash and event.head.author == ""
    assert said(county, event) == {"grade": 1, "note": "服务态度、办事快慢"}
    assert Opener(locked).body(event.hash) is None


def test_a_rating_without_words_says_none(locked: Station, whose: Asker, county: CountyByHand) -> None:
    rate(locked, whose, Rating(5))
    talk(locked, county)
    assert said(county, county.events(Kind.RATED)[0]) == {"grade": 5}


def test_a_complaint_goes_to_the_county_and_is_bounded(locked: Station, whose: Asker, county: CountyByHand) -> None:
    complain(locked, whose, " 等了三个星期 ")
    talk(locked, county)
    assert said(county, county.events(Kind.COMPLAINED)[0]) == {"complaint": "等了三个星期"}
    with pytest.raises(Refusal, match="TEXT_TOO_LONG"):
        complain(locked, whose, "长" * (COMPLAINT_CHARS_MAX + 1))


def test_nobody_else_rates(locked: Station, whose: Asker) -> None:
    wrong = Asker(whose.number, "000000" if whose.query_code != "000000" else "000001")
    with pytest.raises(Refusal, match="QUERY_CODE_WRONG"):
        rate(locked, wrong, Rating(1))
