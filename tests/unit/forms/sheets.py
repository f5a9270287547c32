"""Small forms to be examined: the template's words, a few rows, one thing wrong."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from openpyxl.utils import get_column_letter

from kiosk.core.catalogue.sheet import read_catalogue
from server.forms.examining import Examined, judge
from server.forms.vocabulary import OPTIONS, QUESTIONS, SETTINGS, SheetWords
from server.forms.workbook import Cell, Grid

CATALOGUE = read_catalogue(files("assets").joinpath("catalogue", "catalogue.csv").read_text("utf-8"), 1)[0]
GIVEN = {"表单编号": "MZ-01", "标题": "试", "版本": "2026112201", "状态": "未审", "默认语言": "中文 (zh)"}
KINDS = (
    {"列表": "kinds", "值": "new", "文字": "新的", "英文": "New"},
    {"列表": "kinds", "值": "used", "文字": "旧的", "英文": "Used"},
)

Row = Mapping[str, str]


def asked(kind: str, name: str, **more: str) -> Row:
    """A row of 问题 with a label in both languages."""
    return {"类型": kind, "名称": name, "题目": "问一问？", "英文题目": "A question?", **more}


def with_words(kind: str, name: str, constraint: str) -> Row:
    """A question with a constraint and its message."""
    return asked(kind, name, 校验=constraint, 校验说明="不对。", 英文校验说明="Wrong.")


# Two questions that the others refer to; they stand in rows 2 and 3.
FIRST = (asked("单选 kinds", "kind"), asked("整数", "age"))


def sheet(words: SheetWords, rows: Sequence[Row]) -> Grid:
    """The cells of a sheet in the template's order of columns, as they are read from a file."""
    headers = list(dict.fromkeys([*(column.zh for column in words.columns), *(key for row in rows for key in row)]))
    grid: Grid = {}
    for number, row in enumerate([dict(zip(headers, headers, strict=True)), *rows], 1):
        letters = {header: get_column_letter(place) for place, header in enumerate(headers, 1)}
        filled = {letters[header]: text.strip() for header, text in row.items() if text.strip()}
        grid[number] = {letter: Cell(text, words.zh, number, letter) for letter, text in filled.items()}
    return grid


def examined(
    *rows: Row, options: Sequence[Row] = KINDS, settings: Row = GIVEN, beside: Mapping[str, bytes] | None = None
) -> Examined:
    """What is found in a form of FIRST and these rows, which begin in row 4."""
    sheets = {
        "问题": sheet(QUESTIONS, (*FIRST, *rows)), "选项": sheet(OPTIONS, options), "设置": sheet(SETTINGS, [settings]),
    }  # fmt: skip
    return judge(sheets, CATALOGUE, (beside or {}).get)


def found(*rows: Row, options: Sequence[Row] = KINDS, settings: Row = GIVEN) -> list[tuple[str, str]]:
    """Code and place of each finding."""
    return [(one.code, one.place) for one in examined(*rows, options=options, settings=settings).findings]
