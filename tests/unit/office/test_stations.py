"""Stations as the county's people see them: what is missing from whom, under whose prefix, and how bad it is."""

from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.batch import write_batch
from kiosk.core.carriage.certificate import Role
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.carriage.revocation import Why
from kiosk.core.carriage.stick import FileKind, name_for
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.devices import Contact, Device, Left, Log
from server.office.incidents import INCIDENTS_COUNT_MAX, close_incident, incidents, incidents_counted
from server.office.revoking import revoke
from server.office.staff import Staff
from server.office.stations import (
    DAY_MS,
    CarriedFor,
    InForce,
    Severity,
    Standing,
    Station,
    branches,
    carried_by,
    findings,
    matching,
    stations,
    tally,
)
from server.sticks.folder import StickFolder
from server.sticks.taking import take_from
from server.store import notes
from server.store import tables as t
from server.store.database import reading
from tests.office_by_hand import OTHER_VILLAGE, TOWNSHIP_STATION, VILLAGE, forwarded_case
from tests.server_by_hand import NOW_MS, House, county, frame_of, relay, station

ROAD_STICK = 3  # as stations write it
NOW = InForce(1, NOW_MS - 60 * DAY_MS, NOW_MS)
CONTACT = Contact("daiban 0.1", 50 * 2**30, 0, 60, 0, 1, NOW_MS)
LOG = Log(b"l" * 16, 5, 5, (), {}, {}, VILLAGE, True, NOW_MS)
DEVICE = Device(b"n" * 8, Role.STATION, 1, NOW_MS - DAY_MS, NOW_MS - DAY_MS, CONTACT, (LOG,))
IN_CHARGE = Staff("S1", "督办", Level.COUNTY, "331003", ("supervisor",))


def seen(house: House, prefix: str = "331003") -> dict[str, Station]:
    with reading(house.engine) as connection:
        divisions = house.office.published.in_force(connection).divisions
        found = stations(connection, "331003", divisions, prefix, NOW)
    return {one.code: one for one in found}


def codes(*devices: Device, incidents_count: int = 0) -> dict[str, Severity]:
    return {found.code: found.severity for found in findings(devices, incidents_count, NOW)}


def told(**contact: int) -> dict[str, Severity]:
    return codes(DEVICE._replace(contact=CONTACT._replace(**contact)))


def test_a_station_that_is_well_has_no_findings(tmp_path: Path) -> None:
    assert codes(DEVICE) == {}


