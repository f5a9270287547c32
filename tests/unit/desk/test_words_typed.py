"""A passphrase typed without blanks."""

from pathlib import Path

import pytest

from kiosk.desk.staffing import sign_in_with_passphrase
from kiosk.desk.unlocking import words_typed
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened


def test_five_words_typed_without_a_blank_open_the_station(tmp_path: Path) -> None:
    folder = tmp_path / "kiosk"
    issued = make_station(folder, CountyByHand())
    number, *words = issued.passphrase.split()
    with opened(folder) as station:
        typed = words_typed("".join(words))
        assert list(typed) == words
        assert sign_in_with_passphrase(station, " ".join(typed), number).number == "V001"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("青", ("青",)),
        ("青山绿", ("青山", "绿")),
        (" 青 山　绿水 ", ("青山", "绿水")),
        ("山" * 40, ("山山",) * 5),
    ],
)
def test_two_characters_make_a_word_and_five_words_a_passphrase(text: str, words: tuple[str, ...]) -> None:
    assert words_typed(text) == words
