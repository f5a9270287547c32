"""What an expression reaches out for: rounds it does not stand in, files beside the form, facts of the principal."""

import re
from collections.abc import Iterator, Mapping

from kiosk.core.forms.principal_facts import COLUMNS, PRINCIPAL_FILE
from kiosk.core.xforms.xpath.functions import FUNCTIONS
from kiosk.core.xforms.xpath.tree import Call, Literal, Tree
from server.forms.finding import Finding
from server.forms.form import Form, Item
from server.forms.formulas import Formula, parts_of, reference

# Functions that take all the answers of a round together.
GATHERING = ("sum", "count", "count-non-empty", "max", "min", "join", "concat", "indexed-repeat", "position", "boolean",
             "once", "area", "distance", "checklist", "weighted-checklist", "randomize")  # fmt: skip
FILE_NAME = re.compile(r"[a-z0-9_-]+\.csv")
_PULLDATA_COLUMNS = (1, 2)  # the column wanted and the column looked in


def check_rounds(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """A question of a round has one answer a row: from outside it is taken by sum(), count() and their like."""
    named = form.named()
    for formula in formulas:
        if formula.expression is None:
            continue
        around = (*formula.item.inside, formula.item)
        for name in dict.fromkeys(_alone(formula.expression.tree)):
            item = named.get(name)
            rounds = [outer for outer in item.inside if outer.kind == "begin_repeat"] if item else []
            if rounds and rounds[-1] not in around:
                yield formula.item.row.finding(formula.column, "OUT_OF_ROUND", name=name, round=rounds[-1].name)


def _alone(tree: Tree) -> Iterator[str]:
    """References that no gathering function takes in."""
    if isinstance(tree, Call) and tree.name in GATHERING:
        return
    if reference(tree):
        yield reference(tree)
    for part in parts_of(tree):
        yield from _alone(part)


def needed_files(form: Form, formulas: tuple[Formula, ...]) -> Mapping[str, tuple[Item, str]]:
    """File name -> the first row and column that needs it; what the kiosk makes itself is left out."""
    needed: dict[str, tuple[Item, str]] = {}
    for item in form.items:
        if item.kind == "csv-external" and item.name:
            needed.setdefault(f"{item.name}.csv", (item, "name"))
        elif item.kind == "select_one_from_file" and item.argument:
            needed.setdefault(item.argument, (item, "type"))
    for formula, call in _pulled(formulas):
        match call.arguments[0]:
            case Literal(value=name):
                needed.setdefault(f"{name}.csv", (formula.item, formula.column))
    needed.pop(PRINCIPAL_FILE, None)  # the kiosk makes it
    return needed


def check_files(form: Form, formulas: tuple[Formula, ...], present: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that were not found beside the workbook, and columns that the principal's row does not have."""
    for name, (item, column) in needed_files(form, formulas).items():
        if not FILE_NAME.fullmatch(name):
            yield item.row.finding(column, "FILE_NAME", file=name)
        elif name not in present:
            yield item.row.finding(column, "FILE_MISSING", file=name)
    for formula, call in _pulled(formulas):
        match call.arguments[0]:
            case Literal(value="principal"):
                for place in _PULLDATA_COLUMNS:
                    match call.arguments[place]:
                        case Literal(value=column) if column not in COLUMNS:
                            yield formula.item.row.finding(
                                formula.column, "PULLED_UNKNOWN", column=column, known="、".join(COLUMNS)
                            )


def _pulled(formulas: tuple[Formula, ...]) -> Iterator[tuple[Formula, Call]]:
    """Every pulldata() with all of its arguments."""
    for formula in formulas:
        for call in formula.calls:
            if call.name == "pulldata" and FUNCTIONS["pulldata"].takes(len(call.arguments)):
                yield formula, call
