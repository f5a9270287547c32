"""Erasure: the county's word takes the bodies of a case wherever they lie, heads say by whom and why, and nothing that
is handed over again brings them back."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from kiosk.core.carriage.batch import FrameType
from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import ledger, status
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.offering import next_offer
from kiosk.desk.station import Station
from kiosk.desk.verification import verify as verify_station
from server.office import staff as office_staff
from server.office.desk import Desk
from server.office.digest import Office
from server.office.erasing import erase
from server.office.keeping_desk import Erase, erase_by_command
from server.office.retention import over_period
from server.office.verification import verify
from server.store import tables as t
from server.store.erasure import unfinished
from server.store.journal import Journal
from server.store.reading_back import read_back
from server.store.second_medium import read_all, read_events
from tests.kiosk_by_hand import example, photographs
from tests.server_by_hand import NOW_MS, House, found
from tests.valley_by_hand import ADMIN, Valley


@pytest.fixture
def valley(tmp_path: Path) -> Iterator[Valley]:
    with ExitStack() as stack:
        yield Valley(tmp_path, stack)


def bodies_at(station: Station, number: str) -> list[int]:
    """Kinds of the case's events whose body is held here, own and come down."""
    rows = station.store.all(
        'SELECT kind FROM event WHERE "case" = ? AND length(sealed) > 0 UNION ALL SELECT e.kind FROM inside i '
        'JOIN event e ON e.hash = i.inner JOIN event s ON s.hash = i.carrier WHERE i."case" = ? '
        "AND length(s.sealed) > 0", number, number,
    )  # fmt: skip
    return sorted(kind for (kind,) in rows)


def test_an_erased_case_has_no_body_anywhere_and_says_by_whom_and_why(valley: Valley) -> None:
    number = valley.ended()
    assert Kind.ENTRUSTED in bodies_at(valley.village, number) and Kind.ENTRUSTED in bodies_at(valley.town, number)
    assert valley.bodies(valley.house, number) == 2 and ledger(valley.village)[0]["principal"]
    done = valley.erase(number)
    assert (done.bodies, done.attachments) == (2, 4) and valley.bodies(valley.house, number) == 0
    valley.settle()
    for station in (valley.village, valley.town):
        valley.sync(station)
        assert bodies_at(station, number) == [Kind.ERASED], "the ground alone is left"
        assert not verify_station(station).findings and verify_station(station).erased >= 2
        line = ledger(station)[0]
        assert line["principal"] == "" and line["number"] == number and line["sequence"] == "1"
        last = status(station, number)["events"][-1]
        assert (last["zh"], last["author"], last["body"]["note"]) == ("删除正文", ADMIN, "2026年第7号申请")
    assert valley.village.store.one("SELECT COUNT(*) FROM attachment") == (0,)
    report = verify(valley.house.node, valley.house.engine, valley.house.instruments, valley.folder / "second")
    assert report.wrong == ()


def test_the_second_medium_is_written_anew_without_what_was_erased_and_nothing_else_is_gone(valley: Valley) -> None:
    kept, number = valley.ended(), valley.ended()
    valley.settle()
    medium = valley.folder / "second"
    before = dict(read_events(medium))
    pieces = sum(frame.type is FrameType.CHUNK for frame in read_all(medium))
    valley.erase(number)
    with_erased = unfinished_at(valley)
    assert with_erased == [number], "until the medium is done"
    valley.settle()
    assert unfinished_at(valley) == []
    after = dict(read_events(medium))
    gone = {signed for signed, sealed in before.items() if sealed and not after[signed]}
    assert before.keys() <= after.keys(), "every head stays"
    assert len(gone) == 2 + 2, "the entrustment and its withdrawal, and what of them went down to the township"
    assert 0 < sum(frame.type is FrameType.CHUNK for frame in read_all(medium)) < pieces
    assert valley.bodies(valley.house, kept) == 2
    report = verify(valley.house.node, valley.house.engine, valley.house.instruments, medium)
    assert report.wrong == ()


def unfinished_at(valley: Valley) -> list[str]:
    return valley.house.writer.run(lambda journal: unfinished(journal.connection, journal.county))


