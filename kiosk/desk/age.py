"""The age a matter is for, where its own name or condition states one, and whether somebody has it yet.

A hint and no rule: who decides is the office, and a sheet may say an age in passing."""

import datetime
import re
from typing import NamedTuple

from kiosk.core.casework.identity_number import years_old
from kiosk.core.catalogue.matters import Matter

_STATED = re.compile(r"([0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)\s*周岁(?:（含）)?以上")
_DIGITS = "零一二三四五六七八九"


class TooYoung(NamedTuple):
    """Whole years of age 周岁: those somebody has, and those the matter is for."""

    age: int
    needed: int


def age_stated(matter: Matter) -> int:
    """The least “…周岁以上” in a matter's name or condition, whole years; 0 where none is stated."""
    stated = [_number(found) for text in (matter.name, matter.conditions) for found in _STATED.findall(text)]
    return min(stated, default=0)


def too_young(matter: Matter, born: datetime.date, today: datetime.date) -> TooYoung | None:
    """Where somebody born then has not the age that the matter states: both ages; else None."""
    age, needed = years_old(born, today), age_stated(matter)
    return TooYoung(age, needed) if age < needed else None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.partition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
