"""Reading XML that somebody else wrote: bounded, without a DTD, entities or network.

An element or attribute without a prefix is told by its local name alone, whatever the default namespace is: that is how
paths in forms are written and how JavaRosa and web-forms read them (`/data/age` finds `<age>` in any of them).
"""

from collections.abc import Iterator

from lxml import etree

from kiosk.core.refusal import Refusal

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"

DOCUMENT_BYTES_MAX = 8 * 1024 * 1024  # the largest of the county's forms is well under one
ELEMENTS_MAX = 200_000
DEPTH_MAX = 64


def read_document(xml: bytes, name: str) -> etree._Element:
    """The root element of `xml`, comments and processing instructions left out.

    Raises Refusal FORM_XML with `name`: what the document is to the reader.
    """
    if len(xml) > DOCUMENT_BYTES_MAX:
        raise _unreadable(name, f"超过{DOCUMENT_BYTES_MAX}字节", f"it is over {DOCUMENT_BYTES_MAX} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise _unreadable(name, "不是完整的XML", f"it is not well-formed XML ({broken})") from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable(name, "带有DOCTYPE声明", "it has a DOCTYPE")
    _check_size(root, name)
    return root


def _check_size(root: etree._Element, name: str) -> None:
    elements = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        elements, depth = elements + 1, depth + 1
        if elements > ELEMENTS_MAX or depth > DEPTH_MAX:
            raise _unreadable(
                name,
                f"多于{ELEMENTS_MAX}个节点或深于{DEPTH_MAX}层",
                f"it has more than {ELEMENTS_MAX} elements or is deeper than {DEPTH_MAX}",
            )


def _unreadable(name: str, zh: str, en: str) -> Refusal:
    return Refusal("FORM_XML", name=name, reason_zh=zh, reason_en=en)


def wrong(where: str, zh: str, en: str) -> Refusal:
    """The refusal FORM_STRUCTURE: what is wrong at `where`."""
    return Refusal("FORM_STRUCTURE", where=where, reason_zh=zh, reason_en=en)


def plain_copy(source: etree._Element) -> etree._Element:
    """A copy of `source` and all below it in which what had no prefix has no namespace."""
    copy = etree.Element(plain_tag(source), nsmap={p: u for p, u in source.nsmap.items() if p})
    for key, value in source.attrib.items():
        copy.set(key, value)
    copy.text = source.text
    for child in source:
        below = plain_copy(child)
        below.tail = child.tail
        copy.append(below)
    return copy


def plain_tag(element: etree._Element) -> str:
    """The element's name, without its namespace where it is written without a prefix."""
    return str(element.tag) if element.prefix else local_name(element)


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname


def written_name(name: str, prefixes: dict[str, str]) -> str:
    """`{uri}local` as it is written in paths, by `prefixes` (URI → prefix); a plain name is itself."""
    if not name.startswith("{"):
        return name
    uri, _, local = name[1:].partition("}")
    return f"{prefixes[uri]}:{local}" if uri in prefixes else local


def children_named(element: etree._Element, local: str) -> Iterator[etree._Element]:
    """The child elements of that local name, in document order."""
    return (child for child in element if local_name(child) == local)


def child_named(element: etree._Element, local: str) -> etree._Element | None:
    """The first child element of that local name."""
    return next(children_named(element, local), None)


def text_of(element: etree._Element) -> str:
    """All text inside the element."""
    return "".join(str(piece) for piece in element.itertext())
