"""Each check is shown one thing wrong, finds that thing where it stands, and nothing else."""

import io

import pytest
from openpyxl import load_workbook

from kiosk.core.refusal import Refusal
from server.forms.examining import examine, judge
from server.forms.reading import QUESTION_ROWS_MAX
from server.forms.sentences import SENTENCES
from server.forms.vocabulary import QUESTIONS, SETTINGS
from server.forms.workbook import Cell
from server.forms.writing import write_workbook
from tests.tidy.tree import ROOT
from tests.unit.forms.sheets import CATALOGUE, FIRST, GIVEN, KINDS, Row, asked, examined, found, sheet, with_words


def test_a_sound_form_has_no_finding_and_becomes_an_xform() -> None:
    seen = examined(asked("文字", "why", 显示条件="${kind} = 'new' and ${age} > 60"))
    assert seen.findings == () and seen.xform.startswith(b"<?xml")


# What stands in row 4 (or 4 and 5), what is found, where.
WRONG: list[tuple[list[Row], str, str]] = [
    # names
    ([asked("文字", "家庭人口")], "NAME_CHINESE", "问题 B4"),
    ([asked("文字", "Income")], "NAME_SHAPE", "问题 B4"),
    ([asked("文字", "2nd")], "NAME_SHAPE", "问题 B4"),
    ([asked("文字", "")], "NAME_MISSING", "问题 B4"),
    ([asked("文字", "meta")], "NAME_RESERVED", "问题 B4"),
    ([asked("文字", "a" * 41)], "NAME_LONG", "问题 B4"),
    ([asked("文字", "age")], "NAME_TWICE", "问题 B4"),
    ([asked("循环开始", "others"), asked("文字", "age"), {"类型": "循环结束"}], "NAME_TWICE", "问题 B5"),
    # types and pairs
    ([asked("文子", "why")], "TYPE_UNKNOWN", "问题 A4"),
    ([asked("", "why")], "TYPE_MISSING", "问题 A4"),
    ([asked("整数 kinds", "why")], "TYPE_AND_MORE", "问题 A4"),
    ([asked("单选", "why")], "LIST_NOT_NAMED", "问题 A4"),
    ([asked("文件单选", "why")], "FILE_NOT_NAMED", "问题 A4"),
    ([asked("文件单选 作物.csv", "why")], "FILE_NAME", "问题 A4"),
    ([asked("分组开始", "house"), asked("文字", "why")], "NOT_ENDED", "问题 A4"),
    ([asked("文字", "why"), {"类型": "循环结束"}], "NOT_BEGUN", "问题 A5"),
    ([asked("分组开始", "house"), asked("文字", "why"), {"类型": "循环结束"}], "ENDED_OTHERWISE", "问题 A6"),
    ([asked("分组开始", "house"), {"类型": "分组结束"}], "INSIDE_EMPTY", "问题 A4"),
    ([*[asked("分组开始", f"g{n}") for n in range(6)], asked("文字", "why"), *[{"类型": "分组结束"}] * 6], "NESTED_DEEP", "问题 A9"),
    ([*[asked("循环开始", f"r{n}") for n in range(4)], asked("文字", "why"), *[{"类型": "循环结束"}] * 4],
     "ROUNDS_DEEP", "问题 A7"),
    ([asked("分组开始", "house"), {"类型": "外部表", "名称": "principal"}, asked("文字", "why"), {"类型": "分组结束"}],
     "TABLE_INSIDE", "问题 A5"),
    # signs
    ([asked("文字", "why", 显示条件="（${age} > 60）")], "SIGNS_WIDE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} ＞ 60")], "SIGNS_WIDE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${kind} = “new”")], "SIGNS_WIDE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${kind} ＝ 'new'")], "SIGNS_WIDE", "问题 L4"),
    ([asked("文字", "why", 显示条件="selected(${kind}， 'new')")], "SIGNS_WIDE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} == 60")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} > 60 && ${kind} = 'new'")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} ≥ 60")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} 大于 60 并且 ${kind} = 'new'")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age}/2 > 30")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} / ${age} > 30")], "OPERATOR_FOREIGN", "问题 L4"),
    ([asked("文字", "why", 显示条件="年纪大的才问")], "CONDITION_PROSE", "问题 L4"),
    ([with_words("整数", "sum", "大于0，小于20")], "CONDITION_PROSE", "问题 M4"),
    ([with_words("整数", "sum", "1 <= . <= 20")], "COMPARED_TWICE", "问题 M4"),
    ([asked("文字", "why", 显示条件="${kind} = 'new' or 'used'")], "VALUE_ALONE", "问题 L4"),
    ([asked("文字", "why", 必填="√")], "NEITHER_YES_NOR_NO", "问题 I4"),
    ([asked("数字", "sum")], "TYPE_UNKNOWN", "问题 A4"),
    ([with_words("整数", "sum", ". >")], "EXPRESSION_CUT", "问题 M4"),
    ([with_words("整数", "sum", ". > 0 and")], "EXPRESSION_CUT", "问题 M4"),
    ([with_words("整数", "sum", ". > 0 and (. < 5")], "BRACKET_OPEN", "问题 M4"),
    ([with_words("整数", "sum", ". > 0 and . < 5)")], "BRACKET_EXTRA", "问题 M4"),
    ([with_words("整数", "sum", "> 0")], "VALUE_EXPECTED", "问题 M4"),
    ([with_words("整数", "sum", ". 5")], "OPERATOR_EXPECTED", "问题 M4"),
    ([asked("文字", "why", 显示条件="${kind} = 'new")], "QUOTE_OPEN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} > 6!")], "SIGN_UNKNOWN", "问题 L4"),
    ([asked("文字", "why", 显示条件="(" * 150 + "1" + ")" * 150)], "EXPRESSION_LONG", "问题 L4"),
    ([asked("文字", "why", 显示条件="foo::bar")], "EXPRESSION_UNREADABLE", "问题 L4"),
    # names and functions in expressions
    ([asked("文字", "why", 显示条件="$(age) > 60")], "REFERENCE_SHAPE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age > 60")], "REFERENCE_SHAPE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${ages} > 60")], "REFERENCE_UNKNOWN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${ age } > 60")], "REFERENCE_BLANK", "问题 L4"),
    ([asked("文字", "why", 题目="您${ages}岁了？")], "REFERENCE_UNKNOWN", "问题 C4"),
    ([asked("计算", "why", 计算="1", 触发="${ages}")], "REFERENCE_UNKNOWN", "问题 Q4"),
    ([asked("计算", "why", 计算="1", 触发="age")], "TRIGGER_SHAPE", "问题 Q4"),
    ([asked("计算", "old", 计算="1"), asked("计算", "why", 计算="1", 触发="${old}")], "TRIGGER_NOT_ASKED", "问题 Q5"),
    ([asked("文字", "why", 显示条件="age > 60")], "NAME_BARE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${kind} = true")], "NAME_BARE", "问题 L4"),
    ([asked("单选 kinds", "why", 选项筛选="town = ${kind}")], "FILTER_COLUMN_UNKNOWN", "问题 U4"),
    ([asked("计算", "why", 计算="rond(${age}, 2)")], "FUNCTION_UNKNOWN", "问题 P4"),
    ([asked("计算", "why", 计算="today(1)")], "ARGUMENTS_COUNT", "问题 P4"),
    ([asked("计算", "why", 计算="coalesce(${age})")], "ARGUMENTS_COUNT", "问题 P4"),
    ([asked("计算", "why", 计算="pulldata('principal', 'ages', 'name', 'self')")], "PULLED_UNKNOWN", "问题 P4"),
    ([asked("计算", "why", 计算="pulldata('prices', 'price', 'crop', 'rice')")], "FILE_MISSING", "问题 P4"),
    ([asked("文件单选 crops.csv", "why")], "FILE_MISSING", "问题 A4"),
    ([asked("循环开始", "others"), asked("整数", "wage"), {"类型": "循环结束"}, asked("计算", "all", 计算="${wage} * 2")],
     "OUT_OF_ROUND", "问题 P7"),
    # comparisons
    ([asked("文字", "why", 显示条件="${kind} = 'old'")], "OPTION_UNKNOWN", "问题 L4"),
    ([asked("文字", "why", 显示条件="selected(${kind}, 'old')")], "OPTION_UNKNOWN", "问题 L4"),
    ([asked("文字", "why", 显示条件="${kind} = 1")], "OPTION_UNKNOWN", "问题 L4"),
    ([asked("单选 kinds", "why", 默认="old")], "DEFAULT_UNKNOWN", "问题 R4"),
    ([asked("多选 kinds", "all"), asked("文字", "why", 显示条件="${all} = 'new'")], "SEVERAL_COMPARED", "问题 L5"),
    ([asked("文字", "why", 显示条件="${age} = '老'")], "NUMBER_WITH_TEXT", "问题 L4"),
    ([asked("日期", "day"), asked("文字", "why", 显示条件="${day} > '2026年1月'")], "DAY_WITH_TEXT", "问题 L5"),
    ([asked("日期", "day"), asked("文字", "why", 显示条件="${day} > 2026")], "DAY_WITH_TEXT", "问题 L5"),
    ([asked("文字", "who"), asked("文字", "why", 显示条件="${who} > 'a'")], "TEXT_ORDERED", "问题 L5"),
    ([asked("文字", "why", 显示条件="${kind} = true()")], "TRUTH_COMPARED", "问题 L4"),
    # regular expressions
    ([with_words("文字", "code", "regex(., '[0-9]{6}')")], "PATTERN_LOOSE", "问题 M4"),
    ([with_words("文字", "code", "regex(., '^a|b$')")], "PATTERN_LOOSE", "问题 M4"),
    ([with_words("文字", "code", "regex(., '^[0-9')")], "PATTERN_UNREADABLE", "问题 M4"),
    ([with_words("文字", "code", "regex(., '^([0-9]+)+$')")], "PATTERN_EXPLODES", "问题 M4"),
    ([with_words("文字", "code", "regex(., '^(a|b*)*$')")], "PATTERN_EXPLODES", "问题 M4"),
    # never seen, never computed
    ([asked("文字", "why", 显示条件="false()")], "UNREACHABLE", "问题 L4"),
    ([asked("文字", "why", 显示条件="1 = 2")], "UNREACHABLE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${kind} = 'new' and ${kind} = 'used'")], "UNREACHABLE", "问题 L4"),
    ([asked("文字", "why", 显示条件="${age} > 3 and (${kind} = 'new' and ${kind} = 'used')")], "UNREACHABLE", "问题 L4"),
    ([asked("计算", "one", 计算="${two}"), asked("计算", "two", 计算="${one}")], "CYCLE", "问题 P4"),
    ([asked("文字", "why", 显示条件="${why} != ''")], "CYCLE", "问题 L4"),
    ([asked("文字", "why", 显示条件=". != ''")], "CYCLE", "问题 L4"),
    ([asked("文字", "why", 显示条件="../why != ''")], "CYCLE", "问题 L4"),
    ([asked("单选 kinds", "why", 选项筛选="name != ${why}")], "CYCLE", "问题 U4"),
    ([asked("单选 kinds", "one", 选项筛选="name != ${two}"), asked("文字", "two", 显示条件="${one} != ''")],
     "CYCLE", "问题 U4"),
    ([asked("循环开始", "others"), asked("计算", "sum", 计算="sum(${sum}) + 1"), {"类型": "循环结束"}], "CYCLE", "问题 P5"),
    ([asked("分组开始", "house", 显示条件="${room} > 1"), asked("整数", "room"), {"类型": "分组结束"}], "CYCLE", "问题 L4"),
    # texts
    ([{"类型": "文字", "名称": "why"}], "LABEL_MISSING", "问题 C4"),
    ([asked("文字", "why", 英文题目="")], "ENGLISH_MISSING", "问题 F4"),
    ([asked("文字", "why", 题目="")], "CHINESE_MISSING", "问题 C4"),
    ([asked("文字", "why", 提示="看一看")], "ENGLISH_MISSING", "问题 G4"),
    ([asked("文字", "why", 英文朗读="Listen")], "CHINESE_MISSING", "问题 E4"),
    ([asked("文字", "why", 题目="问" * 61)], "TEXT_LONG", "问题 C4"),
    ([asked("整数", "sum", 校验=". > 0")], "CONSTRAINT_UNSAID", "问题 N4"),
    ([asked("整数", "sum", 校验说明="不对", 英文校验说明="Wrong")], "CONSTRAINT_MISSING", "问题 M4"),
    ([asked("整数", "sum", 必填="${age} > 60")], "REQUIRED_UNSAID", "问题 J4"),
    ([asked("说明", f"note_{n}") for n in range(80)], "QUESTIONS_MANY", "问题 A82"),
    # particulars
    ([asked("照片", "house")], "PIXELS_MISSING", "问题 W4"),
    ([asked("照片", "house", 参数="max-pixels=20000")], "PIXELS_WRONG", "问题 W4"),
    ([asked("签名", "signed", 默认="1 + 1")], "DEFAULT_OF_PICTURE", "问题 R4"),
    ([asked("照片", "house", 参数="max-pixels 1600")], "PARAMETER_SHAPE", "问题 W4"),
    ([asked("文字", "why", 参数="start=1")], "PARAMETER_UNKNOWN", "问题 W4"),
    ([asked("范围", "health", 参数="start=5 end=1 step=1")], "RANGE_WRONG", "问题 W4"),
    ([asked("范围", "health")], "RANGE_WRONG", "问题 W4"),
    ([asked("计算", "sum")], "CALCULATION_MISSING", "问题 P4"),
    ([asked("文字", "why", 外观="multlines")], "APPEARANCE_UNKNOWN", "问题 T4"),
    # materials of MZ-01, which has six
    ([asked("材料", "material_7")], "MATERIAL_UNKNOWN", "问题 B4"),
    ([asked("材料", "id_card")], "MATERIAL_NAME", "问题 B4"),
    ([asked("文字", "material_2")], "MATERIAL_NAME_TAKEN", "问题 A4"),
    ([asked("循环开始", "others"), asked("材料", "material_2"), {"类型": "循环结束"}], "MATERIAL_IN_ROUND", "问题 B5"),
    ([asked("单选 sorts", "why")], "LIST_MISSING", "问题 A4"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "code", "place"), WRONG, ids=[f"{w[1]}-{n}" for n, w in enumerate(WRONG)])
