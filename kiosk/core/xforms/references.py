"""Which nodes of the form an expression reads, told from its text alone.

A path is followed over the form's definition: where it leads, and the highest node it climbs to on the way (its
`anchor`). The anchor tells which rows of a repeat are touched by a change: `../price` from a row stays in that row,
`/data/row/price` climbs to the root and so reads every row. Paths into secondary instances lead nowhere here; those of
their predicates that come back by `current()` or by an absolute path do.
"""

from collections.abc import Iterator
from typing import NamedTuple

from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.xpath.expression import Expression
from kiosk.core.xforms.xpath.tree import Call, Literal, LocationPath, Negation, Number, Operation, Step, Tree


class Reading(NamedTuple):
    """`part` is read by way of `anchor`, the highest part that the path climbs to.

    `elsewhere` is true where the path picks out a row by a predicate or a number: from inside that repeat it may be
    another row's value that is read, so that reading oneself is no circle.
    """

    part: Part
    anchor: Part
    elsewhere: bool = False


ROW_PICKERS = ("indexed-repeat",)


def readings(expression: Expression, context: Part) -> frozenset[Reading]:
    """Everything of the primary instance that `expression` reads when evaluated on a node of `context`."""
    here = Reading(context, context)
    return frozenset(_read(expression.tree, (here,), here))


Places = tuple[Reading, ...]


def _read(tree: Tree, context: Places, current: Reading) -> Iterator[Reading]:
    match tree:
        case Number() | Literal():
            return
        case Operation(operands=operands):
            for operand in operands:
                yield from _read(operand, context, current)
        case Negation(operand=operand):
            yield from _read(operand, context, current)
        case Call(name=name, arguments=arguments):
            for argument in arguments:
                for reading in _read(argument, context, current):
                    yield reading._replace(elsewhere=reading.elsewhere or name in ROW_PICKERS)
        case LocationPath():
            inside: list[Reading] = []
            yield from _follow(tree, context, current, inside)
            yield from inside


def _follow(path: LocationPath, context: Places, current: Reading, inside: list[Reading]) -> Places:
    """Where the path leads; what its predicates read is added to `inside`."""
    places = _start(path.start, context, current, inside)
    for predicate in path.predicates:
        inside.extend(_read(predicate, places, current))
    for step in path.steps:
        places = tuple(dict.fromkeys(_step(step, places)))
        for predicate in step.predicates:
            inside.extend(_read(predicate, places, current))
    return places


def _start(start: Tree | str | None, context: Places, current: Reading, inside: list[Reading]) -> Places:
    if start is None:
        return context
    if isinstance(start, str):
        document = current.part.document()
        return (Reading(document, document),)
    if isinstance(start, Call) and start.name == "current":
        return (current,)
    if isinstance(start, LocationPath):
        return _follow(start, context, current, inside)
    inside.extend(_read(start, context, current))
    return ()


def _step(step: Step, places: Places) -> Iterator[Reading]:
    for place in places:
        for part, anchor in _along(step, place):
            if _passes(step, part):
                picked = bool(step.predicates) and part.repeat is not None
                yield Reading(part, anchor, place.elsewhere or picked)


def _along(step: Step, place: Reading) -> Iterator[tuple[Part, Part]]:
    part, anchor, axis = place.part, place.anchor, step.axis
    if axis in ("self", "descendant-or-self", "ancestor-or-self"):
        yield part, anchor
    if axis == "child":
        children = part.children if step.test.local == "*" else part.named.get(step.test.local, ())
        yield from ((child, anchor) for child in children)
    elif axis == "attribute":
        yield from ((child, anchor) for child in part.attributes)
    elif axis in ("descendant", "descendant-or-self"):
        yield from ((below, anchor) for below in part.below())
    elif axis == "parent" and part.parent is not None:
        yield part.parent, _higher(part.parent, anchor)
    elif axis in ("ancestor", "ancestor-or-self"):
        above = part.parent
        while above is not None:
            yield above, _higher(above, anchor)
            above = above.parent
    elif axis in ("following-sibling", "preceding-sibling") and part.parent is not None:
        yield from ((sibling, _higher(part.parent, anchor)) for sibling in part.parent.children)
    elif axis in ("following", "preceding"):
        document = part.document()
        yield from ((other, document) for other in document.below())


def _higher(part: Part, anchor: Part) -> Part:
    return part if part.depth < anchor.depth else anchor


def _passes(step: Step, part: Part) -> bool:
    if step.test.kind != "name":
        return step.test.kind == "node"
    return step.test.local in ("*", part.local)
