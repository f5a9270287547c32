"""How values compare, and how one kind becomes another."""

import math

import pytest

from kiosk.core.xforms.xpath.values import number_text
from tests.unit.xforms.xpath.stage import Stage


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (123456789012345680.0, "123456789012345680"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, ""),
    ],
)
def test_a_number_is_written_without_an_exponent(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), (" 12.50\t", 12.5), ("-.5", -0.5), ("5.", 5), ("-0", 0), ("00012", 12)],
)
def test_a_text_is_a_number(text: str, number: float) -> None:
    assert Stage().number(f"'{text}'") == number


@pytest.mark.parametrize("text", ["", " ", "1e3", "+1", "1,5", "1 2", "--1", "0x10", "NaN", "Infinity", "１２", ".", "一"])
def test_other_texts_are_no_number(text: str) -> None:
    assert math.isnan(Stage().number(f"'{text}'"))


@pytest.mark.parametrize(
    "expression",
    [
        "/data/age = 61",
        "/data/age = '61'",
        "/data/age != '61.0'",
        "/data/age = 61.0",
        "/data/member/age = 30",
        "/data/member/age != 30",
        "not(/data/member/age = 31)",
        "/data/member/who = /data/member[2]/who",
        "not(/data/nothing = '')",
        "not(/data/nothing != '')",
        "/data/empty = ''",
        "not(/data/empty = 0)",
        "not(/data/empty < 1)",
        "not(/data/empty >= 0)",
        "/data/nothing = false()",
        "/data/name = true()",
        "'a' = true()",
        "'false' = true()",
        "0 = false()",
        "2 > true()",
        "'10' > '9'",
        "not('b' > 'a')",
        "1 div 0 > 1000000",
        "not(number('x') = number('x'))",
        "number('x') != number('x')",
        "/data/born < today()",
        "/data/born = date('1965-01-02')",
        "'1965-01-02' < '1965-01-03'",
    ],
)
def test_it_is_true_that(expression: str) -> None:
    assert Stage().value(expression) is True


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        ("'0'", True), ("'false'", True), ("''", False), ("0", False), ("-0.1", True), ("number('')", False),
        ("/data/empty", True), ("/data/nothing", False), ("date('nonsense')", False), ("today()", True),
    ],
)  # fmt: skip
def test_what_counts_as_true(expression: str, truth: bool) -> None:
    assert Stage().boolean(expression) is truth


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", ""),
        ("5 mod 3", "2"),
        ("-5 mod 3", "-2"),
        ("5.5 mod -2", "1.5"),
        ("5 mod 0", ""),
        ("1 mod (1 div 0)", "1"),
        ("'x' + 1", ""),
        ("/data/empty + 1", ""),
        ("true() + true()", "2"),
        ("--/data/age", "61"),
    ],
)
def test_arithmetic_never_fails(expression: str, text: str) -> None:
    assert Stage().string(expression) == text
