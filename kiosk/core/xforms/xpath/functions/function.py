"""What a function of the expression language is: a name, how many arguments, and what it does with them.

A function is handed its arguments unevaluated, because if(), once() and coalesce() leave some of them alone. Most
functions want plain values; the makers here convert for them.
"""

from collections.abc import Callable
from typing import NamedTuple

from ..nodes import Node
from ..problem import ExpressionError
from ..scope import Evaluate, Scope
from ..values import Value, boolean_of, number_of, string_of

XPATH = "XPath 1.0 §4"
ODK = "ODK XForms, XPath Functions"

Arguments = tuple[Evaluate, ...]


class Function(NamedTuple):
    """`least` and `most` count arguments, `most` None being any number; `source` names the document that defines it."""

    name: str
    least: int
    most: int | None
    call: Callable[[Scope, Arguments], Value]
    source: str

    def takes(self, arguments: int) -> bool:
        """Whether it can be called with so many."""
        return self.least <= arguments and (self.most is None or arguments <= self.most)


def of_strings(name: str, least: int, most: int, what: Callable[..., Value], source: str) -> Function:
    """A function of strings alone."""
    return Function(name, least, most, lambda scope, given: what(*(string_of(one(scope)) for one in given)), source)


def of_numbers(name: str, least: int, most: int, what: Callable[..., Value], source: str) -> Function:
    """A function of numbers alone."""
    return Function(
        name, least, most, lambda scope, given: what(*(number_of(one(scope), scope.zone) for one in given)), source
    )


def of_the_node(name: str, what: Callable[[Value, Scope], Value], source: str) -> Function:
    """A function of one value, which is the context node where no argument is given."""

    def call(scope: Scope, given: Arguments) -> Value:
        return what(given[0](scope) if given else [scope.node], scope)

    return Function(name, 0, 1, call, source)


def text(argument: Evaluate, scope: Scope) -> str:
    return string_of(argument(scope))


def number(argument: Evaluate, scope: Scope) -> float:
    return number_of(argument(scope), scope.zone)


def truth(argument: Evaluate, scope: Scope) -> bool:
    return boolean_of(argument(scope))


def nodes(argument: Evaluate, scope: Scope) -> list[Node]:
    """The nodes of an argument that must be some. Raises ExpressionError("nodes"), placed by the call."""
    value = argument(scope)
    if isinstance(value, list):
        return value
    raise ExpressionError("nodes", 0, 0, string_of(value))


def every_value(given: Arguments, scope: Scope) -> list[Value]:
    """All arguments, a set of nodes counting as one value for each of its nodes."""
    values: list[Value] = []
    for argument in given:
        value = argument(scope)
        if isinstance(value, list):
            values.extend([node] for node in value)
        else:
            values.append(value)
    return values
