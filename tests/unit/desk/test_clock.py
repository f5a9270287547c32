"""How far a reading is trusted: a comparison with the county is worth something only while nobody sets the clock."""

from pathlib import Path

import pytest

from kiosk.core.event import ClockQuality, ClockReading
from kiosk.desk.clock import AGREES_WITHIN_MS, Compared, judged
from kiosk.desk.settling import settle_acknowledgement
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.kiosk_by_hand import Wall, instruments, make_station, opened

HOUR_S = 3_600
COMPARED = Compared(NOW_MS, 1_000, 0)


def quality(wall_ms: int, uptime_s: int, compared: Compared | None = COMPARED) -> ClockQuality:
    return judged(ClockReading(wall_ms, uptime_s, ClockQuality.FREE), NOW_MS, compared).quality


def test_a_clock_that_goes_as_it_went_when_it_was_compared_is_compared() -> None:
    assert quality(NOW_MS + HOUR_S * 1_000, 1_000 + HOUR_S) is ClockQuality.COMPARED
    assert quality(NOW_MS + HOUR_S * 1_000 + AGREES_WITHIN_MS, 1_000 + HOUR_S) is ClockQuality.COMPARED


@pytest.mark.parametrize(
    ("wall_ms", "uptime_s"),
    [
        (NOW_MS + 70 * 365 * 86_400_000, 1_010),
        (NOW_MS + AGREES_WITHIN_MS + 1, 1_000),
        (NOW_MS, 1_000 + HOUR_S),
        (NOW_MS, 999),
    ],
    ids=["70 years on", "a minute on", "an hour back", "another boot"],
)
def test_a_clock_that_was_set_since_it_was_compared_is_free(wall_ms: int, uptime_s: int) -> None:
    assert quality(wall_ms, uptime_s) is ClockQuality.FREE


def test_a_clock_never_compared_or_far_from_the_countys_is_free() -> None:
    assert quality(NOW_MS, 1_000, None) is ClockQuality.FREE
    assert quality(NOW_MS, 1_000, Compared(NOW_MS, 1_000, AGREES_WITHIN_MS + 1)) is ClockQuality.FREE


def test_a_clock_before_our_last_event_or_outside_its_years_is_unset() -> None:
    assert quality(NOW_MS - 1, 1_000) is ClockQuality.UNSET
    assert quality(0, 1_000) is ClockQuality.UNSET


def test_the_countys_word_makes_a_station_compared_until_its_clock_jumps(tmp_path: Path) -> None:
    county, wall = CountyByHand(), Wall()
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued, instruments(3, wall)) as station:
        assert station.now().quality is ClockQuality.FREE
        settle_acknowledgement(station, county.acknowledge(at_ms=wall.ms).signed, (county.identity,))
        assert station.now().quality is ClockQuality.COMPARED
        wall.ms, wall.uptime_s = wall.ms + 86_400_000, wall.uptime_s + 10
        assert station.now().quality is ClockQuality.FREE
