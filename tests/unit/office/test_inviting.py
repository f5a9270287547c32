"""An enrolment that waits under a code: fetched while it lasts, gone once it was used, and never readable here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.enrolment_code import ID_BYTES, open_enrolment, opener
from kiosk.core.event import ClockQuality, ClockReading
from kiosk.core.refusal import Refusal
from server.office.enrolling import issue
from server.office.inviting import HAND_OUTS_MAX, VALID_S, Invitations, Invited, invite
from server.store import carriage_tables as c
from tests.server_by_hand import NOW_MS, House, StationByHand, county

VILLAGE = "331003001001"


class Uptime:
    s = 1_000

    def __call__(self) -> ClockReading:
        return ClockReading(NOW_MS, self.s, ClockQuality.COMPARED)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as one:
        yield one


@pytest.fixture
def uptime(house: House) -> Uptime:
    made = Uptime()
    house.instruments = house.instruments._replace(clock=made)
    return made


def invited(house: House) -> Invited:
    def deed(journal: object) -> Invited:
        own = house.writer.journal
        (issued,) = issue(own, house.node, house.office.published, house.instruments, [VILLAGE], "https://a")
        return invite(own, house.node, house.instruments, issued, "https://a")

    return house.writer.run(deed)


def is_gone(house: House, which: bytes) -> bool:
    with pytest.raises(Refusal) as caught:
        Invitations(house.writer, house.instruments).fetch(which)
    return caught.value.code == "ENROLMENT_CODE_UNKNOWN"


def waiting(house: House) -> int:
    return len(house.writer.run(lambda j: j.connection.scalars(select(c.enrolment_code.c.id)).all()))


def test_the_code_fetches_the_file_again_after_a_broken_line_and_no_more_once_it_was_used(
    house: House, uptime: Uptime
) -> None:
    one = invited(house)
    opens, door = opener(one.invitation.code), Invitations(house.writer, house.instruments)
    assert open_enrolment(opens, door.fetch(opens.id)) == open_enrolment(opens, door.fetch(opens.id)) == one.issued.file
    house.receive(StationByHand(one.issued.file).batch())
    assert is_gone(house, opens.id) and waiting(house) == 0
    assert "ENROLMENT_CODE_AFTER_ITS_END" in house.incidents()


def test_it_ends_after_three_days_of_uptime_and_with_the_machines_restart(house: House, uptime: Uptime) -> None:
    for end in (1_000 + VALID_S, 999):
        uptime.s = 1_000
        which = opener(invited(house).invitation.code).id
        uptime.s = end
        assert is_gone(house, which) and waiting(house) == 0


def test_it_is_handed_out_a_few_times_and_never_more(house: House, uptime: Uptime) -> None:
    which, door = opener(invited(house).invitation.code).id, Invitations(house.writer, house.instruments)
    for _ in range(HAND_OUTS_MAX):
        door.fetch(which)
    assert is_gone(house, which) and "ENROLMENT_CODE_TRIED_OFTEN" in house.incidents()


def test_an_id_that_is_none_is_refused_and_leaves_no_trace(house: House, uptime: Uptime) -> None:
    invited(house)
    for which in (bytes(ID_BYTES), b"", bytes(99)):
        assert is_gone(house, which)
    assert waiting(house) == 1 and house.incidents() == []


def test_neither_the_code_nor_the_one_time_key_lies_in_the_database(house: House, uptime: Uptime) -> None:
    one = invited(house)
    key = StationByHand(one.issued.file).enrolment.enrolment_key
    house.writer.run(lambda j: None)
    kept = b"".join(path.read_bytes() for path in house.folder.glob("node.db*"))
    assert one.invitation.code.encode() not in kept and key not in kept


def test_a_second_use_of_the_one_time_key_is_an_incident_by_whichever_way_it_came(house: House, uptime: Uptime) -> None:
    one = invited(house)
    house.receive(StationByHand(one.issued.file).batch())
    house.receive(StationByHand(one.issued.file, seed=99).batch())
    assert "ENROLMENT_USED_TWICE" in house.incidents()
