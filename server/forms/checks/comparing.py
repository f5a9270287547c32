"""Comparisons that can never be meant: a value that is in no list, a number with a word, an answer with true().

Only what is certain is said: a question of a known type beside a literal. Everything else is the author's business.
"""

import datetime
import re
from collections.abc import Iterator

from kiosk.core.xforms.xpath.tree import Call, Literal, LocationPath, Number, Operation, Tree
from server.forms.finding import Finding
from server.forms.form import Form, Item
from server.forms.formulas import Formula, reference, walk
from server.forms.names import offered

EQUAL, ORDER = ("=", "!="), ("<", "<=", ">", ">=")
NUMBERS = ("integer", "decimal", "range")
_NUMBER = re.compile(r"\s*-?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*")


def check_comparisons(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """Every comparison of a question with a literal, and every selected()."""
    named = form.named()
    yield from _check_defaults(form, formulas)
    for formula in formulas:
        if formula.expression is None:
            continue
        for part, _ in walk(formula.expression.tree):
            match part:
                case Operation(operands=operands, operators=operators):
                    if len(operators) > 1 and operators[0] in (*EQUAL, *ORDER):
                        yield formula.item.row.finding(formula.column, "COMPARED_TWICE", text=formula.text)
                        continue
                    if operators[0] in ("and", "or"):
                        yield from _alone(formula, operands)
                    for left, sign, right in zip(operands, operators, operands[1:], strict=False):
                        for one, other in ((left, right), (right, left)):
                            item = _question(one, formula, named)
                            if item is not None and sign in (*EQUAL, *ORDER):
                                yield from _compared(form, formula, item, sign, other)
                case Call(name="selected", arguments=(one, Literal(value=value))):
                    item = _question(one, formula, named)
                    if item is not None and value:
                        yield from _listed(form, formula, item, value)


def _check_defaults(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """What a question begins with is one of its options, unless it is computed."""
    computed = [id(formula.item) for formula in formulas if formula.column == "default"]
    for item in form.items:
        values, default = form.options(item), item.row.text("default")
        if not values or id(item) in computed:
            continue
        for value in (default,) if item.kind == "select_one" else default.split():
            if value and value not in values:
                there = offered(value, values)
                yield item.row.finding("default", "DEFAULT_UNKNOWN", name=item.name, value=value, offered=there)


def _alone(formula: Formula, operands: tuple[Tree, ...]) -> Iterator[Finding]:
    """${kind} = 'new' or 'used': the second half is text, and text is true."""
    for operand in operands:
        if isinstance(operand, Literal | Number):
            value = f"'{operand.value}'" if isinstance(operand, Literal) else f"{operand.value:g}"
            yield formula.item.row.finding(formula.column, "VALUE_ALONE", value=value, text=formula.text)


def _question(tree: Tree, formula: Formula, named: dict[str, Item]) -> Item | None:
    """The question that an operand is: ${name}, or the point in a 校验."""
    if formula.column == "constraint" and isinstance(tree, LocationPath) and tree.start is None:
        step = tree.steps[0]
        if len(tree.steps) == 1 and step.axis == "self" and not step.predicates:
            return formula.item
    return named.get(reference(tree))


def _compared(form: Form, formula: Formula, item: Item, sign: str, other: Tree) -> Iterator[Finding]:
    row, column = formula.item.row, formula.column
    near = formula.near(other.offset)
    match other:
        case Call(name="true" | "false" as word):
            # a question is a node, and a node equals true() by being there, whatever the answer
            yield row.finding(column, "TRUTH_COMPARED", word=f"{word}()", name=item.name, near=near)
        case Literal(value=""):
            return
        case Literal(value=value) if item.kind == "select_multiple" and sign in EQUAL:
            yield row.finding(column, "SEVERAL_COMPARED", name=item.name, value=value)
        case Literal(value=value) if form.options(item) is not None:
            yield from _listed(form, formula, item, value)
        case Number(value=value) if form.options(item) is not None and sign in EQUAL:
            yield from _listed(form, formula, item, f"{value:g}")
        case Literal(value=value) if item.kind in NUMBERS and not _NUMBER.fullmatch(value):
            yield row.finding(column, "NUMBER_WITH_TEXT", name=item.name, value=value, near=near)
        case Literal(value=value) if item.kind == "date" and not _is_day(value):
            yield row.finding(column, "DAY_WITH_TEXT", name=item.name, value=value, near=near)
        case Number(value=value) if item.kind == "date":
            yield row.finding(column, "DAY_WITH_TEXT", name=item.name, value=f"{value:g}", near=near)
        case Literal(value=value) if sign in ORDER and item.kind == "text" and not _NUMBER.fullmatch(value):
            yield row.finding(column, "TEXT_ORDERED", name=item.name, value=value, near=near)


def _listed(form: Form, formula: Formula, item: Item, value: str) -> Iterator[Finding]:
    """The value is one of the question's; a label written for its value is recognised."""
    options = form.lists.get(item.argument, ())
    values = form.options(item)
    if not values or value in values:
        return
    labelled = next((option.value for option in options if value in option.row.said("label")), "")
    yield formula.item.row.finding(
        formula.column, "OPTION_UNKNOWN", name=item.name, value=value, list=item.argument,
        offered=labelled or offered(value, values),
    )  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text[:10]) is not None
    except ValueError:
        return False
