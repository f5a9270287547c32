"""Functions of dates and times."""

import re
from datetime import datetime

from ..moments import (
    as_value,
    day_fraction,
    days_of,
    fraction_of,
    moment_of,
    read_moment,
    read_unpadded,
)
from ..scope import Scope
from ..values import Value, number_of, string_of
from .function import ODK, Arguments, Function, text

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_DAYS_ZH = "一二三四五六日"
_FIELD = re.compile(r"%([YymnbdeaHhMS3%])")


def today(scope: Scope, given: Arguments) -> Value:
    """The local date. ODK XForms, today."""
    return as_value(scope.surroundings.now().replace(hour=0, minute=0, second=0, microsecond=0))


def now(scope: Scope, given: Arguments) -> Value:
    """The moment with its offset. ODK XForms, now."""
    return as_value(scope.surroundings.now())


def date(scope: Scope, given: Arguments) -> Value:
    """A date or dateTime of a text, or of days since 1970, whose time of day is kept. ODK XForms, date; what is none
    is written "Invalid Date", as web-forms does."""
    value = given[0](scope)
    if isinstance(value, bool) or (isinstance(value, list | str) and not string_of(value)):
        return ""
    return as_value(_moment(value, scope))


def decimal_date_time(scope: Scope, given: Arguments) -> Value:
    """Days since 1970-01-01 UTC. ODK XForms, decimal-date-time."""
    value = given[0](scope)
    if isinstance(value, float):
        return float(value)
    moment = _moment(value, scope)
    return float("nan") if moment is None else days_of(moment)


def decimal_time(scope: Scope, given: Arguments) -> Value:
    """The part of the local day: noon is 0.5. ODK XForms, decimal-time; of a dateTime its time, as JavaRosa does."""
    written = text(given[0], scope)
    fraction = day_fraction(written, scope.zone)
    if fraction is None:
        moment = read_moment(written, scope.zone) if "T" in written else None
        fraction = None if moment is None else fraction_of(moment)
    return float("nan") if fraction is None else fraction


def format_date(scope: Scope, given: Arguments) -> Value:
    """A date or dateTime, also as days since 1970, written with % fields; empty if it is none. ODK XForms, format-date
    and format-date-time; both know the fields of time and %% for a percent sign, as Enketo and JavaRosa do."""
    moment = _moment(given[0](scope), scope)
    pattern = text(given[1], scope)
    if moment is None:
        return ""
    chinese = _is_chinese(scope.surroundings.language())
    return _FIELD.sub(lambda match: _field(match[1], moment, chinese), pattern)


def _moment(value: Value, scope: Scope) -> datetime | None:
    """A date or dateTime, or the days since 1970 that a number or a node's text is (so JavaRosa and Enketo take it)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return moment_of(value, scope.zone)
    written, zone = string_of(value), scope.zone
    return read_moment(written, zone) or read_unpadded(written, zone) or moment_of(number_of(written, zone), zone)


def _is_chinese(language: str) -> bool:
    return "zh" in language.lower() or "中文" in language


def _field(name: str, moment: datetime, chinese: bool) -> str:
    match name:
        case "Y":
            return f"{moment.year:04}"
        case "y":
            return f"{moment.year % 100:02}"
        case "m":
            return f"{moment.month:02}"
        case "n":
            return str(moment.month)
        case "b":
            return f"{moment.month}月" if chinese else _MONTHS[moment.month - 1]
        case "d":
            return f"{moment.day:02}"
        case "e":
            return str(moment.day)
        case "a":
            return f"周{_DAYS_ZH[moment.weekday()]}" if chinese else _DAYS[moment.weekday()]
        case "H":
            return f"{moment.hour:02}"
        case "h":
            return str(moment.hour)
        case "M":
            return f"{moment.minute:02}"
        case "S":
            return f"{moment.second:02}"
        case "%":
            return "%"
    return f"{moment.microsecond // 1000:03}"


DATES = (
    Function("today", 0, 0, today, ODK),
    Function("now", 0, 0, now, ODK),
    Function("date", 1, 1, date, ODK),
    Function("date-time", 1, 1, date, ODK),
    Function("decimal-date-time", 1, 1, decimal_date_time, ODK),
    Function("decimal-time", 1, 1, decimal_time, ODK),
    Function("format-date", 2, 2, format_date, ODK),
    Function("format-date-time", 2, 2, format_date, ODK),
)
