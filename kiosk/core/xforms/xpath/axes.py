"""The thirteen axes and the node tests of XPath 1.0 (§2.2, §2.3): one step from one node.

A step from a node gives its nodes in the axis' own order: backwards for `ancestor`, `preceding` and their like.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from .nodes import (
    Attribute,
    Declaration,
    Document,
    Element,
    Node,
    Text,
    children_of,
    is_element,
    parent_of,
    qualified_name,
)
from .problem import ExpressionError
from .tree import NodeTest, Step

XFORMS = "http://www.w3.org/2002/xforms"
# Prefixes that a form may use without declaring them, as ODK's own tools resolve them (web-forms, NamespaceResolver).
NAMESPACES = {
    "xf": XFORMS,
    "h": "http://www.w3.org/1999/xhtml",
    "html": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "odk": "http://www.opendatakit.org/xforms",
    "orx": "http://openrosa.org/xforms",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
REVERSE_AXES = frozenset(("ancestor", "ancestor-or-self", "preceding", "preceding-sibling"))

Select: TypeAlias = Callable[[Node], list[Node]]


def selector(step: Step, namespaces: Mapping[str, str]) -> Select:
    """What a step selects from one node, before its predicates. Raises ExpressionError for an unknown prefix."""
    axis, test = _AXES[step.axis], step.test
    if test.kind == "name" and step.axis in _BY_TAG:
        return _by_tag(step.axis, tags_meant(step, namespaces))
    if test.kind == "node" and step.axis in _OF_ONE:
        return _OF_ONE[step.axis]
    fits = _fitting(step, namespaces)
    return lambda node: [found for found in axis(node) if fits(found)]


def _namespace(step: Step, namespaces: Mapping[str, str]) -> str:
    prefix = step.test.prefix
    found = namespaces.get(prefix) or NAMESPACES.get(prefix)
    if found is None:
        raise ExpressionError("prefix", step.offset, len(prefix), prefix)
    return found


def tags_meant(step: Step, namespaces: Mapping[str, str]) -> tuple[str, ...]:
    """The tags that a step's name test means. Raises ExpressionError for an unknown prefix."""
    prefix, local = step.test.prefix, step.test.local
    if prefix:
        return (f"{{{_namespace(step, namespaces)}}}{local}",)
    return ("*",) if local == "*" else tags_of(local, namespaces.get("", XFORMS))


def tags_of(local: str, default: str = XFORMS) -> tuple[str, ...]:
    """The tags that a name without prefix means: in no namespace, in that of XForms, which the primary instance
    inherits from its model, or in the default one that was given."""
    return (local, *(f"{{{namespace}}}{local}" for namespace in dict.fromkeys((XFORMS, default))))


def _by_tag(axis: str, tags: tuple[str, ...]) -> Select:
    """The axes of elements that lxml walks in C, a name test and all."""
    walk = _BY_TAG[axis]

    def select(node: Node) -> list[Node]:
        if isinstance(node, etree._Element):
            return list(walk(node, tags))
        if not isinstance(node, Document):
            return []
        if axis != "child":
            return list(node.root.iter(*tags))
        root = node.root
        return [root] if root.tag in tags or next(root.iter(*tags), None) is root else []

    return select


_BY_TAG: dict[str, Callable[[Element, tuple[str, ...]], Iterable[Element]]] = {
    "child": lambda node, tags: node.iterchildren(*tags),
    "descendant": lambda node, tags: node.iterdescendants(*tags),
    "descendant-or-self": lambda node, tags: node.iter(*tags),
}


def _fitting(step: Step, namespaces: Mapping[str, str]) -> Callable[[Node], bool]:
    """Whether a node on the axis passes the node test."""
    test = step.test
    match test.kind:
        case "node":
            return lambda node: True
        case "text":
            return lambda node: isinstance(node, Text)
        case "comment":
            return lambda node: isinstance(node, etree._Comment)
        case "processing-instruction":
            return lambda node: (
                isinstance(node, etree._ProcessingInstruction) and test.local in ("*", str(node.target))
            )
    return _name_fits(step, test, namespaces)


def _name_fits(step: Step, test: NodeTest, namespaces: Mapping[str, str]) -> Callable[[Node], bool]:
    if step.axis == "attribute":
        wanted = {_namespace(step, namespaces)} if test.prefix else {""}

        def principal(node: Node) -> bool:
            return isinstance(node, Attribute)
    elif step.axis == "namespace":
        wanted = {""}

        def principal(node: Node) -> bool:
            return isinstance(node, Declaration)
    else:
        wanted = {_namespace(step, namespaces)} if test.prefix else {"", XFORMS, namespaces.get("", XFORMS)}
        principal = is_element
    if test.local == "*":
        return lambda node: principal(node) and (not test.prefix or qualified_name(node)[0] in wanted)

    def fits(node: Node) -> bool:
        if not principal(node):
            return False
        namespace, local = qualified_name(node)
        return local == test.local and namespace in wanted

    return fits


def _parent(node: Node) -> list[Node]:
    parent = parent_of(node)
    return [] if parent is None else [parent]


def _ancestors(node: Node) -> Iterator[Node]:
    parent = parent_of(node)
    while parent is not None:
        yield parent
        parent = parent_of(parent)


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _descendants(node: Node) -> Iterator[Node]:
    for child in children_of(node):
        yield child
        yield from _descendants(child)


def _descendants_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendants(node)


def _siblings(node: Node) -> tuple[list[Node], int]:
    """All children of the parent and the node's place among them; attributes have no siblings."""
    parent = parent_of(node)
    if parent is None or isinstance(node, Attribute | Declaration):
        return [], 0
    siblings = list(children_of(parent))
    return siblings, siblings.index(node)


def _following_siblings(node: Node) -> Iterator[Node]:
    siblings, place = _siblings(node)
    yield from siblings[place + 1 :]


def _preceding_siblings(node: Node) -> Iterator[Node]:
    siblings, place = _siblings(node)
    yield from reversed(siblings[:place])


def _following(node: Node) -> Iterator[Node]:
    if isinstance(node, Attribute | Declaration):
        yield from _descendants(node.owner)
        node = node.owner
    for place in _ancestors_or_self(node):
        for sibling in _following_siblings(place):
            yield from _descendants_or_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    start = node.owner if isinstance(node, Attribute | Declaration) else node
    for place in _ancestors_or_self(start):
        for sibling in _preceding_siblings(place):
            yield from reversed(list(_descendants_or_self(sibling)))


def _attributes(node: Node) -> Iterator[Node]:
    if is_element(node):
        for name in node.attrib:
            yield Attribute(node, str(name))


def _declarations(node: Node) -> Iterator[Node]:
    """The namespaces in scope but for `xml`, which no document writes."""
    if is_element(node):
        for prefix in sorted(prefix or "" for prefix in node.nsmap):
            yield Declaration(node, prefix)


_AXES: dict[str, Callable[[Node], Iterable[Node]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "attribute": _attributes,
    "child": children_of,
    "descendant": _descendants,
    "descendant-or-self": _descendants_or_self,
    "following": _following,
    "following-sibling": _following_siblings,
    "namespace": _declarations,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": lambda node: [node],
}
# `..` and `.`, which nothing has to be sifted out of.
_OF_ONE: dict[str, Select] = {"parent": _parent, "self": lambda node: [node]}
