"""What can be asked of the smallest expression that differs: what it is, what it was given, and how the two differ."""

import math
import re

from kiosk.core.xforms.xpath.moments import Moment, looks_like_a_moment
from kiosk.core.xforms.xpath.values import number_text
from tests.conformance.comparison import Culprit, Said, close, milliseconds
from tests.conformance.grammar import COMPOUND

DAY_MS = 86_400_000
YEAR_10000_MS = 253_402_300_800_000 - 8 * 3_600_000
MIDNIGHT_MS = 8 * 3_600_000  # from midnight in ZONE to midnight UTC
DIGITS_WRITTEN = 12
GEO_DIGITS = 1e-4  # the radius of the Earth that JavaRosa reckons areas with is another one
_NUMBER_WANTED = frozenset(("number", "numbers", "places", "small", "date", "moment", "any", "boolean"))
_PLAIN_NUMBER = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*")


def text(said: Said) -> str:
    """What a part is as text to ours, the first of some nodes."""
    kind, value = said
    if kind == "nodes":
        return str(value[0]) if value else ""
    if kind == "date":
        return str(value.text)
    if kind == "boolean":
        return "true" if value else "false"
    return number_text(value) if kind == "number" else str(value)


def texts(found: Culprit) -> list[str]:
    """The texts of all parts, of every node where a part is nodes."""
    return [one for part in found.parts for one in (part[1] if part[0] == "nodes" else [text(part)])]


def starts(found: Culprit, *names: str) -> bool:
    """Whether the culprit is a call of one of these functions (or an operator, written as its shape)."""
    return found.term.shape.startswith(tuple(f"{name}(" for name in names)) or found.term.shape in names


def number(said: Said) -> float:
    """The number that a part writes, NaN where none."""
    try:
        return float(text(said))
    except ValueError:
        return math.nan


def takes_numbers(found: Culprit) -> bool:
    """Whether an argument is wanted as a number: arithmetic, order, and the functions of numbers."""
    return any(shape.text == found.term.shape and _NUMBER_WANTED.intersection(shape.wants) for shape in COMPOUND)


def is_nan(said: Said) -> bool:
    return said[0] in ("number", "date") and math.isnan(said[1])


def dated(found: Culprit) -> bool:
    """Whether a part is a date, or text that is written like one."""
    return any(part[0] == "date" for part in found.parts) or any(map(looks_like_a_moment, texts(found)))


DATES = ("date", "date-time", "string(date", "format-date", "format-date-time", "decimal-date-time", "decimal-time")


def cut_to_its_day(found: Culprit) -> bool:
    """Whether JavaRosa's is a local midnight not two days from ours, or the date alone of ours as text."""
    kind, value = found.theirs
    if kind == "string":
        return text(found.ours).startswith(f"{value}T")
    return (
        (found.ours[0], kind) == ("date", "date")
        and (value + MIDNIGHT_MS) % DAY_MS == 0
        and abs(found.ours[1] * DAY_MS - value) < 2 * DAY_MS
    )


def a_millisecond_apart(found: Culprit) -> bool:
    """Whether both are moments, or days, that no more than a millisecond parts."""
    mine, theirs = _milliseconds(found.ours), _milliseconds(found.theirs)
    return mine is not None and theirs is not None and abs(mine - theirs) < 1.01


def _milliseconds(said: Said) -> float | None:
    kind, value = said
    if kind == "number" or isinstance(value, Moment):
        return float(value) * DAY_MS
    return milliseconds(value) if kind == "string" else value if kind == "date" else None


def javascripts_dates(found: Culprit) -> bool:
    """Whether text was read as a date, or as the days since 1970 of one, that ours does not read so."""
    written = [part for part in found.parts if part[0] in ("string", "nodes")]
    if starts(found, *DATES) and any(not math.isnan(number(part)) for part in written):
        return True
    if "Invalid Date" in (text(found.ours), text(found.theirs)) or (starts(found, *DATES) and text(found.ours) == ""):
        return True
    if found.ours[0] == "boolean":
        return any(one.startswith("2026-02-30") for one in texts(found))
    return is_nan(found.ours) and any(map(looks_like_a_moment, texts(found)))


def text_beside_a_date(found: Culprit) -> bool:
    """Whether dates written as text are compared as text or truth, or a date meets text that is none."""
    if starts(found, "({} = {})", "({} != {})", "({} and {})", "({} or {})"):
        return dated(found) and any(part[0] in ("string", "nodes") for part in found.parts)
    plain = any(part[0] in ("string", "nodes") and not looks_like_a_moment(text(part)) for part in found.parts)
    return found.term.shape.startswith("(") and plain and any(part[0] == "date" for part in found.parts)


def formats_a_fraction(found: Culprit) -> bool:
    """Whether days are formatted that are no whole number of milliseconds."""
    if not starts(found, "format-date", "format-date-time"):
        return False
    kind, value = found.parts[0]
    return kind == "number" and not (value * DAY_MS).is_integer()


def java_writes_otherwise(said: Said) -> bool:
    """Whether Java writes the number with an exponent, where XPath 1.0 §4.2 never does."""
    size = abs(said[1]) if said[0] == "number" and math.isfinite(said[1]) else 1.0
    return size >= 2**31 or 0 < size < 1e-3 or (size >= 1e7 and size != int(size))


def matches_a_part(found: Culprit) -> bool:
    """Whether a regular expression is found within the text without matching the whole of it."""
    return starts(found, "regex") and found.ours[1] is True and not re.fullmatch(*reversed(texts(found)[:2]))


def numbers_like(text_of_part: str) -> bool:
    """Whether JavaScript reads a number that XPath 1.0 §4.4 does not: a plus sign, an exponent, another base."""
    try:
        float(text_of_part)
    except ValueError:
        return text_of_part.strip().lower().startswith("0x")
    return not _PLAIN_NUMBER.fullmatch(text_of_part)


def same_text(found: Culprit) -> bool:
    """Whether theirs is the same once it is written."""
    kind = found.theirs[0]
    if kind == "date":
        return dated(found)
    return text(found.ours) == text(found.theirs) or close(number(found.ours), number(found.theirs))


def error(found: Culprit, *words: str) -> bool:
    """Whether theirs is an error that says one of these."""
    return found.theirs[0] == "error" and any(word in found.theirs[1] for word in words)
