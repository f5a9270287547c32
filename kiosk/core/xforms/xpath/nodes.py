"""The nodes of XPath's data model over lxml's elements (XPath 1.0 §5).

Elements, comments and processing instructions are lxml's own objects. What lxml has no object for stands here: the
document above its root, attributes, texts and namespace declarations. All compare by the place they stand in.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias, TypeGuard

from lxml import etree

Element: TypeAlias = etree._Element


class Document(NamedTuple):
    """What "/" selects: the parent of a tree's root element."""

    root: Element


class Attribute(NamedTuple):
    """`name` is in lxml's notation: {namespace}local."""

    owner: Element
    name: str


class Text(NamedTuple):
    """A text: the one that follows `after`'s end if `tail`, else the one that `after` begins with."""

    after: Element
    tail: bool


class Declaration(NamedTuple):
    """A namespace in scope; `prefix` is "" for the default one."""

    owner: Element
    prefix: str


Node: TypeAlias = Element | Document | Attribute | Text | Declaration


def is_element(node: object) -> TypeGuard[Element]:
    """Whether it is a true element: lxml derives comments and processing instructions from the same class."""
    return isinstance(node, etree._Element) and isinstance(node.tag, str)


def string_value(node: Node) -> str:
    """The string that a node is, as XPath 1.0 §5 says for each kind of node."""
    if isinstance(node, etree._Element):
        return "".join(str(text) for text in node.itertext(etree.Element)) if len(node) else node.text or ""
    match node:
        case Attribute(owner, name):
            return str(owner.get(name, ""))
        case Text(after, tail):
            return (after.tail if tail else after.text) or ""
        case Document(root):
            return string_value(root)
        case Declaration(owner, prefix):
            return str(owner.nsmap[prefix or None])


def parent_of(node: Node) -> Node | None:
    """The parent; of an attribute and a declaration its element, of a document None."""
    if isinstance(node, etree._Element):
        parent = node.getparent()
        return Document(root_of(node)) if parent is None else parent
    match node:
        case Attribute(owner) | Declaration(owner):
            return owner
        case Text(after, tail):
            return after.getparent() if tail else after
    return None


def root_of(node: Node) -> Element:
    """The root element of the tree that a node stands in.

    By its parents: lxml's own getroottree() tells the document that an element was made in, which is another tree
    once the element has been taken out of it.
    """
    if isinstance(node, etree._Element):
        top = node
        while (parent := top.getparent()) is not None:
            top = parent
        return top if is_element(top) else _root_beside(top)
    match node:
        case Document(root):
            return root
        case Attribute(owner) | Declaration(owner):
            return root_of(owner)
        case Text(after):
            return root_of(after)


def _root_beside(comment: Element) -> Element:
    """The root element beside which a comment or an instruction stands, or that itself if it stands alone."""
    siblings = (*comment.itersiblings(), *comment.itersiblings(preceding=True))
    return next((sibling for sibling in siblings if is_element(sibling)), comment)


def children_of(node: Node) -> Iterator[Node]:
    """All children in document order; attributes are none."""
    if isinstance(node, Document):
        yield from reversed(list(node.root.itersiblings(preceding=True)))
        yield node.root
        yield from node.root.itersiblings()
    elif is_element(node):
        if node.text:
            yield Text(node, False)
        for child in node:
            yield child
            if child.tail:
                yield Text(child, True)


def qualified_name(node: Node) -> tuple[str, str]:
    """(namespace, local name); both empty for what has no name."""
    match node:
        case Attribute(_, name):
            return _split(name)
        case Declaration(_, prefix):
            return "", prefix
        case Document() | Text():
            return "", ""
    if isinstance(node, etree._ProcessingInstruction):
        return "", str(node.target)
    return _split(node.tag) if isinstance(node.tag, str) else ("", "")


def written_name(node: Node) -> str:
    """The name as the document writes it, with its prefix."""
    namespace, local = qualified_name(node)
    if not namespace:
        return local
    if isinstance(node, Attribute):
        prefixes = [prefix for prefix, uri in node.owner.nsmap.items() if prefix and uri == namespace]
        return f"{prefixes[0] if prefixes else 'xml'}:{local}"
    assert isinstance(node, etree._Element)  # nothing else has a namespace
    return f"{node.prefix}:{local}" if node.prefix else local


def _split(name: str) -> tuple[str, str]:
    namespace, brace, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return (namespace, local) if brace else ("", name)


def in_document_order(nodes: Iterable[Node]) -> list[Node]:
    """The same nodes without doubles, in document order; trees in the order in which they are first met."""
    once = list(dict.fromkeys(nodes))
    if len(once) < 2:
        return once
    trees: dict[Element, dict[Element, int]] = {}
    for node in once:
        root = root_of(node)
        if root not in trees:
            before = reversed(list(root.itersiblings(preceding=True)))
            whole = (*before, *root.iter(), *root.itersiblings())
            trees[root] = {element: place for place, element in enumerate(whole)}
    order = {root: place for place, root in enumerate(trees)}

    def key(node: Node) -> tuple[int, int, int, int]:
        root = root_of(node)
        return (order[root], *_place(node, trees[root]))

    return sorted(once, key=key)


def _place(node: Node, places: dict[Element, int]) -> tuple[int, int, int]:
    """Where a node stands among an element's own, its declarations, attributes, first text and what follows it."""
    match node:
        case Document():
            return -1, 0, 0
        case Declaration(owner, prefix):
            return places[owner], 1, sorted(known or "" for known in owner.nsmap).index(prefix)
        case Attribute(owner, name):
            return places[owner], 2, list(owner.attrib).index(name)
        case Text(after, tail):
            if not tail:
                return places[after], 3, 0
            last = after
            while len(last):
                last = last[-1]
            depth = sum(1 for _ in after.iterancestors())
            return places[last], 4, -depth
    return places[node], 0, 0
