"""Whether somebody has the age that a matter itself states, on the county's real sheet."""

import datetime
from importlib.resources import files

import msgspec
import pytest

from kiosk.core.casework.identity_number import years_old
from kiosk.core.catalogue.sheet import read_catalogue
from kiosk.desk.age import TooYoung, age_stated, too_young

SHEET = files("assets").joinpath("catalogue/catalogue.csv").read_bytes().decode("utf-8")
CATALOGUE = read_catalogue(SHEET, version=1)[0]
ALLOWANCE = CATALOGUE.matter("MZ-06")
TODAY = datetime.date(2026, 11, 22)


def test_of_the_sheet_only_the_old_age_allowance_states_an_age() -> None:
    assert {matter.code: age for matter in CATALOGUE.matters if (age := age_stated(matter))} == {"MZ-06": 80}


@pytest.mark.parametrize(
    ("conditions", "age"),
    [
        ("年满60周岁以上的农村居民", 60),
        ("八十周岁以上低收入老年人", 80),
        ("六十五 周岁（含）以上", 65),
        ("男十六周岁以上，女十四周岁以上", 14),
        ("不满十四周岁", 0),
    ],
)
def test_a_condition_states_an_age_in_digits_or_words_and_of_several_the_least(conditions: str, age: int) -> None:
    assert age_stated(msgspec.structs.replace(ALLOWANCE, name="申领", conditions=conditions)) == age


@pytest.mark.parametrize(("born", "age"), [("1951-11-22", 75), ("1951-11-23", 74), ("1952-02-29", 74)])
def test_one_is_a_year_older_on_the_birthday(born: str, age: int) -> None:
    assert years_old(datetime.date.fromisoformat(born), TODAY) == age


@pytest.mark.parametrize(
    ("born", "young"),
    [("1951-10-05", TooYoung(75, 80)), ("1946-11-23", TooYoung(79, 80)), ("1946-11-22", None), ("1930-01-01", None)],
)
def test_who_has_the_age_hears_nothing_of_it(born: str, young: TooYoung | None) -> None:
    assert too_young(ALLOWANCE, datetime.date.fromisoformat(born), TODAY) == young
    assert too_young(CATALOGUE.matter("MZ-15"), datetime.date.fromisoformat(born), TODAY) is None
