"""Days and times as they are typed part by part, and as a form keeps them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.widgets.when import PARTS, days_in, join, split, typed_of, value_of


@pytest.mark.parametrize(("kind", "typed", "value"), [
    ("date", "1950/3/12", "1950-03-12"), ("month-year", "1950/3", "1950-03-01"), ("year", "1950", "1950-01-01"),
    ("time", "8/5", "08:05:00.000+08:00"), ("time", "0/0", "00:00:00.000+08:00"),
    ("date_time", "2026/11/22/8/5", "2026-11-22T08:05:00.000+08:00"),
])  # fmt: skip
def test_what_is_typed_whole_is_what_the_form_keeps_and_back(kind: str, typed: str, value: str) -> None:
    assert value_of(kind, typed) == value
    assert typed_of(kind, value) == typed


@pytest.mark.parametrize(("kind", "typed"), [
    ("date", ""), ("date", "1950//"), ("date", "1950/3/"), ("date", "195/3/1"), ("date", "0950/3/1"),
    ("date", "1950/2/29"), ("date", "/3/12"), ("time", "8/"), ("date_time", "2026/11/22//"), ("year", "19"),
])  # fmt: skip
def test_what_is_not_whole_yet_is_no_value(kind: str, typed: str) -> None:
    assert value_of(kind, typed) == ""


@pytest.mark.parametrize("value", ["", "soon", "1950", "1950-03", "2026-11-22T"])
def test_what_is_no_day_is_typed_as_nothing(value: str) -> None:
    assert typed_of("date_time", value) == ""


def test_february_has_its_leap_day_only_where_the_year_has() -> None:
    assert [days_in(year, "2") for year in ("1950", "1952", "1900", "2000", "", "19")] == [28, 29, 28, 29, 29, 29]
    assert (days_in("1950", ""), days_in("1950", "4")) == (31, 30)


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_every_day_comes_back_as_it_was(day: datetime.date) -> None:
    assert value_of("date", typed_of("date", day.isoformat())) == day.isoformat()


@given(st.sampled_from(sorted(PARTS)), st.text("0123456789/-T:", max_size=30))
def test_parts_that_were_taken_apart_are_put_together_again(kind: str, typed: str) -> None:
    parts = split(kind, typed)
    assert split(kind, join(parts)) == parts
    assert len(parts) == len(PARTS[kind])
