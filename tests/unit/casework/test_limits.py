"""Working days and calendar days: the golden values, pauses, and years not yet known."""

from datetime import date

import pytest

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.limits import Deadline, PausedDays, actual_working_days, deadline, working_days_between
from kiosk.core.casework.workdays import WorkCalendar

CALENDAR = WorkCalendar()
WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS


@pytest.mark.parametrize(
    ("start", "days", "due", "provisional"),
    [
        ("2026-02-12", 5, "2026-02-26", False),
        ("2026-09-18", 5, "2026-09-24", False),
        ("2026-09-28", 5, "2026-10-10", False),
        ("2026-04-30", 20, "2026-06-01", False),
        ("2026-11-21", 3, "2026-11-25", False),
        ("2026-11-26", 12, "2026-12-14", False),
        ("2026-11-26", 20, "2026-12-24", False),
        ("2026-11-26", 30, "2027-01-08", True),
        ("2026-11-23", 3, "2026-11-26", False),  # 村级上报
        ("2026-12-01", 10, "2026-12-15", False),  # 送达
        ("2026-11-26", 0, "2026-11-26", False),
    ],
)
def test_s_33_golden_working_days(start: str, days: int, due: str, provisional: bool) -> None:
    found = deadline(date.fromisoformat(start), days, WD, CALENDAR)
    assert found == Deadline(date.fromisoformat(due), provisional, WD)
    assert working_days_between(date.fromisoformat(start), found.date, CALENDAR) == days


@pytest.mark.parametrize(
    ("start", "days", "due", "provisional"),
    [
        ("2026-11-23", 7, "2026-11-30", False),
        ("2026-11-23", 5, "2026-11-30", False),  # 28 Nov is a Saturday
        ("2026-02-01", 13, "2026-02-14", False),  # a Saturday that works
        ("2026-09-24", 7, "2026-10-08", False),  # 1 Oct: to the end of the week of rest
        ("2026-11-23", 60, "2027-01-22", True),
        ("2026-12-20", 12, "2027-01-04", True),  # 元旦 and a weekend
    ],
)
def test_a_calendar_limit_that_ends_on_a_rest_day_ends_after_it(
    start: str, days: int, due: str, provisional: bool
) -> None:
    assert deadline(date.fromisoformat(start), days, CD, CALENDAR) == Deadline(date.fromisoformat(due), provisional, CD)


def test_the_county_moves_a_day_and_confirms_a_year() -> None:
    start = date(2026, 11, 26)
    moved = WorkCalendar({date(2026, 11, 27): False})
    assert deadline(start, 12, WD, moved).date == date(2026, 12, 15)
    known = WorkCalendar({date(2027, 1, 1): False, date(2027, 1, 2): True}, confirmed_years=[2027])
    assert deadline(start, 30, WD, known) == Deadline(date(2027, 1, 7), False, WD)


def test_an_unknown_year_rests_on_weekends_and_fixed_holidays() -> None:
    assert not CALENDAR.is_working(date(2027, 1, 1))
    assert not CALENDAR.is_working(date(2027, 1, 2))  # a Saturday
    assert CALENDAR.is_working(date(2027, 1, 4))
    assert not CALENDAR.is_known(date(2027, 1, 4))
    assert CALENDAR.is_known(date(2026, 12, 31))


def test_s_32_paused_days_do_not_count() -> None:
    accepted = date(2026, 11, 26)
    pauses = (PausedDays(date(2026, 11, 30), date(2026, 12, 4)),)  # paused 1 to 4 December: four working days
    assert deadline(accepted, 12, WD, CALENDAR, pauses).date == date(2026, 12, 18)
    assert actual_working_days(accepted, date(2026, 12, 18), CALENDAR, pauses) == 12
    assert actual_working_days(accepted, date(2026, 12, 18), CALENDAR) == 16
    assert deadline(accepted, 10, CD, CALENDAR, pauses).date == date(2026, 12, 10)


def test_overlapping_pauses_are_taken_off_once() -> None:
    twice = (PausedDays(date(2026, 11, 30), date(2026, 12, 4)), PausedDays(date(2026, 12, 1), date(2026, 12, 4)))
    assert deadline(date(2026, 11, 26), 12, WD, CALENDAR, twice).date == date(2026, 12, 18)


def test_s_32_work_done_on_the_day_of_acceptance_took_no_days() -> None:
    assert actual_working_days(date(2026, 11, 26), date(2026, 11, 26), CALENDAR) == 0
