"""Bodies at a county that is put back: what came home without one, and what its second medium has of it."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kiosk.core.carriage.batch import write_batch
from server.office.restoring import checked, restore
from server.office.verification import verify
from server.store import tables as t
from server.store.second_medium import event_frame
from tests.office_by_hand import kinds
from tests.server_by_hand import House
from tests.town_by_hand import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "c")


def own_of(town: Town, number: str) -> list[bytes]:
    """The signed bytes of what the county itself wrote with a body on this case."""
    e = t.event.c
    with town.open() as house:
        asked = select(e.signed).where(e.case_no == number, e.node == house.node.identity.node, e.sealed != b"")
        return house.writer.run(lambda journal: list(journal.connection.scalars(asked)))


def come_home_bare(house: House, town: Town, accepted: list[bytes]) -> None:
    """The village brings what it holds, and what the county had lost without its body."""
    house.receive(town.village.batch())
    house.receive(write_batch(town.village.identity.node, [event_frame(signed, b"") for signed in accepted]))
    house.digest()


def has_body(house: House, signed: bytes) -> bool:
    row = house.writer.run(lambda journal: journal.held(sha256(signed).digest()))
    return row is not None and row.sealed != b"" and row.witness is not None


def test_what_came_home_without_its_body_is_no_fault_after_the_second_medium_was_read_back_either(town: Town) -> None:
    """A station has what the county lost, its body sealed anew to that station, and brings home the rest: found by
    seed 43125 of the long stories."""
    file = town.back_up()
    second = town.another_case(2, safe=False)
    accepted = own_of(town, second)
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester", town.medium)
    with town.open() as house:
        come_home_bare(house, town, accepted)
        town.keep(house)
        assert kinds(house, second) == kinds(house, town.first)
        assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester", town.medium)
    with town.open() as house:
        house.digest()
        assert kinds(house, second) == kinds(house, town.first)
        assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()


def test_a_body_of_ours_that_was_read_back_and_is_lost_later_is_named(town: Town) -> None:
    file = town.back_up()
    (accepted,) = own_of(town, town.another_case(2))
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester", town.medium)
    with town.open() as house:
        house.digest()
        which = t.event.c.hash == sha256(accepted).digest()
        house.writer.run(lambda journal: journal.connection.execute(update(t.event).where(which).values(sealed=b"")))
        found = verify(house.node, house.engine, house.instruments, town.medium).findings
        assert [finding.code for finding in found] == ["BODY_MISSING"]


def test_a_body_that_lies_on_the_second_medium_comes_back_though_its_event_came_home_bare_meanwhile(town: Town) -> None:
    file = town.back_up()
    (accepted,) = own_of(town, town.another_case(2))
    town.lose_database()
    restore(town.folder, file, town.instruments, "tester")  # its second medium is away
    with town.open() as house:
        come_home_bare(house, town, [accepted])
        assert not has_body(house, accepted)
        assert checked(house.node, house.writer, house.instruments, town.medium)[1] == "medium"
        house.digest()
        assert has_body(house, accepted)
        assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()


def test_of_what_the_second_medium_has_but_the_head_nothing_is_safe_before_its_body_lies_there_too(town: Town) -> None:
    file = town.back_up()
    (accepted,) = own_of(town, town.another_case(2, safe=False))
    file.rename(earlier := file.with_name("earlier"))
    later = town.back_up()
    town.lose_database()
    restore(town.folder, earlier, town.instruments, "tester", town.medium)
    with town.open() as house:
        come_home_bare(house, town, [accepted])
        town.keep(house)
    for copy in (later, earlier):  # the second has the body from the medium, where it lies behind its bare head
        town.lose_database()
        restore(town.folder, copy, town.instruments, "tester", town.medium)
        with town.open() as house:
            house.digest()
            assert has_body(house, accepted)
            row = house.writer.run(lambda journal: journal.held(sha256(accepted).digest()))
            assert row is not None and (row.safe_at_ms is None) == (copy == later)
            assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()
            town.keep(house)
            assert verify(house.node, house.engine, house.instruments, town.medium).wrong == ()
