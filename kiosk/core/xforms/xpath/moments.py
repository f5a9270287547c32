"""Dates and times of forms: text to a moment, a moment to days since 1970 and back (ODK XForms, data types).

A date without a zone is midnight where the form is filled in. Days are counted from 1970-01-01T00:00 UTC, as the
specification's number() does, so that a local date is no whole number of days wherever the zone is not UTC.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_UNPADDED = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(T.*)?", re.DOTALL)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})?")
_OFFSET_HOURS_MAX = 14  # the easternmost zone on Earth, UTC+14


class Moment(float):
    """A number of days since 1970 that is written as a date: `text` is what string() gives, e.g. "2026-11-22"."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, days: float, text: str) -> "Moment":
        self = super().__new__(cls, days)
        self.text = text
        return self


NO_MOMENT = Moment(float("nan"), "Invalid Date")


def looks_like_a_moment(text: str) -> bool:
    """A cheap first look, so that most strings never meet the pattern."""
    return len(text) >= 10 and text[4] == "-" and text[7] == "-"


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """A date or a dateTime in `zone`; None if the text is none, or of a day that no calendar has."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    local, offset = zone, match[8]
    if offset:
        read = _offset(offset)
        if read is None:
            return None
        local = read
    try:
        moment = datetime(year, month, day, hour, minute, second, _microseconds(match[7]), local)
        return moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None


def read_unpadded(text: str, zone: tzinfo) -> datetime | None:
    """The same where month and day may have one digit, as date() takes them: "1970-1-2"."""
    match = _UNPADDED.fullmatch(text)
    if match is None:
        return None
    year, month, day, rest = match.groups("")
    return read_moment(f"{year}-{month:0>2}-{day:0>2}{rest}", zone)


def day_fraction(text: str, zone: tzinfo) -> float | None:
    """The time of day in `zone` as a part of a day: noon is 0.5. None if the text is no time."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    moment = read_moment(f"1970-01-01T{match[1]}:{match[2]}:{match[3] or '00'}.{match[4] or '0'}{match[5] or ''}", zone)
    return None if moment is None else fraction_of(moment)


def fraction_of(moment: datetime) -> float:
    """How much of its own day is over at a moment."""
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return (seconds * 1000 + moment.microsecond // 1000) / _DAY_MS


def days_of(moment: datetime) -> float:
    """Days since 1970-01-01T00:00 UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1) / _DAY_MS


def moment_of(days: float, zone: tzinfo) -> datetime | None:
    """The moment that many days after 1970, to the millisecond; None outside the years 1 to 9999."""
    try:
        return (_EPOCH + timedelta(milliseconds=round(days * _DAY_MS))).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def written(moment: datetime) -> str:
    """A date at midnight, else a dateTime with milliseconds and offset."""
    if (moment.hour, moment.minute, moment.second, moment.microsecond // 1000) == (0, 0, 0, 0):
        return f"{moment:%Y-%m-%d}".rjust(10, "0")
    return moment.isoformat(timespec="milliseconds").rjust(29, "0")


def as_value(moment: datetime | None) -> Moment:
    """What date() and its like give: a number that is written as a date."""
    return NO_MOMENT if moment is None else Moment(days_of(moment), written(moment))


def _offset(text: str) -> tzinfo | None:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > _OFFSET_HOURS_MAX or minutes > 59:
        return None
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))