def test_one_mistake_is_one_finding_where_it_stands(rows: list[Row], code: str, place: str) -> None:
    assert found(*rows) == [(code, place)]


def option(**more: str) -> Row:
    return {"列表": "kinds", "值": "other", "文字": "别的", "英文": "Other", **more}


@pytest.mark.parametrize(
    ("wrong", "code", "place"),
    [
        (option(值="very new"), "VALUE_BLANK", "选项 B4"),
        (option(值="老的"), "VALUE_SHAPE", "选项 B4"),
        (option(值="new"), "VALUE_TWICE", "选项 B4"),
        (option(值=""), "VALUE_MISSING", "选项 B4"),
        (option(列表=""), "OPTION_OF_NO_LIST", "选项 A4"),
        (option(列表="sorts"), "LIST_UNUSED", "选项 A4"),
        (option(文字="", 英文=""), "OPTION_UNLABELLED", "选项 C4"),
        (option(文字="${ages}岁"), "REFERENCE_UNKNOWN", "选项 C4"),
        (option(英文=""), "ENGLISH_MISSING", "选项 D4"),
        (option(文字="长" * 41), "TEXT_LONG", "选项 C4"),
        (option(乡镇="x"), "FILTER_HEADER", "选项 F1"),
    ],
)
def test_an_option_that_is_wrong_is_found(wrong: Row, code: str, place: str) -> None:
    assert found(options=(*KINDS, wrong)) == [(code, place)]


