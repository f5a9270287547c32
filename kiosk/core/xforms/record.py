"""The record being filled in: the primary instance as a tree of XML, and beside it what is known of every node.

A node's value as others see it is the text of its XML: empty where it is not relevant, without choices that are no
longer offered. What was answered is kept as `given` and comes back when it counts again, as in web-forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.document import plain_tag
from kiosk.core.xforms.structure import TEMPLATE, Part
from kiosk.core.xforms.xpath.nodes import Attribute
from kiosk.core.xforms.xpath.nodes import Node as Context

ROWS_MAX = 100  # of one repeat; as many as an entrustment takes
NODES_MAX = 20_000  # of one record, all rows counted


class Node:
    """A node of the record. `wanted` is its own relevance, `relevant` that of its ancestors taken in.

    `given` is what was answered or computed last, whether or not it counts, `value` what others see; `computed` what
    its calculation last gave. `settled` turns true when it has been computed for the first time: from then on a change
    of it is an event. `context` is what an expression about it is evaluated at.
    """

    __slots__ = (
        "children", "computed", "context", "element", "given", "order", "parent", "part", "relevant", "settled",
        "value", "wanted",
    )  # fmt: skip

    def __init__(self, part: Part, element: etree._Element, parent: Node | Rows | None, order: int) -> None:
        self.part, self.element, self.parent, self.order = part, element, parent, order
        self.context: Context = Attribute(element, part.name) if part.is_attribute else element
        self.children: dict[Part, Node | Rows] = {}
        self.given = self.value = ""
        self.computed: str | None = None
        self.wanted = self.relevant = True
        self.settled = False

    def show(self, value: str) -> bool:
        """Let others see this value; false if they saw it before."""
        if value == self.value:
            return False
        self.value = value
        if self.part.is_attribute:
            self.element.set(self.part.name, value)
        else:
            self.element.text = value
        return True

    def whole(self) -> Iterator[Node | Rows]:
        """Itself and all below, rows and their nodes, in document order."""
        yield self
        for child in self.children.values():
            yield from child.whole()


class Rows:
    """The rows of one repeat under one parent. `marker` is a comment before the first: where a number of rows and the
    relevance of the repeat itself are evaluated. `defined` are the rows that the form or the saved record brings: where
    a number of rows is computed they wait until it asks for them."""

    __slots__ = ("context", "defined", "marker", "order", "parent", "part", "relevant", "rows", "wanted")

    def __init__(self, part: Part, marker: etree._Element, parent: Node, order: int) -> None:
        self.part, self.marker, self.parent, self.order = part, marker, parent, order
        self.context: Context = marker
        self.rows: list[Node] = []
        self.defined: tuple[etree._Element, ...] = ()
        self.wanted = self.relevant = True

    def whole(self) -> Iterator[Node | Rows]:
        """Itself, its rows and all below them, in document order."""
        yield self
        for row in self.rows:
            yield from row.whole()


class Record:
    """The tree, built from the form's definition or from a record that was saved (`saved`, its root element).

    `prefixes` (URI → prefix) are how names with a namespace are written.
    """

    def __init__(self, document: Part, prefixes: Mapping[str, str], saved: etree._Element | None = None) -> None:
        self._prefixes = {prefix: uri for uri, prefix in prefixes.items()}
        self._orders = 0
        self._holders: dict[etree._Element, Node] = {}
        self.single: dict[Part, Node] = {}  # by part the nodes that stand in no row
        self._restored = saved is not None
        top = document.children[0]
        assert top.template is not None  # the definition has read it
        self.document = Node(document, etree.Element("document"), None, 0)
        root = etree.Element(top.name, nsmap=self._prefixes)
        self.root = Node(top, root, self.document, self._next())
        self.document.children[top] = self.root
        self._fill(self.root, top.template if saved is None else saved, top.template)

    def _next(self) -> int:
        self._orders += 1
        return self._orders

    def _fill(self, node: Node, source: etree._Element, instead: etree._Element) -> None:
        """Give a node the values of `source`, or where it lacks one those of `instead`, and build all below."""
        self._holders[node.element] = node
        part = node.part
        if part.is_single:
            self.single[part] = node
        for attribute in part.attributes:
            leaf = Node(attribute, node.element, node, self._next())
            if attribute.is_single:
                self.single[attribute] = leaf
            leaf.given = str(source.get(attribute.name, instead.get(attribute.name, "")))
            node.element.set(attribute.name, "")
            node.children[attribute] = leaf
        if part.is_leaf:
            node.given = source.text or ""
        inside, others = _by_name(source), _by_name(instead)
        for child in part.children:
            found = [element for element in inside.get(child.name, ()) if TEMPLATE not in element.attrib]
            default = next(iter(others.get(child.name, ())), child.template)
            assert default is not None  # every part has one
            if child.repeat is not None:
                self._repeat(node, child, found)
                continue
            element = etree.SubElement(node.element, child.name)
            below = Node(child, element, node, self._next())
            node.children[child] = below
            self._fill(below, found[0] if found else default, default)

    def _repeat(self, parent: Node, part: Part, defined: list[etree._Element]) -> None:
        marker = etree.Comment()
        parent.element.append(marker)
        rows = Rows(part, marker, parent, self._next())
        rows.defined = tuple(defined)
        parent.children[part] = rows
        if part.repeat is None or (part.repeat.count is not None and not self._restored):
            return  # a count makes its rows itself
        counted = part.repeat.count is not None  # what was saved while the count was no number yet stays, too
        number = len(defined) if counted or not part.repeat.fixed else max(len(defined), 1)
        for _ in range(min(number, ROWS_MAX)):
            self.add(rows)
        if not counted:
            rows.defined = ()

    def add(self, rows: Rows) -> Node:
        """Add a row at the end: what the form or the saved record has for that place, else the template.

        Raises Refusal FORM_ROWS past the limits.
        """
        part = rows.part
        if len(rows.rows) >= ROWS_MAX or len(self._holders) >= NODES_MAX:
            limit = {"reason_zh": f"最多{ROWS_MAX}项", "reason_en": f"at most {ROWS_MAX} rows"}
            raise Refusal("FORM_ROWS", repeat=part.local, **limit)
        template = part.template
        assert template is not None  # every part has one
        place = len(rows.rows)
        source = rows.defined[place] if place < len(rows.defined) else template
        element = etree.Element(part.name, nsmap=self._prefixes)
        (rows.rows[-1].element if rows.rows else rows.marker).addnext(element)
        row = Node(part, element, rows, self._next())
        rows.rows.append(row)
        self._fill(row, source, template)
        return row

    def remove(self, rows: Rows, place: int) -> Node:
        """Take the row at `place` (from 0) out and give it back."""
        row = rows.rows.pop(place)
        rows.parent.element.remove(row.element)
        for node in row.whole():
            if isinstance(node, Node):
                self._holders.pop(node.element, None)
        return row

    def find(self, ref: str) -> Node | Rows | None:
        """The node, or the rows, at a path with the numbers of rows in brackets, such as /data/member[2]/name."""
        node: Node | Rows | None = self.document
        for step in ref.removeprefix("/").split("/"):
            name, bracket, number = step.partition("[")
            if not isinstance(node, Node):
                return None
            node = next((child for part, child in node.children.items() if part.ref.endswith(f"/{name}")), None)
            if bracket:
                place = int(number[:-1]) if number[:-1].isdecimal() and len(number) < 6 else 0
                rows = node.rows if isinstance(node, Rows) else []
                node = rows[place - 1] if 1 <= place <= len(rows) else None
        return node

    def known_paths(self) -> dict[tuple[str, ...], Context]:
        """By the names on the way down, each element that stands in no row and whose path has no prefix."""
        elements = ((part, node) for part, node in self.single.items() if not part.is_attribute)
        ways = ((part.trail(self.document.part), node) for part, node in elements)
        return {
            tuple(step.name for step in way): node.element
            for way, node in ways
            if not any(step.name.startswith("{") for step in way)
        }

    def holding(self, context: Context) -> Node | None:
        """The node of this record that an element of its XML is, if it is one."""
        return self._holders.get(context) if isinstance(context, etree._Element) else None


def _by_name(element: etree._Element) -> dict[str, list[etree._Element]]:
    named: dict[str, list[etree._Element]] = {}
    for child in element:
        named.setdefault(plain_tag(child), []).append(child)
    return named


def ancestor(node: Node | Rows, part: Part) -> Node | Rows:
    """The node itself or that above it which is of `part`."""
    while node.part is not part:
        assert node.parent is not None  # a part above is always there
        node = node.parent
    return node


def reached(node: Node | Rows, trail: tuple[Part, ...]) -> Iterator[Node | Rows]:
    """The nodes that `trail` leads to from `node` down. Of a repeat the rows are reached, and at the end itself too."""
    if isinstance(node, Rows):
        if not trail:
            yield node
        for row in node.rows:
            yield from reached(row, trail)
    elif not trail:
        yield node
    elif trail[0] in node.children:
        yield from reached(node.children[trail[0]], trail[1:])
