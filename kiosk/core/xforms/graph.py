"""What is computed from what: every computation of a form in an order in which each comes after all it reads.

Only what other expressions can see is computed ahead: relevance, calculated values, numbers of rows, and which choices
are left. Whether a question is required, read-only or valid, and what its texts say, is asked when it is looked at.
Source: the recalculation sequence of XForms 1.1 (https://www.w3.org/TR/xforms11/#recalc) and JavaRosa's dag.md: a node
that reads itself is refused, except that relevances may depend on each other, and a row may read another row.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.references import Reading, readings
from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.xpath.expression import Expression


class Kind(IntEnum):
    """What a computation decides, in the order in which those of one part are done."""

    COUNT = 0
    RELEVANT = 1
    CALCULATE = 2
    CHOICES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Computation:
    """`part`'s relevance, value, number of rows or choices. `rank` is its place in the order, from 0."""

    kind: Kind
    part: Part
    expression: Expression
    rank: int


@dataclass(frozen=True, slots=True, eq=False)
class Dependant:
    """A computation to be done again when something changes: on all nodes that `trail` leads to from the changed
    node's ancestor of part `anchor`. `single` says that there is but one such node in the record."""

    computation: Computation
    anchor: Part
    trail: tuple[Part, ...]
    single: bool


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """`of` lists a part's own computations; `after_value` and `after_rows` what follows a changed value, or rows that
    came or went."""

    of: Mapping[Part, tuple[Computation, ...]]
    after_value: Mapping[Part, tuple[Dependant, ...]]
    after_rows: Mapping[Part, tuple[Dependant, ...]]


@dataclass(slots=True, eq=False)
class _Vertex:
    """A computation that has no rank yet."""

    kind: Kind
    part: Part
    expression: Expression
    reads: frozenset[Reading]

    def writes(self) -> Iterator[Part]:
        """The parts whose value, or number, may be another after it. Groups and rows are there, relevant or not."""
        if self.kind is Kind.COUNT:
            return self.part.whole()
        if self.kind is Kind.RELEVANT:
            return (part for part in self.part.whole() if part.is_leaf)
        return iter((self.part,))


def read_graph(document: Part) -> Graph:
    """The graph of a form whose parts have their binds and controls; raises Refusal FORM_CYCLE with the names."""
    vertices = [vertex for part in document.whole() for vertex in _vertices(part)]
    order = _order(vertices)
    ranked = {id(v): Computation(v.kind, v.part, v.expression, rank) for rank, v in enumerate(order)}
    of: dict[Part, list[Computation]] = {}
    after_value: dict[Part, list[Dependant]] = {}
    after_rows: dict[Part, list[Dependant]] = {}
    for vertex in vertices:
        computation = ranked[id(vertex)]
        of.setdefault(vertex.part, []).append(computation)
        for reading in sorted(vertex.reads, key=lambda r: (r.part.ref, r.anchor.depth)):
            _enter(after_value, reading.part, _dependant(computation, reading.anchor))
            for repeat in _repeats_over(reading.part):
                outside = repeat.parent
                assert outside is not None  # a repeat is never the document
                if reading.part is repeat:
                    above = reading.anchor if reading.anchor.depth < repeat.depth else outside
                    _enter(after_rows, repeat, _dependant(computation, above))
                elif reading.anchor.depth < repeat.depth:
                    _enter(after_rows, repeat, _dependant(computation, reading.anchor))
    return Graph(
        {part: tuple(found) for part, found in of.items()},
        {part: tuple(found) for part, found in after_value.items()},
        {part: tuple(found) for part, found in after_rows.items()},
    )


def _dependant(computation: Computation, anchor: Part) -> Dependant:
    part = computation.part
    return Dependant(computation, anchor, part.trail(anchor), part.is_single)


def _enter(table: dict[Part, list[Dependant]], part: Part, dependant: Dependant) -> None:
    """Enter a dependant once; one with a higher anchor makes that with a lower one needless."""
    entered = table.setdefault(part, [])
    for place, other in enumerate(entered):
        if other.computation is dependant.computation:
            if dependant.anchor.depth < other.anchor.depth:
                entered[place] = dependant
            return
    entered.append(dependant)