def test_a_list_longer_than_anybody_searches_is_found() -> None:
    many = [option(值=f"v{n}") for n in range(300)]
    assert found(options=(*KINDS, *many)) == [("LIST_LONG", "选项 A302")]


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"表单编号": ""}, "FORM_ID_MISSING", "设置 A2"),
        ({"表单编号": "MZ-99"}, "MATTER_NOT_LISTED", "设置 A2"),
        ({"标题": ""}, "TITLE_MISSING", "设置 B2"),
        ({"版本": "1.0"}, "VERSION_SHAPE", "设置 C2"),
        ({"版本": "2026133201"}, "VERSION_SHAPE", "设置 C2"),
        ({"状态": "好"}, "STATUS_UNKNOWN", "设置 D2"),
        ({"默认语言": "English"}, "LANGUAGE_OTHER", "设置 E2"),
        ({"作者": "张三"}, "HEADER_OWN", "设置 F1"),
    ],
)
def test_a_setting_that_is_wrong_is_found(changed: Row, code: str, place: str) -> None:
    assert found(settings={**GIVEN, **changed}) == [(code, place)]


def test_a_form_without_settings_says_so() -> None:
    assert found(settings={}) == [("SETTINGS_MISSING", "设置 2")]


def test_a_column_that_is_not_known_is_found_and_a_remark_is_not() -> None:
    assert found(asked("文字", "why", 题木="x")) == [("HEADER_OWN", "问题 Z1")]
    assert found(asked("文字", "why", 备注="问过民政局", 备注2="x")) == []


