"""How an expression is written: signs, brackets, names and functions; everything that keeps it from being read."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kiosk.core.xforms.xpath.functions import FUNCTIONS
from kiosk.core.xforms.xpath.tree import LocationPath, Tree
from server.forms.finding import Finding
from server.forms.form import BEGIN, Form, Item, Row
from server.forms.formulas import COLUMNS, REFERENCE, Formula, walk
from server.forms.fullwidth import narrowed, outside_quotes
from server.forms.names import nearest, offered
from server.forms.vocabulary import OPTIONS

# Operators of other languages, and what XPath writes.
FOREIGN = (
    ("&&", "and"), ("||", "or"), ("==", "="), ("<>", "!="), ("=>", ">="), ("=<", "<="), ("≥", ">="), ("≤", "<="),
    ("≠", "!="), ("×", "*"), ("÷", "div"), ("%", "mod"), ("&", "and"), ("大于等于", ">="), ("小于等于", "<="),
    ("不等于", "!="), ("大于", ">"), ("小于", "<"), ("等于", "="), ("并且", "and"), ("或者", "or"),
)  # fmt: skip
CONDITIONS = ("relevant", "constraint", "required", "readonly")
_DIVIDED = re.compile(r"/\s*[$0-9]")  # no path goes on like that
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# What an option's column may be called in 选项筛选.
CHOICE_COLUMNS = ("name", "label")
# Words that people write for a value, and what is meant where no question or column has that name.
VALUES = {"true": "'yes'", "false": "'no'", "yes": "'yes'", "no": "'no'", "是": "'yes'", "否": "'no'"}


def check_spelling(form: Form, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """Every expression of the form, and every ${name} in its texts."""
    known = (*form.named(), *form.untyped)
    for item in form.items:
        for column, cell in item.row.cells.items():
            if cell.computed:
                yield item.row.finding(column, "CELL_COMPUTED", text=cell.text)
            if column not in COLUMNS and column not in ("type", "name"):
                yield from _check_names(item.row, column, REFERENCE.findall(cell.text), known)
        trigger = item.row.text("trigger")
        if trigger and not REFERENCE.fullmatch(trigger):
            yield item.row.finding("trigger", "TRIGGER_SHAPE", text=trigger)
        yield from _check_trigger(item, form.named())
    for option in (option for options in form.lists.values() for option in options):
        for column, cell in option.row.cells.items():
            yield from _check_names(option.row, column, REFERENCE.findall(cell.text), known)
    for formula in formulas:
        prose = _prose(formula)
        if prose:
            yield formula.item.row.finding(formula.column, prose, text=formula.item.row.text(formula.column))
            continue
        yield from _check_signs(formula)
        yield from _check_names(formula.item.row, formula.column, formula.names, known)
        if formula.expression is not None:
            yield from _check_functions(formula)
            yield from _check_bare_names(form, formula)


def _prose(formula: Formula) -> str:
    """The code of a finding where a condition is none, but a mark or a sentence; "" for a condition."""
    if formula.column not in CONDITIONS or "$" in formula.text:
        return ""
    if formula.column in ("required", "readonly"):
        return "" if formula.calls else "NEITHER_YES_NOR_NO"
    plain = outside_quotes(formula.text)
    computed = any(sign in plain for sign in "=<>≥≤≠(")
    return "CONDITION_PROSE" if _CHINESE.search(plain) and not computed else ""


def _check_trigger(item: Item, named: Mapping[str, Item]) -> Iterator[Finding]:
    """Only what people answer changes by itself."""
    for name in REFERENCE.findall(item.row.text("trigger")):
        if name in named and (not named[name].type.shown or named[name].kind in BEGIN):
            yield item.row.finding("trigger", "TRIGGER_NOT_ASKED", name=name)


def _check_names(row: Row, column: str, names: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        if name in known:
            continue
        if name.strip() in known:
            yield row.finding(column, "REFERENCE_BLANK", name=name.strip())
            continue
        there = offered(name, (one for one in known if one != row.text("name")))
        yield row.finding(column, "REFERENCE_UNKNOWN", name=name, offered=there)


def _check_signs(formula: Formula) -> Iterator[Finding]:
    """One finding about how it is written: the first that hides the others."""
    written = formula.item.row.text(formula.column)
    wide = narrowed(written)
    if wide.found:
        signs = "".join(sign if sign != "\u3000" else "␣" for sign in wide.found)
        yield formula.item.row.finding(formula.column, "SIGNS_WIDE", signs=signs, offered=wide.text)
    plain = outside_quotes(formula.text)
    if _DIVIDED.search(plain):
        yield formula.item.row.finding(formula.column, "OPERATOR_FOREIGN", sign="/", ours="div", text=formula.text)
        return
    if formula.problem is None:
        return
    foreign = next(((sign, ours) for sign, ours in FOREIGN if sign in plain), None)
    if foreign:
        yield formula.item.row.finding(
            formula.column, "OPERATOR_FOREIGN", sign=foreign[0], ours=foreign[1], text=formula.text
        )
        return
    braces = REFERENCE.sub("", plain)
    if any(sign in braces for sign in "${}"):
        yield formula.item.row.finding(formula.column, "REFERENCE_SHAPE", text=formula.text)
        return
    yield _problem(formula)


def _problem(formula: Formula) -> Finding:
    """What the parser said, in words for its code."""
    problem = formula.problem
    assert problem is not None
    code = _CODES.get(problem.code, "EXPRESSION_UNREADABLE")
    if code == "VALUE_EXPECTED" and not problem.found:
        code = "EXPRESSION_CUT"
    elif code == "OPERATOR_EXPECTED" and problem.found in (")", "]"):
        code = "BRACKET_EXTRA"
    near = formula.near(problem.offset) or formula.text[-24:]
    return formula.item.row.finding(formula.column, code, found=problem.found, near=near, text=formula.text)


_CODES = {
    "operand": "VALUE_EXPECTED", "operator": "OPERATOR_EXPECTED", "bracket": "BRACKET_OPEN", "quote": "QUOTE_OPEN",
    "character": "SIGN_UNKNOWN", "too-long": "EXPRESSION_LONG", "too-deep": "EXPRESSION_LONG",
}  # fmt: skip


def _check_bare_names(form: Form, formula: Formula) -> Iterator[Finding]:
    """A name without ${} is a column of 选项 in a filter, and elsewhere a slip."""
    assert formula.expression is not None
    columns = (*CHOICE_COLUMNS, *form.filters) if formula.column == "choice_filter" else ()
    from_file = formula.item.kind == "select_one_from_file"
    for part, in_predicate in walk(formula.expression.tree):
        name = _bare_name(part)
        if not name or in_predicate or name in columns or (columns and from_file):
            continue
        if columns:
            yield formula.item.row.finding(
                formula.column, "FILTER_COLUMN_UNKNOWN", name=name, known="、".join(columns), sheet=OPTIONS.zh
            )
            continue
        near = name if name in form.named() else nearest(name, form.named())
        meant = f"${{{near}}}" if near else f"'{name}'"
        meant = VALUES.get(name.lower(), meant) if near != name else meant
        yield formula.item.row.finding(formula.column, "NAME_BARE", name=name, offered=meant)


def _bare_name(tree: Tree) -> str:
    """The name that stands alone where a value is wanted."""
    if not isinstance(tree, LocationPath) or tree.start is not None:
        return ""
    step = tree.steps[0]
    return step.test.local if step.axis == "child" and step.test.kind == "name" else ""


def _check_functions(formula: Formula) -> Iterator[Finding]:
    """Functions that there are, with as many arguments as they take."""
    for call in formula.calls:
        function, near = FUNCTIONS.get(call.name), formula.near(call.offset)
        if function is None:
            known = offered(call.name, FUNCTIONS)
            yield formula.item.row.finding(
                formula.column, "FUNCTION_UNKNOWN", name=call.name, offered=known, near=near
            )
        elif not function.takes(len(call.arguments)):
            wanted = _wanted(function.least, function.most)
            yield formula.item.row.finding(
                formula.column, "ARGUMENTS_COUNT", name=call.name, given=len(call.arguments), wanted=wanted, near=near
            )


def _wanted(least: int, most: int | None) -> str:
    if most is None:
        return f"≥{least}"
    return str(least) if least == most else f"{least}–{most}"
