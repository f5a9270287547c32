"""From a tree to closures: the shape of an expression is looked at once, each evaluation only runs it."""

import math
from collections.abc import Callable, Mapping

from .axes import REVERSE_AXES, selector, tags_meant
from .fixed import Key, indexable
from .functions import FUNCTIONS
from .lookups import rows_with
from .nodes import Element, Node, in_document_order, string_value
from .problem import ExpressionError
from .scope import Evaluate, Scope
from .tree import Call, Literal, LocationPath, Negation, Number, Operation, Step, Tree
from .values import Value, boolean_of, compare, number_of, string_of

Namespaces = Mapping[str, str]


def compile_tree(tree: Tree, namespaces: Namespaces) -> Evaluate:
    """What evaluates a tree. Raises ExpressionError("prefix")."""
    match tree:
        case Number(value=number):
            return lambda scope: number
        case Literal(value=text):
            return lambda scope: text
        case Negation():
            operand, sign = compile_tree(tree.operand, namespaces), -1.0 if tree.odd else 1.0
            return lambda scope: sign * number_of(operand(scope), scope.zone)
        case Operation():
            return _operation(tree, namespaces)
        case Call():
            return _call(tree, namespaces)
        case LocationPath():
            return _path(tree, namespaces)


def _operation(tree: Operation, namespaces: Namespaces) -> Evaluate:
    operands = tuple(compile_tree(operand, namespaces) for operand in tree.operands)
    operator = tree.operators[0]
    if operator == "or":
        return lambda scope: any(boolean_of(operand(scope)) for operand in operands)
    if operator == "and":
        return lambda scope: all(boolean_of(operand(scope)) for operand in operands)
    if operator == "|":
        return _union(tree, operands)
    if operator in _ARITHMETIC:
        return _arithmetic(tree.operators, operands)
    if len(operands) == 2:
        left, right = operands
        if operator in ("=", "!=") and isinstance(tree.operands[1], Literal):
            return _equal_to_text(operator, left, tree.operands[1].value)
        return lambda scope: compare(operator, left(scope), right(scope), scope.zone)

    def comparison(scope: Scope) -> Value:
        value = operands[0](scope)
        for symbol, operand in zip(tree.operators, operands[1:], strict=True):
            value = compare(symbol, value, operand(scope), scope.zone)
        return value

    return comparison


def _equal_to_text(operator: str, operand: Evaluate, text: str) -> Evaluate:
    """The comparison that forms make most, of a question with one of its choices."""
    wanted = operator == "="

    def equal(scope: Scope) -> Value:
        value = operand(scope)
        if isinstance(value, list):
            return any((string_value(node) == text) is wanted for node in value)
        return compare(operator, value, text, scope.zone)

    return equal


def _union(tree: Operation, operands: tuple[Evaluate, ...]) -> Evaluate:
    def union(scope: Scope) -> Value:
        found: list[Node] = []
        for operand in operands:
            value = operand(scope)
            if not isinstance(value, list):
                raise ExpressionError("nodes", tree.offset, 1, string_of(value))
            found += value
        return in_document_order(found)

    return union


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": _divided,
    "mod": _remainder,
}


def _arithmetic(operators: tuple[str, ...], operands: tuple[Evaluate, ...]) -> Evaluate:
    first, rest = operands[0], tuple(zip((_ARITHMETIC[one] for one in operators), operands[1:], strict=True))

    def arithmetic(scope: Scope) -> Value:
        zone = scope.zone
        number = number_of(first(scope), zone)
        for calculate, operand in rest:
            number = calculate(number, number_of(operand(scope), zone))
        return number

    return arithmetic


def _call(tree: Call, namespaces: Namespaces) -> Evaluate:
    function = FUNCTIONS.get(tree.name)
    arguments = tuple(compile_tree(argument, namespaces) for argument in tree.arguments)
    if function is None or not function.takes(len(arguments)):
        code = "function" if function is None else "arguments"

        def fault(scope: Scope) -> Value:
            raise ExpressionError(code, tree.offset, len(tree.name), tree.name)

        return fault
    what = function.call

    def call(scope: Scope) -> Value:
        try:
            return what(scope, arguments)
        except ExpressionError as error:
            if error.length:
                raise
            # A function does not know where it stands in the text.
            raise ExpressionError(error.code, tree.offset, len(tree.name), error.found) from error

    return call


