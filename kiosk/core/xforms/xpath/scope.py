"""What an expression is evaluated in: the node it stands at, and the surroundings that are handed in from outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TypeAlias

from .nodes import Document, Element, Node, root_of
from .values import Value

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
    lookups: dict[tuple[Element, Tags, Tags], Index] = field(init=False, default_factory=dict, repr=False)

    @cached_property
    def zone(self) -> tzinfo:
        """Where a date without a zone is midnight."""
        zone = self.now().tzinfo
        assert zone is not None, "now() must be aware"
        return zone


class Scope:
    """The place of one evaluation: the context node, its position among `size` nodes (from 1), and `current`, the
    node that the whole expression is evaluated at, which predicates do not move."""

    __slots__ = ("current", "node", "position", "size", "surroundings")

    def __init__(
        self, node: Node, surroundings: Surroundings, position: int = 1, size: int = 1, current: Node | None = None
    ) -> None:
        self.node, self.surroundings, self.position, self.size = node, surroundings, position, size
        self.current = node if current is None else current

    @property
    def zone(self) -> tzinfo:
        return self.surroundings.zone

    def document(self) -> Document:
        """What "/" is here."""
        record = self.surroundings.record
        return Document(root_of(self.current if record is None else record))


# An expression, or a part of it, ready to be evaluated.
Evaluate: TypeAlias = Callable[[Scope], Value]
