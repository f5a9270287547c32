"""Which nodes an expression looks at, as far as its text tells: what a form's order of calculation is made from."""

from collections.abc import Iterator
from dataclasses import dataclass

from .tree import Call, Literal, LocationPath, Negation, Operation, Step, Tree


@dataclass(frozen=True, slots=True)
class Path:
    """A location path, resolved as far as the text allows.

    `origin` is "root" for an absolute path, "node" for one relative to the node that the whole expression is
    evaluated at, "instance" for one into the secondary instance `instance` ("" if its id is calculated), and
    "elsewhere" where the text does not tell. `steps` are (axis, name) pairs: a name has its prefix if one was written,
    is "*" for any, or "node()", "text()" and so on; `.` is left out and `name/..` is folded away. A path within a
    predicate is told from where the predicate stands: in /data/row[kind = ../kind] they are /data/row, /data/row/kind
    and /data/kind. `offset` is the place of the path in the text.
    """

    origin: str
    steps: tuple[tuple[str, str], ...]
    instance: str
    offset: int


_HERE = Path("node", (), "", 0)
_NODE_PARENT, _NODE_SELF = ("parent", "node()"), ("self", "node()")
# Functions whose nodes are nodes of their first argument.
_PASSING_ON = ("randomize", "indexed-repeat")


def paths_in(tree: Tree, here: Path = _HERE) -> Iterator[Path]:
    """Every location path in the tree; `here` is where relative ones start."""
    match tree:
        case Operation(operands=operands):
            for operand in operands:
                yield from paths_in(operand, here)
        case Negation(operand=operand):
            yield from paths_in(operand, here)
        case Call(name=name, arguments=arguments):
            for argument in arguments:
                yield from paths_in(argument, here)
            if name == "current":
                yield Path("node", (), "", tree.offset)
        case LocationPath():
            yield from _of_path(tree, here)


def _of_path(tree: LocationPath, here: Path) -> Iterator[Path]:
    start = tree.start
    if start is None:
        place = Path(here.origin, here.steps, here.instance, tree.offset)
    elif isinstance(start, str):
        place = Path("root", (), "", tree.offset)
    else:
        yield from _beside_the_start(start, here)
        place = _starting_at(start, here)
    for predicate in tree.predicates:
        yield from paths_in(predicate, place)
    for step in tree.steps:
        place = _stepped(place, step)
        for predicate in step.predicates:
            yield from paths_in(predicate, place)
    yield place


def _beside_the_start(start: Tree, here: Path) -> Iterator[Path]:
    """The paths that a path's start has in it, but for the one that the path itself goes on from."""
    if isinstance(start, Call) and start.name == "current":
        return
    yield from paths_in(start, here)


def _starting_at(start: Tree, here: Path) -> Path:
    """Where the nodes of a path's start stand."""
    match start:
        case Call(name="current"):
            return Path("node", (), "", start.offset)
        case Call(name="instance", arguments=(Literal(value=name),)):
            return Path("instance", (), name, start.offset)
        case Call(name="instance"):
            return Path("instance", (), "", start.offset)
        case Call(name=name, arguments=(first, *_)) if name in _PASSING_ON:
            return _starting_at(first, here)
        case LocationPath():
            *_, last = _of_path(start, here)
            return last
    return Path("elsewhere", (), "", start.offset)


def _stepped(place: Path, step: Step) -> Path:
    test = step.test
    name = (f"{test.prefix}:" if test.prefix else "") + test.local if test.kind == "name" else f"{test.kind}()"
    hop = (step.axis, name)
    if hop == _NODE_SELF:
        return place
    if hop == _NODE_PARENT and place.steps and place.steps[-1][0] in ("child", "attribute"):
        return Path(place.origin, place.steps[:-1], place.instance, place.offset)
    return Path(place.origin, (*place.steps, hop), place.instance, place.offset)
