"""Working days: the State Council's calendar with 调休, the county's own changes, and a floor for unknown years.

Known years come from `chinesecalendar` (2004 to 2026). For a year it does not know, weekends and the holidays of
fixed date in 全国年节及纪念日放假办法 (2024-11-10) are free, the moving ones are unknown, and every count that
touches such a year is provisional until the county has entered the year's notice and confirmed it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import chinese_calendar  # type: ignore[import-untyped]  # ships no type information

# 元旦 1, 劳动节 2, 国庆节 3: (month, day). 春节, 清明, 端午, 中秋 move and stand in each year's notice.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
FRIDAY = 4
DAYS_REMEMBERED_MAX = 4_000  # ten years: every day that a running case may touch


class WorkCalendar:
    """Which days are working days.

    overrides: {date: working}, the county's own file, wins over everything. confirmed_years: years whose notice
    the county has entered in full, so that they are no longer provisional.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None, confirmed_years: Iterable[int] = ()) -> None:
        self._overrides = dict(overrides or {})
        self._confirmed_years = frozenset(confirmed_years)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self._overrides:
            return self._overrides[day]
        said = _notice(day)
        return day.weekday() <= FRIDAY and (day.month, day.day) not in FIXED_HOLIDAYS if said is None else said

    def is_known(self, day: date) -> bool:
        """Whether that answer is settled: a notice covers the day, or the county has spoken."""
        if day in self._overrides or day.year in self._confirmed_years:
            return True
        return _notice(day) is not None


@lru_cache(DAYS_REMEMBERED_MAX)
def _notice(day: date) -> bool | None:
    """What the year's notice says, None where there is none. Remembered: the library walks all its years each time."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