def test_an_old_stick_brings_no_body_back_and_no_photograph(valley: Valley) -> None:
    number = entrust(valley.village, example(operation=""), photographs()).receipt.number
    act(valley.village, Wanted(number, "withdraw", {"reason": "不办了"}))
    stick = next_offer(valley.village, valley.village.county, 10**7).batch
    valley.sync(valley.village)
    valley.erase(number)
    valley.house.receive(stick)
    valley.settle()
    assert valley.bodies(valley.house, number) == 0
    held = valley.house.writer.run(
        lambda journal: journal.connection.scalars(select(func.count()).select_from(t.attachment)).one()
    )
    assert held == 0 and not valley.house.incidents()


def test_a_relay_lets_go_too_once_the_county_has_what_it_carries(valley: Valley) -> None:
    number = entrust(valley.village, example(operation=""), photographs()).receipt.number
    act(valley.village, Wanted(number, "withdraw", {"reason": "不办了"}))
    offered = next_offer(valley.village, valley.relay.node.identity, 10**7)
    valley.relay.receive(offered.batch)
    uplink = valley.uplink()
    uplink.exchange()
    valley.sync(valley.village)
    valley.sync(valley.town)
    valley.erase(number)
    valley.settle()
    assert valley.bodies(valley.relay, number) == 2, "it has not heard yet"
    uplink.exchange()
    assert valley.bodies(valley.relay, number) == 0
    pieces = select(func.count()).select_from(t.attachment)
    assert valley.relay.writer.run(lambda journal: journal.connection.scalars(pieces).one()) == 0
    report = verify(valley.relay.node, valley.relay.engine, valley.relay.instruments)
    assert report.wrong == ()
    valley.relay.receive(offered.batch)
    assert valley.bodies(valley.relay, number) == 0, "an old stick at the relay"


def test_what_a_station_wrote_without_knowing_keeps_its_body_and_a_person_is_told(valley: Valley) -> None:
    number = valley.ended()
    valley.erase(number)
    complaint = {"complaint": "没有人通知我"}
    act(valley.village, Wanted(number, "complain", complaint, query_code=valley.codes[number]))
    valley.sync(valley.village)
    assert Kind.COMPLAINED in bodies_at(valley.village, number)
    assert "CAME_AFTER_ERASURE" in valley.house.incidents()
    assert not verify_station(valley.village).findings
    assert valley.erase(number).bodies == 1
    valley.sync(valley.village)
    assert bodies_at(valley.village, number) == [Kind.ERASED, Kind.ERASED]


def test_a_running_case_is_not_erased(valley: Valley) -> None:
    number = entrust(valley.village, example(operation=""), photographs()).receipt.number
    valley.sync(valley.village)
    with pytest.raises(Refusal) as no:
        valley.erase(number)
    assert no.value.code == "ERASE_CASE_RUNS" and valley.bodies(valley.house, number) == 1


def test_only_a_supervisor_or_administrator_of_the_county_erases_and_says_why(valley: Valley) -> None:
    number = valley.ended()
    clerk = office_staff.Staff("C1", "县窗口", Level.COUNTY, "331003", ("clerk",))
    valley.house.writer.run(lambda journal: office_staff.add_staff(journal, valley.house.instruments, clerk, "tester"))
    with pytest.raises(Refusal) as no:
        valley.erase(number, "C1")
    assert no.value.code == "STAFF_NOT_A_CLERK"
    with pytest.raises(Refusal) as no:
        valley.house.writer.run(
            lambda journal: erase(
                valley.house.office, journal, number, ErasedFor.PERSONS_REQUEST, " ", ADMIN, "tester"
            )
        )
    assert no.value.code == "ERASE_WHY_MISSING" and valley.bodies(valley.house, number) == 2
    valley.erase(number)
    with pytest.raises(Refusal) as no:
        valley.erase(number)
    assert no.value.code == "ERASE_NOTHING_LEFT"
    audited = select(t.audit.c.deed, t.audit.c.about).where(t.audit.c.deed.like("erase%"))
    rows = valley.house.writer.run(lambda journal: [tuple(row) for row in journal.connection.execute(audited)])
    assert rows == [("erase persons_request", number)]


