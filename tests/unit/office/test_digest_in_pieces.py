"""The digest goes piece by piece: what cannot be digested holds up no other case, and nobody else waits long."""

from pathlib import Path

import pytest

from kiosk.core.casework.transitions import State
from server.office import digest
from server.office.projection import FoldedCase, Rules
from server.store.journal import Journal
from tests.office_by_hand import VILLAGE, entrust, number, row
from tests.server_by_hand import county, station


def test_a_case_that_cannot_be_digested_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        poison, fine = number(village, 1), number(village, 2)
        for case in (poison, fine):
            entrust(village, case)
        honest = digest.case_record

        def torn(where: str, one: FoldedCase, body: bytes, rules: Rules, differs: str) -> dict[str, object]:
            if one.case.number == poison:
                raise OverflowError
            return honest(where, one, body, rules, differs)

        monkeypatch.setattr(digest, "case_record", torn)
        house.receive(village.batch())
        house.digest()
        assert row(house, fine)["state"] == State.RECEIVED.value
        assert house.incidents() == ["CASE_NOT_DIGESTED"]
        assert house.writer.run(lambda journal: journal.unfolded()) == [poison]
        monkeypatch.undo()
        house.digest()
        assert row(house, poison)["state"] == State.RECEIVED.value


def test_more_cases_that_cannot_be_digested_than_one_piece_hold_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        poison = [number(village, n) for n in range(1, 2 * digest.CASES_A_DIGEST_MAX + 2)]
        fine = number(village, 90)
        for case in (*poison, fine):
            entrust(village, case)
        honest = digest.case_record

        def torn(where: str, one: FoldedCase, body: bytes, rules: Rules, differs: str) -> dict[str, object]:
            if one.case.number in poison:
                raise OverflowError
            return honest(where, one, body, rules, differs)

        monkeypatch.setattr(digest, "case_record", torn)
        house.receive(village.batch())
        real_digest = house.office.digest
        turns = []

        def ticking(journal: Journal) -> bool:
            house.wall.ms += 1
            turns.append(True)
            assert len(turns) < 20
            return real_digest(journal)

        while house.writer.run(ticking):
            pass
        assert row(house, fine)["state"] == State.RECEIVED.value
        assert sorted(house.writer.run(lambda journal: journal.unfolded())) == sorted(poison)


def test_cases_that_cannot_be_digested_do_not_hold_up_a_county_that_is_folded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        poison = [number(village, n) for n in range(1, digest.CASES_A_DIGEST_MAX + 1)]
        fine = number(village, 90)
        for case in (*poison, fine):
            entrust(village, case)
        honest, folded = digest.case_record, []

        def torn(where: str, one: FoldedCase, body: bytes, rules: Rules, differs: str) -> dict[str, object]:
            if one.case.number in poison:
                raise OverflowError
            folded.append(one.case.number)
            return honest(where, one, body, rules, differs)

        house.receive(village.batch())
        house.digest()
        monkeypatch.setattr(digest, "case_record", torn)
        house.writer.run(lambda journal: journal.note_unfolded(poison, house.wall.ms))
        house.writer.run(lambda journal: journal.note_unfolded([fine], digest.LAST_IN_LINE_MS))
        house.digest()
        assert folded == [fine]


def test_what_comes_in_for_a_case_that_is_to_be_folded_anew_does_not_wait_for_the_whole_county(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        cases = [number(village, n) for n in range(1, 4)]
        house.writer.run(lambda journal: journal.note_unfolded(cases, digest.LAST_IN_LINE_MS))
        entrust(village, cases[2])
        house.receive(village.batch())
        assert house.writer.run(lambda journal: journal.unfolded()) == [cases[2], *cases[:2]]
        house.writer.run(lambda journal: journal.note_unfolded([cases[2]], digest.LAST_IN_LINE_MS))
        assert house.writer.run(lambda journal: journal.unfolded(1)) == [cases[2]], "nor is it put back"
