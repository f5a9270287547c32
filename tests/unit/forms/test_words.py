"""A workbook may speak Chinese or canonical XLSForm: the form is the same."""

import io

import pytest
from openpyxl import Workbook

from server.forms.examining import examine
from server.forms.names import nearest, pinyin_name
from server.forms.reading import read_type
from server.forms.vocabulary import OPTIONS, QUESTIONS, SETTINGS, TYPES
from tests.unit.forms.sheets import CATALOGUE

CHINESE = {
    "问题": [
        ("类型", "名称", "题目", "英文题目", "必填", "显示条件", "校验", "校验说明", "英文校验说明", "外观", "参数"),
        ("单选 kinds", "kind", "哪一种？", "Which?", "是"),
        ("长文字", "why", "为什么？", "Why?", None, "${kind} = 'new'"),
        ("金额", "sum", "多少元？", "How much?", None, None, ". >= 0", "不能是负数。", "Not negative."),
        ("循环开始", "others", "一位家人", "One relative"),
        ("年份", "born", "哪年出生？", "Born when?"),
        ("循环结束",),
        ("照片", "house", "拍一张。", "Take a picture.", None, None, None, None, None, None, "max-pixels=1600"),
        ("材料", "material_2", "身份证", "Identity card", None, "${kind} = 'new'"),
    ],
    "选项": [("列表", "值", "文字", "英文"), ("kinds", "new", "新", "New"), ("kinds", "used", "旧", "Used")],
    "设置": [("表单编号", "标题", "版本", "状态"), ("MZ-01", "试", "2026112201", "未审")],
}
CANONICAL = {
    "survey": [
        ("type", "name", "label::中文 (zh)", "label::English (en)", "required", "relevant", "constraint",
         "constraint_message::中文 (zh)", "constraint_message::English (en)", "appearance", "parameters"),
        ("select_one kinds", "kind", "哪一种？", "Which?", "yes"),
        ("text", "why", "为什么？", "Why?", None, "${kind} = 'new'", None, None, None, "multiline"),
        ("decimal", "sum", "多少元？", "How much?", None, None, ". >= 0", "不能是负数。", "Not negative.", "money"),
        ("begin repeat", "others", "一位家人", "One relative"),
        ("date", "born", "哪年出生？", "Born when?", None, None, None, None, None, "year"),
        ("end repeat",),
        ("image", "house", "拍一张。", "Take a picture.", None, None, None, None, None, None, "max-pixels=1600"),
        ("note", "material_2", "身份证", "Identity card", None, "${kind} = 'new'"),
    ],
    "choices": [
        ("list_name", "name", "label", "label::en"), ("kinds", "new", "新", "New"), ("kinds", "used", "旧", "Used"),
    ],
    "settings": [("form_id", "form_title", "version", "status"), ("MZ-01", "试", "2026112201", "未审")],
}  # fmt: skip


def workbook(sheets: dict[str, list[tuple[str | None, ...]]]) -> bytes:
    book = Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_chinese_and_canonical_words_give_the_same_xform() -> None:
    chinese = examine(workbook(CHINESE), CATALOGUE, lambda name: None)
    canonical = examine(workbook(CANONICAL), CATALOGUE, lambda name: None)
    assert [one.line() for one in (*chinese.findings, *canonical.findings)] == []
    assert chinese.xform == canonical.xform


def test_a_finding_names_the_sheet_as_the_workbook_does() -> None:
    wrong = {**CANONICAL, "choices": [*CANONICAL["choices"], ("kinds", "new", "又新", "New again")]}
    (one,) = examine(workbook(wrong), CATALOGUE, lambda name: None).findings
    assert one.place == "choices B4"


@pytest.mark.parametrize(
    ("text", "canonical", "argument"),
    [
        ("单选 kinds", "select_one", "kinds"),
        ("单选kinds", "select_one", "kinds"),
        ("select one kinds", "select_one", "kinds"),
        ("是否", "select_one", "yes_no"),
        ("文件单选 crops.csv", "select_one_from_file", "crops.csv"),
        ("begin  group", "begin_group", ""),
        ("datetime", "dateTime", ""),
        ("循环结束", "end_repeat", ""),
    ],
)
def test_a_type_is_read_in_either_language(text: str, canonical: str, argument: str) -> None:
    read = read_type(text)
    assert read is not None and (read[0].canonical, read[1]) == (canonical, argument)


def test_every_word_of_the_vocabulary_stands_for_one_thing() -> None:
    for words in (QUESTIONS, OPTIONS, SETTINGS):
        spellings = [spelling for column in words.columns for spelling in (column.zh, column.canonical, *column.also)]
        assert len(spellings) == len(set(spellings)), words.zh
    assert len({kind.zh for kind in TYPES}) == len(TYPES)


@pytest.mark.parametrize(
    ("text", "name"),
    [("家庭人口", "jia_ting_ren_kou"), ("2号楼", "q_2_hao_lou"), ("Is it?", "is_it"), ("，。", "q"), ("面积m2", "mian_ji_m2")],
)
def test_a_name_in_pinyin_is_offered(text: str, name: str) -> None:
    assert pinyin_name(text) == name


def test_a_long_text_becomes_a_name_that_is_not_too_long() -> None:
    assert len(pinyin_name("您家里一共有多少位共同生活的家庭成员呢")) <= 40


def test_the_nearest_word_is_offered_and_none_where_none_is_near() -> None:
    assert nearest("incme", ["age", "income"]) == "income"
    assert nearest("xyz", ["age", "income"]) == ""