def test_a_case_is_over_its_period_only_after_the_countys_days(valley: Valley) -> None:
    number = valley.ended()

    def over() -> list[str]:
        at_ms = valley.house.wall.ms
        return valley.house.writer.run(lambda journal: over_period(journal.connection, journal.county, 3_650, at_ms))

    assert over() == []
    valley.house.wall.ms += 3_650 * 86_400_000
    assert over() == []
    valley.house.wall.ms += 86_400_000
    assert over() == [number]
    valley.house.writer.run(valley.house.office.tick)
    assert "RETENTION_OVER" in valley.house.incidents() and valley.bodies(valley.house, number) == 2, "a person decides"
    valley.erase(number)
    valley.house.wall.ms += 4_000 * 86_400_000
    assert over() == []


def test_what_is_erased_while_the_second_medium_is_written_anew_is_taken_off_it_too(
    valley: Valley, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = valley.ended()
    valley.erase(number)
    act(valley.village, Wanted(number, "complain", {"complaint": "没人管"}, query_code=valley.codes[number]))
    forget, once = valley.medium.forget, [True]

    def slow(events: Collection[bytes], attachments: Collection[bytes]) -> int:
        done = forget(events, attachments)
        if once and once.pop():
            valley.erase(number)  # of what came late, and lies on the medium by now
        return done

    valley.house.receive(next_offer(valley.village, valley.village.county, 10**7).batch)
    monkeypatch.setattr(valley.medium, "forget", slow)
    valley.settle()
    valley.settle()
    assert not unfinished_at(valley) and not verify(
        valley.house.node, valley.house.engine, valley.house.instruments, valley.folder / "second"
    ).wrong


def test_one_case_whose_body_waits_for_its_key_keeps_no_other_from_being_erased(valley: Valley) -> None:
    waiting = valley.ended()
    number = entrust(valley.town, example(operation=""), photographs()).receipt.number
    act(valley.town, Wanted(number, "withdraw", {"reason": "不办了"}))
    valley.sync(valley.town)
    house, node = valley.house, valley.village.identity.node
    shared = delete(t.shared_key).where(t.shared_key.c.log_name.between(node, node + b"\xff" * 8))
    house.writer.run(lambda journal: journal.connection.execute(shared))
    house.wall.ms += 3_652 * 86_400_000
    desk = Desk(house.node, Office(house.node, house.instruments), house.writer, house.instruments)
    done = erase_by_command(desk, Erase(note="期满", staff=ADMIN), "tester")
    assert [one["case"] for one in done["erased"]] == [number]
    assert done["refused"] == [{"case": waiting, "code": "ERASE_BODY_WAITS"}]


def test_a_backup_that_brings_bodies_back_loses_them_again(valley: Valley) -> None:
    number = valley.ended()
    e = t.event.c
    asked = select(e.hash, e.sealed).where(func.length(e.sealed) > 0)
    before = valley.house.writer.run(lambda journal: list(journal.connection.execute(asked)))
    valley.erase(number)
    valley.settle()

    def put_back(journal: Journal) -> None:
        for event_hash, sealed in before:
            journal.connection.execute(update(t.event).where(e.hash == event_hash).values(sealed=sealed))
        journal.note_unfolded([number], NOW_MS)

    valley.house.writer.run(put_back)
    wrong = verify(valley.house.node, valley.house.engine, valley.house.instruments).findings
    assert {one.code for one in wrong} == {"BODY_STAYED"} and valley.bodies(valley.house, number) == 2
    valley.settle()
    assert valley.bodies(valley.house, number) == 0
    assert verify(valley.house.node, valley.house.engine, valley.house.instruments).wrong == ()


def test_a_county_put_together_from_its_second_medium_alone_has_every_head_and_no_erased_body(valley: Valley) -> None:
    kept, number = valley.ended(), valley.ended()
    valley.erase(number)
    valley.settle()
    again = House(found(valley.folder / "again"))
    try:
        read_back(again.writer, again.node.root_public, valley.folder / "second", NOW_MS)
        again.digest()
        assert valley.bodies(again, number) == 0 and valley.bodies(again, kept) == 2
        assert valley.counted(again, t.event.c.case_no == number) == valley.counted(
            valley.house, t.event.c.case_no == number
        )
        reach = select(t.log.c.n).where(t.log.c.node == valley.village.identity.node)
        reaches = [house.writer.run(lambda j: j.connection.scalars(reach).one()) for house in (valley.house, again)]
        assert reaches[0] == reaches[1] > 4
        report = verify(again.node, again.engine, again.instruments, valley.folder / "second")
        assert report.wrong == () and report.erased > 0
    finally:
        again.close()
