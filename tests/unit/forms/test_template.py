"""The template: itself a form without a finding, the same bytes each time, and a help while it is filled in."""

import io
from typing import Any

from openpyxl import load_workbook

from kiosk.core.xforms.definition import read_definition
from server.forms.examining import Examined, examine
from server.forms.reading import read_type
from server.forms.template import template
from server.forms.vocabulary import EXPLAINED, QUESTIONS, SHEETS, TYPES
from server.forms.workbook import read_workbook
from tests.unit.forms.sheets import CATALOGUE


def opened() -> Any:
    return load_workbook(io.BytesIO(template()))


def checked() -> Examined:
    return examine(template(), CATALOGUE, lambda name: None)


def test_the_template_has_no_finding() -> None:
    assert [one.line() for one in checked().findings] == []


def test_the_template_is_the_same_bytes_each_time() -> None:
    assert template() == template()


def test_it_shows_every_type_but_the_one_that_needs_a_file_beside_it() -> None:
    used = {read_type(row["A"].text) for number, row in read_workbook(template())["问题"].items() if number > 1}
    shown = {read[0].zh for read in used if read is not None}
    assert {kind.zh for kind in TYPES} - shown == {"文件单选"}


def test_the_header_stays_in_sight_and_every_column_says_what_belongs_into_it() -> None:
    book = opened()
    assert book["问题"].freeze_panes == "C2"
    for words in SHEETS:
        sheet = book[words.zh]
        assert [cell.value for cell in sheet[1]] == [column.zh for column in words.columns]
        prompts = [hint.promptTitle for hint in sheet.data_validations.dataValidation]
        assert prompts == [column.zh for column in words.columns]
        # what a spreadsheet would cut off
        assert all(len(hint.prompt) <= 255 for hint in sheet.data_validations.dataValidation)


def test_the_list_of_types_to_choose_from_is_the_one_that_is_explained() -> None:
    book = opened()
    hint = next(one for one in book["问题"].data_validations.dataValidation if one.promptTitle == "类型")
    sheet, _, reach = hint.formula1.partition("!")
    first, last = reach.replace("$", "").split(":")
    words = [row[0].value for row in book[sheet.strip("'")][f"{first}:{last}"]]
    assert sheet.strip("'") == EXPLAINED
    assert words == [kind.zh for kind in TYPES]


def test_a_version_number_and_a_text_that_begins_like_a_formula_stay_texts() -> None:
    cell = opened()["设置"]["C2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("2026112201", "s", "@")


def test_the_kiosks_engine_reads_it_in_both_languages() -> None:
    form = read_definition(checked().xform, {"principal.csv": b"name,age\nself,70\n"})
    assert (form.id, form.version, form.title) == ("MZ-01", "2026112201", "示例：低保申请")
    assert (form.languages, form.default_language) == (("中文 (zh)", "English (en)"), "中文 (zh)")


def test_every_column_is_explained() -> None:
    words = {row["A"].text for row in read_workbook(template())[EXPLAINED].values() if "A" in row}
    assert {column.zh for column in QUESTIONS.columns} <= words
