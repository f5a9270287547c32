"""Every mechanism of the office's world has a module where it lives and a test that carries its number."""

from pathlib import Path

import pytest

from tests.tidy.mechanisms import GAPS, NUMBERS, PAGE, carried, faults, slug
from tests.tidy.tree import ROOT

TEXT = (ROOT / PAGE).read_text("utf-8")
ITS_TEST = "test_c_08_nothing_said_in_five_working_days_is_acceptance_from_the_day_of_receipt"
ANOTHERS = "test_c_10_the_first_handler_stays_whoever_has_the_case_now"
LINE = next(line for line in TEXT.splitlines() if line.startswith("| C-8 |"))


def test_every_number_has_its_module_and_its_test() -> None:
    assert list(faults(ROOT, TEXT)) == []


def test_the_numbers_are_all_there() -> None:
    assert len(NUMBERS) == 16 + 9 + 11 + 9 + 12 + 26
    assert {"C-16", "D-9", "E-11", "F-9", "T-12", "S-3.3", "S-4.13.10"} <= set(NUMBERS) and set(GAPS) <= set(NUMBERS)


@pytest.mark.parametrize(
    ("number", "written"),
    [("C-8", "c_08"), ("T-12", "t_12"), ("S-3.3", "s_33"), ("S-4.10", "s_410"), ("S-4.13.4", "s_413_04")],
)
def test_a_number_is_written_in_a_name_like_this(number: str, written: str) -> None:
    assert slug(number) == written
    assert written in carried(f"test_{written}_something_is_so")
    assert written in carried(f"test_e_01_{written}_something_is_so")
    assert not carried(f"test_something_of_{written}_is_so")


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (LINE + "\n", "", "C-8: no row"),
        (LINE, f"{LINE}\n{LINE}", "C-8: 2 rows"),
        ("| C-8 |", "| C-98 |", "C-98: there is no such number"),
        ("kiosk/core/casework/system_deeds.py", "kiosk/core/casework/gone_away.py", "gone_away.py is not there"),
        ("::test_c_08_", "::test_c_08_not_", "is not there"),
        (ITS_TEST, ANOTHERS, "carries another number"),
        (GAPS["E-11"], "later", "E-11: its gap is told in other words"),
    ],
)
def test_a_page_that_is_not_so_is_found(was: str, becomes: str, told: str) -> None:
    assert was in TEXT
    assert any(told in fault for fault in faults(ROOT, TEXT.replace(was, becomes, 1)))


def test_a_house_without_tests_holds_nothing(tmp_path: Path) -> None:
    assert len(list(faults(tmp_path, TEXT))) > len(NUMBERS)
