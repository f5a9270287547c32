"""A station put back from its backup, or copied: what it wrote before and after is all heard, and it gets back what it
lost itself."""

import shutil
from pathlib import Path

import pytest

from kiosk.core.carriage.purge import DAY_S
from kiosk.core.casework.case_number import parse
from kiosk.desk.backup import backup
from kiosk.desk.casebook import status
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.lookup import query_code
from kiosk.desk.progress import look_up
from kiosk.desk.purging import purge
from kiosk.desk.restoring import restore
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from server.office.verification import verify as verify_county
from tests.kiosk_by_hand import Wall, bare_example, instruments, opened
from tests.restoring_by_hand import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def cases(station: Station) -> set[str]:
    return {row[0] for row in station.store.all('SELECT number FROM "case"')}


def proved(station: Station, number: str) -> set[str]:
    return {name for name, truth in status(station, number)["truths"].items() if truth}


def sound(town: Town) -> None:
    with town.open() as house:
        assert verify_county(house.node, house.engine, house.instruments, town.medium_folder).wrong == ()


def test_a_restored_station_and_its_county_hold_every_case_and_one_incident(town: Town) -> None:
    issued = town.kiosk("village")
    first = town.entrusts("village", issued, 2)
    backup(town.folder / "village", town.folder / "b", instruments())
    second = town.entrusts("village", issued, 2)
    shutil.rmtree(town.folder / "village")
    restore(town.folder / "village", town.folder / "b", instruments(55))
    third = town.entrusts("village", issued, 2)
    assert set(town.states()) == {*first, *second, *third}
    assert len({*first, *second, *third}) == 6
    with opened(town.folder / "village", issued) as station:
        town.sync(station)
        assert cases(station) == {*first, *second, *third}  # what it had lost was sent back to it
        assert {"at_county", "safe", "opened"} <= proved(station, third[0])
        assert verify(station).findings == ()
        operation = station.store.one('SELECT operation FROM "case" WHERE number = ?', second[1])[0]
        _, progress = look_up(station, second[1], query_code(station.device_secret, operation))
        assert progress.number == second[1]  # and a resident finds it again
    assert town.incidents() == ["NODE_RESTORED"]
    sound(town)


def test_a_fork_that_is_acknowledged_by_number_is_never_purged(town: Town) -> None:
    """The county holds 1..n of a log in which the copy wrote other events at the same places: none of the marks that
    permit a purge falls on what the copy wrote there, however long it waits. What it wrote in its new log goes."""
    issued, wall = town.kiosk("village"), Wall()
    town.entrusts("village", issued)
    shutil.copytree(town.folder / "village", town.folder / "copy")
    town.entrusts("village", issued, 3)
    with opened(town.folder / "copy", issued, instruments(71, wall)) as station:
        branch = entrust(station, bare_example()).receipt.number
        act(station, Wanted(branch, "withdraw", {"reason": "不办了"}))
        assert town.sync(station).new_epoch == 2
        for _ in range(2):
            town.sync(station)
        after = entrust(station, bare_example()).receipt.number
        act(station, Wanted(after, "withdraw", {"reason": "不办了"}))
        for _ in range(2):
            town.sync(station)
        mine = 'SELECT m.state FROM event e JOIN mark m ON m.event = e.hash WHERE e."case" = ? AND e.origin = 1'
        assert {row[0] for row in station.store.all(mine, branch)} == {"recv", "safe"}
        assert {row[0] for row in station.store.all(mine, after)} == {"recv", "safe", "open"}
        purge(station)
        wall.uptime_s += 400 * DAY_S
        assert purge(station).cases == (after,)
        held = 'SELECT MIN(length(sealed)) FROM event WHERE "case" = ? AND origin = 1'
        assert station.store.one(held, branch)[0] > 0
        assert verify(station).findings == ()
    assert branch in town.states() and after in town.states()
    sound(town)


def test_a_clone_that_runs_beside_its_original_is_heard_and_both_see_every_case(town: Town) -> None:
    issued = town.kiosk("village")
    town.entrusts("village", issued)
    shutil.copytree(town.folder / "village", town.folder / "clone")
    town.entrusts("village", issued)  # the same numbers, because neither knows of the other
    town.entrusts("clone", issued, 12, sync=False)
    names = ("village", "clone")
    for name in ("village", "clone", "clone", "village"):
        with opened(town.folder / name, issued) as station:
            town.sync(station)
            if name == "village":  # it goes on in its own line, whatever of the other's it holds by now
                entrust(station, bare_example())
                assert verify(station).findings == ()
    for _ in range(2):
        for name in names:
            with opened(town.folder / name, issued) as station:
                town.sync(station)
    states = town.states()
    assert sum(len(found) for found in states.values()) == 16
    identities = []
    for name in names:
        with opened(town.folder / name, issued) as station:
            identities.append(set(station.store.all('SELECT number, node, operation FROM "case"')))
            assert verify(station).findings == ()
    assert len(identities[0]) == 16 and identities[0] == identities[1]
    assert "BRANCH" in town.incidents() and "NODE_RESTORED" not in town.incidents()
    assert ("CASE_NUMBER_TWICE" in town.incidents()) == any(len(found) > 1 for found in states.values())
    sound(town)


def test_two_restores_of_one_backup_share_a_terminal_number_and_the_county_tells_the_cases_apart(town: Town) -> None:
    issued = town.kiosk("village")
    town.entrusts("village", issued)
    backup(town.folder / "village", town.folder / "b", instruments())
    numbers = []
    for seed, name in enumerate(("one", "two")):
        restore(town.folder / name, town.folder / "b", instruments(60 + seed))
        numbers += town.entrusts(name, issued)
    assert numbers[0] == numbers[1] and parse(numbers[0]).terminal == 2
    assert len(town.states()[numbers[0]]) == 2  # 重号 1/2
    assert sorted(town.incidents()) == ["CASE_NUMBER_TWICE", "NODE_RESTORED", "RESTORED_TWICE"]
    sound(town)
