"""The digest: what the county makes of what came in, once, and what it sends down."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Written, first_wording
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.kinds import KEY_SHARED, SENT
from kiosk.core.carriage.sealing import open_body, unwrap
from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.casework.slip import unpack_slip
from kiosk.core.casework.transitions import State
from kiosk.core.event import ClockQuality, ClockReading, Level
from server.office.devices import devices_under
from server.store import tables as t
from server.store.shelf import LogPurpose, Row
from tests.office_by_hand import (
    CLERK,
    CODE,
    NAME,
    OTHER_VILLAGE,
    TOWNSHIP_STATION,
    VILLAGE,
    count_events,
    deed,
    do,
    entrust,
    forwarded_case,
    kinds,
    number,
    people,
    row,
)
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station

DAY_MS = 86_400_000


def sent_to(house: House, node: bytes) -> list[Row]:
    """The Sent events of the log to that station node."""

    def rows(journal):  # type: ignore[no-untyped-def]
        name = journal.own_log(LogPurpose.DOWN, node)
        return [] if name is None else journal.rows(name)

    return [one for one in house.writer.run(rows) if one.event.head.kind == SENT]


def inner(one: Row) -> int:
    return read_event(one.event.head.facts[1]).head.kind


def read_as(house: House, reader: StationByHand, one: Row) -> bytes:
    """The body of a Sent event, opened with the station's own key alone."""
    log = house.writer.run(lambda journal: journal.rows(log_name(one.event.head)))
    for shared in log:
        if shared.event.head.kind == KEY_SHARED and shared.event.head.facts[1] == one.event.head.key_id:
            key = unwrap(shared.event.head, reader.sealing)
            assert key is not None, "the station is in its audience"
            return open_body(key, one.sealed, one.event.head, reader.dictionary)
    raise AssertionError("no key is shared")


def test_a_forwarded_case_reaches_its_tier_once_at_the_corrected_instant(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        house.receive(village.batch())
        house.downlink.answer(village.ask())  # tells its clock: 7 s behind the county's
        house.wall.ms += 3_600_000
        case = forwarded_case(house, village)
        rows = house.writer.run(lambda journal: journal.events_of_case(case))
        [reached] = [one.event.head for one in rows if one.event.head.kind == Kind.REACHED]
        assert facts_unpack(Kind.REACHED, reached.facts)["at_ms"] == NOW_MS + 7_000
        assert (reached.author, reached.level) == ("", Level.COUNTY)
        assert row(house, case)["state"] == State.FORWARDED.value


def test_a_case_held_by_a_village_that_may_not_accept_it_starts_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        entrust(village, case := number(village))
        house.receive(village.batch())
        house.digest()
        assert kinds(house, case) == [Kind.ENTRUSTED]


def test_digesting_twice_changes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE))
        before = count_events(house), row(house, case)
        house.writer.run(lambda journal: journal.note_unfolded([case], NOW_MS))
        house.digest()
        house.writer.run(house.office.tick)
        assert (count_events(house), row(house, case)) == before