def test_a_column_that_stands_twice_is_found() -> None:
    twice = {letter: Cell(text, "问题", 1, letter) for letter, text in (("A", "类型"), ("B", "名称"), ("C", "type"))}
    seen = judge({"问题": {1: twice}, "设置": sheet(SETTINGS, [GIVEN])}, CATALOGUE, lambda name: None)
    assert ("HEADER_TWICE", "问题 C1") in [(one.code, one.place) for one in seen.findings]


def test_what_only_the_converter_finds_is_told_in_its_words() -> None:
    (one,) = examined(asked("单选 kinds", "why", 参数="randomize=true seed=some")).findings
    assert (one.code, one.place) == ("CONVERTER_SAYS", "问题") and "seed value" in one.text("zh")


def test_what_only_the_kiosks_engine_finds_is_told_in_its_words() -> None:
    seen = examined(asked("文件单选 crops.csv", "crop"), beside={"crops.csv": b"\xff\xfe\xff"})
    assert [(one.code, one.place) for one in seen.findings] == [("ENGINE_SAYS", "问题")]
    assert "crops.csv" in seen.findings[0].text("zh")


def test_an_excel_formula_is_the_only_finding_of_its_cell() -> None:
    book = load_workbook(io.BytesIO(write_workbook([*FIRST, asked("计算", "sum", 计算="1")], KINDS, GIVEN)))
    book["问题"]["P4"] = "=1+"
    out = io.BytesIO()
    book.save(out)
    seen = examine(out.getvalue(), CATALOGUE, lambda name: None)
    assert [(one.code, one.place) for one in seen.findings] == [("CELL_COMPUTED", "问题 P4")]


