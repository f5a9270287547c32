"""Functions of numbers. What has no result is NaN and never an error, as with IEEE 754 (XPath 1.0 §3.5)."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ..moments import Moment, days_of, looks_like_a_moment, read_moment
from ..scope import Scope
from ..values import SPACE, Value, number_of, string_of
from .function import ODK, XPATH, Arguments, Function, every_value, nodes, number, of_numbers, of_the_node

# Past this many places there is nothing to round in a double (JavaRosa, round).
_PLACES_MAX = 30
_DIGITS_MAX = 309 + _PLACES_MAX  # those of the greatest double and of the places after it


def whole(value: float) -> int | None:
    """The number without its fraction, None where it has no such value."""
    return int(value) if math.isfinite(value) else None


def half_up(value: float) -> float:
    """The nearest whole number, of two the greater. XPath 1.0 §4.4, round."""
    if not math.isfinite(value):
        return value
    below = math.floor(value)
    return float(below + (value - below >= 0.5))


def as_number(value: Value, scope: Scope) -> Value:
    """XPath 1.0 §4.4; ODK XForms, number: a date is days since 1970, and is written as whole days."""
    if isinstance(value, list | str):
        written = string_of(value).strip(SPACE)
        moment = read_moment(written, scope.zone) if looks_like_a_moment(written) else None
        if moment is not None:
            days = days_of(moment)
            return Moment(days, str(math.floor(days)))
    return value if isinstance(value, float) else number_of(value, scope.zone)


def rounded(scope: Scope, given: Arguments) -> Value:
    """With one argument as XPath 1.0 §4.4; with decimals, a half goes away from zero (ODK XForms, round)."""
    value = number(given[0], scope)
    if len(given) == 1:
        return half_up(value)
    decimals = number(given[1], scope)
    if not math.isfinite(value):
        return value
    if math.isnan(decimals) or abs(decimals) > _PLACES_MAX:
        return math.nan
    with localcontext(prec=_DIGITS_MAX):
        return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP))


def total(scope: Scope, given: Arguments) -> Value:
    """XPath 1.0 §4.4."""
    return sum((number_of([node], scope.zone) for node in nodes(given[0], scope)), 0.0)


def _extreme(what: Callable[[list[float]], float]) -> Callable[[Scope, Arguments], Value]:
    """XPath 3.0 max and min: NaN of nothing, and of anything that is no number."""

    def call(scope: Scope, given: Arguments) -> Value:
        found = [number_of(value, scope.zone) for value in every_value(given, scope)]
        return math.nan if not found or any(math.isnan(one) for one in found) else what(found)

    return call


def _defined(what: Callable[..., float]) -> Callable[..., Value]:
    """The same function where the mathematical one has no value (NaN) or too great a one (infinity)."""

    def call(*values: float) -> float:
        try:
            return what(*values)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return call


def _logarithm(what: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else what(value)


def power(base: float, exponent: float) -> float:
    """XPath 3.0 math:pow, but for NaN to the power of 0, which ODK leaves NaN."""
    if math.isnan(base) or math.isnan(exponent):
        return math.nan
    if base == 0 and exponent < 0:
        odd = exponent == int(exponent) and int(exponent) % 2
        return math.copysign(math.inf, base) if odd else math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def _of_one(name: str, what: Callable[[float], float], source: str = ODK) -> Function:
    return of_numbers(name, 1, 1, _defined(what), source)


def _kept(what: Callable[[float], float]) -> Callable[[float], float]:
    """A rounding that leaves infinity and NaN as they are."""
    return lambda value: float(what(value)) if math.isfinite(value) else value


NUMBERS = (
    of_the_node("number", as_number, ODK),
    Function("sum", 1, 1, total, XPATH),
    _of_one("floor", _kept(math.floor), XPATH),
    _of_one("ceiling", _kept(math.ceil), XPATH),
    Function("round", 1, 2, rounded, ODK),
    _of_one("int", _kept(math.trunc)),
    Function("max", 0, None, _extreme(max), ODK),
    Function("min", 0, None, _extreme(min), ODK),
    of_numbers("pow", 2, 2, _defined(power), ODK),
    _of_one("log", _logarithm(math.log)),
    _of_one("log10", _logarithm(math.log10)),
    _of_one("abs", abs),
    _of_one("sin", math.sin),
    _of_one("cos", math.cos),
    _of_one("tan", math.tan),
    _of_one("asin", math.asin),
    _of_one("acos", math.acos),
    _of_one("atan", math.atan),
    of_numbers("atan2", 2, 2, _defined(math.atan2), ODK),
    _of_one("sqrt", math.sqrt),
    _of_one("exp", math.exp),
    _of_one("exp10", lambda value: power(10.0, value)),
    Function("pi", 0, 0, lambda scope, given: math.pi, ODK),
)
