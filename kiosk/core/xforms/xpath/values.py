"""The four kinds of value and how one becomes another (XPath 1.0 §3.4, §4; ODK XForms on number())."""

import math
import operator
import re
from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal
from typing import TypeAlias

from .moments import Moment, days_of, looks_like_a_moment, read_moment
from .nodes import Node, string_value

# Nodes in document order, a string, a number (a Moment where it is a date) or a boolean.
Value: TypeAlias = list[Node] | str | float | bool

SPACE = " \t\r\n"  # what XML and XPath call white space, and nothing else
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_WRITTEN_PLAIN = 1e16  # up to here Python writes an integral float without an exponent


def string_of(value: Value) -> str:
    """As string() converts; a number that is none is the empty string, as ODK stores it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return string_value(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text if isinstance(value, Moment) else number_text(value)


def number_text(number: float) -> str:
    """The shortest decimal text of a number, never with an exponent (XPath 1.0 §4.2)."""
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < _WRITTEN_PLAIN:
        return str(int(number))
    text = repr(number)
    return format(Decimal(text).normalize(), "f") if "e" in text else text


def number_of(value: Value, zone: tzinfo) -> float:
    """As number() converts: a date or dateTime is its days since 1970, a date without a zone being one in `zone`."""
    if isinstance(value, float | bool):
        return float(value)  # of a Moment the days alone: what is reckoned with dates is no date any more
    text = (string_value(value[0]) if value else "") if isinstance(value, list) else value
    return text_number(text, zone)


def plain_number(text: str) -> float:
    """The number that a text writes, NaN if none: XPath knows neither exponents nor a plus sign."""
    text = text.strip(SPACE)
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def text_number(text: str, zone: tzinfo) -> float:
    """The same, and of a date or dateTime its days since 1970."""
    text = text.strip(SPACE)
    if _NUMBER.fullmatch(text):
        return float(text)
    if looks_like_a_moment(text):
        moment = read_moment(text, zone)
        if moment is not None:
            return days_of(moment)
    return math.nan


def boolean_of(value: Value) -> bool:
    """As boolean() converts: some nodes, some characters, a number other than 0 and NaN."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


_EQUALITIES: dict[str, Callable[[object, object], bool]] = {"=": operator.eq, "!=": operator.ne}
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(symbol: str, left: Value, right: Value, zone: tzinfo) -> bool:
    """One of = != < <= > >= on two values (XPath 1.0 §3.4): nodes compare if any one of them does.

    The order of a boolean and nodes is by the number of each node, as JavaRosa and web-forms have it.
    """
    if symbol in _EQUALITIES:
        return _equal(_EQUALITIES[symbol], left, right, zone)
    less = _ORDERS[symbol]
    if not isinstance(left, list) and not isinstance(right, list):
        return less(number_of(left, zone), number_of(right, zone))
    return any(less(first, second) for first in _numbers(left, zone) for second in _numbers(right, zone))


def _equal(same: Callable[[object, object], bool], left: Value, right: Value, zone: tzinfo) -> bool:
    """By boolean if one side is a boolean, else by number if one is a number, else by string."""
    if isinstance(left, bool) or isinstance(right, bool):
        return same(boolean_of(left), boolean_of(right))
    if isinstance(left, float) or isinstance(right, float):
        return any(same(first, second) for first in _numbers(left, zone) for second in _numbers(right, zone))
    if isinstance(left, str) and isinstance(right, str):
        return same(left, right)
    others = _strings(right)
    return any(same(first, second) for first in _strings(left) for second in others)


def _numbers(value: Value, zone: tzinfo) -> list[float]:
    if isinstance(value, list):
        return [text_number(string_value(node), zone) for node in value]
    return [number_of(value, zone)]


def _strings(value: Value) -> list[str]:
    return [string_value(node) for node in value] if isinstance(value, list) else [string_of(value)]