@pytest.mark.parametrize(
    "row",
    [
        with_words("文字", "code", "regex(., '^[0-9]{6}$')"),
        with_words("文字", "code", "regex(., '^(a|b)$') or regex(., '^[^|]+$|^$')"),
        asked("文字", "why", 显示条件="${kind} = '' or ${kind} != 'new'"),
        asked("文字", "why", 显示条件="${age} = '60' or string-length(${age}) > 2"),
        asked("文字", "why", 显示条件="not(${kind} = 'new')"),
        asked("文字", "why", 显示条件="pulldata('principal', 'by', 'name', 'self') = 'agent'"),
        asked("单选 kinds", "why", 选项筛选="name != ${kind}"),
        asked("计算", "why", 计算="if(${age} > 60, '老人（六十以上）', \"其他\")"),
        asked("计算", "why", 计算="jr:choice-name(${kind}, '${kind}')"),
        asked("计算", "why", 计算="${why} + 1", 触发="${age}"),
        with_words("整数", "sum", ". > ${age} and . != 3"),
        asked("签名", "signed"),
        asked("文字", "why", 显示条件="${kind} = 'new' or current()/../age > 3"),
        asked("日期", "day", 默认="2026-11-22"),
        asked("整数", "sum", 默认="${age} + 1"),
        asked("文字", "why", 必填="TRUE", 只读="否"),
    ],
)
def test_what_is_right_has_no_finding(row: Row) -> None:
    assert [one.line() for one in examined(row).findings] == []


def test_who_refers_to_a_row_whose_type_is_wrong_is_not_reproached_as_well() -> None:
    assert found(asked("文子", "who"), asked("文字", "why", 显示条件="${who} != ''")) == [("TYPE_UNKNOWN", "问题 A4")]


