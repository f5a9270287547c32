"""Looking at a record: the questions and repeats that stand in it now, in the order of the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kiosk.core.xforms.controls import BodyElement, Control, GroupControl, RepeatControl
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.evaluating import Evaluation
from kiosk.core.xforms.questions import Option, Question, Repeat, State, Violation
from kiosk.core.xforms.reading_out import read_out
from kiosk.core.xforms.record import ROWS_MAX, Node, Record, Rows
from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.wording import Said

INPUT_KINDS = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "date_time",
    "barcode": "barcode",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
}
TAG_KINDS = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "trigger",
}
ALWAYS = ("true()", "1")
PARAMETERS = ("start", "end", "step", "rows", "mediatype", "accept", "autoplay", "accuracyThreshold")


class Place(NamedTuple):
    """A question or repeat where it stands now, and the labels around it."""

    at: Node | Rows
    groups: tuple[str, ...]


class Snapshot:
    """What can be seen of one filling. Nothing here changes it."""

    def __init__(self, definition: FormDefinition, record: Record, evaluation: Evaluation) -> None:
        self._definition, self._record, self._evaluation = definition, record, evaluation

    def places(self) -> Iterator[Place]:
        """Every relevant question in body order, and after the rows of each relevant repeat the repeat itself."""
        yield from self._places(self._definition.body, self._record.root, ())

    def _places(self, body: tuple[BodyElement, ...], base: Node, groups: tuple[str, ...]) -> Iterator[Place]:
        for element in body:
            if isinstance(element, GroupControl):
                yield from self._in_group(element, base, groups)
                continue
            node = self._at(element.part, base)
            if node is None or not node.relevant:
                continue
            if isinstance(node, Rows):
                assert isinstance(element, RepeatControl)  # only those have rows
                label = self._evaluation.said(element.label, node.context).text
                for number, row in enumerate(node.rows, 1):
                    if row.relevant:
                        inner = (*groups, f"{label} {number}") if label else groups
                        yield from self._places(element.body, row, inner)
                yield Place(node, groups)
            elif isinstance(element, Control):
                yield Place(node, groups)

    def _in_group(self, element: GroupControl, base: Node, groups: tuple[str, ...]) -> Iterator[Place]:
        node = base if element.part is None else self._at(element.part, base)
        if isinstance(node, Node) and node.relevant:
            label = self._evaluation.said(element.label, node.context).text
            yield from self._places(element.body, node, (*groups, label) if label else groups)

    def _at(self, part: Part, base: Node) -> Node | Rows | None:
        """The node of `part` in the row or root that `base` is or stands in."""
        node: Node | Rows | None = base
        while node is not None and node.part not in _above(part):
            node = node.parent
        if node is None or isinstance(node, Rows):
            return None
        for step in part.trail(node.part):
            below = node.children.get(step)
            if not isinstance(below, Node):
                return below if step is part else None
            node = below
        return node

    def question(self, node: Node, groups: tuple[str, ...]) -> Question:
        """The question at a node that has one."""
        control = node.part.control
        assert control is not None  # `places` gives no other
        kind = kind_of(control)
        label = self._evaluation.said(control.label, node.context)
        hint = self._evaluation.said(control.hint, node.context)
        options = self.options(node)
        return Question(
            ref=ref_of(node),
            name=node.part.local,
            kind=kind,
            label=label.text,
            hint=hint.text,
            guidance=hint.guidance or label.guidance,
            audio=label.audio,
            image=label.image,
            value=node.value,
            shown=read_out(
                _read_as(kind, node.part), node.value, options, control.appearance, self._evaluation.language
            ),
            required=self.required(node),
            readonly=self.readonly(node),
            violation=self.violation(node),
            options=options,
            appearance=control.appearance,
            parameters=_parameters(control),
            groups=groups,
        )

    def repeat(self, rows: Rows, groups: tuple[str, ...] = ()) -> Repeat:
        """The repeat that rows belong to."""
        control = rows.part.repeat
        assert control is not None  # else there were no rows
        count, open_ended = len(rows.rows), not control.fixed and not self.readonly(rows)
        return Repeat(
            ref=ref_of(rows),
            name=rows.part.local,
            label=self._evaluation.said(control.label, rows.context).text,
            count=count,
            fixed=control.fixed,
            may_add=open_ended and count < ROWS_MAX,
            may_remove=open_ended and count > 0,
            groups=groups,
        )

    def options(self, node: Node) -> tuple[Option, ...]:
        """The choices of a question with their labels; one without a label is called by its value."""
        options = []
        for choice in self._evaluation.choices(node):
            said = Said(choice.value) if choice.label is None else self._evaluation.said(choice.label, choice.at)
            options.append(Option(choice.value, said.text, said.image, said.audio))
        return tuple(options)

    def required(self, node: Node | Rows) -> bool:
        """Whether an answer is demanded now."""
        expression = node.part.bind.required
        return expression is not None and self._evaluation.holds(expression, node.context, False)

    def readonly(self, node: Node | Rows) -> bool:
        """Whether it, or anything around it, is not for people to change."""
        above: Node | Rows | None = node
        while above is not None:
            expression = above.part.bind.readonly
            if expression is not None and self._evaluation.holds(expression, above.context, False):
                return True
            above = above.parent
        return False

    def violation(self, node: Node) -> Violation | None:
        """What keeps its value from standing, None where nothing does or where it does not count."""
        bind = node.part.bind
        if not node.relevant:
            return None
        if node.value:
            if bind.constraint is None or self._evaluation.holds(bind.constraint, node.context, False):
                return None
            return Violation("constraint", self._evaluation.said(bind.constraint_message, node.context).text)
        control = node.part.control
        if not self.required(node) or (control is not None and kind_of(control) == "note"):
            return None
        return Violation("required", self._evaluation.said(bind.required_message, node.context).text)

    def state(self) -> tuple[State, ...]:
        """Every element of the record, in document order."""
        nodes = (node for node in self._record.root.whole() if isinstance(node, Rows) or not node.part.is_attribute)
        return tuple(map(self._state, nodes))

    def _state(self, node: Node | Rows) -> State:
        control = node.part.control
        shown = control or node.part.repeat or node.part.group
        label, hint = None if shown is None else shown.label, None if control is None else control.hint
        leaf = node if isinstance(node, Node) and node.part.is_leaf else None
        offers = leaf is not None and control is not None and control.offers_choices
        return State(
            ref=ref_of(node),
            type=type_of(node),
            relevant=node.relevant,
            readonly=self.readonly(node),
            required=self.required(node),
            value="" if leaf is None else leaf.value,
            violation=None if leaf is None else self.violation(leaf),
            label=None if label is None else self._evaluation.said(label, node.context).text,
            hint=None if hint is None else self._evaluation.said(hint, node.context).text,
            options=tuple((o.value, o.label) for o in self.options(leaf)) if leaf is not None and offers else None,
        )


def kind_of(control: Control) -> str:
    """What kind of question it is, as the window knows them."""
    if control.tag == "upload":
        kind = control.attributes.get("mediatype", "").partition("/")[0]
        return kind if kind in ("image", "audio") else "file"
    if control.tag in TAG_KINDS:
        return TAG_KINDS[control.tag]
    readonly = control.part.bind.readonly
    if readonly is not None and readonly.text.strip() in ALWAYS and (control.label or control.hint):
        return "note"
    return INPUT_KINDS.get(control.part.bind.kind, "text")


def _read_as(kind: str, part: Part) -> str:
    """A note that shows a computed number reads like the number it is."""
    return INPUT_KINDS.get(part.bind.kind, kind) if kind == "note" else kind


def type_of(node: Node | Rows) -> str:
    """The name that web-forms has for such a node."""
    part = node.part
    if isinstance(node, Rows):
        fixed = part.repeat is not None and part.repeat.fixed
        return "repeat-range:controlled" if fixed else "repeat-range:uncontrolled"
    if part.repeat is not None:
        return "repeat-instance"
    if part.children:
        return "root" if part.depth == 1 else "group"
    if part.control is None:
        return "model-value"
    if kind_of(part.control) == "note":
        return "note"
    return {"select1": "select", "secret": "input", "textarea": "input"}.get(part.control.tag, part.control.tag)


def ref_of(node: Node | Rows) -> str:
    """The path of a node, with the number of each row it stands in."""
    if node.parent is None:
        return ""
    if isinstance(node.parent, Rows):
        number = next(number for number, row in enumerate(node.parent.rows, 1) if row is node)
        return f"{ref_of(node.parent)}[{number}]"
    return f"{ref_of(node.parent)}/{node.part.ref.rpartition('/')[2]}"


def _above(part: Part) -> tuple[Part, ...]:
    return (*part.trail(part.document()), part.document())


def _parameters(control: Control) -> dict[str, str]:
    found = {name: control.attributes[name] for name in PARAMETERS if name in control.attributes}
    pixels = control.part.bind.max_pixels
    return found if pixels is None else {**found, "max-pixels": str(pixels)}
