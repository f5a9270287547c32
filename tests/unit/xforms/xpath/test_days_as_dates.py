"""Days since 1970 are a date wherever one is wanted, as JavaRosa and Enketo take them."""

from datetime import datetime, timedelta, timezone

import pytest
from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.scope import Scope, Surroundings

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("format-date(today() + 15, '%Y年%n月%e日')", "2026年12月7日"),
        ("format-date(date('2026-11-22') - 22, '%Y-%m-%d')", "2026-10-31"),
        ("format-date-time(now() + 0.5, '%H:%M')", "20:30"),
        ("format-date(today(), '%e%%')", "22%"),
        ("format-date(0 div 0, '%Y')", ""),
        ("format-date(true(), '%Y')", ""),
        ("format-date(/data/due, '%Y-%m-%d')", "2026-11-30"),
        ("string(date(/data/due))", "2026-11-30T08:00:00.000+08:00"),
        ("string(date('soon'))", "Invalid Date"),
        ("string(date(''))", ""),
        ("string(decimal-date-time(/data/due) + 1)", "20788"),
        ("string(decimal-date-time('soon'))", ""),
    ],
)
def test_a_number_of_days_is_written_as_the_date_it_is(expression: str, text: str) -> None:
    data = etree.fromstring("<data><due>20787</due></data>")  # what a calculation of 20787 left in the record
    scope = Scope(data, Surroundings(now=lambda: NOW, random=lambda: 0.5, uuid=lambda: ""))
    assert compile_expression(expression).string(scope) == text
