"""A mandate ends on the day people mean when they say one, three or six months."""

import datetime

import pytest

from kiosk.core.casework.entrustment import MANDATE_DAYS_MAX
from kiosk.desk.mandate_end import MONTHS_OFFERED, end_after, months_until

DAYS = [datetime.date(2026, 1, 1) + datetime.timedelta(days=passed) for passed in range(4 * 366)]  # a leap year in it


@pytest.mark.parametrize(
    ("today", "months", "end"),
    [
        ("2026-11-22", 1, "2026-12-22"),
        ("2026-11-22", 3, "2027-02-22"),
        ("2026-11-22", 6, "2027-05-22"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-03-01", 6, "2026-09-01"),
    ],
)
def test_the_end_is_the_same_day_of_a_later_month_or_its_last(today: str, months: int, end: str) -> None:
    assert end_after(datetime.date.fromisoformat(today), months).isoformat() == end


def test_no_end_that_is_offered_lies_past_the_longest_mandate_and_each_is_called_what_it_is() -> None:
    for today in DAYS:
        for months in MONTHS_OFFERED:
            end = end_after(today, months)
            assert (end - today).days <= MANDATE_DAYS_MAX
            assert months_until(today, end) == months


def test_a_day_that_was_not_offered_is_no_number_of_months() -> None:
    assert months_until(datetime.date(2026, 11, 22), datetime.date(2027, 2, 20)) == 0
