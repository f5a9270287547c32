"""A workbook from the outside: bounded before it is opened, read cell by cell, every text with its place.

An .xlsx is a zip of XML files. What it claims to hold is added up before anything is unpacked, because a file of a
few kilobytes can unpack to gigabytes; macros and encryption are refused by name, since a clerk can take both away.
"""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from lxml.etree import LxmlError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from kiosk.core.refusal import Refusal

WORKBOOK_BYTES_MAX = 5 * 1024 * 1024  # the largest of the first forms has 30 kB; pictures do not belong in it
UNPACKED_BYTES_MAX = 20 * 1024 * 1024  # a sheet of 5,000 rows unpacks to some 5 MB
PARTS_MAX = 500
ROWS_MAX = 5_000  # of a sheet; options of one list from a register belong in a CSV
COLUMNS_MAX = 100
CELL_CHARS_MAX = 5_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # an old .xls, and the wrapping of an encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # names in an OLE folder are UTF-16
_DOCTYPE = b"<!DOCTYPE"
_BLANKS = str.maketrans({"\u00a0": " ", "\u3000": " ", "\u200b": "", "\ufeff": "", "\r": ""})


class Cell(NamedTuple):
    """One cell that holds something: its text without blanks around it, and where a person finds it.

    `row` counts from 1, `column` is Excel's letter. `computed` where the cell holds one of Excel's own formulas.
    """

    text: str
    sheet: str
    row: int
    column: str
    computed: bool = False


Grid = dict[int, dict[str, Cell]]  # row -> column letter -> cell; blank cells and rows are left out


def read_workbook(data: bytes) -> dict[str, Grid]:
    """Every sheet by its name, in the order of the tabs; Refusal FORM_FILE_* where the file is no plain workbook."""
    _check_outside(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            return {sheet.title: dict(_rows(sheet)) for sheet in book.worksheets}
        finally:
            book.close()
    # openpyxl trusts its file: what is damaged shows as whatever its parser stumbles over
    except (zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, LxmlError, LookupError,
            ValueError, TypeError, AttributeError, OSError, EOFError, NotImplementedError, AssertionError,
            RecursionError) as broken:  # fmt: skip
        raise Refusal("FORM_FILE_DAMAGED") from broken


def _check_outside(data: bytes) -> None:
    """Everything that can be said before the first part is unpacked."""
    if len(data) > WORKBOOK_BYTES_MAX:
        raise Refusal("FORM_FILE_TOO_LARGE", limit=WORKBOOK_BYTES_MAX // (1024 * 1024))
    if data.startswith(_OLE):
        raise Refusal("FORM_FILE_ENCRYPTED" if _ENCRYPTED in data else "FORM_FILE_NOT_XLSX")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            parts = parcel.infolist()
            _check_parts(parts)
            if any(_DOCTYPE in parcel.read(part) for part in parts):
                raise Refusal("FORM_FILE_DAMAGED")  # no spreadsheet writes one: it is there for its entities
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError) as broken:
        raise Refusal("FORM_FILE_NOT_XLSX") from broken


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """What the list of parts says: what they are, and how much they unpack to. A part never gives more than it says."""
    names = [part.filename for part in parts]
    if not any(name == "xl/workbook.xml" for name in names):
        raise Refusal("FORM_FILE_NOT_XLSX")
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
        raise Refusal("FORM_FILE_MACROS")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Refusal("FORM_FILE_DAMAGED")  # what no spreadsheet writes
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("FORM_FILE_ENCRYPTED")
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        raise Refusal("FORM_FILE_UNPACKS_HUGE", limit=UNPACKED_BYTES_MAX // (1024 * 1024))


def _rows(sheet: Any) -> Iterator[tuple[int, dict[str, Cell]]]:
    # one row and column past the limits, so that a sheet that runs on is noticed and not cut off in silence
    for row in sheet.iter_rows(max_row=ROWS_MAX + 1, max_col=COLUMNS_MAX + 1):
        found = {}
        for place, cell in enumerate(row, 1):
            text = written(cell.value)
            if not text:
                continue
            if cell.row > ROWS_MAX or place > COLUMNS_MAX:
                raise Refusal("FORM_SHEET_TOO_LARGE", sheet=sheet.title[:40], rows=ROWS_MAX, columns=COLUMNS_MAX)
            column = get_column_letter(place)
            if len(text) > CELL_CHARS_MAX:
                raise Refusal(
                    "FORM_CELL_TOO_LONG", sheet=sheet.title[:40], cell=f"{column}{cell.row}", limit=CELL_CHARS_MAX
                )
            found[column] = Cell(text, sheet.title, cell.row, column, cell.data_type == "f")
        if found:
            yield next(iter(found.values())).row, found


def written(value: object) -> str:
    """A cell's value as the clerk sees it: 3.0 is 3, TRUE is true, a day is its ISO date; blanks at the ends go."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
    return str(value).translate(_BLANKS).strip()
