"""差评整改 on the county: which ratings are to be put right, until when, and who answered for them."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.core.casework.codes import ErasedFor
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.rectifying import rectify_by
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from server.office.erasing import erase
from server.office.staff import Staff
from tests.office_by_hand import CLERK, TOWN, deed, do, forwarded_case, people
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station
from tests.unit.office.intake_by_hand import code, done

SUPERVISOR = Staff("D1", "督办", Level.COUNTY, "331003", ("supervisor",))
ADMINISTRATOR = Staff("A9", "管理员", Level.COUNTY, "331003", ("administrator",))
TOWN_SUPERVISOR = Staff("D2", "镇督办", Level.TOWNSHIP, "331003001", ("supervisor",))


def rated(house: House, village: StationByHand, *grades: int) -> str:
    """A case that the township concluded and its principal rated."""
    people(house, TOWN, CLERK, ADMINISTRATOR, SUPERVISOR, TOWN_SUPERVISOR)
    case = forwarded_case(house, village)
    for command in ("accept", "start"):
        do(house, case, command, "T1")
    do(house, case, "conclude", "T1", result="granted")
    for grade in grades:
        latest = house.writer.run(lambda journal: house.office.digest_case(journal, case))[0].case.latest
        body = {"grade": grade, "note": "等了很久", "at_ms": NOW_MS}
        deed(village, Kind.RATED, case, body=body, author="", after=latest)
        house.receive(village.batch())
        house.digest()
    return case


def test_t_10_what_is_rated_badly_is_put_right_within_fifteen_working_days(tmp_path: Path) -> None:
    due = rectify_by(date(2026, 9, 28), SUGGESTED_LIMITS, WorkCalendar())
    assert due.date == date(2026, 10, 23), "seven days of October are free and the tenth, a Saturday, is worked"
    with county(tmp_path / "c") as house:
        case = rated(house, station(house), 5)
        [one] = done(house, "ratings-list")["ratings"]
        assert (one["case"], one["grade"], one["rated"], one["due"]) == (case, 5, "2026-11-22", "2026-12-11")
        assert "等了很久" not in str(one)
        house.wall.ms = start_of_day_ms(date(2026, 12, 12)) - 1
        assert not done(house, "ratings-list")["ratings"][0]["late"]
        house.wall.ms += 1
        assert done(house, "ratings-list")["ratings"][0]["late"]


@pytest.mark.parametrize("grade", [1, 2, 3])
def test_nobody_has_to_put_right_what_was_not_rated_badly(tmp_path: Path, grade: int) -> None:
    with county(tmp_path / "c") as house:
        rated(house, station(house), grade)
        assert done(house, "ratings-list", everything=True)["ratings"] == []


def test_a_supervisor_of_the_county_answers_once_for_all_of_a_case_and_nobody_else_does(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        case = rated(house, station(house), 4, 5)
        said = {"case": case, "note": "已上门说明，改了流程"}
        for nobody in ("C1", "D2"):
            assert code(house, "ratings-put-right", **said, staff=nobody) == "POWER_MISSING"
        done(house, "staff-term", number="D1", staff="A9", until="2026-11-21")
        assert code(house, "ratings-put-right", **said, staff="D1") == "STAFF_TERM_ENDED"
        done(house, "staff-term", number="D1", staff="A9", until="none")
        assert done(house, "ratings-put-right", **said, staff="D1")["put_right"] == 2
        assert code(house, "ratings-put-right", **said, staff="D1") == "NOTHING_RATED_BADLY"
        assert done(house, "ratings-list")["ratings"] == []
        house.writer.run(lambda journal: house.office.digest_case(journal, case))  # folded anew, it stays answered
        told = done(house, "ratings-list", everything=True)["ratings"]
        assert [(one["by"], one["note"], one["put_right"]) for one in told] == [("D1", said["note"], "2026-11-22")] * 2


def test_what_was_read_in_erased_bodies_goes_with_them(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        case = rated(house, village, 5)
        do(house, case, "send-result", "T1")
        for kind in (Kind.DELIVERED, Kind.FOLLOWED_UP):
            latest = house.writer.run(lambda journal: house.office.digest_case(journal, case))[0].case.latest
            deed(village, kind, case, body={"at_ms": NOW_MS}, after=latest)
            house.receive(village.batch())
            house.digest()
        assert done(house, "ratings-list")["count"] == 1
        why = ErasedFor.PERSONS_REQUEST
        house.writer.run(lambda journal: erase(house.office, journal, case, why, "本人要求", "D1", "tester"))
        assert done(house, "ratings-list", everything=True)["ratings"] == []
