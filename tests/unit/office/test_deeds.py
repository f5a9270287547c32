"""A deed of the office: the table says what, the staff record says who, the prefix says where."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.bodies import Opened
from server.office.deeds import Done, act, find_case
from server.office.staff import Staff
from server.store import tables as t
from tests.office_by_hand import (
    CLERK,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    count_events,
    deed,
    do,
    entrust,
    forwarded_case,
    kinds,
    number,
    people,
)
from tests.server_by_hand import House, county, relay, station

SUPERVISOR = Staff("S1", "督办", Level.COUNTY, "331003", ("supervisor",))


def refused(house: House, case: str, command: str, staff: str, **fields: str) -> str:
    """The code of the refusal; and that nothing was written."""
    before = count_events(house), audited(house)
    with pytest.raises(Refusal) as no:
        do(house, case, command, staff, **fields)
    assert (count_events(house), audited(house)) == before
    return no.value.code


def audited(house: House) -> list[str]:
    return house.writer.run(lambda j: sorted(j.connection.scalars(select(t.audit.c.deed))))


def test_a_township_clerk_accepts_at_township_level_in_the_countys_log(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        done = do(house, case, "accept", "T1", note="材料齐全")
        held = house.writer.run(lambda journal: journal.held(bytes.fromhex(done.event)))
        assert held is not None
        head = held.event.head
        assert (head.node, head.level, head.author) == (house.node.identity.node, Level.TOWNSHIP, "T1")
        assert (done.state, done.handler) == ("受理", "township") and done.due > 20261122
        opened = house.writer.run(lambda journal: house.office.bodies.open(journal.connection, held))
        assert isinstance(opened, Opened) and msgspec.json.decode(opened.plain)["note"] == "材料齐全"


def test_nobody_acts_outside_their_prefix(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, OTHER_VILLAGE))
        assert refused(house, case, "accept", "T1") == "STAFF_OUTSIDE_PREFIX"


def test_a_county_clerk_may_not_accept_what_the_township_accepts(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK)
        case = forwarded_case(house, station(house, VILLAGE))
        assert refused(house, case, "accept", "C1") == "WRONG_LEVEL"


def test_the_table_refuses_what_the_state_does_not_permit(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        assert refused(house, case, "conclude", "T1", result="granted") == "NOT_IN_HANDLING"
        assert refused(house, case, "entrust", "T1", number="1") == "ALREADY_ENTRUSTED"


@pytest.mark.parametrize(
    ("roles", "command", "fields", "code"),
    [
        (("administrator",), "accept", {}, "STAFF_NOT_A_CLERK"),
        (("clerk",), "conclude", {"result": "granted"}, "STAFF_NOT_A_CLERK"),
        (("clerk",), "extend", {"days": "5", "reason": "x"}, "STAFF_NOT_A_CLERK"),
        (("clerk", "approver", "head"), "void", {"why": "void", "reason": "x"}, "STAFF_NOT_A_CLERK"),
        (("clerk",), "step", {"step": "approved"}, "STAFF_NOT_A_CLERK"),
        (("clerk",), "correct", {"gaps": "101", "override": "yes", "notice": "x"}, "STAFF_NOT_A_CLERK"),
        (("clerk",), "dance", {}, "COMMAND_UNKNOWN"),
        (("clerk",), "accept", {"colour": "red"}, "FIELD_UNKNOWN"),
        (("clerk",), "correct", {"gaps": "101"}, "FIELD_MISSING"),
        (("clerk",), "correct", {"gaps": "9901", "notice": "x"}, "GAP_UNKNOWN"),
        (("clerk",), "deliver", {"signature": "not json"}, "FIELD_NOT_VALID"),
    ],
)
def test_a_deed_without_its_post_or_its_fields_is_refused(
    tmp_path: Path, roles: tuple[str, ...], command: str, fields: dict[str, str], code: str
) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN._replace(roles=roles))
        case = forwarded_case(house, station(house, VILLAGE))
        assert refused(house, case, command, "T1", **fields) == code


def test_a_villages_people_act_at_their_kiosk_and_not_here(tmp_path: Path) -> None:
    agent = Staff("A1", "代办员", Level.VILLAGE, VILLAGE, ("clerk",))
    with county(tmp_path / "c") as house:
        people(house, agent)
        case = forwarded_case(house, station(house, VILLAGE))
        assert refused(house, case, "withdraw", "A1") == "STAFF_NOT_A_CLERK"


def test_an_approver_concludes_and_a_supervisor_voids(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, SUPERVISOR)
        village = station(house, VILLAGE)
        case, other = forwarded_case(house, village), forwarded_case(house, village, 2)
        for command, fields in (("accept", {}), ("start", {}), ("conclude", {"result": "granted"})):
            do(house, case, command, "T1", **fields)
        assert do(house, case, "send-result", "T1").state == "待送达"
        assert do(house, other, "void", "S1", why="void", reason="重复登记").state == "归档"
        assert kinds(house, other)[-2:] == [Kind.ARCHIVED, Kind.VOIDED]


def test_a_second_correction_for_an_old_gap_needs_a_supervisors_override(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        both = TOWN._replace(number="T9", roles=("clerk", "supervisor"))
        people(house, TOWN, both)
        village = station(house, VILLAGE)
        case = forwarded_case(house, village)
        do(house, case, "correct", "T1", gaps="101", notice="请补申请书")
        latest = house.writer.run(lambda j: find_case(house.office, j, case).case.latest)
        deed(village, Kind.CORRECTED, case, body={}, after=latest)
        house.receive(village.batch())
        house.digest()
        assert refused(house, case, "correct", "T1", gaps="201", notice="还缺户口簿") == "OLD_GAP"
        assert do(house, case, "correct", "T9", gaps="201", override="yes", notice="还缺户口簿").state == "补正中"


def test_a_followed_up_case_is_archived_by_the_county_in_the_same_deed(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, CLERK)
        village = station(house, VILLAGE)
        case = forwarded_case(house, village, accept_tier=Level.COUNTY, decide_tier=Tier.COUNTY)
        for command, fields in (
            ("accept", {}),
            ("start", {}),
            ("conclude", {"result": "granted"}),
            ("send-result", {}),
            ("deliver", {"signature": "[[[0.1,0.2,0]]]"}),
        ):
            do(house, case, command, "C1", **fields)
        assert do(house, case, "follow-up", "C1", way="phone").state == "归档"


def test_an_unknown_case_or_person_is_refused(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        village = station(house, VILLAGE)
        case = forwarded_case(house, village)
        assert refused(house, number(village, 77), "accept", "T1") == "CASE_UNKNOWN"
        assert refused(house, case, "accept", "T2") == "STAFF_UNKNOWN"
        assert refused(house, case[:-1] + str((int(case[-1]) + 1) % 10), "accept", "T1") == "CASE_NUMBER_CHECK_DIGIT"


def test_of_two_cases_with_one_number_one_must_be_named(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, SUPERVISOR)
        village = station(house, VILLAGE)
        clone = village.fork(2)
        case = number(village)
        for one in (village, clone):
            entrust(one, case)
            house.receive(one.batch())
        assert refused(house, case, "void", "S1", why="void", reason="x") == "CASE_NUMBER_TWICE"
        assert refused(house, f"{case}/3", "void", "S1", why="void", reason="x") == "CASE_UNKNOWN"
        do(house, f"{case}/2", "void", "S1", why="void", reason="重号")
        states = house.writer.run(
            lambda j: sorted(j.connection.scalars(select(t.case_row.c.state).where(t.case_row.c.case_no == case)))
        )
        assert states == sorted(["收件", "归档"])


def test_the_audit_names_who_and_which_fields_but_never_what_was_typed(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house, VILLAGE))
        do(house, case, "correct", "T1", gaps="101", notice="秘密内容")
        a = t.audit.c
        asked = select(a.who, a.about, a.detail).where(a.deed == "act correct")
        [line] = house.writer.run(lambda j: j.connection.execute(asked).all())
        assert tuple(line) == ("tester/T1", case, "gaps notice")


def test_a_relay_decides_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as carrier:
        assert refused(carrier, "1", "accept", "T1") == "COUNTY_ONLY"


def test_a_deed_under_an_operation_is_done_once_and_answered_again(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN)
        case = forwarded_case(house, station(house))

        def accept(operation: bytes) -> Done:
            return house.writer.run(
                lambda journal: act(house.office, journal, case, "accept", {}, "T1", "tester", operation)
            )

        first = accept(b"operati1")
        events = count_events(house)
        again = accept(b"operati1")
        assert (again.repeated, again.event, first.repeated) == (True, first.event, False)
        assert count_events(house) == events
        with pytest.raises(Refusal) as no:
            accept(b"operati2")
        assert no.value.code == "NOT_AT_INTAKE"


def test_an_operation_is_one_deed_of_one_person_and_answers_for_no_other(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        people(house, TOWN, TOWN._replace(number="T2"))
        case = forwarded_case(house, station(house))

        def under(command: str, person: str, operation: bytes) -> Done:
            return house.writer.run(
                lambda journal: act(house.office, journal, case, command, {}, person, "tester", operation)
            )

        under("accept", "T1", b"operati1")
        events = count_events(house)
        for command, person in (("start", "T1"), ("accept", "T2")):
            with pytest.raises(Refusal) as no:
                under(command, person, b"operati1")
            assert no.value.code == "OPERATION_OF_ANOTHER"
        assert count_events(house) == events
        assert under("start", "T1", b"operati2").repeated is False
