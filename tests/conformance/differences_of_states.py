"""Where a form that is filled in stands differently on purpose."""

import math

from tests.conformance.comparison import close
from tests.conformance.differences import Row
from tests.conformance.filled import Difference
from tests.conformance.grammar import JAVAROSA


def floats(found: Difference) -> tuple[float, float]:
    """Both values as numbers; NaN where one is none."""
    try:
        return float(found.ours), float(found.theirs)
    except (TypeError, ValueError):
        return math.nan, math.nan


def next_but_one(found: Difference) -> bool:
    """Whether two negative numbers differ by one unit of the last written place."""
    mine, other = floats(found)
    unit = 10.0 ** -len(str(found.ours).partition(".")[2])
    return mine < 0 and other < 0 and close(abs(mine - other), unit)


STATES: tuple[Row, ...] = (
    Row(
        JAVAROSA,
        "halves below zero",
        "round() to places goes away from zero at a half, as Enketo's and web-forms' does; JavaRosa's goes up",
        lambda found: found.what == "value" and next_but_one(found),
    ),
    Row(
        JAVAROSA,
        "infinite amounts",
        "a number that cannot be written down is stored as nothing; JavaRosa stores Infinity",
        lambda found: found.what == "value" and found.ours == "" and str(found.theirs).endswith("Infinity"),
    ),
    Row(
        JAVAROSA,
        "choices come back",
        "an answer that is no longer offered does not count, and counts again once it is offered again (web-forms); "
        "JavaRosa forgets it",
        lambda found: found.what == "value"
        and found.theirs == ""
        and any((deed.ref, deed.value) == (found.ref, found.ours) for deed in found.deeds),
    ),
    Row(
        JAVAROSA,
        "choices that went",
        "what depends on an answer that is no longer offered is computed again; JavaRosa empties the answer and leaves "
        "the rest as it was",
        lambda found: found.form == "household"
        and (found.ref, found.what, found.ours)
        in (("/data/village_name", "value", ""), ("/data/village", "relevant", False)),
    ),
)
