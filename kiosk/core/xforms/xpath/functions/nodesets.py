"""Functions of nodes."""

from ..nodes import Node, is_element, parent_of, qualified_name, root_of, written_name
from ..problem import ExpressionError
from ..scope import Scope
from ..values import Value, string_of
from .function import ODK, XPATH, Arguments, Function, nodes, text


def count_non_empty(scope: Scope, given: Arguments) -> Value:
    """How many nodes have a text. XForms 1.0, count-non-empty."""
    return float(sum(string_of([node]) != "" for node in nodes(given[0], scope)))


def position(scope: Scope, given: Arguments) -> Value:
    """The place among the context's nodes; of a given node the one among its neighbours of the same name, which is
    the number of a repeat's row. ODK XForms, position."""
    if not given:
        return float(scope.position)
    found = nodes(given[0], scope)
    if len(found) > 1:
        raise ExpressionError("single", 0, 0, "position")
    row = found[0] if found else None
    if not is_element(row):
        return float("nan")
    place, before = 1, row.getprevious()
    while before is not None and (before.tag == row.tag or not is_element(before)):
        place += is_element(before)
        before = before.getprevious()
    return float(place)


def by_id(scope: Scope, given: Arguments) -> Value:
    """The elements with one of the ids, by their attribute `id` or `xml:id`. XPath 1.0 §4.1."""
    value = given[0](scope)
    named = [string_of([node]) for node in value] if isinstance(value, list) else [string_of(value)]
    wanted = {word for name in named for word in name.split()}
    met: set[str] = set()
    found: list[Node] = []
    for element in root_of(scope.node).iter("*"):
        name = element.get("id") or element.get("{http://www.w3.org/XML/1998/namespace}id") or ""
        if name in wanted and name not in met:
            met.add(name)
            found.append(element)
    return found


def _named(scope: Scope, given: Arguments) -> Node | None:
    """The node whose name is asked: the first of the argument, else the context node."""
    found = nodes(given[0], scope) if given else [scope.node]
    return found[0] if found else None


def local_name(scope: Scope, given: Arguments) -> Value:
    """XPath 1.0 §4.1."""
    node = _named(scope, given)
    return "" if node is None else qualified_name(node)[1]


def name(scope: Scope, given: Arguments) -> Value:
    """XPath 1.0 §4.1: with the prefix that the document writes."""
    node = _named(scope, given)
    return "" if node is None else written_name(node)


def namespace_uri(scope: Scope, given: Arguments) -> Value:
    """XPath 1.0 §4.1."""
    node = _named(scope, given)
    return "" if node is None else qualified_name(node)[0]


def current(scope: Scope, given: Arguments) -> Value:
    """The node that the whole expression is evaluated at, also within predicates. XForms 1.1, current."""
    return [scope.current]


def instance(scope: Scope, given: Arguments) -> Value:
    """What the root of a secondary instance stands in. ODK XForms, instance."""
    root = scope.surroundings.instances.get(text(given[0], scope))
    parent = None if root is None else parent_of(root)
    return [] if parent is None else [parent]


NODESETS = (
    Function("last", 0, 0, lambda scope, given: float(scope.size), XPATH),
    Function("position", 0, 1, position, ODK),
    Function("count", 1, 1, lambda scope, given: float(len(nodes(given[0], scope))), XPATH),
    Function("count-non-empty", 1, 1, count_non_empty, ODK),
    Function("id", 1, 1, by_id, XPATH),
    Function("local-name", 0, 1, local_name, XPATH),
    Function("name", 0, 1, name, XPATH),
    Function("namespace-uri", 0, 1, namespace_uri, XPATH),
    Function("current", 0, 0, current, ODK),
    Function("instance", 1, 1, instance, ODK),
)