def _repeats_over(part: Part) -> Iterator[Part]:
    above: Part | None = part
    while above is not None:
        if above.repeat is not None:
            yield above
        above = above.parent


def _vertices(part: Part) -> Iterator[_Vertex]:
    bind, control, repeat = part.bind, part.control, part.repeat
    if repeat is not None and repeat.count is not None:
        yield _Vertex(Kind.COUNT, part, repeat.count, readings(repeat.count, part))
    if bind.relevant is not None:
        yield _Vertex(Kind.RELEVANT, part, bind.relevant, readings(bind.relevant, part))
    if bind.calculate is not None and part.is_leaf:
        yield _Vertex(Kind.CALCULATE, part, bind.calculate, readings(bind.calculate, part))
    if control is not None and control.itemset is not None:
        nodes, value = control.itemset.nodes, control.itemset.value
        reads = readings(nodes, part)
        document = part.document()
        inner = {Reading(r.part, document) for reading in reads for r in readings(value, reading.part)}
        yield _Vertex(Kind.CHOICES, part, nodes, reads | inner)


def _order(vertices: list[_Vertex]) -> list[_Vertex]:
    """The vertices so that each comes after those it reads; among free ones the order of the form."""
    edges = _Edges(vertices)
    waiting = [len(sources) for sources in edges.before]
    free = [number for number, count in enumerate(waiting) if not count]
    done: dict[int, None] = {}
    while len(done) < len(vertices):
        if not free:
            free.append(edges.released(done))
        number = heapq.heappop(free)
        if number in done:
            continue
        done[number] = None
        for target in edges.after[number]:
            waiting[target] -= 1
            if not waiting[target] and target not in done:
                heapq.heappush(free, target)
    return [vertices[number] for number in done]


class _Edges:
    """Which vertex, by its number, comes before which. A soft edge is a wish: that to another row of the same repeat,
    which for all the form tells may be the same row."""

    def __init__(self, vertices: list[_Vertex]) -> None:
        self._vertices = vertices
        self.after: list[set[int]] = [set() for _ in vertices]
        self.before: list[set[int]] = [set() for _ in vertices]
        self._hard: set[tuple[int, int]] = set()
        readers: dict[Part, list[tuple[int, bool]]] = {}
        own: dict[Part, list[int]] = {}
        for number, vertex in enumerate(vertices):
            own.setdefault(vertex.part, []).append(number)
            for reading in vertex.reads:
                soft = reading.elsewhere and _share_repeat(vertex.part, reading.part)
                readers.setdefault(reading.part, []).append((number, soft))
        for number, vertex in enumerate(vertices):
            for part in vertex.writes():
                for target, soft in readers.get(part, ()):
                    self._add(number, target, soft)
                for target in own.get(part, ()):  # a value after its relevance, the choices left after the value
                    if Kind.COUNT < vertex.kind < vertices[target].kind:
                        self._add(number, target, False)

    def _add(self, source: int, target: int, soft: bool) -> None:
        self.after[source].add(target)
        self.before[target].add(source)
        if not soft:
            self._hard.add((source, target))

    def released(self, done: dict[int, None]) -> int:
        """The vertex to go on with where none is free, for then there is a circle.

        A number of rows may follow from the rows themselves (it is asked again until it holds), a row from another row,
        and relevances from each other. Any other circle is refused.
        """
        number = next(n for n in range(len(self._vertices)) if n not in done)
        walk: list[int] = []
        while number not in walk:
            walk.append(number)
            number = min(source for source in self.before[number] if source not in done)
        circle = walk[walk.index(number) :][::-1]
        kinds = {self._vertices[n].kind for n in circle}
        for source, target in zip(circle, (*circle[1:], circle[0]), strict=True):
            if self._vertices[target].kind is Kind.COUNT or (source, target) not in self._hard:
                return target
        if len(circle) > 1 and kinds == {Kind.RELEVANT}:
            return min(circle)
        first = circle.index(min(circle))
        names = [self._vertices[n].part.local for n in (*circle[first:], *circle[:first])]
        raise Refusal("FORM_CYCLE", names=" → ".join((*names, names[0])))


def _share_repeat(one: Part, other: Part) -> bool:
    repeats = set(_repeats_over(one))
    return any(repeat in repeats for repeat in _repeats_over(other))
