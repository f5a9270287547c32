"""Enrolment: each file is for one device of one place, and room is left for its restorations."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.enrolment import read_enrolment
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.enrolling import codes_of_all, issue, write_files
from server.office.staff import Staff
from server.store import tables as t
from tests.office_by_hand import TOWNSHIP_STATION, VILLAGE, people
from tests.server_by_hand import House, StationByHand, county


def enrol(house: House, *codes: str) -> list[bytes]:
    published = house.office.published
    made = house.writer.run(lambda j: issue(j, house.node, published, house.instruments, list(codes), "https://c:1"))
    return [one.file for one in made]


def test_devices_of_one_station_lie_twenty_terminals_apart_and_five_are_the_most(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        terminals = [read_enrolment(enrol(house, VILLAGE)[0]).terminal for _ in range(5)]
        with pytest.raises(Refusal) as no:
            enrol(house, VILLAGE)
    assert terminals == [1, 21, 41, 61, 81] and no.value.code == "TERMINALS_USED_UP"


def test_the_digits_say_what_is_enrolled(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, town, relay = (read_enrolment(file) for file in enrol(house, VILLAGE, TOWNSHIP_STATION, "331003001"))
    assert (village.role, town.role, relay.role) == (Role.STATION, Role.STATION, Role.RELAY)
    assert town.name == "东城街道" and village.name.startswith("东城街道") and relay.terminal == 0


@pytest.mark.parametrize("code", ["331003", "331003000000", "999901101201", "33100300100", "村", ""])
def test_what_is_no_place_of_this_county_is_not_enrolled(tmp_path: Path, code: str) -> None:
    with county(tmp_path / "c") as house:
        with pytest.raises(Refusal) as no:
            enrol(house, VILLAGE, code)
        assert no.value.code in ("STATION_CODE_WRONG", "DIVISION_UNKNOWN")
        rows = house.writer.run(lambda j: list(j.connection.execute(select(t.enrolment.c.code))))
    assert rows == []  # all or nothing


def test_the_stations_people_stand_in_its_file_and_nobody_elses(tmp_path: Path) -> None:
    agent = Staff("A1", "张代办", Level.VILLAGE, VILLAGE, ("clerk",))
    other = Staff("A2", "别村", Level.VILLAGE, "331003101246", ("clerk",))
    with county(tmp_path / "c") as house:
        people(house, agent, other)
        assert read_enrolment(enrol(house, VILLAGE)[0]).staff == (("A1", "张代办"),)


def test_all_means_every_station_that_has_none(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        enrol(house, VILLAGE)
        divisions = house.writer.run(lambda j: house.office.published.in_force(j.connection).divisions)
        codes = house.writer.run(lambda j: codes_of_all(j.connection, j.county, divisions))
    assert len(codes) == 366 and VILLAGE not in codes and TOWNSHIP_STATION in codes


def test_files_are_their_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        published = house.office.published
        made = house.writer.run(lambda j: issue(j, house.node, published, house.instruments, [VILLAGE], ""))
    [path] = write_files(made, tmp_path / "out")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.name == f"{VILLAGE}-01.json"
    with pytest.raises(Refusal) as no:
        write_files(made, tmp_path / "out")
    assert no.value.code == "FILE_UNWRITABLE" and path.read_bytes() == made[0].file


def test_a_second_use_of_an_enrolment_key_is_an_incident(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        file = enrol(house, VILLAGE)[0]
        house.receive(StationByHand(file, seed=1).batch())
        assert house.incidents() == []
        house.receive(StationByHand(file, seed=2).batch())
        assert house.incidents() == ["ENROLMENT_USED_TWICE"]