def test_the_tree_holds_every_place_but_the_county_itself_and_only_those_under_the_prefix(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        everything = seen(house)
        assert len(everything) == 367 and "331003000000" not in everything
        town = seen(house, "331003001")
        assert set(town) == {code for code in everything if code.startswith("331003001")}
        assert set(seen(house, VILLAGE)) == {VILLAGE}
        with reading(house.engine) as connection:
            divisions = house.office.published.in_force(connection).divisions
        tree = branches(everything.values(), divisions)
        assert sum(len(branch.all) for branch in tree) == 367 and len(tree) == 19
        (only,) = branches(seen(house, VILLAGE).values(), divisions)
        assert [one.code for one in only.villages] == [VILLAGE] and not only.own.devices


def test_enrolled_begun_and_never_enrolled_are_told_apart(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        house.enrol(OTHER_VILLAGE)
        house.receive(village.batch())
        found = seen(house)
        assert found[VILLAGE].enrolled and found[VILLAGE].standing is Standing.FINE
        assert [finding.code for finding in found[OTHER_VILLAGE].findings] == ["NOT_STARTED"]
        assert [finding.code for finding in found[TOWNSHIP_STATION].findings] == ["NOT_ENROLLED"]
        assert tally(found.values()) == {
            Standing.ACT: 0, Standing.LOOK: 0, Standing.FINE: 1, Standing.IDLE: 366,
        }  # fmt: skip


def test_missing_numbers_are_named_and_vanish_once_they_come(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        for _ in range(8):
            village.say()
        written = village.written  # 1 to 10
        house.receive(village.batch([written[0], written[3], written[4], written[8]]))
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert (log.n, log.missing, log.missing_count) == (1, ((2, 3), (6, 8)), 5)
        assert codes(DEVICE._replace(logs=(log,)))["MISSING"] is Severity.LOOK
        house.receive(village.batch())
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert (log.n, log.missing) == (10, ())


def test_what_waits_and_what_is_set_apart_is_counted_at_its_log(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        harmed = village.written[2]._replace(sealed=b"x" + village.written[2].sealed[1:])
        house.receive(village.batch([village.written[0], harmed]))
        keyless = forwarded_case(house, station(house, OTHER_VILLAGE, 4))
        assert keyless
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert dict(log.apart) == {Quarantine.BAD_BODY_HASH: 1}
        assert seen(house)[VILLAGE].standing is Standing.ACT


def test_a_station_says_by_which_road_missing_numbers_left_it(tmp_path: Path) -> None:
    """Its own Carried claims no arrival; what a stranger's log or a malformed one says is not told."""
    with county(tmp_path / "c") as house:
        village = station(house)
        for _ in range(6):
            village.say()
        ranges = [[village.log, 3, 6], [b"another log's 16", 3, 4], "nothing"]
        village.say(kind=CARRIED, facts={1: ranges, 2: ROAD_STICK, 3: NOW_MS - 5})
        written = village.written
        house.receive(village.batch([written[0], written[3], written[-1]]))
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert log.missing == ((2, 3), (5, log.missing[-1][1]))
        assert log.left == (Left(3, 3, ROAD_STICK, NOW_MS - 5), Left(5, 6, ROAD_STICK, NOW_MS - 5))


def test_what_came_on_a_stick_is_told_from_what_came_over_the_line(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        (tmp_path / "stick").mkdir()
        folder = StickFolder(tmp_path / "stick", writing=True)
        batch = village.batch()
        name = name_for(FileKind.UP, village.identity.node, batch)
        (folder.folder / name.text).write_bytes(batch)
        take_from(house.node, house.writer, house.instruments, folder)
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert log.by_stick and log.carried_by_itself and log.n == len(village.written)
        house.wall.ms += 1_000
        village.say()
        house.receive(village.batch())
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert not log.by_stick and log.n == len(village.written)


def test_a_revoked_device_says_why_and_how_far_it_is_believed(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        house.receive(village.batch())
        published = house.office.published
        house.writer.run(
            lambda journal: revoke(
                journal, house.node, published, house.instruments, VILLAGE, 2, Why.STOLEN, "tester"
            )
        )
        found = seen(house)[VILLAGE]
        assert found.devices[0].revoked is Why.STOLEN and found.devices[0].logs[0].trusted_n == 2
        assert codes(*found.devices)["REVOKED"] is Severity.ACT
        assert codes(*found.devices, DEVICE)["REVOKED"] is Severity.NOTE, "another device of the station goes on"


def test_it_is_known_who_carried_the_last_of_a_log(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as town:
        village = station(house)
        house.receive(village.batch())
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert log.carried_by_itself and log.carried_by == VILLAGE
        village.say()
        house.receive(write_batch(town.node.identity.node, [frame_of(village.written[2])]))
        (log,) = seen(house)[VILLAGE].devices[0].logs
        assert (log.carried_by, log.carried_by_itself) == ("331003001", False)
        everything = seen(house, "331003001").values()
        (told,) = carried_by(everything, TOWNSHIP_STATION)
        assert told == CarriedFor(VILLAGE, 3, NOW_MS, by_stick=False) and carried_by(everything, VILLAGE) == ()


def test_a_relay_stands_at_its_townships_station(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001"):
        assert [device.role for device in seen(house)[TOWNSHIP_STATION].devices] == [Role.RELAY]


def test_what_a_device_said_of_itself_is_there_once_it_has_asked(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        house.receive(village.batch())
        house.downlink.answer(village.ask())
        contact = seen(house)[VILLAGE].devices[0].contact
        assert contact == Contact("daiban 0.1", 10**9, 7_000, 5, 0, 1, NOW_MS)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"free_disk_bytes": 2**31 - 1}, {"DISK": Severity.LOOK}),
        ({"free_disk_bytes": 2**20}, {"DISK": Severity.ACT}),
        ({"clock_offset_ms": -6 * 60_000}, {"CLOCK": Severity.LOOK}),
        ({"clock_offset_ms": 2 * DAY_MS}, {"CLOCK": Severity.ACT}),
        ({"clock_offset_ms": 4 * 60_000}, {}),
        ({"oldest_unsent_s": 3 * 86_400}, {"UNSENT": Severity.LOOK}),
        ({"catalogue_version": 0}, {"CATALOGUE": Severity.LOOK}),
    ],
)
def test_what_it_said_is_measured_against_bounds(said: dict[str, int], expected: dict[str, Severity]) -> None:
    assert told(**said) == expected


def test_a_version_behind_is_no_finding_while_the_answer_that_brings_the_newer_is_under_way() -> None:
    old = DEVICE._replace(contact=CONTACT._replace(catalogue_version=0))
    assert findings((old,), 0, NOW._replace(published_at_ms=NOW_MS - DAY_MS)) == []


def test_silence_counts_from_whatever_came_last_by_whatever_road() -> None:
    def silent(asked_days: int, heard_days: int) -> dict[str, Severity]:
        contact = CONTACT._replace(asked_at_ms=NOW_MS - asked_days * DAY_MS)
        log = LOG._replace(received_at_ms=NOW_MS - heard_days * DAY_MS)
        return codes(DEVICE._replace(contact=contact, logs=(log,)))

    assert silent(30, 1) == {}
    assert silent(3, 9) == {"SILENT": Severity.LOOK}
    assert silent(9, 8) == {"SILENT": Severity.ACT}


def test_two_devices_that_say_the_same_are_one_finding_the_worse() -> None:
    low = DEVICE._replace(contact=CONTACT._replace(free_disk_bytes=2**30))
    lower = DEVICE._replace(contact=CONTACT._replace(free_disk_bytes=2**20))
    assert codes(low, lower) == {"DISK": Severity.ACT}


def test_a_search_finds_by_name_by_code_and_by_standing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.receive(station(house).batch())
        found = seen(house).values()
        with reading(house.engine) as connection:
            divisions = house.office.published.in_force(connection).divisions
        assert [one.code for one in matching(found, divisions, "百花社区")] == [VILLAGE]
        assert [one.code for one in matching(found, divisions, VILLAGE)] == [VILLAGE]
        assert [one.code for one in matching(found, divisions, "", "fine")] == [VILLAGE]
        assert matching(found, divisions, "没有这个村") == ()


def raise_all(house: House, village: bytes, case: str) -> None:
    def some(journal: object) -> None:
        connection = house.writer.journal.connection
        by_node = f"node {village[:8].hex()} station {VILLAGE}"
        for about in (f"log {village.hex()}", by_node, f"case {case}: x", "over 9"):
            notes.incident(connection, "331003", "BRANCH", about, NOW_MS)

    house.writer.run(some)


def test_incidents_are_seen_under_the_prefix_of_their_station_and_the_rest_by_the_county_alone(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        case = forwarded_case(house, village)
        raise_all(house, village.log, case)
        with reading(house.engine) as connection:
            at_county = incidents(connection, "331003", "331003")
            at_town = incidents(connection, "331003", "331003001")
            elsewhere = incidents(connection, "331003", "331003101")
        assert sorted(one.station for one in at_county) == ["", VILLAGE, VILLAGE, VILLAGE]
        assert len(at_town) == 3 and elsewhere == []
        assert {one.case for one in at_town} == {"", case}
        assert seen(house)[VILLAGE].incidents == 3 and seen(house)[VILLAGE].standing is Standing.ACT


def test_an_incident_that_was_seen_to_opens_again_when_it_happens_again(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        case = forwarded_case(house, village)
        raise_all(house, village.log, case)
        with reading(house.engine) as connection:
            first = incidents(connection, "331003", VILLAGE)[0]
        house.writer.run(lambda journal: close_incident(journal, house.instruments, first.id, IN_CHARGE, "已换终端"))
        with reading(house.engine) as connection:
            assert first.id not in {one.id for one in incidents(connection, "331003", "331003")}
            (closed,) = incidents(connection, "331003", "331003", closed=True)
            assert (closed.id, closed.closed_by, closed.closed_word) == (first.id, "S1", "已换终端")
            line = connection.execute(select(t.audit.c.who, t.audit.c.deed)).all()[-1]
        assert tuple(line) == ("console/S1", "close incident")
        raise_all(house, village.log, case)
        with reading(house.engine) as connection:
            (again,) = (one for one in incidents(connection, "331003", "331003") if one.id == first.id)
        assert (again.times, again.closed_at_ms) == (2, None)


def test_nobody_closes_what_lies_outside_their_prefix(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        raise_all(house, village.log, forwarded_case(house, village))
        with reading(house.engine) as connection:
            first = incidents(connection, "331003", VILLAGE)[0]
        stranger = IN_CHARGE._replace(prefix="331003101", level=Level.TOWNSHIP)
        with pytest.raises(Refusal) as no:
            house.writer.run(lambda journal: close_incident(journal, house.instruments, first.id, stranger, "看过"))
        assert no.value.code == "INCIDENT_UNKNOWN"


def test_a_thousand_newer_incidents_of_another_township_hide_nobodys_own(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        case = forwarded_case(house, village)
        raise_all(house, village.log, case)
        elsewhere = {"county": "331003", "kind": "BRANCH", "about": "-", "station": OTHER_VILLAGE, "count": 1}
        times = {"first_at_ms": NOW_MS + 1, "last_at_ms": NOW_MS + 1}
        many = [{**elsewhere, **times, "id": n.to_bytes(16, "big")} for n in range(INCIDENTS_COUNT_MAX)]
        house.writer.run(lambda journal: journal.connection.execute(t.incident.insert(), many))
        with reading(house.engine) as connection:
            at_town = incidents(connection, "331003", "331003001")
            of_case = incidents(connection, "331003", "331003", case=case)
            counted = incidents_counted(connection, "331003", "331003")
        assert len(at_town) == 3 and {one.station for one in at_town} == {VILLAGE}
        assert [one.case for one in of_case] == [case]
        assert counted == {"": 1, VILLAGE: 3, OTHER_VILLAGE: INCIDENTS_COUNT_MAX}
        assert seen(house)[VILLAGE].incidents == 3
        town = IN_CHARGE._replace(prefix="331003001", level=Level.TOWNSHIP)
        house.writer.run(lambda journal: close_incident(journal, house.instruments, at_town[0].id, town, "看过"))


def test_a_townships_station_shows_its_relays_incidents_and_no_villages(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        raise_all(house, village.log, forwarded_case(house, village))
        about = "node 00 station 331003001"
        house.writer.run(lambda j: notes.incident(j.connection, "331003", "BRANCH", about, NOW_MS))
        with reading(house.engine) as connection:
            town = incidents(connection, "331003", "331003001", station=TOWNSHIP_STATION)
            at_village = incidents(connection, "331003", "331003", station=VILLAGE)
        assert [one.station for one in town] == ["331003001"]
        assert len(at_village) == 3


def test_an_incident_about_an_event_is_of_its_case_or_of_who_wrote_it(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        case = forwarded_case(house, village)
        of_case = next(one.event for one in village.written if one.event.head.case)
        without = next(one.event for one in village.written if not one.event.head.case)
        for one in (of_case, without):
            about = f"event {one.hash.hex()}"
            house.writer.run(lambda j, about=about: notes.incident(j.connection, "331003", "BRANCH", about, NOW_MS))
        with reading(house.engine) as connection:
            found = {(one.station, one.case) for one in incidents(connection, "331003", "331003")}
        assert found == {(VILLAGE, case), (VILLAGE, "")}
