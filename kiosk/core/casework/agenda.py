"""联审例会: which cases a regular meeting takes up (domain E-3; [S002] “健全联审例会制度，及时协调解决代办工作中遇到的具体问题”).

A case is stuck when a limit is over (red), or when nothing could go on for more than three days: it is suspended, or
departments that were asked have not answered.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from kiosk.core.casework.cards import standing
from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import CardColour
from kiosk.core.casework.days import china_date
from kiosk.core.casework.lamps import Lamp, worst_lamp
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import FRIDAY, WorkCalendar

BLOCKED_DAYS_MAX = 3
# What departments can settle together; before acceptance and after the end there is nothing to review.
TAKEN_UP = (
    State.ACCEPTED, State.DEEMED_ACCEPTED, State.PASSED_UP, State.IN_HANDLING, State.SUSPENDED, State.IN_JOINT_REVIEW,
)  # fmt: skip


class Stuck(StrEnum):
    """Why a case stands on the list."""

    RED = "red"
    BLOCKED = "blocked"


def stuck(case: Case, clocks: Iterable[RunningClock], today: date, calendar: WorkCalendar) -> tuple[Stuck, ...]:
    """Why the regular meeting takes this case up today; () when it does not. clocks: those that run."""
    if case.state not in TAKEN_UP:
        return ()
    red = worst_lamp(clocks, today, calendar) is Lamp.RED or standing(case, CardColour.RED) > 0
    since = blocked_since(case)
    blocked = since is not None and (today - since).days > BLOCKED_DAYS_MAX
    return (*(Stuck.RED,) * red, *(Stuck.BLOCKED,) * blocked)


def blocked_since(case: Case) -> date | None:
    """Since when nothing could go on: its suspension, or the oldest question that a department has not answered."""
    if case.state is State.SUSPENDED and case.pauses:
        return china_date(case.pauses[-1].since.ms)
    asked = [one.asked.ms for one in case.opinions if one.is_open]
    return china_date(min(asked)) if case.state is State.IN_JOINT_REVIEW and asked else None


def regular_day(today: date, calendar: WorkCalendar) -> date:
    """The next regular meeting, today's included: Friday, or the last working day of that week where it is free."""
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    held = friday
    while held > today and not calendar.is_working(held):
        held -= timedelta(days=1)
    if calendar.is_working(held):
        return held
    return regular_day(friday + timedelta(days=1), calendar)
