"""Answers in rows, the form they were given under, and what they say about materials and photographs."""

import json
from typing import Any

import pytest

from kiosk.core.casework.entrustment import write_entrustment
from tests.unit.casework_entrustment.test_entrustment import CATALOGUE, check, example, read, refused

ROWS_DEEP = {"plots": [{"area_mu": 1.2, "crops": [{"crop": "水稻", "years": [{"year": 2025, "sold": True}]}]}]}


def test_answers_hold_numbers_yes_and_no_and_rows_three_deep_and_come_back_as_they_went() -> None:
    plain = example() | {"answers": ROWS_DEEP | {"income": 12.5}, "form": {"id": "MZ-01", "version": "2026112201"}}
    check(plain)
    entrustment = read(plain)
    assert entrustment.form is not None and entrustment.form.version == "2026112201"
    assert json.loads(write_entrustment(entrustment))["answers"] == plain["answers"]


def test_an_entrustment_of_0_3_0_with_flat_answers_and_no_form_reads() -> None:
    flat = {"household_size": 2, "labour": "夫妻二人均已无劳动能力", "relative_of_staff": False, "area_mu": "3.2"}
    entrustment = read({key: value for key, value in example().items() if key != "form"} | {"answers": flat})
    assert entrustment.answers == flat and entrustment.form is None
    assert b"form" not in write_entrustment(entrustment)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"r": [{"a": 1}] * 101}, "ANSWERS_TOO_MANY"),
        ({f"q{at}": [{"a": 1, "b": 2}] * 100 for at in range(5)}, "ANSWERS_TOO_MANY"),
        ({"r": [{"a": 10**15 + 1}]}, "ANSWER_TOO_LARGE"),
        ({"r": [{"a": -1.1e15}]}, "ANSWER_TOO_LARGE"),
        ({"r": [{"a": "长" * 2_001}]}, "TEXT_TOO_LONG"),
        ({"r": [{"a": "\x1b[2J"}]}, "TEXT_NOT_ALLOWED"),
        ({"r": [{"": "a"}]}, "TEXT_MISSING"),
    ],
)
def test_what_stands_in_a_row_is_bounded_like_every_answer(answers: dict[str, Any], code: str) -> None:
    assert refused(example() | {"answers": answers}).code == code


def test_a_hundred_rows_of_one_repeat_are_not_too_many() -> None:
    check(example() | {"answers": {"r": [{"a": 1}] * 100}})


def test_rows_four_deep_are_not_read() -> None:
    deep = {"a": [{"b": [{"c": [{"d": [{"e": 1}]}]}]}]}
    assert refused(example() | {"answers": deep}).code == "ENTRUSTMENT_MALFORMED"


def test_what_the_answers_say_decides_which_materials_are_required() -> None:
    fewer = [row for row in example()["materials"] if row["number"] not in (3, 4, 5)]
    assert refused(example() | {"materials": fewer}).code == "MATERIAL_MISSING"
    check(example() | {"materials": fewer}, conditions={3: False, 4: False})
    no = refused(example() | {"materials": fewer}, conditions={3: False, 4: False, 5: True})
    assert no.params["materials"] == CATALOGUE.matter("MZ-01").materials[4].name


def test_a_photograph_that_is_an_answer_comes_along_like_one_of_a_material() -> None:
    plain = example()
    beside = ["application.jpg", "id-card.jpg", "house-1.jpg"]
    assert refused(plain, attached=beside).code == "ATTACHMENT_UNNAMED"
    check(plain, attached=beside, answered=["house-1.jpg"])
    assert refused(plain, answered=["house-1.jpg"]).params["name"] == "house-1.jpg"
    assert refused(plain, attached=beside, answered=["../etc"]).code == "TEXT_NOT_ALLOWED"
