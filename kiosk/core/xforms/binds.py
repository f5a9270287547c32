"""Reading `<bind>` elements: what the form says of its nodes.

Source: bind attributes and preload attributes of the ODK XForms specification.
"""

from typing import Any

from lxml import etree

from kiosk.core.xforms.datatypes import type_named
from kiosk.core.xforms.document import JAVAROSA, OPENROSA, children_named
from kiosk.core.xforms.paths import Paths
from kiosk.core.xforms.structure import Bind, Part, Preload, is_identifier
from kiosk.core.xforms.wording import Compile, read_message
from kiosk.core.xforms.xpath.expression import Expression

UPLOAD_TYPE = "binary"


def read_binds(model: etree._Element, paths: Paths, document: Part, compile_text: Compile, numbered: bool) -> None:
    """Give every part its bind, after the body has been read. A bind that leads to no node says nothing.

    `numbered` means that the record's number was added to the form, which then fills it in.
    """
    for element in children_named(model, "bind"):
        part = paths.look_up(element.get("nodeset") or element.get("ref") or "")
        if part is not None:
            part.bind = _read(element, part, compile_text)
    for part in document.whole():
        if part.control is not None and part.control.tag == "upload" and part.bind.kind == "string":
            part.bind = part.bind._replace(kind=UPLOAD_TYPE)
        if numbered and is_identifier(part):
            part.bind = part.bind._replace(preload=Preload("uid", ""))


def _read(element: etree._Element, part: Part, compile_text: Compile) -> Bind:
    """The bind, and what an earlier bind of the same part says besides."""

    def expression(name: str) -> Expression | None:
        written = element.get(name)
        return None if written is None else compile_text(written, f"{part.ref} {name}")

    preload = element.get(f"{{{JAVAROSA}}}preload")
    pixels = element.get(f"{{{OPENROSA}}}max-pixels") or ""
    said = Bind(
        type_named(element.get("type")),
        expression("calculate"),
        expression("relevant"),
        expression("required"),
        expression("readonly"),
        expression("constraint"),
        read_message(element.get(f"{{{JAVAROSA}}}requiredMsg"), compile_text, part.ref),
        read_message(element.get(f"{{{JAVAROSA}}}constraintMsg"), compile_text, part.ref),
        None if preload is None else Preload(preload, element.get(f"{{{JAVAROSA}}}preloadParams") or ""),
        int(pixels) if pixels.isdecimal() and len(pixels) < 6 else None,
    )
    given: dict[str, Any] = {name: value for name, value in said._asdict().items() if value is not None}
    if element.get("type") is None:
        del given["kind"]
    return part.bind._replace(**given)
