"""Keeping a record computed: after every change what depends on it is computed again, and nothing else.

Computations wait in the order of their rank, so that each comes after all it reads and, but for rows that count
themselves or read each other, is done once. Source: the recalculation sequence of XForms 1.1
(https://www.w3.org/TR/xforms11/#recalc).
"""

from __future__ import annotations

import heapq
import math
from itertools import count

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.evaluating import Evaluation
from kiosk.core.xforms.graph import Computation, Dependant, Kind
from kiosk.core.xforms.record import ROWS_MAX, Node, Record, Rows, ancestor, reached
from kiosk.core.xforms.written import write

WORDED = frozenset("jr:itext jr:choice-name format-date format-date-time".split())
TURNS_MAX = 2 * ROWS_MAX + 2  # of one computation at one node: rows that read each other settle within as many

Entry = tuple[Computation, Node | Rows]  # what is to be computed, and where


class Recomputation:
    """Does the computations of one filling.

    `changed` are the settled nodes whose value became another, `added` the rows that a count has added, both in order:
    whoever fires the events takes them out.
    """

    def __init__(self, definition: FormDefinition, record: Record, evaluation: Evaluation) -> None:
        self._graph = definition.graph
        self._record, self._evaluation = record, evaluation
        self._waiting: list[tuple[int, int, int, Entry]] = []
        self._entered: set[Entry] = set()
        self._numbers = count()
        self._new: list[Node] = []
        self.changed: dict[Node, None] = {}
        self.added: list[Node] = []

    def arrive(self, top: Node) -> None:
        """Take in what is new, the whole record at load or a row, and let all its computations wait."""
        self._new.append(top)
        for node in top.whole():
            node.relevant = node.wanted and _relevant_above(node)
            if isinstance(node, Node) and not node.part.children:
                node.given = write(node.part, node.given)
                self.show(node)
            for computation in self._graph.of.get(node.part, ()):
                self._enter(computation, node)
        if isinstance(top.parent, Rows):
            self._follow_rows(top.parent)

    def leave(self, rows: Rows, place: int) -> None:
        """Take a row out, with all that waits for it."""
        gone = set(self._record.remove(rows, place).whole())
        self._waiting = [one for one in self._waiting if one[3][1] not in gone]
        heapq.heapify(self._waiting)
        self._entered = {entry for entry in self._entered if entry[1] not in gone}
        self.changed = {node: None for node in self.changed if node not in gone}
        self._new = [node for node in self._new if node not in gone]
        self.added = [node for node in self.added if node not in gone]
        self._follow_rows(rows)

    def run(self) -> None:
        """Compute until nothing waits."""
        turns: dict[Entry, int] = {}
        while self._waiting:
            entry = heapq.heappop(self._waiting)[3]
            self._entered.discard(entry)
            turn = turns.get(entry, 0)
            if turn < TURNS_MAX:
                turns[entry] = turn + 1
                self._compute(*entry)
        for top in self._new:
            for node in top.whole():
                if isinstance(node, Node):
                    node.settled = True
        self._new = []

    def again(self, worded: bool = False) -> None:
        """Compute everything anew from what was answered; if `worded`, what says something in the form's language."""
        for node in self._record.root.whole():
            for computation in self._graph.of.get(node.part, ()):
                if not worded or any(call.name in WORDED for call in computation.expression.functions):
                    self._enter(computation, node)
        self.run()

    def show(self, node: Node) -> None:
        """Let others see what the node holds, as far as it counts; what follows from it waits."""
        if node.show(self._counting(node)):
            if node.settled:
                self.changed[node] = None
            for dependant in self._graph.after_value.get(node.part, ()):
                self._follow(dependant, node)

    def _counting(self, node: Node) -> str:
        if not node.relevant or not node.given:
            return ""
        control = node.part.control
        if control is None or not control.offers_choices:
            return node.given
        offered = dict.fromkeys(choice.value for choice in self._evaluation.choices(node))
        if control.tag == "select1":
            return node.given if node.given in offered else ""
        chosen = [value for value in node.given.split() if value in offered]
        return " ".join(dict.fromkeys((*chosen, *offered)) if control.tag == "rank" else chosen)

    def _enter(self, computation: Computation, node: Node | Rows) -> None:
        entry = computation, node
        if entry in self._entered:
            return
        if computation.kind is Kind.COUNT and isinstance(node, Node):
            return  # rows are counted where the repeat stands
        self._entered.add(entry)
        heapq.heappush(self._waiting, (computation.rank, node.order, next(self._numbers), entry))

    def _follow(self, dependant: Dependant, node: Node | Rows) -> None:
        computation = dependant.computation
        if dependant.single:
            self._enter(computation, self._record.single[computation.part])
            return
        for target in reached(ancestor(node, dependant.anchor), dependant.trail):
            self._enter(computation, target)

    def _follow_rows(self, rows: Rows) -> None:
        for dependant in self._graph.after_rows.get(rows.part, ()):
            self._follow(dependant, rows.parent)

    def _compute(self, computation: Computation, node: Node | Rows) -> None:
        kind, expression = computation.kind, computation.expression
        if kind is Kind.RELEVANT:
            node.wanted = self._evaluation.holds(expression, node.context, True)
            self._inherit(node)
        elif isinstance(node, Rows):
            self._count(node, self._evaluation.number(expression, node.context))
        elif kind is Kind.CHOICES:
            self.show(node)
        elif node.relevant:
            value = write(node.part, self._evaluation.string(expression, node.context))
            if value != node.computed:
                node.computed = node.given = value
                self.show(node)

    def _inherit(self, node: Node | Rows) -> None:
        """Settle whether the node is relevant, and with it all below."""
        relevant = node.wanted and _relevant_above(node)
        if relevant is node.relevant:
            return
        node.relevant = relevant
        if isinstance(node, Rows):
            return  # each row settles its own: it hears of the repeat's condition itself
        if not node.part.children:
            if relevant:
                self._compute_again(node)
            self.show(node)
        for child in node.children.values():
            self._inherit(child)
            for row in child.rows if isinstance(child, Rows) else ():
                self._inherit(row)

    def _compute_again(self, node: Node) -> None:
        """A calculation says its value again when its node comes back."""
        for computation in self._graph.of.get(node.part, ()):
            if computation.kind is Kind.CALCULATE:
                node.computed = None
                self._enter(computation, node)

    def _count(self, rows: Rows, number: float) -> None:
        """Have as many rows as a count says; one that is no number yet changes nothing."""
        if math.isnan(number):
            return
        wanted = int(min(max(number, 0), ROWS_MAX))
        while len(rows.rows) > wanted:
            self.leave(rows, len(rows.rows) - 1)
        while len(rows.rows) < wanted:
            try:
                row = self._record.add(rows)
            except Refusal:
                return  # the record is full: what there is stays
            self.arrive(row)
            self.added.append(row)


def _relevant_above(node: Node | Rows) -> bool:
    above = node.parent
    if isinstance(above, Rows):
        above = above.parent
    return above is None or above.relevant
