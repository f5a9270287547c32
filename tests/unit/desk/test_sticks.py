"""The road by stick: villages without a line, townships with one or without, and a courier between them."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk import sticks
from kiosk.desk.carrying import ASK_AGAIN_S
from kiosk.desk.casebook import status
from kiosk.desk.custody import CUSTODY_S
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from server.office.staff import Staff
from tests.courier_by_hand import (
    TOWNSHIP,
    VILLAGES,
    HouseRoad,
    apart,
    attachments_at,
    blank,
    cases_at,
    entrusted,
    exchange_up,
    files_on,
    kiosk,
    later,
    one_round,
    pictured,
    proved,
    synchronise,
    truths,
)
from tests.kiosk_by_hand import opened
from tests.office_by_hand import do, people
from tests.server_by_hand import House, relay

CLERK = Staff("T1", "经办人", Level.TOWNSHIP, TOWNSHIP[:9], ("clerk", "approver"))


def test_an_entrustment_travels_by_stick_and_the_countys_word_comes_home_by_it(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    case = entrusted(village)
    left = sticks.export(village, stick)
    assert left.may_be_pulled and left.own_events and left.left_over == 0
    assert truths(village, case) == {"recorded", "left"}
    taken = sticks.take(township, stick)
    assert [(one.station, one.taken, one.apart, one.ask) for one in taken.stations] == [
        (VILLAGES[0], left.own_events, {}, True)
    ]
    _, on = synchronise(township, HouseRoad(house))
    assert on.events == left.own_events == on.proved and on.answers == 1
    sticks.export(township, stick)
    assert proved(village) == 0
    home = sticks.take(village, stick)
    assert home.proved["recv"] >= 1 and proved(village) == proved(village, "open") == 1
    assert truths(village, case) == {"recorded", "left", "at_township", "at_county", "opened"}
    assert verify(village).findings == verify(township).findings == ()


def test_the_townships_own_word_informs_and_ends_nothing(
    village: Station, township: Station, stick: Path
) -> None:
    case = entrusted(village)
    sticks.export(village, stick)
    sticks.take(township, stick)
    sticks.export(township, stick)
    sticks.take(village, stick)
    assert truths(village, case) == {"recorded", "left", "at_township"}
    assert sticks.export(village, stick).own_events  # all of it goes on being exported until the county has it


def test_imported_twice_at_two_townships_it_is_one_case(
    house: House, village: Station, township: Station, stick: Path, tmp_path: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    with kiosk(tmp_path / "second", house, "331003002000") as second:
        for where in (township, second, township, second):
            taken = sticks.take(where, stick)
            synchronise(where, HouseRoad(house))
        assert taken.stations[0].taken == 0 and taken.stations[0].known > 0
    assert len(cases_at(house)) == 1 and house.incidents() == []


def test_a_courier_over_three_villages_brings_each_its_own_and_takes_nobodys_away(
    house: House, township: Station, stick: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        villages = [stack.enter_context(kiosk(tmp_path / code, house, code)) for code in VILLAGES]
        cases = []
        for one in villages:  # out, each adding its own
            cases.append(entrusted(one))
            seen = {file.name for file in files_on(stick)}
            left = sticks.export(one, stick)
            assert seen <= {file.name for file in files_on(stick)} and left.removed == []
            sticks.take(one, stick)  # by mistake: a village takes the others' in custody too, and no harm comes of it
        taken = sticks.take(township, stick)
        assert {one.station for one in taken.stations} == set(VILLAGES) and apart(taken) == {}
        _, on = synchronise(township, HouseRoad(house))
        assert on.answers == 3
        home = sticks.export(township, stick)
        assert set(home.answers) == set(VILLAGES)
        assert {name[:3] for name in home.removed} == {"up-"} and not files_on(stick, "up")
        for one, case in zip(villages, cases, strict=True):  # and home again
            back = sticks.take(one, stick)
            assert "at_county" in truths(one, case)
            others = [file for file in files_on(stick, "down") if one.identity.node.hex() not in file.name]
            assert bool(back.apart.get("NOT_OF_THIS_STATION")) == bool(others)  # left for the neighbours
            assert {number for (number,) in one.store.all('SELECT number FROM "case"')} == {case}
            sticks.export(one, stick)
            assert all(file.exists() for file in others)
            assert not [file for file in files_on(stick, "down") if one.identity.node.hex() in file.name]
        assert len(cases_at(house)) == 3


def test_another_stations_file_stays_on_the_stick_until_the_countys_word_covers_all_of_it(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    (file,) = files_on(stick, "up")
    sticks.take(township, stick)
    assert sticks.export(township, stick).removed == [] and file.exists()
    synchronise(township, HouseRoad(house))
    with_a_stranger = file.read_bytes() + file.read_bytes()[-40:]  # a torn frame at its end: who knows whose
    file.write_bytes(with_a_stranger)
    assert file.name not in sticks.export(township, stick).removed and file.exists()
    file.write_bytes(with_a_stranger[:-40])
    assert file.name in sticks.export(township, stick).removed and not file.exists()


def test_an_export_again_replaces_our_own_files_and_loses_nothing_of_them(village: Station, stick: Path) -> None:
    entrusted(village)
    first = sticks.export(village, stick)
    entrusted(village, "李建国")
    second = sticks.export(village, stick)
    assert set(second.removed) == set(first.files) and second.own_events > first.own_events
    assert len(files_on(stick, "up")) == len(files_on(stick, "ask")) == 1


def test_slips_and_a_newer_catalogue_come_home_by_stick(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    case = entrusted(village)
    act(village, Wanted(case, "forward", {}))
    before = village.document.version
    home = one_round(house, village, township, stick)
    assert home.catalogue_version == village.document.version == before + 1  # it names the township's key by now
    people(house, CLERK)
    do(house, case, "accept", CLERK.number, note="材料齐全")
    later(township, ASK_AGAIN_S + 1)
    home = one_round(house, village, township, stick)
    assert case in home.cases_touched
    assert status(village, case)["slip"] is not None and "accepted" in truths(village, case)


def test_a_photograph_begun_over_http_finishes_by_stick(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    pictured(village)
    begun: list[tuple[int, int]] = []
    while not any(0 < held < total for held, total in begun):
        road = HouseRoad(house)
        road.batches_max = 1  # the line breaks after each batch
        with pytest.raises(Refusal, match="ROAD_CLOSED"):
            synchronise(village, road)
        begun = village.store.all("SELECT at_county_bytes, total_bytes FROM attachment")
    left = sticks.export(village, stick)
    assert 0 < left.own_pieces < sum(-(-total // 16384) for _, total in begun)  # from where the county's word ends
    assert sticks.take(township, stick).stations[0].pieces == left.own_pieces
    synchronise(township, HouseRoad(house))
    assert all(held == total for held, total in attachments_at(house)) and len(attachments_at(house)) == len(begun)
    sticks.export(township, stick)
    sticks.take(village, stick)
    assert village.store.one("SELECT COUNT(*) FROM attachment WHERE at_county_bytes < total_bytes")[0] == 0
    assert sticks.export(village, stick).own_pieces == 0


def test_own_events_that_this_folder_does_not_hold_begin_a_new_log_and_still_reach_the_county(
    house: House, township: Station, stick: Path, tmp_path: Path
) -> None:
    with kiosk(tmp_path / "village", house, VILLAGES[0]) as village:
        entrusted(village)
    old = shutil.copytree(tmp_path / "village", tmp_path / "old")
    with opened(tmp_path / "village") as village:
        lost = entrusted(village, "李建国")
        sticks.export(village, stick)
    with opened(old) as copy:  # the folder as it was before: a raw image put back
        taken = sticks.take(copy, stick)
        assert taken.new_epoch == 2 and copy.epoch == 2
        entrusted(copy, "张桂兰")
        other = blank(tmp_path / "other")
        assert sticks.export(copy, other).others_events > 0
    sticks.take(township, other)
    synchronise(township, HouseRoad(house))
    assert len(numbers := cases_at(house)) == 3 and lost in numbers


def test_a_look_tells_whose_batches_are_on_a_stick_and_what_is_proved_of_them(
    house: House, village: Station, township: Station, stick: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    (seen,) = sticks.look(township, stick).stations
    assert (seen.station, seen.own, seen.case_events, seen.held, seen.at_county, seen.ask) == (
        VILLAGES[0], False, 1, 0, 0, True,
    )  # fmt: skip
    assert seen.oldest_ms is not None
    sticks.take(township, stick)
    synchronise(township, HouseRoad(house))
    (seen,) = sticks.look(township, stick).stations
    assert seen.held == seen.at_county == seen.events
    sticks.export(township, stick)
    before = {file: file.read_bytes() for file in files_on(stick)}
    mine = next(one for one in sticks.look(village, stick).stations if one.own)
    assert mine.answers == 2
    assert before == {file: file.read_bytes() for file in files_on(stick)}


def test_a_township_whose_only_line_is_its_relay_hands_on_once_and_hears_the_countys_word(
    house: House, village: Station, township: Station, stick: Path, tmp_path: Path
) -> None:
    pictured(village)
    sticks.export(village, stick)
    taken = sticks.take(township, stick)
    with relay(tmp_path / "relay", house, TOWNSHIP[:9]) as between:
        road = HouseRoad(between)
        _, on = synchronise(township, road)
        assert (on.events, on.pieces, on.proved) == (taken.stations[0].taken, taken.stations[0].pieces, 0)
        _, again = synchronise(township, road)
        assert (again.events, again.pieces) == (0, 0)  # the relay has it, and nothing is over because of that
        exchange_up(between, house)
        later(township, ASK_AGAIN_S + 1)
        _, heard = synchronise(township, road)
        assert heard.proved == taken.stations[0].taken and heard.events == 0
    sticks.export(township, stick)
    sticks.take(village, stick)
    assert proved(village) == 1


def test_what_a_relay_took_is_handed_on_again_when_the_county_stays_silent_for_long(
    house: House, village: Station, township: Station, stick: Path, tmp_path: Path
) -> None:
    entrusted(village)
    sticks.export(village, stick)
    taken = sticks.take(township, stick)
    with relay(tmp_path / "relay", house, TOWNSHIP[:9]) as between:
        road = HouseRoad(between)
        assert synchronise(township, road)[1].events == taken.stations[0].taken
        assert synchronise(township, road)[1].events == 0
        later(township, CUSTODY_S + 1)
        assert synchronise(township, road)[1].events == taken.stations[0].taken
    assert synchronise(township, HouseRoad(house))[1].proved == taken.stations[0].taken
