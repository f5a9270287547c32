"""Working days of 2026 as plain dates, from the State Council's notice of November 2025, and the legal floor beyond it.

Written down by hand, so that it agrees with nothing of the product by construction. A day of a year without a notice is
unknown: weekends and the holidays of fixed date (全国年节及纪念日放假办法) are free, and every limit that touches it is
provisional.
"""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
NOTICE_YEAR = 2026
SATURDAY = 5
_OFF = (  # first and last day
    ("01-01", "01-03"),  # 元旦
    ("02-15", "02-23"),  # 春节
    ("04-04", "04-06"),  # 清明
    ("05-01", "05-05"),  # 劳动节
    ("06-19", "06-21"),  # 端午
    ("09-25", "09-27"),  # 中秋
    ("10-01", "10-07"),  # 国庆
)
_WORKED = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")  # 调休
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def _day(text: str) -> date:
    return date.fromisoformat(f"{NOTICE_YEAR}-{text}")


OFF = {
    _day(first) + n * ONE_DAY for first, last in _OFF for n in range((_day(last) - _day(first)).days + 1)
}
WORKED = {_day(text) for text in _WORKED}


def is_known(day: date) -> bool:
    """Whether a notice covers that day."""
    return day.year <= NOTICE_YEAR


def is_working(day: date) -> bool:
    """Whether offices work."""
    if day in WORKED:
        return True
    if day.year == NOTICE_YEAR:
        return day not in OFF and day.weekday() < SATURDAY
    return day.weekday() < SATURDAY and (day.month, day.day) not in _FIXED