def test_two_questions_of_which_one_is_asked_are_no_circle() -> None:
    assert found(asked("文字", "one", 显示条件="${two} = ''"), asked("文字", "two", 显示条件="${one} = ''")) == []


def test_a_row_that_goes_on_from_the_row_before_is_no_circle() -> None:
    for before in ("indexed-repeat(${sum}, ${others}, position(..) - 1)", "../../others[position() < 3]/sum"):
        rows = [asked("循环开始", "others"), asked("计算", "sum", 计算=f"{before} + 1"), {"类型": "循环结束"}]
        assert found(*rows) == []


def test_the_point_in_a_predicate_is_what_is_picked_and_no_circle() -> None:
    rows = [asked("循环开始", "others"), asked("整数", "wage"), {"类型": "循环结束"}]
    assert found(*rows, asked("计算", "some", 计算="sum(${wage}[. > 0])")) == []
    assert found(*rows, asked("文字", "why", 显示条件="count(${others}[wage > 0 and position() > 1]) > 0")) == []


def test_a_round_may_be_as_long_as_a_question_in_it_says() -> None:
    assert found(asked("循环开始", "others", 重复次数="1 + ${more}"), asked("整数", "more"), {"类型": "循环结束"}) == []


def test_a_name_that_is_never_closed_is_found_at_once_however_long_the_blanks_are() -> None:
    assert found(asked("文字", "why", 显示条件="1 = ${" + " " * 4_900)) == [("REFERENCE_SHAPE", "问题 L4")]
    assert found(asked("文字", "why", 显示条件="${age" + " " * 4_900 + "} > 1")) == [("REFERENCE_BLANK", "问题 L4")]


def test_a_sheet_of_more_questions_than_any_form_has_is_refused() -> None:
    sheet = {number: {"A": Cell("整数", "问题", number, "A")} for number in range(2, QUESTION_ROWS_MAX + 3)}
    with pytest.raises(Refusal) as caught:
        judge({"问题": {1: {"A": Cell("类型", "问题", 1, "A")}, **sheet}}, CATALOGUE, lambda name: None)
    assert caught.value.code == "FORM_SHEET_TOO_LARGE"


def test_a_cycle_names_its_questions_in_order() -> None:
    needs = {"one": "two", "two": "three", "three": "one"}
    rows = [asked("计算", name, 计算=f"${{{needed}}}") for name, needed in needs.items()]
    (cycle,) = examined(*rows).findings
    assert cycle.params["names"] == "one → two → three → one"


def test_every_finding_says_in_both_languages_what_to_do() -> None:
    for code, said in SENTENCES.items():
        assert all(said), code
        assert said.zh[-1] in "。：" or said.zh.endswith("}"), code


def test_every_sentence_is_said_by_some_check() -> None:
    code = "".join(
        file.read_text("utf-8") for file in (ROOT / "server/forms").rglob("*.py") if file.name != "sentences.py"
    )
    assert [name for name in SENTENCES if f'"{name}"' not in code] == []


def test_a_sheet_whose_first_row_holds_no_headers_is_told_so_once() -> None:
    questions = sheet(QUESTIONS, [{"类型": "文字", "名称": "why"}])
    sheets = {"问题": {row - 1: cells for row, cells in questions.items() if row > 1}}
    codes = [finding.code for finding in judge(sheets, CATALOGUE, {}.get).findings if finding.sheet == "问题"]
    assert codes == ["HEADERS_MISSING"]


def test_a_sheet_without_a_question_is_told_so() -> None:
    sheets = {"问题": sheet(QUESTIONS, []), "设置": sheet(SETTINGS, [GIVEN])}
    assert [finding.code for finding in judge(sheets, CATALOGUE, {}.get).findings] == ["QUESTIONS_NONE"]


def test_the_header_that_is_missing_is_what_an_unknown_one_was_meant_for() -> None:
    questions = sheet(QUESTIONS, [asked("文字", "why")])
    questions[1]["C"] = questions[1]["C"]._replace(text="问题")
    sheets = {"问题": questions, "设置": sheet(SETTINGS, [GIVEN])}
    first = judge(sheets, CATALOGUE, {}.get).findings[0]
    assert (first.code, first.place, first.params["offered"]) == ("HEADER_UNKNOWN", "问题 C1", "题目")
