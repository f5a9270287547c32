"""A workbook becomes a form: Chinese words or canonical ones, each sheet's columns and types understood by the table.

Source of the canonical words that are read beside the Chinese: the XLSForm reference and the aliases of pyxform.
"""

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from kiosk.core.refusal import Refusal
from server.forms.finding import Finding, quoted
from server.forms.form import BEGIN, END, Form, Item, Option, Row
from server.forms.names import IDENTIFIER, nearest, pinyin_name
from server.forms.vocabulary import (
    BUILT_IN_LIST,
    BUILT_IN_OPTIONS,
    CHINESE,
    ENGLISH,
    MATERIAL,
    MATERIAL_NAME,
    OPTIONS,
    QUESTIONS,
    SETTINGS,
    TYPES,
    Column,
    QuestionType,
    SheetWords,
)
from server.forms.workbook import COLUMNS_MAX, Cell, Grid

QUESTION_ROWS_MAX = 1_000  # beginnings, ends and calculations too; what a kiosk asks is fewer still (QUESTIONS_MAX)
REMARK = "备注"  # a clerk's own column in any sheet; not read
# Canonical types that have more than one spelling.
SPELT = {"begin group": "begin_group", "end group": "end_group", "begin repeat": "begin_repeat",
         "end repeat": "end_repeat", "select one": "select_one", "select multiple": "select_multiple",
         "datetime": "dateTime", "string": "text", "int": "integer", "photo": "image"}  # fmt: skip
# What people call a type who do not know its name, where no spelling of it is near.
EVERYDAY = {"数字": "整数", "数值": "整数", "文本": "文字", "填空": "文字", "判断": "是否", "下拉": "单选", "拍照": "照片",
            "手写": "签名", "循环": "循环开始", "分组": "分组开始"}  # fmt: skip


class _Table(NamedTuple):
    """One sheet's rows below its header."""

    rows: tuple[Row, ...]
    letters: Mapping[str, str]


def read_form(sheets: Mapping[str, Grid]) -> tuple[Form, list[Finding]]:
    """The form of a workbook and what could not be understood in it; Refusal FORM_SHEET_MISSING or
    FORM_SHEET_TOO_LARGE where 问题 is not there or longer than any form."""
    findings: list[Finding] = []
    survey = _table(sheets, QUESTIONS, findings)
    choices = _table(sheets, OPTIONS, findings)
    settings = _table(sheets, SETTINGS, findings)
    if survey is None:
        present = "、".join(name[:20] for name in list(sheets)[:10])
        raise Refusal("FORM_SHEET_MISSING", sheet=QUESTIONS.zh, present=present)
    if len(survey.rows) > QUESTION_ROWS_MAX:
        raise Refusal(
            "FORM_SHEET_TOO_LARGE", sheet=survey.rows[0].sheet[:40], rows=QUESTION_ROWS_MAX, columns=COLUMNS_MAX
        )
    if survey.letters and not survey.rows:
        findings.append(Finding(QUESTIONS.zh, 2, "", "QUESTIONS_NONE", {}))
    items = tuple(_items(survey.rows, findings))
    lists: dict[str, list[Option]] = {}
    for row in choices.rows if choices else ():
        lists.setdefault(row.text("list_name"), []).append(Option(row, row.text("name")))
    if any(item.argument == BUILT_IN_LIST for item in items):
        lists.setdefault(BUILT_IN_LIST, [_built_in(*option) for option in BUILT_IN_OPTIONS])
    known = {column.canonical for column in OPTIONS.columns}
    filters = tuple(name for name in choices.letters if name not in known) if choices else ()
    first = settings.rows[0] if settings and settings.rows else None
    untyped = tuple(row.text("name") for row in survey.rows if read_type(row.text("type")) is None)
    return Form(items, {name: tuple(options) for name, options in lists.items()}, first, filters, untyped), findings


def _built_in(value: str, zh: str, en: str) -> Option:
    texts = {"list_name": BUILT_IN_LIST, "name": value, f"label::{CHINESE}": zh, f"label::{ENGLISH}": en}
    cells = {column: Cell(text, OPTIONS.zh, 0, "") for column, text in texts.items()}
    return Option(Row(OPTIONS.zh, 0, cells, {}), value)


def _table(sheets: Mapping[str, Grid], words: SheetWords, findings: list[Finding]) -> _Table | None:
    """The sheet of that Chinese or canonical name, None where there is none."""
    name = next((name for name in sheets if name.strip().lower() in (words.zh, words.canonical)), None)
    if name is None:
        return None
    grid = sheets[name]
    letters: dict[str, str] = {}
    headers = {letter: _column(words, cell.text) for letter, cell in grid.get(1, {}).items()}
    if grid and not {column.canonical for column in words.columns} & set(headers.values()):
        findings.append(Finding(name, 1, "", "HEADERS_MISSING", {}))
        return _Table((), {})
    for letter, cell in grid.get(1, {}).items():
        column = headers[letter]
        if column in letters:
            findings.append(_about(cell, "HEADER_TWICE", header=cell.text, other=letters[column]))
        elif column:
            letters[column] = letter
        elif not cell.text.startswith(REMARK):
            findings.append(_unknown_header(words, cell, set(headers.values())))
    columns = {letter: column for column, letter in letters.items()}
    rows = []
    for number, found in grid.items():
        cells = {columns[letter]: cell for letter, cell in found.items() if letter in columns}
        if number > 1 and cells:
            rows.append(Row(name, number, cells, letters))
    return _Table(tuple(rows), letters)


