"""The body of a form: questions, groups and repeats in the order in which people meet them.

Source: body, groups, repeats and appearances of the ODK XForms specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kiosk.core.xforms.actions import Action, is_action, read_action
from kiosk.core.xforms.document import JAVAROSA, child_named, children_named, local_name, text_of, wrong
from kiosk.core.xforms.paths import Paths
from kiosk.core.xforms.structure import Part
from kiosk.core.xforms.wording import Compile, Wording, read_reference, read_wording
from kiosk.core.xforms.xpath.expression import Expression

CONTROLS = frozenset("input secret textarea select select1 rank range trigger upload".split())
ALWAYS = ("true()", "true", "1")


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One choice that is written out in the form."""

    value: str
    label: Wording | None


@dataclass(frozen=True, slots=True, eq=False)
class Itemset:
    """Choices taken from nodes elsewhere: `value` and `label` are evaluated on each node that `nodes` selects."""

    nodes: Expression
    value: Expression
    label: Wording | None


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A question. `tag` is its element's local name, `attributes` whatever else it says (start, end, step, rows …)."""

    tag: str
    part: Part
    label: Wording | None
    hint: Wording | None
    appearance: frozenset[str]
    attributes: Mapping[str, str]
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None

    @property
    def offers_choices(self) -> bool:
        """Whether it is answered by choosing."""
        return self.tag in ("select", "select1", "rank")


@dataclass(frozen=True, slots=True, eq=False)
class GroupControl:
    """Questions that belong together; `part` is None where the group is a matter of presentation only."""

    part: Part | None
    label: Wording | None
    appearance: frozenset[str]
    body: tuple[BodyElement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RepeatControl:
    """Questions asked once for every row. `count` decides their number; `fixed` means that people do not."""

    part: Part
    label: Wording | None
    appearance: frozenset[str]
    count: Expression | None
    fixed: bool
    body: tuple[BodyElement, ...]


BodyElement = Control | GroupControl | RepeatControl


class BodyReader:
    """Reads a body once."""

    def __init__(self, paths: Paths, compile_text: Compile, document: Part) -> None:
        self._paths, self._compile, self._document = paths, compile_text, document
        self.actions: list[Action] = []

    def read(self, body: etree._Element) -> tuple[BodyElement, ...]:
        """What stands in the body; the actions met on the way are in `actions`."""
        return tuple(self._elements(body, self._document.children[0]))

    def _elements(self, parent: etree._Element, base: Part) -> Iterator[BodyElement]:
        for element in parent:
            tag = local_name(element)
            if tag == "group":
                yield self._group(element, base)
            elif tag in (*CONTROLS, "repeat") and self._has_node(element, base):
                yield self._repeat(element, base, None) if tag == "repeat" else self._control(element, tag, base)

    def _group(self, element: etree._Element, base: Part) -> GroupControl | RepeatControl:
        written = self._paths.optional_reference(element)
        part = None if written is None else self._paths.look_up(written, base)
        repeats = [child for child in element if local_name(child) == "repeat"]
        if part is not None and len(repeats) == 1 and self._paths.reference(repeats[0]) in (written, part.ref):
            return self._repeat(repeats[0], part, element)
        where = part.ref if part is not None else "group"
        label = read_wording(element, "label", self._compile, where)
        body = tuple(self._elements(element, part or base))
        control = GroupControl(part, label, _words(element.get("appearance")), body)
        if part is not None:
            part.group = part.group or control
        return control

    def _repeat(self, element: etree._Element, base: Part, around: etree._Element | None) -> RepeatControl:
        """A repeat, and the group around it that carries its label, if there is one."""
        part = self._part(element, base)
        if part.depth < 2 or part.repeat is not None:
            raise wrong(part.ref, "循环不能这样定义", "it cannot be repeated, or is so already")
        labelled = element if around is None else around
        count = element.get(f"{{{JAVAROSA}}}count")
        control = RepeatControl(
            part,
            read_wording(labelled, "label", self._compile, part.ref),
            _words(element.get("appearance")) | _words(labelled.get("appearance")),
            None if count is None else self._compile(count, f"{part.ref} jr:count"),
            count is not None or (element.get(f"{{{JAVAROSA}}}noAddRemove") or "").strip() in ALWAYS,
            tuple(self._elements(element, part)),
        )
        self._collect(element, part)
        part.repeat = control
        return control

    def _control(self, element: etree._Element, tag: str, base: Part) -> Control:
        part = self._part(element, base)
        if not part.is_leaf:
            raise wrong(part.ref, "题目里还有节点", "a question has nodes inside")
        named = {key: value for key, value in element.attrib.items() if key not in ("ref", "nodeset", "bind")}
        attributes = {etree.QName(str(key)).localname: str(value) for key, value in named.items()}
        control = Control(
            tag,
            part,
            read_wording(element, "label", self._compile, part.ref),
            read_wording(element, "hint", self._compile, part.ref),
            _words(attributes.pop("appearance", None)),
            attributes,
            tuple(self._item(item, part) for item in children_named(element, "item")),
            self._itemset(child_named(element, "itemset"), part),
        )
        self._collect(element, part)
        part.control = part.control or control
        return control

    def _collect(self, element: etree._Element, part: Part) -> None:
        for child in element:
            action = read_action(child, self._compile, self._paths, part) if is_action(child) else None
            if action is not None:
                self.actions.append(action)

    def _item(self, element: etree._Element, part: Part) -> Item:
        value = child_named(element, "value")
        return Item(
            "" if value is None else text_of(value).strip(),
            read_wording(element, "label", self._compile, part.ref),
        )

    def _itemset(self, element: etree._Element | None, part: Part) -> Itemset | None:
        if element is None:
            return None
        value, label = child_named(element, "value"), child_named(element, "label")
        written = None if label is None else label.get("ref")
        return Itemset(
            self._compile(element.get("nodeset") or element.get("ref") or "", part.ref),
            self._compile("." if value is None else value.get("ref") or ".", part.ref),
            None if written is None else read_reference(written, self._compile, part.ref),
        )

    def _has_node(self, element: etree._Element, base: Part) -> bool:
        """Whether it is about a node of the instance; what is about none asks for nothing, as in web-forms."""
        return self._paths.look_up(self._paths.reference(element), base) is not None

    def _part(self, element: etree._Element, base: Part) -> Part:
        return self._paths.find(self._paths.reference(element), base)


def _words(written: str | None) -> frozenset[str]:
    return frozenset((written or "").split())
