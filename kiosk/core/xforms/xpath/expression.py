"""An expression of a form: read once, evaluated as often as the form changes."""

from collections.abc import Mapping
from functools import cached_property

from .compiling import compile_tree
from .nodes import Node
from .parser import parse
from .problem import ExpressionError
from .scope import Scope
from .tree import Call, Tree, calls_in
from .values import Value, boolean_of, number_of, string_of


class Expression:
    """`text` as it was written, `tree` as it was read; to be made by `compile_expression`.

    Every evaluation may raise ExpressionError: a function that there is not, nodes wanted where there is a string.
    """

    def __init__(self, text: str, tree: Tree, namespaces: Mapping[str, str]) -> None:
        self.text, self.tree = text, tree
        self._evaluate = compile_tree(tree, namespaces)

    @cached_property
    def functions(self) -> tuple[Call, ...]:
        """Every function call in it, outermost first."""
        return tuple(calls_in(self.tree))

    def evaluate(self, scope: Scope) -> Value:
        return self._evaluate(scope)

    def string(self, scope: Scope) -> str:
        return string_of(self._evaluate(scope))

    def number(self, scope: Scope) -> float:
        return number_of(self._evaluate(scope), scope.zone)

    def boolean(self, scope: Scope) -> bool:
        return boolean_of(self._evaluate(scope))

    def nodes(self, scope: Scope) -> list[Node]:
        """Raises ExpressionError("nodes") too, if the value is no set of nodes."""
        value = self._evaluate(scope)
        if isinstance(value, list):
            return value
        raise ExpressionError("nodes", 0, len(self.text), string_of(value))


def compile_expression(text: str, namespaces: Mapping[str, str] | None = None) -> Expression:
    """Reads an expression. `namespaces` are by prefix; "" is that of names without one, besides none and XForms' own.
    Raises ExpressionError and nothing else, whatever the text."""
    return Expression(text, parse(text), namespaces or {})
