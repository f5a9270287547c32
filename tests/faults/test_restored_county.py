"""A county put back from yesterday's backup: nothing is lost, no effect is doubled, no old word is believed."""

import shutil
from pathlib import Path

import pytest

from kiosk.core.carriage.purge import is_proved
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casebook import status
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.purging import standings
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from server.office.verification import verify as verify_county
from server.store.database import reading
from server.uplink.owed import Turn, owed_events
from tests.kiosk_by_hand import bare_example, opened
from tests.office_by_hand import do
from tests.restoring_by_hand import Town

OTHER = "331003001002"


@pytest.fixture(params=[True, False], ids=["with its second medium", "without"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Town:
    return Town(tmp_path, medium=request.param)


def proved(station: Station, number: str) -> set[str]:
    return {name for name, truth in status(station, number)["truths"].items() if truth}


def forward(station: Station, number: str) -> None:
    act(station, Wanted(number, "forward", {}))


def sound(town: Town, *stations: Station) -> None:
    for station in stations:
        assert verify(station).findings == ()
    with town.open() as house:
        medium = town.medium_folder if town.medium else None
        assert verify_county(house.node, house.engine, house.instruments, medium).wrong == ()


def test_what_was_acknowledged_after_the_backup_is_there_again_with_its_decision_and_once(town: Town) -> None:
    issued = town.kiosk("village")
    with opened(town.folder / "village", issued) as station:
        first = entrust(station, bare_example()).receipt.number
        town.sync(station)
        backup = town.back_up("yesterday")
        second = entrust(station, bare_example()).receipt.number
        forward(station, second)
        town.sync(station)
        with town.open() as house:
            do(house, second, "accept", "T1")
            town.settle(house)
        town.sync(station)
        assert "accepted" in proved(station, second)
        assert "at_county" in proved(station, second)
        before = town.events_of(second)

        assert town.restore(backup) == 2
        done = town.sync(station)
        assert done.new_incarnation
        states = town.states()
        assert states[first] == ["收件"] and states[second] == ["受理"]
        assert town.events_of(second)[Kind.ACCEPTED] == 1
        assert {kind: count for kind, count in town.events_of(second).items() if kind != Kind.REACHED} == {
            kind: count for kind, count in before.items() if kind != Kind.REACHED
        }
        assert {"at_county", "accepted", "opened"} <= proved(station, second)
        sound(town, station)
        assert [kind for kind in town.incidents() if kind != "PEER_KNOWS_MORE"] == []


def test_marks_fall_and_everything_still_held_is_offered_again(town: Town) -> None:
    issued = town.kiosk("village")
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        backup = town.back_up("yesterday")
        numbers = [entrust(station, bare_example()).receipt.number for _ in range(3)]
        town.sync(station)
        own = station.store.one("SELECT COUNT(*) FROM event WHERE origin = 1 AND kind <> 66")[0]
        town.restore(backup)
        done = town.sync(station)
        assert done.new_incarnation and done.proved["recv"] >= own
        if not town.medium:  # with it, the very first word proves everything anew
            assert done.events_left >= own
        numbers_proved = station.store.all("SELECT DISTINCT incarnation_number FROM mark WHERE state <> 'custody'")
        assert [row[0] for row in numbers_proved] == [2]
        assert sorted(town.states()) == sorted(numbers)
        sound(town, station)


def test_a_village_that_knows_only_its_township_brings_the_decision_home_too(town: Town) -> None:
    issued = town.kiosk("village")
    with opened(town.folder / "village", issued) as station:
        town.sync_by_relay(station)
        backup = town.back_up("yesterday")
        number = entrust(station, bare_example()).receipt.number
        forward(station, number)
        town.sync_by_relay(station)
        with town.open() as house:
            do(house, number, "accept", "T1")
            town.settle(house)
        town.sync_by_relay(station)
        assert "accepted" in proved(station, number)
        town.restore(backup)
        assert town.sync_by_relay(station).new_incarnation
        town.sync_by_relay(station)
        assert town.states()[number] == ["受理"]
        assert town.events_of(number)[Kind.ACCEPTED] == 1
        assert {"at_county", "accepted", "opened"} <= proved(station, number)
        for _ in range(2):
            town.sync_by_relay(station)
        assert town.sync_by_relay(station).events_left == 0
        with town.open_relay() as (relay, _), reading(relay.engine) as connection:
            assert owed_events(connection, relay.node.county_code, Turn()) == []
        sound(town, station)


def test_an_image_put_back_that_nothing_noticed_is_found_by_the_countys_own_word(tmp_path: Path) -> None:
    """No second medium, the card went back with the database: only those whom it spoke to know."""
    town = Town(tmp_path, medium=False)
    issued = town.kiosk("village")
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        shutil.copytree(town.county, town.folder / "image")
        numbers = []
        for _ in range(2):
            numbers.append(entrust(station, bare_example()).receipt.number)
            forward(station, numbers[-1])
            town.sync(station)
            with town.open() as house:
                do(house, numbers[-1], "accept", "T1")
                town.settle(house)
            town.sync(station)
        shutil.rmtree(town.county)
        (town.folder / "image").rename(town.county)
        for _ in range(3):
            town.sync(station)
        assert "PEER_KNOWS_MORE" in town.incidents()
        assert {number: ["受理"] for number in numbers} == town.states()
        for number in numbers:
            assert {"at_county", "accepted", "opened"} <= proved(station, number)
            assert town.events_of(number)[Kind.ACCEPTED] == 1
        sound(town, station)
        with town.open() as house:
            assert house.node.incarnation_number == 2


def test_an_image_put_back_that_went_on_writing_first_loses_nothing_either(tmp_path: Path) -> None:
    """It answered another village before the one that knows more called: two lives of one log, both kept."""
    town = Town(tmp_path, medium=False)
    first, other = town.kiosk("village"), town.kiosk("other", OTHER)
    town.entrusts("other", other)
    town.entrusts("village", first)
    shutil.copytree(town.county, town.folder / "image")
    before = town.entrusts("village", first, 2)
    shutil.rmtree(town.county)
    (town.folder / "image").rename(town.county)
    after = town.entrusts("other", other, 3)
    for _ in range(3):
        for name, issued in (("village", first), ("other", other)):
            with opened(town.folder / name, issued) as station:
                town.sync(station)
    assert {*before, *after} <= town.states().keys() and len(town.states()) == 7
    for name, issued, numbers in (("village", first, before), ("other", other, after)):
        with opened(town.folder / name, issued) as station:
            for number in numbers:
                assert {"at_county", "opened"} <= proved(station, number)
            forward(station, numbers[0])
            for _ in range(2):
                town.sync(station)
            came = station.store.one('SELECT COUNT(*) FROM event WHERE "case" = ? AND origin = 3', numbers[0])[0]
            assert came == 1  # what the county writes now comes down in a log that both hold alike
            assert verify(station).findings == ()
    assert "PEER_KNOWS_MORE" in town.incidents()


@pytest.mark.parametrize("lost", [(), ("card",)], ids=["card kept", "card lost too"])
def test_a_backup_restored_twice_with_everything_else_lost_still_gets_above_what_was_announced(
    tmp_path: Path, lost: tuple[str, ...]
) -> None:
    town = Town(tmp_path, medium=False)
    issued = town.kiosk("village")
    backup = town.back_up("old")
    card = (town.county / "keys" / "node.json").read_bytes()
    numbers = town.entrusts("village", issued)
    town.restore(backup)
    numbers += town.entrusts("village", issued)
    if lost:
        (town.county / "keys" / "node.json").write_bytes(card)
    town.restore(backup)
    numbers += town.entrusts("village", issued)
    with opened(town.folder / "village", issued) as station:
        for _ in range(3):
            town.sync(station)
        for number in numbers:
            assert {"at_county", "opened"} <= proved(station, number)
        assert verify(station).findings == ()
    assert sorted(town.states()) == sorted(numbers)
    with town.open() as house:
        assert house.node.incarnation_number == 3


def entrusted_and_burned(town: Town, issued: Issued) -> str:
    """The number of a case that the county has and the village, whose card is an older image again, does not."""
    town.entrusts("village", issued)
    shutil.copytree(town.folder / "village", town.folder / "image")
    number = town.entrusts("village", issued)[0]
    shutil.rmtree(town.folder / "village")
    (town.folder / "image").rename(town.folder / "village")
    return number


def test_what_a_restored_station_got_back_is_not_called_at_the_county_when_that_lost_it_too(tmp_path: Path) -> None:
    """Two disks burned one after the other, before anything was safe: what is left is a text that the county sealed to
    the station anew, under a proof of an incarnation that is over (R-HASHACK)."""
    town = Town(tmp_path, medium=False)
    issued = town.kiosk("village")
    backup = town.back_up("yesterday")
    number = entrusted_and_burned(town, issued)
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        assert "at_county" in proved(station, number)
        town.restore(backup)
        for _ in range(3):
            town.sync(station)
        assert number not in town.states() and "at_county" not in proved(station, number)
        assert status(station, number)["principal"]
        sound(town, station)


def test_what_a_restored_station_got_back_is_proved_once_more_by_a_county_that_was_restored(town: Town) -> None:
    issued = town.kiosk("village")
    number = entrusted_and_burned(town, issued)
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        town.restore(town.back_up("today"))
        for _ in range(2):
            town.sync(station)
        assert number in town.states() and "at_county" in proved(station, number)
        assert town.sync(station).events_down == 0
        sound(town, station)


def test_the_text_of_what_the_county_lost_is_not_let_go_of_by_the_station_that_got_it_back(tmp_path: Path) -> None:
    """All else of it is proved on two media; what is left of the entrustment is its text here."""
    town = Town(tmp_path, medium=False)
    issued = town.kiosk("village")
    backup = town.back_up("yesterday")
    number = entrusted_and_burned(town, issued)
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        town.restore(backup)
        town.medium = True
        for _ in range(3):
            town.sync(station)
        unproved = [event for event, one in standings(station, number).items() if not is_proved(one, 2)]
        lost = station.store.one('SELECT hash FROM event WHERE "case" = ? AND kind = ?', number, Kind.ENTRUSTED)
        assert unproved == [*lost]
