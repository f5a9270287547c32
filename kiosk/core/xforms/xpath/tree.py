"""An expression as a tree: frozen, each part with its place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    value: float
    offset: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A string between quotation marks; `offset` is that of the opening mark."""

    value: str
    offset: int


@dataclass(frozen=True, slots=True)
class Operation:
    """A run of operators of one precedence, grouped from the left: `1 - 2 + 3` has three operands, two operators.

    One flat node for the run keeps a sum of two hundred amounts as shallow as a sum of two.
    """

    operands: "tuple[Tree, ...]"
    operators: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Negation:
    """One or more unary minuses; `odd` if their number is."""

    operand: "Tree"
    odd: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function call. Whether there is such a function is asked later: a form may never come to this call."""

    name: str
    arguments: "tuple[Tree, ...]"
    offset: int


@dataclass(frozen=True, slots=True)
class NodeTest:
    """`kind` is name, node, text, comment or processing-instruction.

    Of a name test `prefix` is "" where none was written and `local` is "*" for any; of processing-instruction('x')
    `local` is "x", else "*".
    """

    kind: str
    prefix: str = ""
    local: str = "*"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a location path, abbreviations written out: `..` is parent::node()."""

    axis: str
    test: NodeTest
    predicates: "tuple[Tree, ...]"
    offset: int


@dataclass(frozen=True, slots=True)
class LocationPath:
    """`start` is None for a relative path, "/" for an absolute one, or the tree whose nodes the steps go out from.

    `predicates` filter the start itself, as in `(//item)[1]/name`; they stand only beside a tree.
    """

    start: "Tree | str | None"
    predicates: "tuple[Tree, ...]"
    steps: tuple[Step, ...]
    offset: int


Tree: TypeAlias = Number | Literal | Operation | Negation | Call | LocationPath


def calls_in(tree: Tree) -> Iterator[Call]:
    """Every function call of an expression, outermost first, in the order they are written."""
    match tree:
        case Call(arguments=arguments):
            yield tree
            for argument in arguments:
                yield from calls_in(argument)
        case Operation(operands=operands):
            for operand in operands:
                yield from calls_in(operand)
        case Negation(operand=operand):
            yield from calls_in(operand)
        case LocationPath(start=start, predicates=predicates, steps=steps):
            if start is not None and not isinstance(start, str):
                yield from calls_in(start)
            for predicate in (*predicates, *(one for step in steps for one in step.predicates)):
                yield from calls_in(predicate)
