"""Writing a workbook in the template's dress: headers, widths, colours, lists to choose from, a sheet that explains.

The same rows give the same bytes: the times inside the file are fixed, so a workbook in a repository changes only
where its content did.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from server.forms.explaining import EXPLANATION, TYPE_HEADING
from server.forms.vocabulary import (
    APPEARANCES,
    CHINESE,
    EXPLAINED,
    OPTIONS,
    QUESTIONS,
    SETTINGS,
    STATES,
    TYPES,
    Column,
    SheetWords,
)

LISTED_ROWS = 500  # so far down the lists to choose from reach
_FONT = "Microsoft YaHei"
_EPOCH = (2026, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")
_INK, _LINE = "1F2A30", "C9D3D8"
# Header colours by what a column is for: what it is, what is said, in English, when and how, the rest.
_TEAL, _GREEN, _BLUE, _AMBER, _GREY = "0F5C63", "2E7D4F", "2F5E9E", "9A6200", "5A666D"
_CONDITIONS = ("required", "relevant", "constraint", "calculation", "trigger", "default", "readonly", "choice_filter",
               "repeat_count")  # fmt: skip


def write_workbook(
    questions: Sequence[Mapping[str, str]], options: Sequence[Mapping[str, str]], settings: Mapping[str, str]
) -> bytes:
    """The .xlsx of rows whose keys are the template's Chinese headers; what a row lacks stays blank."""
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for words, rows in ((QUESTIONS, questions), (OPTIONS, options), (SETTINGS, [settings])):
        _write_sheet(book.create_sheet(words.zh), words, rows)
    types = _write_explanation(book.create_sheet(EXPLAINED))
    _offer(book[QUESTIONS.zh], QUESTIONS, {"type": types, "required": '"是,否"', "readonly": '"是,否"',
                                           "appearance": f'"{",".join(APPEARANCES)}"'})  # fmt: skip
    _offer(book[OPTIONS.zh], OPTIONS, {})
    _offer(book[SETTINGS.zh], SETTINGS, {"status": f'"{",".join(STATES)}"', "default_language": f'"{CHINESE}"'})
    _tint_rows(book[QUESTIONS.zh])
    out = io.BytesIO()
    book.save(out)
    return _packed(out.getvalue())


def _write_sheet(sheet: Worksheet, words: SheetWords, rows: Iterable[Mapping[str, str]]) -> None:
    headers = list(dict.fromkeys([*(column.zh for column in words.columns), *(key for row in rows for key in row)]))
    known = {column.zh: column for column in words.columns}
    for place, header in enumerate(headers, 1):
        column = known.get(header, Column(header, header, 14, "", ""))
        cell = sheet.cell(1, place, header)
        cell.font = Font(_FONT, 11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_colour(column))
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.row_dimensions[1].height = 30
    edge = Border(bottom=Side("thin", color=_LINE))
    for number, row in enumerate(rows, 2):
        for place, header in enumerate(headers, 1):
            cell = sheet.cell(number, place, row.get(header) or None)
            cell.data_type = "s" if row.get(header) else "n"  # a text that begins with = stays a text
            cell.number_format = "@"  # and 2026112201 stays what was typed
            cell.font = Font(_FONT, 10.5, color=_INK)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = edge
    sheet.freeze_panes = "C2" if words is QUESTIONS else "A2"
    sheet.sheet_properties.tabColor = {QUESTIONS: _TEAL, OPTIONS: _GREEN, SETTINGS: _AMBER}[words]
    _print_landscape(sheet)


def _colour(column: Column) -> str:
    if column.zh.startswith("英文"):
        return _BLUE
    if "::" in column.canonical and not column.canonical.startswith("media"):
        return _GREEN
    if column.canonical in _CONDITIONS:
        return _AMBER
    return _TEAL if column.canonical in ("type", "name", "list_name") else _GREY


def _print_landscape(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _offer(sheet: Worksheet, words: SheetWords, lists: Mapping[str, str]) -> None:
    """Every column says what belongs into it; some offer a list, from which a clerk may depart (单选 needs its list)."""
    for place, column in enumerate(words.columns, 1):
        letter = get_column_letter(place)
        listed = lists.get(column.canonical)
        hint = DataValidation(type="list" if listed else None, formula1=listed, allow_blank=True)
        hint.showErrorMessage = False
        hint.showInputMessage = True
        hint.promptTitle = column.zh
        hint.prompt = f"{column.about_zh}\n{column.about_en}"
        hint.add(f"{letter}2:{letter}{LISTED_ROWS}")
        sheet.add_data_validation(hint)


def _tint_rows(sheet: Worksheet) -> None:
    """Groups, rounds, materials and what is not shown are seen at a glance, also in rows that are added later."""
    reach = f"A2:{get_column_letter(len(QUESTIONS.columns))}{LISTED_ROWS}"
    for word, colour in (("分组", "E3EEF0"), ("循环", "DCEBDD"), ("材料", "FBF0D9"), ("说明", "EEF2F8"), ("计算", "F0F0F0"),
                         ("隐藏", "F0F0F0"), ("外部表", "F0F0F0")):  # fmt: skip
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(reach, FormulaRule([f'LEFT($A2,{len(word)})="{word}"'], fill=fill))


def _write_explanation(sheet: Worksheet) -> str:
    """The explaining sheet; returns where on it the types stand, as a reference."""
    number, types = 0, ""
    for heading, rows in EXPLANATION:
        number += 1
        sheet.cell(number, 1, heading).font = Font(_FONT, 13, bold=True, color=_TEAL)
        sheet.row_dimensions[number].height = 26
        if heading == TYPE_HEADING:
            types = f"'{EXPLAINED}'!$A${number + 1}:$A${number + len(TYPES)}"
        for row in rows:
            number += 1
            for place, text in enumerate(row, 1):
                cell = sheet.cell(number, place, text)
                cell.data_type = "s"
                cell.font = Font(_FONT, 10.5, bold=place == 1, color=_INK)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        number += 1
    for letter, width in (("A", 16), ("B", 60), ("C", 64)):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_properties.tabColor = _GREY
    _print_landscape(sheet)
    return types


def _packed(data: bytes) -> bytes:
    """The same parcel with fixed times, outside and inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parcel, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parcel.infolist():
            content = parcel.read(part)
            if part.filename == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2026-01-01T00:00:00Z\g<3>", content)
            packed.writestr(zipfile.ZipInfo(part.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
