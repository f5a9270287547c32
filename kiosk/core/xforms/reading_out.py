"""How people read a value: 2026年11月22日, the labels of what was chosen, 3,000.50元."""

from collections.abc import Sequence

from kiosk.core.xforms.datatypes import read_number, write_date, write_date_time, write_time
from kiosk.core.xforms.questions import Option
from kiosk.core.xforms.written import CONFIRMED

CHINESE = ("", "zh", "中文 (zh)")


def speaks_chinese(language: str) -> bool:
    """Whether that is a name of the Chinese language, or no name at all."""
    return language in CHINESE or language.endswith("(zh)") or language.startswith(("中文", "zh-"))


def read_out(kind: str, value: str, options: Sequence[Option], appearance: frozenset[str], language: str) -> str:
    """The value of a question of that kind as it is shown in lists and summaries, in Chinese or English."""
    chinese = speaks_chinese(language)
    if not value:
        return ""
    if options:
        labels = {option.value: option.label or option.value for option in options}
        chosen = [labels.get(one, one) for one in ([value] if kind == "select_one" else value.split())]
        return (" → " if kind == "rank" else _between(chosen, chinese)).join(chosen)
    if kind == "trigger":
        return ("已确认" if chinese else "Confirmed") if value == CONFIRMED else value
    if kind == "date":
        return _day(value, appearance, chinese)
    if kind == "time":
        return value[:5] if write_time(value) else value
    if kind == "date_time" and write_date_time(value):
        return f"{_day(value[:10], appearance, chinese)} {value[11:16]}"
    if kind in ("decimal", "integer", "range"):
        return _number(value, appearance, chinese)
    return value


def _between(labels: Sequence[str], chinese: bool) -> str:
    """A comma, and a semicolon where a label holds commas itself."""
    if any(comma in label for label in labels for comma in "、，,"):
        return "；" if chinese else "; "
    return "、" if chinese else ", "


def _day(value: str, appearance: frozenset[str], chinese: bool) -> str:
    if not write_date(value):
        return value
    year, month, day = value.split("-")
    if "year" in appearance:
        return f"{int(year)}年" if chinese else year
    if "month-year" in appearance:
        return f"{int(year)}年{int(month)}月" if chinese else f"{year}-{month}"
    return f"{int(year)}年{int(month)}月{int(day)}日" if chinese else value


def _number(value: str, appearance: frozenset[str], chinese: bool) -> str:
    plain = value.removesuffix(".0")
    if "money" not in appearance:
        return plain
    number = read_number(value)
    amount = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
    return f"{amount}元" if chinese else f"¥{amount}"
