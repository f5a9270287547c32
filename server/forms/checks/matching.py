"""Regular expressions: one that every engine of XForms reads alike, and that answers on any input.

JavaRosa takes a pattern as fitting the whole answer, other engines look for it anywhere in it; from ^ to $ they agree.
Our own engine cannot be slowed by a pattern, those of phones can.
Source: ODK XForms specification, regex(); String.matches of Java; test() of JavaScript.
"""

from collections.abc import Iterator

from kiosk.core.xforms.xpath.pattern_syntax import Choice, Edge, Look, Part, Repeat, Sequence, read_pattern
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.tree import Call, Literal
from server.forms.finding import Finding
from server.forms.formulas import Formula


def check_patterns(formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """Every regex() whose pattern is written out."""
    for formula in formulas:
        for call in formula.calls:
            match call:
                case Call(name="regex", arguments=(_, Literal(value=pattern))):
                    yield from _check(formula, pattern)


def _check(formula: Formula, pattern: str) -> Iterator[Finding]:
    row, column = formula.item.row, formula.column
    try:
        part = read_pattern(pattern)
    except ExpressionError as problem:
        yield row.finding(column, "PATTERN_UNREADABLE", pattern=pattern, found=problem.found)
        return
    if _explodes(part):
        yield row.finding(column, "PATTERN_EXPLODES", pattern=pattern)
    if not _anchored(part):
        inner = pattern.removeprefix("^")
        inner = inner if inner.endswith("\\$") else inner.removesuffix("$")
        inner = f"({inner})" if isinstance(part, Choice) else inner
        yield row.finding(column, "PATTERN_LOOSE", pattern=pattern, offered=f"^{inner}$")


def _anchored(part: Part) -> bool:
    """Every alternative begins with ^ and ends with $."""
    match part:
        case Choice(options):
            return all(_anchored(option) for option in options)
        case Sequence((Edge("^"), *_, Edge("$"))):
            return True
        case Sequence((Repeat() | Choice() | Sequence() as only,)):
            return not isinstance(only, Repeat) and _anchored(only)
    return False


def _explodes(part: Part, repeated: bool = False) -> bool:
    """A repetition without end within another one, as in (a+)+: on a wrong answer its time doubles with each sign."""
    match part:
        case Repeat(inner, _, most):
            endless = most is None
            return (endless and repeated) or _explodes(inner, repeated or endless)
        case Sequence(parts) | Choice(parts):
            return any(_explodes(one, repeated) for one in parts)
        case Look(ahead):
            return _explodes(ahead, repeated)
    return False
