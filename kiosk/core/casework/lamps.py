"""The lamp of a running limit: how near its end is, in working days (电子监察, domain 3.4; [S001] 限时办结).

Green until five working days are left, then amber (预警); yellow (黄牌) from one working day left until the last day is
over; red (红牌) from the morning after. Working days left are those after today up to and with the last day, so that
nobody is shown amber over a long holiday and red on the first day back. A limit that stands still has no lamp, and one
that is only provisional never shows red: nobody is blamed by a kiosk's clock or an unknown calendar.
"""

from collections.abc import Iterable
from datetime import date
from enum import IntEnum

from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.limits import working_days_between
from kiosk.core.casework.workdays import WorkCalendar

AMBER_WORKING_DAYS = 5
YELLOW_WORKING_DAYS = 1


class Lamp(IntEnum):
    """From nothing to say to the worst."""

    OFF = 0
    GREEN = 1
    AMBER = 2
    YELLOW = 3
    RED = 4


def lamp(clock: RunningClock, today: date, calendar: WorkCalendar) -> Lamp:
    """The lamp of one limit on the day `today`."""
    if clock.paused:
        return Lamp.OFF
    if clock.due < today:
        return Lamp.YELLOW if clock.provisional else Lamp.RED
    left = working_days_between(today, clock.due, calendar)
    if left <= YELLOW_WORKING_DAYS:
        return Lamp.YELLOW
    return Lamp.AMBER if left <= AMBER_WORKING_DAYS else Lamp.GREEN


def worst_lamp(clocks: Iterable[RunningClock], today: date, calendar: WorkCalendar) -> Lamp:
    """The worst of a case's limits; OFF where none runs."""
    return max((lamp(clock, today, calendar) for clock in clocks), default=Lamp.OFF)