def _path(tree: LocationPath, namespaces: Namespaces) -> Evaluate:
    in_table = isinstance(tree.start, Call) and tree.start.name == "instance"
    steps = tuple(_Walk(step, namespaces, in_table) for step in _shortened(tree.steps))
    if tree.start is None:
        if len(steps) == 1 and not steps[0].predicates and not steps[0].backwards:
            select = steps[0].select
            return lambda scope: select(scope.node)
        return lambda scope: _walk([scope.node], steps, scope)
    if isinstance(tree.start, str):
        return _absolute(_plain_names(tree.steps), steps)
    start, offset = compile_tree(tree.start, namespaces), tree.offset
    predicates = tuple(compile_tree(predicate, namespaces) for predicate in tree.predicates)

    def path(scope: Scope) -> Value:
        nodes = start(scope)
        if not isinstance(nodes, list):
            raise ExpressionError("nodes", offset, 1, string_of(nodes))
        return _walk(_filtered(nodes, predicates, scope), steps, scope)

    return path


def _absolute(names: tuple[str, ...] | None, steps: "tuple[_Walk, ...]") -> Evaluate:
    if names is None:
        return lambda scope: _walk([scope.document()], steps, scope)

    def absolute(scope: Scope) -> Value:
        node = scope.surroundings.known.get(names)
        return _walk([scope.document()], steps, scope) if node is None else [node]

    return absolute


def _plain_names(steps: tuple[Step, ...]) -> tuple[str, ...] | None:
    """The names of a path such as /data/age, None of one that says more."""
    plain = all(one.axis == "child" and one.test.kind == "name" and not one.predicates for one in steps)
    if not plain or any(one.test.prefix or one.test.local == "*" for one in steps):
        return None
    return tuple(one.test.local for one in steps)


def _shortened(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """`//name` as one step: only without predicates, which count positions among each parent's children."""
    short: list[Step] = []
    for step in steps:
        last = short[-1] if short else None
        if (
            last is not None
            and (last.axis, last.test.kind, last.predicates) == ("descendant-or-self", "node", ())
            and (step.axis, step.predicates) == ("child", ())
        ):
            short[-1] = Step("descendant", step.test, (), step.offset)
        else:
            short.append(step)
    return tuple(short)


class _Walk:
    """One step, ready. `level`: from nodes of one level in document order it gives nodes in document order, each
    once, so that nothing has to be sorted."""

    __slots__ = ("answered", "backwards", "level", "lookup", "predicates", "select")

    def __init__(self, step: Step, namespaces: Namespaces, in_table: bool) -> None:
        self.select = selector(step, namespaces)
        self.predicates = tuple(compile_tree(predicate, namespaces) for predicate in step.predicates)
        self.backwards, self.level = step.axis in REVERSE_AXES, step.axis in ("child", "attribute", "self")
        key = indexable(step) if in_table else None
        self.lookup = None if key is None else _lookup(step, key, namespaces)
        self.answered = int(key is not None and key.alone)  # predicates that the look-up leaves nothing of

    def found(self, node: Node, scope: Scope) -> list[Node]:
        """What the step finds from one node, in the axis' order."""
        if not self.predicates:
            return self.select(node)
        narrowed = self.lookup(node, scope) if self.lookup is not None else None
        if narrowed is None:
            return _filtered(self.select(node), self.predicates, scope)
        return _filtered(narrowed, self.predicates[self.answered :], scope)


def _lookup(step: Step, key: Key, namespaces: Namespaces) -> Callable[[Node, Scope], list[Node] | None]:
    """For a step such as item[name = /data/code]: what finds, by an index, all rows that can pass the predicate; None
    where the value is of a kind that no index answers for."""
    rows, column = tags_meant(step, namespaces), tags_meant(key.column, namespaces)
    wanted = compile_tree(key.wanted, namespaces)

    def narrowed(node: Node, scope: Scope) -> list[Node] | None:
        value = wanted(scope)
        if isinstance(value, bool) or not isinstance(node, Element) or (isinstance(value, list) and value[1:]):
            return None
        if value == []:
            return []
        wanted_key = value if isinstance(value, float) else string_of(value)
        return [*rows_with(scope.surroundings, node, rows, column, wanted_key)]

    return narrowed


def _walk(nodes: list[Node], steps: tuple[_Walk, ...], scope: Scope) -> list[Node]:
    level = len(nodes) < 2
    for step in steps:
        if not nodes:
            return nodes
        if len(nodes) == 1:
            found = step.found(nodes[0], scope)
            nodes, level = found[::-1] if step.backwards else found, step.level
            continue
        found = []
        for node in nodes:
            found += step.found(node, scope)
        scope.spend(len(found))
        level = level and step.level
        nodes = found if level else in_document_order(found)
    return nodes


def _filtered(nodes: list[Node], predicates: tuple[Evaluate, ...], scope: Scope) -> list[Node]:
    """The nodes, in the axis' order, that pass each predicate in turn; a number is a position."""
    for predicate in predicates:
        size, kept = len(nodes), []
        scope.spend(size)
        for position, node in enumerate(nodes, 1):
            value = predicate(scope.at(node, position, size))
            if value is True or (value == position if isinstance(value, float) else boolean_of(value)):
                kept.append(node)
        nodes = kept
    return nodes
