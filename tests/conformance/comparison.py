"""What an engine says of an expression, when two of them say the same, and where they begin to differ.

Only what is documented is made alike: JavaRosa has a type for dates, where ours has a number that is written as one, so
that two dates are the same if they are one instant; numbers are the same to twelve digits, as JavaRosa compares them.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree

from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.moments import Moment
from kiosk.core.xforms.xpath.nodes import string_value
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from tests.conformance import operands
from tests.conformance.grammar import Term
from tests.conformance.oracles import ZONE

DIGITS = 1e-12
# "number", "string", "boolean", "nodes" (their texts), "date" (ours a Moment, JavaRosa's milliseconds UTC) or "error";
# "crash" is ours alone: an error that is not the one promised.
Said = tuple[str, Any]


class Ours:
    """Our engine over the operands, answering as an oracle does."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._tree = etree.fromstring(operands.data()).getroottree()

    def said(self, expression: str, context: str) -> Said:
        """The value of `expression` at the node that the plain path `context` finds."""
        found = self._tree.xpath(context)
        assert isinstance(found, list) and isinstance(found[0], etree._Element)
        try:
            value = compile_expression(expression).evaluate(Scope(found[0], self._surroundings))
        except ExpressionError as problem:
            return "error", problem.code
        except Exception as crash:  # a defect of ours, to be told with the expression that found it
            return "crash", repr(crash)
        if isinstance(value, bool):
            return "boolean", value
        if isinstance(value, Moment):
            return "date", value
        if isinstance(value, list):
            return "nodes", [string_value(node) for node in value]
        return ("string", value) if isinstance(value, str) else ("number", value)


def from_oracle(reply: dict[str, Any]) -> Said:
    """What an oracle's line says."""
    if "error" in reply:
        return "error", f"{reply['error']}: {reply['message']}"
    return reply["kind"], float(reply["value"]) if reply["kind"] == "number" else reply["value"]


def same(ours: Said, theirs: Said) -> bool:
    """Whether both said the same, made alike only as the module tells."""
    (mine, value), (other, wanted) = ours, theirs
    if mine == "date":  # a number that is written as a date; Enketo's leave it as text
        return {
            "date": lambda: milliseconds(value.text) == wanted,
            "string": lambda: value.text == wanted,
            "number": lambda: close(value, wanted),
        }.get(other, lambda: False)()
    if mine != other or mine == "error":
        return mine == other
    return close(value, wanted) if mine == "number" else bool(value == wanted)


def close(one: float, other: float) -> bool:
    """Whether two numbers are the same to DIGITS; NaN is itself here."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=DIGITS, abs_tol=DIGITS)


def milliseconds(text: str) -> int | None:
    """The instant that an ISO date (its midnight in ZONE) or date and time names, or None."""
    try:
        if "T" in text:
            instant = datetime.fromisoformat(text)
        else:
            instant = datetime.combine(date.fromisoformat(text), datetime.min.time(), ZoneInfo(ZONE))
    except ValueError:
        return None
    return round(instant.timestamp() * 1000)


class Culprit(NamedTuple):
    """The smallest term on which two engines differ although they agree on everything within it."""

    term: Term
    ours: Said
    theirs: Said
    parts: tuple[Said, ...]  # what ours says of each part

    def __str__(self) -> str:
        return f"{self.term.text}\n    ours   {self.ours}\n    theirs {self.theirs}"


def blame(term: Term, ours: Callable[[str], Said], theirs: Callable[[str], Said]) -> Iterator[Culprit]:
    """Where the two differ on `term`; nothing if they say the same of the whole of it.

    A difference in a part explains one of the whole; a whole whose parts all agree is itself the culprit.
    """
    mine, other = ours(term.text), theirs(term.text)
    if same(mine, other):
        return
    within = [culprit for part in term.parts for culprit in blame(part, ours, theirs)]
    yield from within or [Culprit(term, mine, other, tuple(ours(part.text) for part in term.parts))]
