"""A record as XML: what leaves the station, and what a saved record is read back from.

Nothing that is not relevant is written, and no template; letters that can be written in two ways are written in one
(NFC, as web-forms does). Source: submission in the ODK XForms specification.
"""

import unicodedata
from collections.abc import Mapping

from lxml import etree

from kiosk.core.refusal import Refusal
from kiosk.core.xforms.definition import FormDefinition
from kiosk.core.xforms.document import plain_copy, read_document, written_name
from kiosk.core.xforms.record import Node, Record, Rows

_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTES = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def write_record(record: Record, prefixes: Mapping[str, str], *, hidden: bool = False) -> bytes:
    """The record as UTF-8; `prefixes` is URI → prefix; hidden: with all that was answered, whether or not it counts."""
    names = {part.name for part in record.root.part.whole()}
    used = {name[1:].partition("}")[0] for name in names if name.startswith("{")}
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in prefixes.items() if uri in used)
    return unicodedata.normalize("NFC", _written(record.root, dict(prefixes), hidden, spaces)).encode()


def _written(node: Node, prefixes: dict[str, str], hidden: bool, spaces: str = "") -> str:
    value = node.given if hidden else node.value
    attributes, inside = spaces, "" if node.part.children else value.translate(_IN_TEXT)
    for child in node.children.values():
        if isinstance(child, Rows):
            inside += "".join(_written(row, prefixes, hidden) for row in child.rows if hidden or row.relevant)
        elif child.part.is_attribute:
            text = (child.given if hidden else child.value).translate(_IN_ATTRIBUTES)
            attributes += f' {written_name(child.part.name, prefixes)}="{text}"'
        elif hidden or child.relevant:
            inside += _written(child, prefixes, hidden)
    name = written_name(node.part.name, prefixes)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def read_record(xml: bytes, definition: FormDefinition) -> etree._Element:
    """The root element of a saved record; raises Refusal FORM_RECORD if it is none of this form's."""
    try:
        root = plain_copy(read_document(xml, "record"))
    except Refusal as refused:
        said = refused.params
        raise Refusal("FORM_RECORD", reason_zh=said["reason_zh"], reason_en=said["reason_en"]) from refused
    if root.tag != definition.root.name or (root.get("id") or "") != definition.id:
        raise Refusal("FORM_RECORD", reason_zh="它属于另一张表单", reason_en="it belongs to another form")
    return root
