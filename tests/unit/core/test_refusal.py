"""A refusal keeps its code apart from what it tells about."""

import pytest

from kiosk.core.refusal import REFUSALS, Refusal


def test_a_sentence_may_speak_of_a_code_that_is_not_its_own() -> None:
    no = Refusal("STATION_CODE_WRONG", code="331003999999")
    assert no.code == "STATION_CODE_WRONG"
    assert "331003999999" in no.text("zh")
    assert "331003999999" in no.text("en")


def test_a_code_without_a_sentence_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Refusal("NEVER_HEARD_OF")


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_sentence_is_complete_in_both_languages_and_says_what_to_do(code: str) -> None:
    said = REFUSALS[code]
    assert 400 <= said.status < 600
    assert all(text.endswith(("。", "）", "？")) for text in (said.zh, said.next_zh))
    assert all(text.endswith((".", "?", ")")) for text in (said.en, said.next_en))
