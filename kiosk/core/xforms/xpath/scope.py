"""What an expression is evaluated in: the node it stands at, and the surroundings that are handed in from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TypeAlias

from .nodes import Document, Element, Node, root_of
from .problem import ExpressionError
from .values import Value

# What one evaluation may look at: every row of a table of 2,000 for each of 100 others; about two seconds at a kiosk.
NODES_MAX = 200_000

Tags: TypeAlias = tuple[str, ...]
Index: TypeAlias = dict[str | float, list[Element]]  # rows by the text, and by the number, of one of their columns


@dataclass(frozen=True)
class Surroundings:
    """All that an expression may ask for and that its own tree does not hold. Nothing of it is read but by these.

    now: the moment, aware, in the zone where the form is filled in; the zone is taken from its first answer.
    random: at least 0, less than 1. uuid: a fresh random UUID, version 4, as text.
    instances: by id, the root element of each secondary instance; instance('x') selects what that root stands in, so
    that instance('x')/root/item goes on from there. They do not change while these surroundings are in use: look-ups
    in them are remembered.
    itext: the text of an id in the form's language, or the `<value>` elements themselves.
    choice_name: the label that a value has among the choices of the question whose node is given.
    language: the form's language, e.g. "中文 (zh)"; what month and day names are written in.
    record: a node of the tree that absolute paths go through, also where an expression stands at a row of a table, as
    the labels of choices do; None for the tree of the node that the expression stands at.
    known: by the names of its steps, the one node that an absolute path of plain names leads to in `record`, for such
    as are known to stay; any other path is walked.
    lookups: what `lookups` remembers; not to be given.
    """

    now: Callable[[], datetime]
    random: Callable[[], float]
    uuid: Callable[[], str]
    instances: Mapping[str, Element] = field(default_factory=dict)
    itext: Callable[[str], Value] = lambda name: ""
    choice_name: Callable[[Node, str], str] = lambda question, value: value
    language: Callable[[], str] = lambda: ""
    record: Node | None = None
    known: Mapping[tuple[str, ...], Node] = field(default_factory=dict)
    lookups: dict[tuple[Element, Tags, Tags], Index] = field(init=False, default_factory=dict, repr=False)

    @cached_property
    def zone(self) -> tzinfo:
        """Where a date without a zone is midnight."""
        zone = self.now().tzinfo
        assert zone is not None, "now() must be aware"
        return zone


class Scope:
    """The place of one evaluation, made afresh for each: the context node, its position among `size` nodes (from 1),
    and `current`, the node that the whole expression is evaluated at, which predicates do not move."""

    __slots__ = ("_left", "current", "node", "position", "size", "surroundings")

    def __init__(self, node: Node, surroundings: Surroundings) -> None:
        self.node = self.current = node
        self.surroundings, self.position, self.size = surroundings, 1, 1
        self._left = [NODES_MAX]

    def at(self, node: Node, position: int, size: int) -> "Scope":
        """The same evaluation at one of the nodes that a predicate is asked of."""
        moved = Scope.__new__(Scope)
        moved.node, moved.position, moved.size = node, position, size
        moved.current, moved.surroundings, moved._left = self.current, self.surroundings, self._left
        return moved

    def spend(self, nodes: int) -> None:
        """Counts nodes that were looked at. Raises ExpressionError("too-costly") past NODES_MAX."""
        self._left[0] -= nodes
        if self._left[0] < 0:
            raise ExpressionError("too-costly", 0, 0, "//")

    @property
    def zone(self) -> tzinfo:
        return self.surroundings.zone

    def document(self) -> Document:
        """What "/" is here."""
        record = self.surroundings.record
        return Document(root_of(self.current if record is None else record))


# An expression, or a part of it, ready to be evaluated.
Evaluate: TypeAlias = Callable[[Scope], Value]
