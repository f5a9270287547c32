"""Time limits: from a day, so many working or calendar days, to the day they end.

The first day is not counted (民法典 201). A calendar-day limit whose last day is a rest day ends on the first day
after the rest (民法典 203). Days on which a limit is paused do not count. Working days: 行政许可法 82.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

import msgspec

from kiosk.core.casework.codes import Unit
from kiosk.core.casework.workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
WALK_DAYS_MAX = 5_000  # 999 working days are some 1,500 days; the rest is room for pauses


class Deadline(NamedTuple):
    """The last day of a limit. provisional: it touches a year whose holidays are not known yet."""

    date: date
    provisional: bool
    unit: Unit


class PausedDays(NamedTuple):
    """Paused from the day after `since` up to and including `until`."""

    since: date
    until: date


class CountyLimits(Protocol):
    """What the county sets; the catalogue's `Limits` is one."""

    @property
    def pending_lapse_days(self) -> int:
        """Calendar days until an unsigned entrustment lapses."""

    @property
    def receive_working_days(self) -> int:
        """T1."""

    @property
    def correction_days(self) -> int:
        """T7, calendar days."""

    @property
    def forward_working_days(self) -> int:
        """T8."""

    @property
    def deliver_working_days(self) -> int:
        """T5."""

    @property
    def after_check_days(self) -> int:
        """Calendar days from acceptance until a promise that stands for a proof is checked."""

    @property
    def rectify_working_days(self) -> int:
        """T10: working days until what was rated badly is put right."""


class SuggestedLimits(msgspec.Struct, frozen=True):
    """The numbers suggested until a county sets its own."""

    pending_lapse_days: int = 30
    receive_working_days: int = 5  # 行政许可法 32
    correction_days: int = 15
    forward_working_days: int = 3  # village rule: within three working days, at most a week
    deliver_working_days: int = 10  # 行政许可法 44
    after_check_days: int = 30  # 告知承诺, calendar days from acceptance
    rectify_working_days: int = 15  # T10, 遂宁; 北京 has 7 days


SUGGESTED_LIMITS = SuggestedLimits()


def deadline(start: date, days: int, unit: Unit, calendar: WorkCalendar, pauses: Sequence[PausedDays] = ()) -> Deadline:
    """The last day of `days` from `start`, which itself is not counted; 0 days end on `start`."""
    day, counted, provisional = start, 0, False
    for _ in range(WALK_DAYS_MAX):
        if counted >= days:
            break
        day += ONE_DAY
        if unit is Unit.WORKING_DAYS:
            provisional = provisional or not calendar.is_known(day)
            counted += calendar.is_working(day) and not _paused(day, pauses)
        else:
            counted += not _paused(day, pauses)
    if unit is Unit.CALENDAR_DAYS and days:
        provisional = not calendar.is_known(day)
        while not calendar.is_working(day):
            day += ONE_DAY
            provisional = provisional or not calendar.is_known(day)
    return Deadline(day, provisional, unit)


def working_days_between(after: date, until: date, calendar: WorkCalendar) -> int:
    """Working days in (after, until]; 0 when `until` is not later."""
    return sum(calendar.is_working(day) for day in _days(after, until))


def actual_working_days(
    accepted: date, concluded: date, calendar: WorkCalendar, pauses: Sequence[PausedDays] = ()
) -> int:
    """Working days in (accepted, concluded] less the paused ones; for a running case `concluded` is today.

    The algorithm of a deployed checker: counting starts the day after acceptance.
    """
    return sum(calendar.is_working(day) and not _paused(day, pauses) for day in _days(accepted, concluded))


def _days(after: date, until: date) -> Iterable[date]:
    return (after + timedelta(days=n) for n in range(1, (until - after).days + 1))


def _paused(day: date, pauses: Sequence[PausedDays]) -> bool:
    return any(pause.since < day <= pause.until for pause in pauses)
