"""Questions that nobody will ever see: their 显示条件 is false whatever is answered.

Where a condition looks at nothing but questions with known options, every combination of answers is tried with the
engine itself. Otherwise its `and` and `or` are taken apart, and only what is false for certain counts.
"""

import itertools
import math
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from kiosk.core.xforms.xpath.compiling import compile_tree
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.scope import Scope, Surroundings
from kiosk.core.xforms.xpath.tree import Call, LocationPath, Operation, Tree
from kiosk.core.xforms.xpath.values import boolean_of
from server.forms.finding import Finding
from server.forms.form import Form, Item
from server.forms.formulas import Formula, reference, walk

COMBINATIONS_MAX = 2_000  # some 20 ms a condition
# Functions whose answer is not in the form.
FROM_OUTSIDE = ("today", "now", "random", "uuid", "pulldata", "once", "instance", "position", "current", "jr:itext",
                "jr:choice-name", "version", "lang", "last", "id")  # fmt: skip
_SURROUNDINGS = Surroundings(
    now=lambda: datetime(2026, 1, 1, tzinfo=UTC), random=lambda: 0.0, uuid=lambda: ""
)  # nothing that is tried asks for them, see FROM_OUTSIDE


def check_reach(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """Every 显示条件 that no combination of answers makes true."""
    answers = {name: values for name, item in form.named().items() if (values := _answers(form, item))}
    for formula in formulas:
        if formula.column == "relevant" and formula.expression and _never(formula.expression.tree, answers):
            yield formula.item.row.finding("relevant", "UNREACHABLE", name=formula.item.name, text=formula.text)


def _answers(form: Form, item: Item) -> tuple[str, ...]:
    """All that a question may hold, unanswered too; () where that is not known."""
    values = form.options(item) if item.kind == "select_one" else None
    return ("", *values) if values else ()


def _never(tree: Tree, answers: dict[str, tuple[str, ...]]) -> bool:
    """Whether this is false for certain."""
    names = _looked_at(tree)
    if names is not None and all(name in answers for name in names):
        columns = [answers[name] for name in names]
        if math.prod(len(column) for column in columns) <= COMBINATIONS_MAX:
            return not any(_holds(tree, names, values) for values in itertools.product(*columns))
    if isinstance(tree, Operation) and tree.operators[0] == "and":
        return any(_never(part, answers) for part in tree.operands)
    if isinstance(tree, Operation) and tree.operators[0] == "or":
        return all(_never(part, answers) for part in tree.operands)
    return False


def _looked_at(tree: Tree) -> tuple[str, ...] | None:
    """The questions an expression looks at; None where it looks at anything else."""
    names: dict[str, None] = {}
    for part, _ in walk(tree):
        if isinstance(part, Call) and part.name in FROM_OUTSIDE:
            return None
        if isinstance(part, LocationPath):
            if not reference(part):
                return None
            names[reference(part)] = None
    return tuple(names)


def _holds(tree: Tree, names: tuple[str, ...], values: tuple[str, ...]) -> bool:
    """The engine's own answer for these answers; what it cannot evaluate is not held against the author here."""
    data = etree.Element("data")
    for name, value in zip(names, values, strict=True):
        etree.SubElement(data, name).text = value
    try:
        return boolean_of(compile_tree(tree, {})(Scope(data, _SURROUNDINGS)))
    except ExpressionError:
        return True
