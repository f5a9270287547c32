"""What of a predicate stays the same from row to row, so that an index can answer for it."""

from typing import NamedTuple

from .tree import Call, Literal, LocationPath, Negation, Number, Operation, Step, Tree, calls_in

# Functions whose value hangs on the context node, on its place or on chance, whatever their arguments.
_MOVING = frozenset("position last once lang id random uuid randomize".split())
# Those that look at the context node where they are given no argument are told by that; these take none and do not.
_WITHOUT_ARGUMENTS = frozenset("current true false pi today now".split())


class Key(NamedTuple):
    """`column` is a child of the row that must be equal to `wanted`, which is the same for every row; `alone` if the
    predicate asks for nothing else."""

    column: Step
    wanted: Tree
    alone: bool


def indexable(step: Step) -> Key | None:
    """The key by which the first predicate of a step picks rows, as in item[name = /data/code and year > 3]. None if
    there is no such key, or if the predicate counts positions, which an index would change."""
    if step.axis != "child" or step.test.kind != "name" or not step.predicates:
        return None
    predicate = step.predicates[0]
    if any(call.name in ("position", "last") for call in calls_in(predicate)):
        return None
    conditions: tuple[Tree, ...] = (predicate,)
    if isinstance(predicate, Operation) and predicate.operators[0] == "and":
        conditions = predicate.operands
    alone = len(conditions) == 1
    return next((key for condition in conditions if (key := _key(condition, alone)) is not None), None)


def _key(condition: Tree, alone: bool) -> Key | None:
    if not isinstance(condition, Operation) or condition.operators != ("=",):
        return None
    for one, other in (condition.operands, condition.operands[::-1]):
        if isinstance(one, LocationPath) and one.start is None and len(one.steps) == 1 and _is_fixed(other):
            column = one.steps[0]
            if (column.axis, column.test.kind, column.predicates) == ("child", "name", ()):
                return Key(column, other, alone)
    return None


def _is_fixed(tree: Tree) -> bool:
    match tree:
        case Number() | Literal():
            return True
        case Operation(operands=operands):
            return all(_is_fixed(operand) for operand in operands)
        case Negation(operand=operand):
            return _is_fixed(operand)
        case Call(name=name, arguments=arguments):
            taken = bool(arguments) or name in _WITHOUT_ARGUMENTS
            return taken and name not in _MOVING and all(_is_fixed(argument) for argument in arguments)
        case LocationPath(start=None):
            return False
        case LocationPath(start=str()):
            return True
        case LocationPath(start=start):
            assert start is not None and not isinstance(start, str)
            return _is_fixed(start)
