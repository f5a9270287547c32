"""What may be a password, how it is kept, and what setting one does."""

import random
from pathlib import Path

import pytest

from kiosk.core.refusal import Refusal
from server.office.passwords import check_new, hash_password, kept_password, make_password, matches, set_password
from server.office.staff import Staff
from tests.office_by_hand import CLERK, VILLAGE, people
from tests.server_by_hand import county


@pytest.mark.parametrize("good", ["correct horse", "seven swans on the river", "湖边有七只白天鹅在游", "k7f2-mw9x-3rtq"])
def test_a_sentence_or_a_made_one_is_a_password(good: str) -> None:
    check_new(good, "C1")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("", "PASSWORD_TOO_SHORT"),
        ("seven swan", None),
        ("short one", "PASSWORD_TOO_SHORT"),
        ("x" * 129, "PASSWORD_TOO_SHORT"),
        ("1234567890", "PASSWORD_TOO_PLAIN"),
        ("abcdefghijkl", "PASSWORD_TOO_PLAIN"),
        ("aaaaaaaaaaaa", "PASSWORD_TOO_PLAIN"),
        ("abababababab", "PASSWORD_TOO_PLAIN"),
        ("I am Clerk07 here", "PASSWORD_TOO_PLAIN"),
    ],
)
def test_what_is_easy_to_guess_is_refused(bad: str, code: str | None) -> None:
    if code is None:
        check_new(bad, "clerk07")
        return
    with pytest.raises(Refusal) as no:
        check_new(bad, "clerk07")
    assert no.value.code == code


def test_only_the_same_password_matches_its_hash_and_a_harmed_hash_matches_nothing() -> None:
    kept = hash_password("seven swans", b"s" * 16)
    assert "seven swans" not in kept and kept.startswith("$argon2id$")
    assert matches(kept, "seven swans")
    assert not matches(kept, "seven swan")
    assert not matches(kept[:-3], "seven swans")
    assert not matches("", "")


def test_a_made_password_has_four_groups_of_plain_letters_and_may_be_one() -> None:
    made = {make_password(random.Random(seed).randbytes) for seed in range(50)}
    assert len(made) == 50
    for one in made:
        assert [len(group) for group in one.split("-")] == [4, 4, 4, 4]
        assert not set(one) & set("ilo01")
        check_new(one, "C1")


def test_a_password_is_kept_for_people_of_county_and_township_and_audited(tmp_path: Path) -> None:
    agent = Staff("A1", "周代办", CLERK.level.VILLAGE, VILLAGE, ("clerk",))
    with county(tmp_path / "county") as house:
        people(house, CLERK, agent)
        kept = hash_password("seven swans", b"s" * 16)

        def give(number: str) -> None:
            house.writer.run(lambda journal: set_password(journal, house.node, house.instruments, number, kept, "root"))

        give("C1")
        held = house.writer.run(lambda journal: kept_password(journal.connection, journal.county, "C1"))
        assert held == kept
        for number, code in (("A1", "PASSWORD_NOT_HERE"), ("X", "STAFF_UNKNOWN")):
            with pytest.raises(Refusal) as no:
                give(number)
            assert no.value.code == code
