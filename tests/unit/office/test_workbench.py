"""The piles of the workbench: who sees which case, what counts as soon and as overdue, and in what order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.codes import Tier
from kiosk.core.event import Level
from server.office import workbench
from server.office.workbench import Listed, Pile, Wanted, digits_searched, listed
from tests.office_by_hand import CLERK, OTHER_VILLAGE, TOWN, VILLAGE, do, forwarded_case, people
from tests.server_by_hand import COUNTY, House, StationByHand, county, station

DAY_MS = 86_400_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "county") as made:
        people(made, CLERK, TOWN)
        yield made


@pytest.fixture
def kiosk(house: House) -> StationByHand:
    return station(house)


def look(house: House, prefix: str = COUNTY, level: Level = Level.COUNTY, **narrower: object) -> Listed:
    wanted = Wanted(prefix, level, **narrower)  # type: ignore[arg-type]
    return house.writer.run(
        lambda journal: listed(journal.connection, house.office.published, COUNTY, wanted, house.wall.ms)
    )


def numbers(found: Listed) -> list[str]:
    return [line.case for line in found.lines]


def test_what_is_new_is_new_to_the_level_that_accepts_it(house: House, kiosk: StationByHand) -> None:
    town = forwarded_case(house, kiosk, 1)
    above = forwarded_case(house, kiosk, 2, accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
    assert numbers(look(house, VILLAGE[:9], Level.TOWNSHIP, pile=Pile.NEW)) == [town]
    assert numbers(look(house, pile=Pile.NEW)) == [above]
    assert set(numbers(look(house))) == {town, above}


def test_a_case_goes_from_pile_to_pile_as_the_office_works(house: House, kiosk: StationByHand) -> None:
    case = forwarded_case(house, kiosk)
    for command, fields, pile in (
        ("accept", {}, Pile.HANDLING),
        ("start", {}, Pile.HANDLING),
        ("suspend", {"reason": "hearing"}, Pile.SUSPENDED),
        ("resume", {}, Pile.HANDLING),
        ("conclude", {"result": "granted"}, Pile.TO_SEND),
    ):
        do(house, case, command, "T1", **fields)
        found = look(house, VILLAGE[:9], Level.TOWNSHIP, pile=pile)
        assert numbers(found) == [case], command
        piles = (Pile.NEW, Pile.HANDLING, Pile.SUSPENDED, Pile.TO_SEND)
        assert [held for held in piles if found.counts[held]] == [pile]
    do(house, case, "send-result", "T1")
    assert numbers(look(house, VILLAGE[:9], Level.TOWNSHIP, pile=Pile.TO_SEND)) == []


def test_soon_is_three_days_and_the_day_after_the_last_is_overdue(house: House, kiosk: StationByHand) -> None:
    case = forwarded_case(house, kiosk)
    line = look(house).lines[0]
    assert line.days_left is not None and line.days_left > workbench.SOON_DAYS
    begun = house.wall.ms
    for left, pile in ((4, None), (3, Pile.SOON), (0, Pile.SOON), (-1, Pile.OVERDUE)):
        house.wall.ms = begun + (line.days_left - left) * DAY_MS
        found = look(house)
        assert found.lines[0].days_left == left
        assert [p for p in (Pile.SOON, Pile.OVERDUE) if found.counts[p]] == ([pile] if pile else [])
        assert numbers(look(house, pile=pile or Pile.ALL)) == [case]


def test_what_stands_still_is_neither_soon_nor_overdue(house: House, kiosk: StationByHand) -> None:
    case = forwarded_case(house, kiosk)
    for command, fields in (("accept", {}), ("start", {}), ("suspend", {"reason": "hearing"})):
        do(house, case, command, "T1", **fields)
    house.wall.ms += 90 * DAY_MS
    found = look(house)
    assert (found.counts[Pile.SOON], found.counts[Pile.OVERDUE]) == (0, 0)
    assert found.lines[0].paused


def test_the_nearest_limit_comes_first_and_what_has_none_last(house: House, kiosk: StationByHand) -> None:
    ended = forwarded_case(house, kiosk, 1)
    do(house, ended, "decline", "T1", why="other", reason="x", referral="y")
    later = forwarded_case(house, kiosk, 2)
    do(house, later, "accept", "T1")
    correction = forwarded_case(house, kiosk, 3)
    do(house, correction, "correct", "T1", gaps="101", notice="x")
    dues = [line.due for line in look(house).lines]
    running = [due for due in dues if due is not None]
    assert dues == [*sorted(running), None] and len(set(running)) == 2


def test_pages_hold_each_case_once_and_a_page_too_far_is_the_last(
    house: House, kiosk: StationByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbench, "ROWS_A_PAGE", 2)
    cases = {forwarded_case(house, kiosk, sequence) for sequence in range(1, 6)}
    pages = [look(house, page=page) for page in (1, 2, 3)]
    assert [len(page.lines) for page in pages] == [2, 2, 1]
    assert {case for page in pages for case in numbers(page)} == cases
    assert look(house, page=99) == pages[2]
    assert look(house, page=-5) == pages[0]
    assert {page.total for page in pages} == {5}


def test_the_ten_thousandth_case_is_not_the_last_that_can_be_paged_to() -> None:
    assert workbench.PAGES_MAX * workbench.ROWS_A_PAGE == 100_000


def test_filters_narrow_the_counts_too_and_never_widen_the_prefix(house: House, kiosk: StationByHand) -> None:
    here = forwarded_case(house, kiosk)
    other = station(house, OTHER_VILLAGE, seed=8)
    there = forwarded_case(house, other, accept_tier=Level.TOWNSHIP, decide_tier=Tier.COUNTY)
    assert numbers(look(house, station=VILLAGE)) == [here]
    assert look(house, station=VILLAGE).counts[Pile.ALL] == 1
    assert numbers(look(house, matter="MZ-01")) == [there]
    assert numbers(look(house, search=there[15:])) == [there]
    assert set(numbers(look(house, state="已上报"))) == {here, there}
    assert numbers(look(house, VILLAGE[:9], Level.TOWNSHIP, station=OTHER_VILLAGE)) == []
    assert numbers(look(house, VILLAGE[:9], Level.TOWNSHIP, search=there)) == []


def test_a_name_is_masked_and_a_place_has_its_name(house: House, kiosk: StationByHand) -> None:
    forwarded_case(house, kiosk)
    line = look(house).lines[0]
    assert line.principal == "王*英"
    assert line.station_name not in ("", VILLAGE)
    assert line.matter_name not in ("", "MZ-05")


@pytest.mark.parametrize(
    ("typed", "searched"),
    [("", ""), ("12", ""), ("123", "123"), (" 1 2-3 ", "123"), ("12x", ""), ("１２３", ""), ("1%3", ""), ("9" * 28, "")],
)
def test_only_digits_are_searched_for_and_at_least_three(typed: str, searched: str) -> None:
    assert digits_searched(typed) == searched
