"""Small workbooks to be examined: the template's words, a few rows, one thing wrong."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from kiosk.core.catalogue.sheet import read_catalogue
from server.forms.examining import Examined, examine
from server.forms.writing import write_workbook

CATALOGUE = read_catalogue(files("assets").joinpath("catalogue", "catalogue.csv").read_text("utf-8"), 1)[0]
SETTINGS = {"表单编号": "MZ-01", "标题": "试", "版本": "2026112201", "状态": "未审", "默认语言": "中文 (zh)"}
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


def examined(
    *rows: Row, options: Sequence[Row] = KINDS, settings: Row = SETTINGS, beside: Mapping[str, bytes] | None = None
) -> Examined:
    """What is found in a form of FIRST and these rows, which begin in row 4."""
    return examine(write_workbook((*FIRST, *rows), options, settings), CATALOGUE, (beside or {}).get)


def found(*rows: Row, options: Sequence[Row] = KINDS, settings: Row = SETTINGS) -> list[tuple[str, str]]:
    """Code and place of each finding."""
    return [(one.code, one.place) for one in examined(*rows, options=options, settings=settings).findings]