def test_a_body_waits_for_its_key_and_is_opened_when_it_comes(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        written = entrust(village, case := number(village))
        certificate, key = village.written[:2]
        house.receive(village.batch([certificate, written]))
        house.digest()
        held = house.writer.run(lambda journal: journal.held(written.event.hash))
        assert held is not None and held.awaiting is Quarantine.AWAITING_KEY and held.witness is None
        assert row(house, case)["state"] == State.RECEIVED.value  # folded from its head alone
        house.receive(village.batch([key]))
        house.digest()
        held = house.writer.run(lambda journal: journal.held(written.event.hash))
        assert held is not None and held.awaiting is None and held.witness == written.witness
        assert msgspec.json.decode(row(house, case)["folded"])["principal"] == "王*英"


def test_a_body_that_does_not_open_stands_apart_alone(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        shared = village.key
        village.key = shared._replace(secret=bytes(32))  # sealed under another key than it names
        bad = entrust(village, number(village))
        village.key = shared
        good = entrust(village, number(village, 2))
        house.receive(village.batch())
        house.digest()
        apart = house.writer.run(lambda journal: journal.held(bad.event.hash))
        fine = house.writer.run(lambda journal: journal.held(good.event.hash))
        assert apart is not None and apart.awaiting is Quarantine.BODY_DOES_NOT_OPEN
        assert fine is not None and fine.witness == good.witness
        assert house.incidents() == ["BODY_DOES_NOT_OPEN"]


def test_a_body_of_a_kind_nobody_knows_is_opened_too(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        unknown = village.say()
        house.receive(village.batch())
        house.digest()
        held = house.writer.run(lambda journal: journal.held(unknown.event.hash))
        assert held is not None and held.witness == unknown.witness


def test_the_query_code_is_kept_as_a_mac_and_the_name_as_a_mask(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = forwarded_case(house, station(house, VILLAGE))
        mac = house.writer.run(lambda journal: journal.connection.scalars(select(t.query_code.c.mac)).one())
        assert mac == house.office.query_mac(case, CODE) != house.office.query_mac(case, "000000")
        assert msgspec.json.decode(row(house, case)["folded"])["principal"] == "王*英"
        files = [path.read_bytes() for path in (tmp_path / "c").glob("node.db*")]
    assert files and not any(NAME.encode() in data or CODE.encode() in data for data in files)


def test_events_go_down_to_the_stations_above_and_never_to_their_writer_or_another_village(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, town, other = (
            station(house, code, seed) for seed, code in enumerate((VILLAGE, TOWNSHIP_STATION, OTHER_VILLAGE), 3)
        )
        for one in (town, other):
            house.receive(one.batch())
        house.digest()
        forwarded_case(house, village)
        assert [inner(one) for one in sent_to(house, village.identity.node)] == [Kind.REACHED]
        assert sent_to(house, other.identity.node) == []
        down = sent_to(house, town.identity.node)
        assert sorted(inner(one) for one in down) == [Kind.ENTRUSTED, Kind.REACHED, Kind.FORWARDED]
        [entrusted] = [one for one in down if inner(one) == Kind.ENTRUSTED]
        assert msgspec.json.decode(read_as(house, town, entrusted))["principal"]["name"] == NAME
        slip = unpack_slip(entrusted.event.head.facts[2])
        assert (slip.state, slip.handler) == (State.FORWARDED, Level.TOWNSHIP) and slip.due > 20261122


def test_a_rating_goes_down_as_a_head_without_its_body(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, town = station(house, VILLAGE, 3), station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        house.digest()
        people(house, CLERK)
        case = forwarded_case(house, village, accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
        do(house, case, "complain", "C1", complaint="太慢")
        [complaint] = [one for one in sent_to(house, town.identity.node) if inner(one) == Kind.COMPLAINED]
        assert complaint.sealed == b"" and complaint.event.head.sealed_sha256 == b""


def test_a_township_stations_certificate_makes_a_catalogue_in_which_it_reads(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        town = station(house, TOWNSHIP_STATION)
        house.receive(town.batch())
        house.digest()
        house.digest()
        document = house.writer.run(lambda journal: house.office.published.in_force(journal.connection))
        assert document.version == 2
        assert [key.public_key for key in document.sealing_keys if key.role == "station"] == [town.sealing_public]
        assert town.sealing_public in {key.public_key for key in document.case_recipients(VILLAGE)}
        assert town.sealing_public not in {key.public_key for key in document.case_recipients(OTHER_VILLAGE)}


def test_a_village_stations_certificate_changes_no_catalogue(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.receive(station(house, VILLAGE).batch())
        house.digest()
        assert house.writer.run(lambda journal: house.office.published.in_force(journal.connection)).version == 1


def test_a_station_enrolled_later_is_told_what_came_before(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        forwarded_case(house, station(house, VILLAGE, 3))
        town = station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        house.digest()
        down = sent_to(house, town.identity.node)
        assert sorted(inner(one) for one in down) == [Kind.ENTRUSTED, Kind.REACHED, Kind.FORWARDED]
        house.digest()
        assert len(sent_to(house, town.identity.node)) == 3


def test_a_head_goes_down_at_once_and_its_body_follows_when_it_opens(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village, town = station(house, VILLAGE, 3), station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        written = entrust(village, number(village))
        certificate, key = village.written[:2]
        house.receive(village.batch([certificate, written]))
        house.digest()
        assert [bool(one.sealed) for one in sent_to(house, town.identity.node)] == [False]
        house.receive(village.batch([key]))
        house.digest()
        assert [bool(one.sealed) for one in sent_to(house, town.identity.node)] == [False, True]


def test_a_deed_on_a_case_whose_entrustment_came_spoilt_waits_with_its_hole_told_and_goes_down_with_the_whole_one(
    tmp_path: Path,
) -> None:
    with county(tmp_path / "c") as house:
        village, town = station(house, VILLAGE, 3), station(house, TOWNSHIP_STATION, 4)
        house.receive(town.batch())
        case = number(village)
        written = entrust(village, case)
        spoilt = written._replace(sealed=written.sealed[:-1] + bytes([written.sealed[-1] ^ 1]))
        forwarded = deed(village, Kind.FORWARDED, case, body={"at_ms": NOW_MS})
        house.receive(village.batch([*village.written[:2], spoilt, forwarded]))
        house.digest()
        assert kinds(house, case) == [Kind.FORWARDED] and sent_to(house, town.identity.node) == []
        [device] = house.writer.run(lambda journal: devices_under(journal.connection, journal.county, VILLAGE))[VILLAGE]
        assert device.logs[0].missing == ((3, 3),) and device.logs[0].apart == {Quarantine.BAD_BODY_HASH: 1}
        house.receive(village.batch([written]))
        house.digest()
        down = sent_to(house, town.identity.node)
        assert sorted(inner(one) for one in down) == [Kind.ENTRUSTED, Kind.REACHED, Kind.FORWARDED]


def test_an_unsigned_entrustment_lapses_after_the_countys_limit_and_not_before(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        entrust(village, case := number(village), mandate=False)
        house.receive(village.batch())
        house.digest()
        house.wall.ms = NOW_MS + 30 * DAY_MS
        house.writer.run(house.office.tick)
        assert row(house, case)["state"] == State.PENDING.value
        house.wall.ms = NOW_MS + 31 * DAY_MS
        house.writer.run(house.office.tick)
        assert row(house, case)["state"] == State.ARCHIVED.value
        assert kinds(house, case) == [Kind.ENTRUSTED, Kind.LAPSED, Kind.ARCHIVED]


@pytest.mark.parametrize("order", [1, -1])
def test_a_case_is_the_same_in_whatever_order_it_came(tmp_path: Path, order: int) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        entrust(village, case := number(village))
        deed(village, Kind.FORWARDED, case, body={})
        house.receive(village.batch(village.written[:1]))
        for written in village.written[1:][::order]:
            house.receive(village.batch([written]))
            house.digest()
        assert row(house, case)["state"] == State.FORWARDED.value
        assert kinds(house, case) == [Kind.ENTRUSTED, Kind.REACHED, Kind.FORWARDED]


def test_two_cases_of_one_number_are_told_apart_and_raised(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        clone = village.fork(2)
        case = number(village)
        entrust(village, case)
        entrust(clone, case)
        house.receive(village.batch())
        house.receive(clone.batch())
        house.digest()
        ids = house.writer.run(lambda journal: list(journal.connection.scalars(select(t.case_row.c.id))))
        assert len(ids) == 2 and "CASE_NUMBER_TWICE" in house.incidents()


def test_a_body_that_waits_seven_days_is_an_incident(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        written: Written = entrust(village, number(village))
        house.receive(village.batch([village.written[0], written]))
        house.digest()
        house.wall.ms += 7 * DAY_MS
        house.writer.run(house.office.tick)
        assert house.incidents() == []
        house.wall.ms += 1
        house.writer.run(house.office.tick)
        assert house.incidents() == ["AWAITING_OVER_7_DAYS", "GAP_OVER_7_DAYS"]


def test_a_station_without_a_sealing_key_harms_only_itself(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        town, village = station(house, TOWNSHIP_STATION, 4), station(house, VILLAGE, 3)
        identity = town.enrolment.certify(town.signing.public_key().public_bytes_raw(), b"", b"")
        town.written.clear()
        town._add(first_wording(identity, 1, bytes(8)))
        house.receive(town.batch())
        house.digest()
        case = forwarded_case(house, village)
        house.digest()
        assert row(house, case)["state"] == State.FORWARDED.value
        assert house.incidents() == ["STATION_WITHOUT_SEALING_KEY"] and sent_to(house, town.identity.node) == []
        assert house.writer.run(lambda journal: house.office.published.in_force(journal.connection)).version == 1


@pytest.mark.parametrize("wall_ms", [-(2**62), 0, 2**62])
def test_a_clock_at_either_end_of_time_stops_no_case(tmp_path: Path, wall_ms: int) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        village.reading = ClockReading(wall_ms, 1, ClockQuality.COMPARED)
        case = forwarded_case(house, village)
        rows = house.writer.run(lambda journal: journal.events_of_case(case))
        [reached] = [one.event.head for one in rows if one.event.head.kind == Kind.REACHED]
        assert facts_unpack(Kind.REACHED, reached.facts)["at_ms"] == NOW_MS
        assert house.incidents() == []


def test_a_compared_clock_seventy_years_ahead_moves_no_limit(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        village.reading = ClockReading(NOW_MS + 70 * 366 * DAY_MS, 1_010, ClockQuality.COMPARED)
        entrust(village, case := number(village), "NY-09", Level.VILLAGE, Tier.VILLAGE)
        promise = {"promised_days": 5, "promised_unit": 0, "statutory_days": 20, "statutory_unit": 0}
        deed(village, Kind.ACCEPTED, case, promise, {})
        house.receive(village.batch())
        house.digest()
        found = row(house, case)
        assert found["state"] == State.ACCEPTED.value and 20261122 < found["due"] < 20261231


def test_a_second_use_of_an_enrolment_file_reads_nothing_whichever_key_comes_first_by_name(tmp_path: Path) -> None:
    """The first key that used it stays the station's until a person decides; its downward log goes on."""
    for thief_seed in range(70, 73):  # some sort before the real one and some after
        with county(tmp_path / f"c{thief_seed}") as house:
            file = house.enrol(TOWNSHIP_STATION)
            real, thief = StationByHand(file, 3), StationByHand(file, thief_seed)
            house.receive(real.batch())
            house.digest()
            house.receive(thief.batch())
            forwarded_case(house, station(house, VILLAGE, 5))
            assert "ENROLMENT_USED_TWICE" in house.incidents()
            down = sent_to(house, real.identity.node)
            [entrusted] = [one for one in down if inner(one) == Kind.ENTRUSTED]
            assert msgspec.json.decode(read_as(house, real, entrusted))["principal"]["name"] == NAME
            assert all(not shares_with(house, one, thief) for one in down)


def test_two_keys_that_come_together_leave_the_first_of_them_and_publish_no_other(tmp_path: Path) -> None:
    for thief_seed in range(70, 73):
        with county(tmp_path / f"c{thief_seed}") as house:
            file = house.enrol(TOWNSHIP_STATION)
            real, thief = StationByHand(file, 3), StationByHand(file, thief_seed)
            house.receive(thief.batch(thief.written[1:]))  # heard of first, but nobody knows by whom it is written
            house.receive(real.batch())
            house.receive(thief.batch())
            house.digest()
            document = house.writer.run(lambda journal: house.office.published.in_force(journal.connection))
            assert [k.public_key for k in document.sealing_keys if k.role == "station"] == [real.sealing_public]


def shares_with(house: House, one: Row, reader: StationByHand) -> bool:
    """Whether any key shared in that log is for this reader."""
    log = house.writer.run(lambda journal: journal.rows(log_name(one.event.head)))
    return any(
        shared.event.head.kind == KEY_SHARED and unwrap(shared.event.head, reader.sealing) is not None
        for shared in log
    )
