"""Dates and times in Shanghai, eight hours ahead of UTC."""

import math

import pytest

from tests.unit.xforms.xpath.stage import Stage


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("today()", "2026-11-22"),
        ("now()", "2026-11-22T13:05:09.250+08:00"),
        ("date('2026-11-22')", "2026-11-22"),
        ("date('2026-1-2')", "2026-01-02"),
        ("date('2026-11-22T10:20')", "2026-11-22T10:20:00.000+08:00"),
        ("date('2026-11-22T16:00:00Z')", "2026-11-23"),
        ("date('2026-11-22T10:20:30.4-05:00')", "2026-11-22T23:20:30.400+08:00"),
        ("date('2024-02-29')", "2024-02-29"),
        ("date('2026-02-29')", "Invalid Date"),
        ("date('2026-11-22T25:00:00')", "Invalid Date"),
        ("date('2026-11-22T10:00:00+15:00')", "Invalid Date"),
        ("date('tomorrow')", "Invalid Date"),
        ("date('0000-01-01')", "Invalid Date"),
        ("date(99999999999)", "Invalid Date"),
        ("date('')", ""),
        ("date(true())", ""),
        ("date(0)", "1970-01-01T08:00:00.000+08:00"),
        ("date(today() + 1)", "2026-11-23"),
        ("date(today() - 365)", "2025-11-22"),
        ("date('0001-01-02')", "0001-01-02"),
        ("number('1970-01-03')", "1"),
        ("today() - date('2026-11-01')", "21"),
        ("concat(date('2026-11-22'), '!')", "2026-11-22!"),
        ("format-date('2026-03-05', '%Y/%m/%d %y %n %e %b %a')", "2026/03/05 26 3 5 Mar Thu"),
        ("format-date('2026-11-22', '%a')", "Sun"),
        ("format-date-time(now(), '%H:%M:%S.%3 %h')", "13:05:09.250 13"),
        ("format-date('x', '%Y')", ""),
        ("format-date(today(), '%Q %% %')", "%Q % %"),
        ("max(today(), 1)", "20778.666666666668"),
        ("round(date('x'))", ""),
        ("number(today())", "2026-11-22"),
        ("-date('1970-01-01T00:00:00Z')", "0"),
        ("date-time('2026-11-22T10:20:30+08:00')", "2026-11-22T10:20:30.000+08:00"),
    ],
)
def test_a_date_is_written(expression: str, text: str) -> None:
    assert Stage().string(expression) == text


def test_chinese_months_and_days() -> None:
    stage = Stage(language="中文 (zh)")
    assert stage.string("format-date('2026-11-22', '%Y年%b%e日 %a')") == "2026年11月22日 周日"


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("decimal-date-time('1970-01-01T00:00:00Z')", 0),
        ("decimal-date-time('1970-01-02')", 1 - 8 / 24),
        ("decimal-date-time(5.5)", 5.5),
        ("decimal-date-time('')", math.nan),
        ("decimal-time('12:00')", 0.5),
        ("decimal-time('12:00:00Z')", 20 / 24),
        ("decimal-time('18:00:00.000+08:00')", 0.75),
        ("decimal-time('24:00:00')", math.nan),
        ("decimal-time('12:60')", math.nan),
        ("decimal-time('noon')", math.nan),
        ("decimal-time('2026-11-22T06:00:00')", 0.25),
        ("number('2026-11-22')", 20779 - 8 / 24),
        ("number(/data/born)", -1825 - 8 / 24),
        ("int((today() - /data/born) div 365.25)", 61),
        ("'2026-11-22' + 1", 20780 - 8 / 24),
    ],
)
def test_a_date_counts(expression: str, number: float) -> None:
    found = Stage().number(expression)
    assert math.isnan(found) if math.isnan(number) else found == pytest.approx(number, abs=1e-9)


@pytest.mark.parametrize(
    "expression",
    ["/data/born <= today()", "today() <= now()", "now() < today() + 1", "'2026-11-22' = string(today())",
     "not('2026-02-30' < today())", "date('2026-11-22') = '2026-11-22T00:00:00.000+08:00'"],
)  # fmt: skip
def test_dates_compare_as_days(expression: str) -> None:
    assert Stage().boolean(expression)