def _column(words: SheetWords, header: str) -> str:
    """The canonical column of a header; in 选项 any other identifier is a column to filter by. "" if unknown."""
    plain = " ".join(header.replace("：", ":").replace("（", " (").replace("）", ")").split()).lower()
    for column in words.columns:
        if plain in _spellings(column):
            return column.canonical
    return header if words is OPTIONS and IDENTIFIER.fullmatch(header) else ""


def _spellings(column: Column) -> set[str]:
    return {spelling.lower() for spelling in (column.zh, column.canonical, *column.also)}


def _unknown_header(words: SheetWords, cell: Cell, present: Set[str]) -> Finding:
    """What a header was meant for is among the columns that are not there."""
    if words is OPTIONS:
        return _about(cell, "FILTER_HEADER", header=cell.text, offered=pinyin_name(cell.text))
    absent = [column.zh for column in words.columns if column.canonical not in present]
    offered = nearest(cell.text, absent) or (absent[0] if len(absent) == 1 else "")
    if not offered:
        return _about(cell, "HEADER_OWN", header=cell.text)
    return _about(cell, "HEADER_UNKNOWN", header=cell.text, offered=offered)


def _about(cell: Cell, code: str, /, **params: object) -> Finding:
    return Finding(cell.sheet, cell.row, cell.column, code, {name: quoted(value) for name, value in params.items()})


def read_type(text: str) -> tuple[QuestionType, str] | None:
    """The type and what follows it ("" for nothing); None where no type of the template begins so."""
    plain = " ".join(text.split())
    for spelling in sorted(SPELT, key=len, reverse=True):
        if plain.lower() == spelling or plain.lower().startswith(spelling + " "):
            plain = SPELT[spelling] + plain[len(spelling) :]
            break
    word, _, rest = plain.partition(" ")
    for kind in TYPES:
        if word in (kind.zh, kind.canonical):
            return kind, BUILT_IN_LIST if kind.canonical == "select_one" and not kind.takes else rest
    # 单选reasons: the blank was forgotten, and nothing else can be meant
    for kind in TYPES:
        if kind.takes and not rest and word.startswith(kind.zh) and word.removeprefix(kind.zh).isascii():
            return kind, word.removeprefix(kind.zh)
    return None


def _items(rows: tuple[Row, ...], findings: list[Finding]) -> Iterator[Item]:
    """Every row whose type is understood; begins and ends are paired on the way."""
    open_: list[Item] = []
    for row in rows:
        text = row.text("type")
        read = read_type(text)
        if read is None:
            findings.append(_no_type(row))
            continue
        kind, argument = read
        if kind.canonical == "note" and MATERIAL_NAME.fullmatch(row.text("name")):
            kind = MATERIAL  # a canonical workbook has no word of its own for it
        item = Item(row, kind, argument, tuple(open_))
        if kind.takes != "" and not argument:
            code = "LIST_NOT_NAMED" if kind.takes == "list" else "FILE_NOT_NAMED"
            findings.append(row.finding("type", code, type=text))
        elif argument and not kind.takes and argument != BUILT_IN_LIST:
            findings.append(row.finding("type", "TYPE_AND_MORE", type=kind.zh, more=argument))
        if kind.canonical in END:
            findings += _closed(open_, item)
        yield item
        if kind.canonical in BEGIN:
            open_.append(item)
    for begun in open_:
        findings.append(begun.row.finding("type", "NOT_ENDED", begun=begun.type.zh, end=_ending(begun)))


def _closed(open_: list[Item], end: Item) -> Iterator[Finding]:
    """Take the innermost begin away; a finding where there is none, or one of the other kind."""
    if not open_:
        yield end.row.finding("type", "NOT_BEGUN", end=end.type.zh)
        return
    begun = open_.pop()
    if _ending(begun) != end.type.zh:
        yield end.row.finding("type", "ENDED_OTHERWISE", end=end.type.zh, begun=begun.type.zh, row=begun.row.number)


def _ending(begun: Item) -> str:
    canonical = begun.kind.replace("begin", "end")
    return next(kind.zh for kind in TYPES if kind.canonical == canonical)


def _no_type(row: Row) -> Finding:
    text = row.text("type")
    if not text:
        return row.finding("type", "TYPE_MISSING")
    word = text.split()[0]
    offered = EVERYDAY.get(word) or nearest(word, [kind.zh for kind in TYPES] + [kind.canonical for kind in TYPES])
    return row.finding("type", "TYPE_UNKNOWN", type=text, offered=offered or TYPES[0].zh)
