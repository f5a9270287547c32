"""Leafing through the ledger: light leaves, names opened a few at a time, and forgotten when nobody is signed in."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.transitions import State
from kiosk.core.refusal import Refusal
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.leafing import GROUPS, group_counts, leaves, masked_name, open_names, search, states_held
from kiosk.desk.staffing import Issued, sign_out
from kiosk.desk.station import Station
from tests.kiosk_by_hand import bare_example, opened

NAMES = ("王小芳", "李秀英", "欧阳建国")


@pytest.fixture
def station(tmp_path: Path, issued: Issued) -> Iterator[Station]:
    with opened(tmp_path / "kiosk", issued) as one:
        for name in NAMES:
            entrust(one, entrustment_of(name))
        yield one


def entrustment_of(name: str) -> bytes:
    principal = json.loads(bare_example())["principal"] | {"name": name}
    return bare_example(principal=principal, operation="")


def test_the_newest_case_lies_on_top_and_no_name_is_open(station: Station) -> None:
    held = leaves(station)
    assert [leaf.number[-5:-1] for leaf in held] == ["0003", "0002", "0001"]
    assert [masked_name(station, leaf.identity) for leaf in held] == ["", "", ""]
    assert held[0].day == held[0].number[12:20] == "20261122"


def test_names_are_opened_a_few_at_a_time_and_shown_masked(station: Station) -> None:
    held = leaves(station)
    assert not open_names(station, held, 2)
    assert [masked_name(station, leaf.identity) for leaf in held] == ["欧**国", "李*英", ""]
    assert open_names(station, held, 2)
    assert [masked_name(station, leaf.identity) for leaf in held] == ["欧**国", "李*英", "王*芳"]


def test_a_search_finds_by_part_of_name_number_and_matter(station: Station) -> None:
    held = leaves(station)
    open_names(station, held)
    matter = station.document.catalogue.matter(held[0].matter)
    assert [masked_name(station, leaf.identity) for leaf in search(station, held, "秀英")] == ["李*英"]
    assert search(station, held, f" {held[1].number[:12]} {held[1].number[12:]} ") == (held[1],)
    assert search(station, held, matter.name[:3]) == held
    assert search(station, held, matter.code.lower()) == held
    assert search(station, held, "没有这个人") == ()


def test_a_search_keeps_to_the_states_that_were_chosen(station: Station) -> None:
    number = leaves(station)[1].number
    act(station, Wanted(number, "forward", {}))
    held = leaves(station)
    assert states_held(held) == {"收件": 2, "已上报": 1}
    assert {group: count for group, count in group_counts(held).items() if count} == {"received": 2, "above": 1}
    assert [leaf.number for leaf in search(station, held, states=("已上报",))] == [number]


@pytest.mark.parametrize("reading", [leaves, lambda s: open_names(s, ()), lambda s: search(s, (), "王")])
def test_nobody_signed_in_leafs_through_nothing(station: Station, reading: Callable[[Station], object]) -> None:
    sign_out(station)
    with pytest.raises(Refusal, match="UNLOCK_NEEDED"):
        reading(station)


def test_signing_out_forgets_every_opened_name(station: Station) -> None:
    held = leaves(station)
    open_names(station, held)
    sign_out(station)
    assert station.opened_names == {}
    assert {masked_name(station, leaf.identity) for leaf in held} == {""}


def test_two_cases_of_one_number_keep_their_own_names(station: Station) -> None:
    """A cloned card prints a number twice: identity tells them apart (重号)."""
    newest, older, _ = leaves(station)
    with station.store.transaction() as rows:
        for table, column in (("event", '"case"'), ('"case"', "number")):
            rows.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (newest.number, older.number))
    twins = [leaf for leaf in leaves(station) if leaf.number == newest.number]
    open_names(station, twins)
    named = {leaf.identity: masked_name(station, leaf.identity) for leaf in twins}
    assert named == {newest.identity: "欧**国", older.identity: "李*英"}


def test_every_state_stands_in_one_group() -> None:
    assert sorted((state for states in GROUPS.values() for state in states), key=str) == sorted(State, key=str)
