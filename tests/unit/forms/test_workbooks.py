"""What comes in as a workbook: bounded, named where it is none, each cell with its place."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from kiosk.core.refusal import Refusal
from server.forms.template import template
from server.forms.workbook import (
    CELL_CHARS_MAX,
    COLUMNS_MAX,
    PARTS_MAX,
    ROWS_MAX,
    UNPACKED_BYTES_MAX,
    WORKBOOK_BYTES_MAX,
    read_workbook,
)


def saved(cells: dict[str, object]) -> bytes:
    """A workbook of one sheet with these cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "问题"
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The template with one part more."""
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr(name, content)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_workbook(data)
    return caught.value.code


def test_every_cell_knows_its_sheet_row_and_column() -> None:
    cell = read_workbook(saved({"AB7": "三口"}))["问题"][7]["AB"]
    assert (cell.text, cell.sheet, cell.row, cell.column) == ("三口", "问题", 7, "AB")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (2026112201, "2026112201"),
        (0.5, "0.5"),
        (True, "true"),
        (datetime.datetime(2026, 11, 22), "2026-11-22"),
        ("\u3000两边有空格\u00a0 ", "两边有空格"),
        ("\u200b看不见", "看不见"),
    ],
)
def test_a_cell_is_read_as_the_clerk_sees_it(value: object, text: str) -> None:
    assert read_workbook(saved({"A1": value}))["问题"][1]["A"].text == text


def test_a_formula_of_the_spreadsheet_is_known_as_one() -> None:
    cell = read_workbook(saved({"A1": "=TODAY()"}))["问题"][1]["A"]
    assert cell.computed and cell.text == "=TODAY()"


@pytest.mark.parametrize("data", [b"", b"PK", "类型,名称\n".encode(), b"%PDF-1.7", bytes(1000)])
def test_what_is_no_workbook_is_refused_by_name(data: bytes) -> None:
    assert refused(data) == "FORM_FILE_NOT_XLSX"


def test_another_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        parcel.writestr("word/document.xml", "<w/>")
    assert refused(out.getvalue()) == "FORM_FILE_NOT_XLSX"


def test_an_encrypted_workbook_and_an_old_xls_are_told_apart() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
    assert refused(ole + "EncryptedPackage".encode("utf-16-le") + bytes(100)) == "FORM_FILE_ENCRYPTED"
    assert refused(ole + "Workbook".encode("utf-16-le")) == "FORM_FILE_NOT_XLSX"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_workbook_with_macros_is_refused(part: str) -> None:
    assert refused(with_part(part, b"x")) == "FORM_FILE_MACROS"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part("xl/worksheets/sheet9.xml", bytes(UNPACKED_BYTES_MAX + 1))
    assert len(bomb) < 100_000
    assert refused(bomb) == "FORM_FILE_UNPACKS_HUGE"


def test_a_workbook_of_very_many_parts_is_refused() -> None:
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a") as parcel:
        for number in range(PARTS_MAX):
            parcel.writestr(f"xl/media/{number}", b"")
    assert refused(out.getvalue()) == "FORM_FILE_UNPACKS_HUGE"


def test_a_huge_file_is_refused_by_its_length_alone() -> None:
    assert refused(bytes(WORKBOOK_BYTES_MAX + 1)) == "FORM_FILE_TOO_LARGE"


def test_a_sheet_that_runs_on_is_refused_and_not_cut_off() -> None:
    assert refused(saved({f"A{ROWS_MAX}": "last", f"A{ROWS_MAX + 1}": "one too many"})) == "FORM_SHEET_TOO_LARGE"
    assert refused(saved({f"{get_column_letter(COLUMNS_MAX + 1)}1": "too wide"})) == "FORM_SHEET_TOO_LARGE"


def test_a_cell_with_a_novel_in_it_is_refused() -> None:
    assert refused(saved({"C3": "长" * (CELL_CHARS_MAX + 1)})) == "FORM_CELL_TOO_LONG"


def test_a_damaged_workbook_is_refused_whatever_is_broken() -> None:
    whole = template()
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as parcel, zipfile.ZipFile(out, "w") as broken:
            for name in parcel.namelist():
                broken.writestr(name, parcel.read(name)[: 40 if name == part else None])
        assert refused(out.getvalue()) == "FORM_FILE_DAMAGED", part


def test_a_part_whose_bytes_were_changed_is_noticed() -> None:
    data = bytearray(template())
    data[200:240] = bytes(40)
    assert refused(bytes(data)) in ("FORM_FILE_DAMAGED", "FORM_FILE_NOT_XLSX")


def test_a_document_type_with_entities_is_refused() -> None:
    laughs = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    assert refused(with_part("xl/more.xml", laughs)) == "FORM_FILE_DAMAGED"
