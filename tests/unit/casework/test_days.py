"""Days as the whole number that stands on the wire and in tables."""

from datetime import date

import pytest

from kiosk.core.casework.coded import Day, NotCoded
from kiosk.core.casework.days import day_number, day_of
from kiosk.core.casework.slip import Slip, Template, due_line
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level

NO_DAYS = [0, 20_260_230, 20_261_301, 99_999_999, 2**63]


@pytest.mark.parametrize("day", [date(2026, 11, 3), date(2248, 12, 31)])
def test_a_day_comes_back_from_its_number(day: date) -> None:
    assert day_of(day_number(day)) == day
    assert str(day_number(day)) == f"{day:%Y%m%d}"


@pytest.mark.parametrize("number", NO_DAYS)
def test_what_is_no_day_is_none_and_promises_nothing(number: int) -> None:
    """Another node's slip may bring any number."""
    assert day_of(number) is None
    slip = Slip(State.FORWARDED, Level.TOWNSHIP, 5, number, False, Template.FORWARDED, (1,))
    assert due_line(slip, "zh") == due_line(slip, "en") == ""
    with pytest.raises(NotCoded):
        Day().unpack(number)
