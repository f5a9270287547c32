"""A document drawn as PDF by typst, from `official.typ` and the fonts of the house; it opens nothing else.

PDF/A-2b, because a paper goes into the archive; the same document gives the same bytes.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from server.documents.document import Document
from server.documents.subject import day_in_words


def plain(document: Document) -> dict[str, object]:
    """The document as JSON holds it: `day` in words, since it is read, and `on` in ISO form."""
    return {
        **document._asdict(),
        "tables": [table._asdict() for table in document.tables],
        "day": day_in_words(document.day),
        "on": document.day.isoformat(),
    }


def pdf(document: Document) -> bytes:
    """The document as PDF, with its Chinese embedded."""
    return drawn(plain(document))


def drawn(told: Mapping[str, object]) -> bytes:
    """The same, of what `plain` told."""
    made: bytes = typst.compile(**drawing(told), format="pdf", pdf_standards="a-2b", timestamp=0)
    return made


def drawing(told: Mapping[str, object]) -> dict[str, Any]:
    """What typst draws such a document from, whatever it draws it as."""
    data = json.dumps(told, ensure_ascii=False)
    return {"input": _template(), "font_paths": fonts(), "sys_inputs": {"data": data}}


@cache
def _template() -> bytes:
    return files("server.documents").joinpath("official.typ").read_bytes()


@cache
def fonts() -> typst.Fonts:
    """Those of the house and no others, read once; they lie as files in every way this is installed."""
    with as_file(files("assets").joinpath("fonts")) as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
