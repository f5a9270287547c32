"""The types of ODK data and how a value of each is written: whatever is no value of its type is no answer.

Source: the data types of the ODK XForms specification; numbers are written as web-forms writes them (a decimal always
with its point), which is what JavaRosa puts into a submission too.
"""

import datetime
import math
import re
from collections.abc import Callable
from decimal import Decimal

from kiosk.core.xforms.places import write_place, write_shape, write_trace

INTEGER_MIN, INTEGER_MAX = -(2**31), 2**31 - 1  # xsd:int, as the specification has it
FRACTION_DIGITS_MAX = 20
NAMES = frozenset(
    "string int boolean decimal date time dateTime geopoint geotrace geoshape binary barcode intent".split()
)
ALIASES = {"integer": "int"}

_PLAIN_DIGITS_MAX = 9  # that many always fit

_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_CLOCK = r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?"
_OFFSET = r"(?:[+-](?:0\d|1[0-4]):[0-5]\d|Z)?"
_DATE_OR_LOCAL_TIME = re.compile(rf"{_DATE}(?:T\d{{2}}(?::\d{{2}}(?::\d{{2}}(?:\.\d+)?)?)?)?")
_DATE_TIME = re.compile(rf"{_DATE}T{_CLOCK}{_OFFSET}")
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")
_BLANKS = " \t\r\n"


def type_named(written: str | None, default: str = "string") -> str:
    """The data type that a bind's `type` means, with or without a prefix. An unknown one is a string, by the same."""
    if written is None:
        return default
    name = written.rpartition(":")[2]
    name = ALIASES.get(name, name)
    return name if name in NAMES else "string"


def write_value(kind: str, value: str) -> str:
    """`value` as data type `kind` writes it, "" where it is none of that type."""
    write = _WRITERS.get(kind)
    return write(value) if write is not None and value else value


def read_number(text: str) -> float:
    """The number that a plain decimal notation means, NaN for anything else."""
    text = text.strip(_BLANKS)
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def write_integer(value: str) -> str:
    """An integer, cut towards zero as JavaRosa does; "" beyond 32 bits."""
    if value.isdecimal() and value.isascii() and len(value) <= _PLAIN_DIGITS_MAX and value[0] != "0":
        return value
    number = read_number(value)
    if not math.isfinite(number) or not INTEGER_MIN <= math.trunc(number) <= INTEGER_MAX:
        return ""
    return str(math.trunc(number))


def write_decimal(value: str) -> str:
    """A decimal with at least one digit after its point and no exponent."""
    number = read_number(value)
    if not math.isfinite(number):
        return ""
    text = format(Decimal(repr(number)), "f")
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction[:FRACTION_DIGITS_MAX] or '0'}"


def write_date(value: str) -> str:
    """The day of a date, or of a date and time without an offset."""
    found = _DATE_OR_LOCAL_TIME.fullmatch(value)
    return value[:10] if found and _is_day(*found.groups()) else ""


def write_time(value: str) -> str:
    """A time of day as it stands, if there is such a time."""
    found = _TIME.fullmatch(value)
    return value if found and _is_clock(*found.groups()) else ""


def write_date_time(value: str) -> str:
    """A date and time as it stands, if there is such a moment."""
    found = _DATE_TIME.fullmatch(value)
    if found is None:
        return ""
    year, month, day, hour, minute, second = found.groups()
    return value if _is_day(year, month, day) and _is_clock(hour, minute, second) else ""


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _is_clock(hour: str, minute: str, second: str) -> bool:
    return int(hour) < 24 and int(minute) < 60 and int(second) < 61  # a leap second is a second


_WRITERS: dict[str, Callable[[str], str]] = {
    "int": write_integer,
    "decimal": write_decimal,
    "date": write_date,
    "time": write_time,
    "dateTime": write_date_time,
    "geopoint": write_place,
    "geotrace": write_trace,
    "geoshape": write_shape,
}
