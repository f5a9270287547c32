"""Wrong tries: what names a row, what makes room, and what is given back."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.refusal import Refusal
from server.office import tries
from server.office.tries import WITHIN_S_MAX, Counter, try_id
from server.store import sign_in_tables as t
from server.store.journal import Journal
from tests.server_by_hand import county


def counter(name: str, tries_max: int = 2, within_s: int = WITHIN_S_MAX) -> Counter:
    return Counter(try_id(b"s" * 32, "account", name), tries_max, within_s, 60, "SIGN_IN_LOCKED")


def rests(journal: Journal, now_s: int, one: Counter) -> bool:
    try:
        tries.count(journal, now_s, (one,))
    except Refusal:
        return True
    return False


def test_an_address_in_the_table_cannot_be_found_by_trying_all_addresses() -> None:
    ids = {try_id(secret * 32, "account", "C1", "192.0.2.7") for secret in (b"a", b"b")}
    assert len(ids) == 2, "without the county's secret nobody can say which address it is"
    assert not any(sha256(b"192.0.2.7").digest()[:8] in one for one in ids)


def test_all_rows_of_one_account_are_forgotten_together_and_no_others(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:

        def deeds(journal: Journal) -> list[bytes]:
            secret = house.node.secret
            for about, near in (("C1", ""), ("C1", "10.0.0.7"), ("C1", "10.0.0.8"), ("C2", "10.0.0.7")):
                tries.count(journal, 5, (counter("")._replace(id=try_id(secret, "account", about, near)),))
            tries.forget_all(journal, secret, "account", "C1")
            return list(journal.connection.scalars(select(t.wrong_try.c.id)))

        assert house.writer.run(deeds) == [try_id(house.node.secret, "account", "C2", "10.0.0.7")]


def test_making_room_forgets_nothing_that_another_still_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "ROWS_COUNT_MAX", 4)
    with county(tmp_path / "c") as house:

        def deeds(journal: Journal) -> list[bool]:
            slow = counter("slow")
            for name in ("x", "y", "z"):
                tries.count(journal, 9_000, (counter(name),))  # before the machine's start
            tries.count(journal, 1_000, (slow,))
            tries.count(journal, 2_000, (counter("quick", within_s=900),))
            return [rests(journal, 2_001, slow), rests(journal, 2_002, slow)]

        assert house.writer.run(deeds) == [False, True]


def test_what_was_right_is_given_back_and_its_rest_with_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:

        def deeds(journal: Journal) -> list[bool]:
            one = counter("one")
            found = [rests(journal, 5, one), rests(journal, 5, one)]
            tries.take_back(journal, one)
            return [*found, rests(journal, 6, one), rests(journal, 6, one)]

        assert house.writer.run(deeds) == [False, False, False, True]
