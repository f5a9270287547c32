"""A county put back from yesterday's backup: nothing is lost, no effect is doubled, no old word is believed."""

from pathlib import Path

import pytest

from kiosk.core.casework.kinds import Kind
from kiosk.desk.casebook import status
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from server.office.verification import verify as verify_county
from tests.kiosk_by_hand import bare_example, opened
from tests.office_by_hand import do
from tests.restoring_by_hand import Town


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
