"""Dates in China Standard Time (UTC+8, no summer time), the only civil time the office knows."""

from datetime import UTC, date, datetime, timedelta, timezone

_CHINA_OFFSET = timedelta(hours=8)
_CHINA = timezone(_CHINA_OFFSET)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MS = 86_400_000


def china_date(at_ms: int) -> date:
    """The date in China at `at_ms` milliseconds UTC."""
    return (_EPOCH + timedelta(milliseconds=at_ms) + _CHINA_OFFSET).date()


def china_moment(at_ms: int) -> datetime:
    """The moment itself, aware, in China."""
    return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(_CHINA)


def start_of_day_ms(day: date) -> int:
    """Milliseconds UTC of 00:00 in China on `day`."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - _CHINA_OFFSET
    return (at - _EPOCH) // timedelta(milliseconds=1)


def day_number(day: date) -> int:
    """`day` as the whole number YYYYMMDD, as it stands on the wire and in tables."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date | None:
    """The day of a YYYYMMDD; None for 0, which says that there is none, and for what is no day."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return None


def china_minute(at_ms: int) -> str:
    """`2026-11-23 09:05`, in China."""
    return f"{_EPOCH + timedelta(milliseconds=at_ms) + _CHINA_OFFSET:%Y-%m-%d %H:%M}"
