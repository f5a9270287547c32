"""What a form may know of the principal is one row, and nothing that says who they are."""

import csv
import datetime
import io

import pytest

from kiosk.core.casework.identity_number import read_identity_number
from kiosk.core.forms.principal_facts import By, principal_csv

WOMAN, MAN = "999901195509100123", "999901193802140037"
TODAY = datetime.date(2026, 11, 22)


def row(number: str, day: datetime.date = TODAY, by: By = "agent") -> dict[str, str]:
    identity = read_identity_number(number) if number else None
    (found,) = csv.DictReader(io.StringIO(principal_csv(identity, day, "331003105204", by).decode()))
    return found


def test_age_sex_birth_date_and_the_place_stand_in_it() -> None:
    assert row(WOMAN) == {
        "name": "self", "age": "71", "sex": "female", "born": "1955-09-10", "village": "331003105204",
        "township": "331003105", "by": "agent", "today": "2026-11-22",
    }  # fmt: skip
    assert (row(MAN)["sex"], row(MAN, by="alone")["by"]) == ("male", "alone")


@pytest.mark.parametrize(("day", "age"), [("2026-09-09", "70"), ("2026-09-10", "71")])
def test_a_year_is_full_on_the_birthday(day: str, age: str) -> None:
    assert row(WOMAN, datetime.date.fromisoformat(day))["age"] == age


def test_neither_the_number_nor_a_name_stands_in_it() -> None:
    assert WOMAN not in str(row(WOMAN)) and row(WOMAN)["name"] == "self"


def test_of_nobody_nothing_is_known_but_where_and_when() -> None:
    assert [row("")[name] for name in ("age", "sex", "born", "today")] == ["", "", "", "2026-11-22"]
