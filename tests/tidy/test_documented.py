"""What exists is written down, and what is written down exists."""

import pytest

from tests.tidy import documented
from tests.tidy.documented import OPERATING, commands, page, refusals, written_refusals
from tests.tidy.tree import ROOT


def test_every_refusal_in_the_code_has_a_sentence() -> None:
    assert list(written_refusals(ROOT))
    assert list(documented.unknown_refusals(ROOT)) == []


def test_every_sentence_is_handed_all_that_it_names() -> None:
    assert list(documented.unfilled_sentences(ROOT)) == []


def test_every_sentence_has_a_rule_that_says_it() -> None:
    assert list(documented.sentences_never_said(ROOT)) == []


def test_the_table_read_from_the_syntax_is_the_table_in_force() -> None:
    from kiosk.core.refusal import REFUSALS

    assert set(refusals(ROOT)) == set(REFUSALS)


def test_every_refusal_is_in_the_operating_manual() -> None:
    assert list(documented.undocumented_refusals(ROOT)) == []


def test_the_manual_says_each_refusal_as_the_code_does() -> None:
    text = page(ROOT, OPERATING)
    assert text == documented.with_refusal_table(text), "python -m tests.tidy.documented --write"


def test_no_refusal_in_the_operating_manual_is_gone() -> None:
    assert list(documented.documented_refusals_that_are_gone(ROOT)) == []


@pytest.mark.parametrize("half", ["kiosk", "server"])
def test_every_command_and_option_is_in_the_operating_manual(half: str) -> None:
    found = commands(half)
    assert bool(found) == (ROOT / half / "__main__.py").exists(), "a __main__ whose commands cannot be seen"
    assert list(documented.undocumented_commands(page(ROOT, OPERATING), found)) == []


@pytest.mark.parametrize("half", ["kiosk", "server"])
def test_every_command_in_the_operating_manual_exists(half: str) -> None:
    if not (ROOT / half / "__main__.py").exists():
        pytest.skip(f"{half} has no commands yet")
    assert list(documented.documented_commands_that_are_gone(page(ROOT, OPERATING), commands(half), half)) == []


def test_every_route_of_the_server_is_written_down() -> None:
    assert list(documented.undocumented_routes(ROOT)) == []


def test_every_setting_is_in_the_operating_manual() -> None:
    assert list(documented.undocumented_settings(ROOT)) == []


def test_every_limit_in_the_operating_manual_is_the_one_in_the_code() -> None:
    assert "`PHOTO_BYTES_MAX` |" in page(ROOT, OPERATING)
    assert list(documented.limits_that_say_otherwise(ROOT)) == []
