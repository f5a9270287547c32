"""Functions of a form being filled in: its rows, its tables, its own earlier values."""

import re

from ..axes import tags_of
from ..lookups import rows_with
from ..nodes import Node, parent_of
from ..problem import ExpressionError
from ..scope import Scope
from ..values import Value, string_of
from .function import ODK, Arguments, Function, nodes, number, text
from .numbers import whole

_ROWS = ("*",)
_NAME = re.compile(r"[^\W\d][\w.·-]*")  # else lxml would read signs of its own in a column's name


def once(scope: Scope, given: Arguments) -> Value:
    """The node's own value where it has one; only else the argument. ODK XForms, once."""
    return string_of([scope.node]) or text(given[0], scope)


def pulldata(scope: Scope, given: Arguments) -> Value:
    """One cell of a table: the column of the first row whose key column has that value. ODK XForms, pulldata; columns
    may be attributes, @name, as web-forms takes them."""
    table, column, key, wanted = (text(argument, scope) for argument in given)
    root = scope.surroundings.instances.get(table)
    if root is None or not all(_NAME.fullmatch(name.removeprefix("@")) for name in (key, column)):
        return ""
    if key.startswith("@"):
        rows = [row for row in root.iterchildren("*") if row.get(key[1:]) == wanted]
    else:
        rows = rows_with(scope.surroundings, root, _ROWS, tags_of(key), wanted)
    if not rows:
        return ""
    if column.startswith("@"):
        return str(rows[0].get(column[1:], ""))
    return string_of([*rows[0].iterchildren(*tags_of(column))])


def indexed_repeat(scope: Scope, given: Arguments) -> Value:
    """The target within the rows that pairs of a repeat and a 1-based index single out, outer to inner, in whatever
    order the pairs are given. ODK XForms, indexed-repeat; as web-forms, an index beyond the rows gives no node."""
    if len(given) % 2 == 0:
        raise ExpressionError("arguments", 0, 0, "indexed-repeat")
    pairs: list[tuple[list[Node], int]] = []
    for rows, index in zip(given[1::2], given[2::2], strict=True):
        wanted, found = number(index, scope), nodes(rows, scope)
        place = whole(wanted)
        if not found or place is None or place != wanted:
            return []
        pairs.append((found, place))
    row: Node | None = None
    for found, place in sorted(pairs, key=lambda pair: _depth(pair[0][0])):
        within = [node for node in found if row is None or _stands_in(node, row)]
        if not 1 <= place <= len(within):
            return []
        row = within[place - 1]
    return [node for node in nodes(given[0], scope) if row is not None and _stands_in(node, row)]


def _depth(node: Node) -> int:
    depth, place = 0, parent_of(node)
    while place is not None:
        depth, place = depth + 1, parent_of(place)
    return depth


def _stands_in(node: Node, row: Node) -> bool:
    place = parent_of(node)
    while place is not None:
        if place == row:
            return True
        place = parent_of(place)
    return False


FORMS = (
    Function("once", 1, 1, once, ODK),
    Function("pulldata", 4, 4, pulldata, ODK),
    Function("indexed-repeat", 3, None, indexed_repeat, ODK),
)
