"""The ends of a mandate that are offered, counted as people count: the same day of a later month (民法典 202, 203)."""

import calendar
import datetime

from kiosk.core.casework.entrustment import MANDATE_DAYS_MAX

MONTHS_OFFERED = (1, 3, 6)


def end_after(today: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, the month's last one where it has no such day; never past the longest."""
    year, before = divmod(today.year * 12 + today.month - 1 + months, 12)
    month = before + 1
    end = datetime.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    return min(end, today + datetime.timedelta(days=MANDATE_DAYS_MAX))


def months_until(today: datetime.date, end: datetime.date) -> int:
    """How many of `MONTHS_OFFERED` months an end is away, 0 where it is none of them."""
    return next((months for months in MONTHS_OFFERED if end_after(today, months) == end), 0)
