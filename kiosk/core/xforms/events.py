"""Events and actions while a form is filled in: loading, a new row, a changed value.

Source: events and actions of the ODK XForms specification; an action waits until everything has been computed, and what
it sets is computed on from there.
"""

from __future__ import annotations

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.actions import FIRST_LOAD, LOAD, NEW_ROW, VALUE_CHANGED, Action
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.evaluating import Evaluation
from kiosk.core.xforms.recomputation import Recomputation
from kiosk.core.xforms.record import Node, Record, ancestor, reached
from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.written import write
from kiosk.core.xforms.xpath.expression import Expression, compile_expression

ROUNDS_MAX = 100  # actions that set each other off end here
TODAY, NOW = compile_expression("today()"), compile_expression("now()")
NUMBER = compile_expression("concat('uuid:', uuid())")


class Events:
    """Fires the actions of one filling and lets everything be computed around them."""

    def __init__(
        self, definition: FormDefinition, record: Record, evaluation: Evaluation, recomputation: Recomputation
    ) -> None:
        self._actions = definition.actions
        self._record, self._evaluation, self._recomputation = record, evaluation, recomputation
        self._watching: dict[Part, list[Action]] = {}
        for action in definition.actions:
            if VALUE_CHANGED in action.events and action.source is not None:
                self._watching.setdefault(action.source, []).append(action)

    def load(self, first: bool) -> None:
        """Begin: what a device fills in by itself, everything computed, then the actions of loading.

        `first` means that the record is new.
        """
        if first:
            self._preload(self._record.root)
        self._recomputation.arrive(self._record.root)
        self.settle()
        events = {*FIRST_LOAD, LOAD} if first else {LOAD}
        for action in self._actions:
            if action.events & events:
                for node in self._all(action):
                    self._set_if_relevant(action, node)
        self.settle()

    def row(self, row: Node) -> None:
        """A row was added by hand."""
        self._preload(row)
        self._recomputation.arrive(row)
        self._recomputation.added.append(row)
        self.settle()

    def settle(self) -> None:
        """Compute, and fire what follows from it, until nothing more follows. Raises Refusal FORM_ACTION."""
        computed = self._recomputation
        for _ in range(ROUNDS_MAX):
            computed.run()
            rows, changed = list(computed.added), [node for node in computed.changed if node.part in self._watching]
            computed.added.clear()
            computed.changed.clear()
            if not rows and not changed:
                return
            for row in rows:
                self._greet(row)
            for node in changed:
                for action in self._watching[node.part]:
                    for target in self._targets(action, node):
                        self._set(action, target)

    def _greet(self, row: Node) -> None:
        """Fire the actions of a new row on the nodes in it."""
        for action in self._actions:
            if NEW_ROW in action.events and row.part in _line(action.target):
                for node in reached(row, action.target.trail(row.part)):
                    if isinstance(node, Node):
                        self._set_if_relevant(action, node)

    def _all(self, action: Action) -> list[Node]:
        """Every node that the action is about when a record is loaded."""
        if action.path.text.startswith("/"):
            found = self._evaluation.nodes(action.path, self._record.root.context)
            return [node for node in map(self._record.holding, found) if node is not None]
        document = self._record.document
        return [node for node in reached(document, action.target.trail(document.part)) if isinstance(node, Node)]

    def _targets(self, action: Action, source: Node) -> list[Node]:
        """The node that the action means when `source` changed: of rows that both stand in, the source's own."""
        if "[" in action.path.text:
            found = self._evaluation.nodes(action.path, source.context)
            targets = [node for node in map(self._record.holding, found) if node is not None]
        else:
            shared = next(part for part in reversed(_line(action.target)) if part in _line(source.part))
            below = reached(ancestor(source, shared), action.target.trail(shared))
            targets = [node for node in below if isinstance(node, Node)]
        if len(targets) > 1:
            raise Refusal("FORM_ACTION", target=action.target.ref)
        return targets

    def _set_if_relevant(self, action: Action, node: Node) -> None:
        if node.relevant:
            self._set(action, node)

    def _set(self, action: Action, node: Node) -> None:
        value = action.value
        text = self._evaluation.string(value, node.context) if isinstance(value, Expression) else value
        node.given = write(node.part, text)
        self._recomputation.show(node)

    def _preload(self, top: Node) -> None:
        for node in top.whole():
            preload = node.part.bind.preload if isinstance(node, Node) else None
            expression = None if preload is None else _PRELOADS.get((preload.kind, preload.parameter))
            if preload is not None and preload.kind == "uid":
                expression = NUMBER
            if expression is not None and isinstance(node, Node):
                node.given = self._evaluation.string(expression, node.context)

    def finish(self) -> None:
        """What a device fills in when the record is complete: the moment at which it is."""
        for node in self._record.root.whole():
            if isinstance(node, Node) and node.part.bind.preload == ("timestamp", "end"):
                node.given = write(node.part, self._evaluation.string(NOW, node.context))
                self._recomputation.show(node)
        self.settle()


_PRELOADS = {("date", "today"): TODAY, ("timestamp", "start"): NOW}


def _line(part: Part) -> tuple[Part, ...]:
    """The part and all above it, from the document down."""
    return (part.document(), *part.trail(part.document()))
