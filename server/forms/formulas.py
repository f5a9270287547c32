"""Every expression of a form, compiled once: ${name} becomes a path, and a place in the path finds back to the cell.

Names are unique in a form, so ${name} is compiled as /data/name wherever the question stands; the checks need to know
which question is meant, not how far away it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pyxform.utils import default_is_dynamic

from kiosk.core.xforms.xpath.expression import Expression, compile_expression
from kiosk.core.xforms.xpath.problem import ExpressionError
from kiosk.core.xforms.xpath.tree import Call, LocationPath, Negation, Operation, Tree
from server.forms.form import Form, Item, said_no, said_yes
from server.forms.fullwidth import narrowed

REFERENCE = re.compile(r"\$\{([^{}]*)\}")
COLUMNS = ("relevant", "constraint", "calculation", "required", "readonly", "choice_filter", "repeat_count", "default")
_NODE_NAME = re.compile(r"[^\W\d][\w.-]*")
_STEPS_OF_A_REFERENCE = 2  # /data and the name


class Compiled(NamedTuple):
    """An expression text as XPath. `starts` are (offset in the XPath, offset in the text), ascending."""

    xpath: str
    starts: tuple[tuple[int, int], ...]

    def place(self, offset: int) -> int:
        """Where in the clerk's text an offset of the XPath lies; inside a path, where its ${ stands."""
        at = bisect_right(self.starts, offset, key=lambda start: start[0]) - 1
        begin, written = self.starts[at]
        copied = at % 2 == 0  # text and references take turns
        return written + (offset - begin if copied else 0)


class Formula(NamedTuple):
    """One expression. `text` is what the clerk wrote, full-width signs put right; `problem` why it does not compile."""

    item: Item
    column: str
    text: str
    names: tuple[str, ...]
    compiled: Compiled
    expression: Expression | None
    problem: ExpressionError | None

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every function call in it, none where it cannot be read."""
        return self.expression.functions if self.expression else ()

    def near(self, offset: int) -> str:
        """The clerk's text from that offset of the XPath on, and a little before: what a finding quotes."""
        at = self.compiled.place(offset)
        return self.text[max(0, at - 8) : at + 24].strip()


def formulas(form: Form) -> tuple[Formula, ...]:
    """Every expression in the order of the sheet."""
    return tuple(_formula(item, column) for item in form.items for column in COLUMNS if _is_expression(item, column))


def _is_expression(item: Item, column: str) -> bool:
    text = item.row.text(column)
    if column in ("required", "readonly"):
        return bool(text) and not said_yes(text) and not said_no(text)
    if column == "default":  # pyxform decides whether a default is computed, so its rule is asked
        return bool(text) and default_is_dynamic(narrowed(text).text, item.kind)
    return bool(text)


def _formula(item: Item, column: str) -> Formula:
    text = narrowed(item.row.text(column)).text
    compiled = as_xpath(text)
    names = tuple(dict.fromkeys(REFERENCE.findall(text)))
    try:
        return Formula(item, column, text, names, compiled, compile_expression(compiled.xpath), None)
    except ExpressionError as problem:
        return Formula(item, column, text, names, compiled, None, problem)


def as_xpath(text: str) -> Compiled:
    """The text with every ${name} as /data/name. A name that can be no node is kept out of the parser's way."""
    parts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = end = 0
    for match in REFERENCE.finditer(text):
        name = match[1].strip() if _NODE_NAME.fullmatch(match[1].strip()) else "unnamed"
        for part, begin in ((text[end : match.start()], end), (f"/data/{name}", match.start())):
            starts.append((length, begin))
            parts.append(part)
            length += len(part)
        end = match.end()
    return Compiled("".join([*parts, text[end:]]), (*starts, (length, end)))


def reference(tree: Tree) -> str:
    """The question that this part of an expression is, "" if it is anything else."""
    if not isinstance(tree, LocationPath) or tree.start != "/" or len(tree.steps) != _STEPS_OF_A_REFERENCE:
        return ""
    root, step = tree.steps
    plain = root.test.local == "data" and step.axis == "child" and not root.predicates and not step.predicates
    return step.test.local if plain else ""


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """What a part of an expression is made of, one level down, predicates left out."""
    match tree:
        case Call(arguments=parts) | Operation(operands=parts):
            return parts
        case Negation(operand=operand):
            return (operand,)
        case LocationPath(start=start) if start is not None and not isinstance(start, str):
            return (start,)
    return ()


def walk(tree: Tree, *, in_predicate: bool = False) -> Iterator[tuple[Tree, bool]]:
    """Every part of a tree, outermost first, and whether it stands in a predicate (where names are an item's)."""
    yield tree, in_predicate
    for part in parts_of(tree):
        yield from walk(part, in_predicate=in_predicate)
    if isinstance(tree, LocationPath):
        for part in (*tree.predicates, *(one for step in tree.steps for one in step.predicates)):
            yield from walk(part, in_predicate=True)
