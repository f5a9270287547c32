"""The primary instance as the form defines it: one `Part` for every element and attribute, whatever its number of rows.

Source: primary instance, bindings and repeats of the ODK XForms specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from kiosk.core.xforms.document import JAVAROSA, OPENROSA, local_name, plain_tag, written_name
from kiosk.core.xforms.wording import Wording
from kiosk.core.xforms.xpath.expression import Expression

if TYPE_CHECKING:
    from kiosk.core.xforms.controls import Control, GroupControl, RepeatControl

TEMPLATE = f"{{{JAVAROSA}}}template"


class Preload(NamedTuple):
    """`jr:preload` and `jr:preloadParams`: what a device fills in by itself."""

    kind: str
    parameter: str


class Bind(NamedTuple):
    """What a `<bind>` says of a part. An expression that is None is not given."""

    kind: str = "string"  # the data type
    calculate: Expression | None = None
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    required_message: Wording | None = None
    constraint_message: Wording | None = None
    preload: Preload | None = None
    max_pixels: int | None = None


UNBOUND = Bind()


class Part:
    """An element or attribute of the primary instance. Its identity is itself; two parts are never equal.

    `name` is its tag without the namespace that it has by default only; `ref` is its path as people and binds write it;
    `named` are its children by local name; `template` is the element that a new row of it is copied from.
    """

    __slots__ = (
        "attributes", "bind", "children", "control", "depth", "group", "is_attribute", "local", "name", "named",
        "parent", "ref", "repeat", "template",
    )  # fmt: skip

    def __init__(self, name: str, ref: str, parent: Part | None, is_attribute: bool = False) -> None:
        self.name, self.ref, self.parent, self.is_attribute = name, ref, parent, is_attribute
        self.local = name.rpartition("}")[2]
        self.named: Mapping[str, tuple[Part, ...]] = {}
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.children: tuple[Part, ...] = ()
        self.attributes: tuple[Part, ...] = ()
        self.bind = UNBOUND
        self.control: Control | None = None
        self.group: GroupControl | None = None
        self.repeat: RepeatControl | None = None
        self.template: etree._Element | None = None

    def __repr__(self) -> str:
        return f"Part({self.ref})"

    @property
    def is_leaf(self) -> bool:
        """Whether it holds a value of its own."""
        return not self.children and self.repeat is None and self.depth > 0

    @property
    def is_single(self) -> bool:
        """Whether it stands in no row, so that there is one node of it at most."""
        return self.repeat is None and (self.parent is None or self.parent.is_single)

    def take(self, children: tuple[Part, ...]) -> None:
        """Have these children, and know them by their local names."""
        self.children = children
        named: dict[str, tuple[Part, ...]] = {}
        for child in children:
            named[child.local] = (*named.get(child.local, ()), child)
        self.named = named

    def below(self) -> Iterator[Part]:
        """Every element under it, in document order."""
        for child in self.children:
            yield child
            yield from child.below()

    def whole(self) -> Iterator[Part]:
        """Itself, its attributes, and all elements and attributes below."""
        yield self
        yield from self.attributes
        for child in self.children:
            yield from child.whole()

    def document(self) -> Part:
        """The part above the root element."""
        part = self
        while part.parent is not None:
            part = part.parent
        return part

    def trail(self, ancestor: Part) -> tuple[Part, ...]:
        """The parts from below `ancestor` down to itself."""
        steps: list[Part] = []
        part: Part | None = self
        while part is not None and part is not ancestor:
            steps.append(part)
            part = part.parent
        return tuple(reversed(steps))


def read_structure(root: etree._Element, prefixes: Mapping[str, str]) -> Part:
    """The document part over `root` (as `plain_copy` made it); `prefixes` is URI → prefix for writing paths.

    What lies below a row is gathered from the template and all its first rows together, so that a form may leave
    elements out of one of them. `template` of the root part is `root`: the record as the form defines it.
    """
    document = Part("", "/", None)
    top = Part(plain_tag(root), f"/{written_name(plain_tag(root), dict(prefixes))}", document)
    document.take((top,))
    _gather(top, [root], dict(prefixes))
    top.template = root
    return document


def _gather(part: Part, elements: list[etree._Element], prefixes: dict[str, str]) -> None:
    marked = next((element for element in elements if TEMPLATE in element.attrib), None)
    part.template = _blank(elements[0]) if marked is None else marked
    groups: dict[str, list[etree._Element]] = {}
    keys: dict[str, None] = {}
    for element in elements:
        keys.update(dict.fromkeys(str(key) for key in element.attrib if key != TEMPLATE))
        for child in element:
            groups.setdefault(plain_tag(child), []).append(child)
    part.attributes = tuple(Part(key, f"{part.ref}/@{written_name(key, prefixes)}", part, True) for key in keys)
    children: list[Part] = []
    for name, same in groups.items():
        below = Part(name, f"{part.ref}/{written_name(name, prefixes)}", part)
        _gather(below, same, prefixes)
        children.append(below)
    part.take(tuple(children))


def _blank(element: etree._Element) -> etree._Element:
    """The same structure without any text: what a new row is where the form has no template."""
    copy = deepcopy(element)
    for inside in copy.iter():
        inside.text = inside.tail = None
    return copy


def is_identifier(part: Part) -> bool:
    """Whether it is the record's own number: `instanceID` in the root's `meta`."""
    meta = part.parent
    return part.local == "instanceID" and meta is not None and meta.local == "meta" and meta.depth == 2


def add_identifier(root: etree._Element) -> bool:
    """See that the record can carry its own number; true if the element had to be added."""
    meta = next((child for child in root if local_name(child) == "meta"), None)
    if meta is None:
        meta = etree.SubElement(root, f"{{{OPENROSA}}}meta", nsmap={"orx": OPENROSA})
    if any(local_name(child) == "instanceID" for child in meta):
        return False
    tag = f"{{{OPENROSA}}}instanceID" if plain_tag(meta).startswith("{") else "instanceID"
    etree.SubElement(meta, tag)
    return True
