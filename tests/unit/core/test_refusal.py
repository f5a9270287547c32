"""A refusal keeps its own code apart from what its sentence tells about."""

import pytest

from kiosk.core.refusal import REFUSALS, Refusal, Sentence


def test_a_sentence_may_speak_of_a_code_that_is_not_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REFUSALS, "ODD", Sentence(404, "没有{code}。", "No {code}.", "请核对。", "Check it."))
    no = Refusal("ODD", code="331003999999")
    assert (no.code, no.status) == ("ODD", 404)
    assert no.text("zh") == "没有331003999999。请核对。"
    assert no.text("en") == "No 331003999999. Check it."


def test_a_code_without_a_sentence_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Refusal("NEVER_HEARD_OF")


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_sentence_is_complete_in_both_languages_and_says_what_to_do(code: str) -> None:
    said = REFUSALS[code]
    assert 400 <= said.status < 600
    assert all(text.endswith(("。", "）", "？")) for text in (said.zh, said.next_zh))
    assert all(text.endswith((".", "?", ")")) for text in (said.en, said.next_en))
