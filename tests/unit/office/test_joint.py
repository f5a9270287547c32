"""Joint handling at the office: one deed over many cases, in all of them or in none (domain E)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from kiosk.core.casework.codes import PriorityFor, T1Policy, Tier
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.__main__ import main
from server.office.bodies import Opened
from server.office.deeds import find_case
from server.office.desk import Desk
from server.office.staff import Staff
from server.store import tables as t
from tests.office_by_hand import CLERK, TOWN, count_events, deed, do, entrust, forwarded_case, kinds, number, people
from tests.server_by_hand import NOW_MS, House, StationByHand, county, station
from tests.unit.casework.history import PROMISE

LEADER = Staff("L1", "督办", Level.COUNTY, "331003", ("clerk", "supervisor"))
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
DEPARTMENTS = (("ZRZY", "自然资源局", 5), ("ZJ", "住建局", 8), ("NYNC", "农业农村局", 10))


class Joint:
    """A county with its register of departments and cases that the county handles."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.desk = Desk(house.node, house.office, house.writer, house.instruments)
        self.village: StationByHand = station(house)
        people(house, CLERK, LEADER)
        for code, name, days in DEPARTMENTS:
            self.ask("departments-set", code=code, name=name, days=days)

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        return self.desk.do(command, arguments, "tester")

    def refused(self, command: str, **arguments: Any) -> Refusal:
        """The refusal; and that nothing was written."""
        before = count_events(self.house)
        with pytest.raises(Refusal) as no:
            self.ask(command, **arguments)
        assert count_events(self.house) == before
        return no.value

    def act(self, case: str, command: str, staff: str = "C1", **fields: str) -> None:
        do(self.house, case, command, staff, **fields)

    def accepted(self, sequence: int, **terms: Any) -> str:
        at_the_county = {"accept_tier": Level.COUNTY, "decide_tier": Tier.COUNTY}
        case = forwarded_case(self.house, self.village, sequence, **at_the_county, **terms)
        self.act(case, "accept")
        return case

    def in_review(self, sequence: int, *departments: str) -> str:
        case = self.accepted(sequence)
        self.act(case, "start")
        self.act(case, "open-joint", departments="、".join(departments) or "自然资源局")
        for department in departments:
            self.act(case, "ask-opinion", department=department)
        return case

    def on(self, day: date, hour: int = 10) -> None:
        """The county's clock at that hour of the day, and its tick."""
        self.house.wall.ms += ((day - date(2026, 11, 22)).days - self.days) * DAY_MS + (hour - self.hour) * HOUR_MS
        self.days, self.hour = (day - date(2026, 11, 22)).days, hour
        while self.house.writer.run(self.house.office.tick):
            pass

    days, hour = 0, 10  # the tests begin at 10:00 on 2026-11-22

    def told(self, case: str) -> dict[str, Any]:
        return dict(self.ask("cases", case=case)["found"][0])

    def body(self, case: str, kind: Kind) -> dict[str, Any]:
        """The body of the case's latest event of that kind."""

        def opened(journal: Any) -> dict[str, Any]:
            one = find_case(self.house.office, journal, case)
            event = [event for event in one.folded.landed if event.head.kind == kind][-1]
            found = self.house.office.bodies.open(journal.connection, one.rows[event.hash])
            assert isinstance(found, Opened)
            return dict(msgspec.json.decode(found.plain))

        return self.house.writer.run(opened)


@contextmanager
def joint(folder: Path) -> Iterator[Joint]:
    with county(folder) as house:
        yield Joint(house)


def test_e_01_a_department_is_asked_with_its_own_name_and_published_limit(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.in_review(1, "ZRZY", "ZJ", "NYNC")
        opinions = office.told(case)["joint"]["opinions"]
        assert [(one["name"], one["due"]) for one in opinions] == [
            ("自然资源局", "2026-11-27"),
            ("住建局", "2026-12-02"),
            ("农业农村局", "2026-12-04"),
        ]
        assert office.body(case, Kind.OPINION_ASKED)["department_name"] == "农业农村局"


def test_e_01_nobody_outside_the_register_is_asked_and_nobody_in_less_time_than_it_published(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.in_review(1)
        for fields, code in (
            ({"department": "SLJ"}, "DEPARTMENT_UNKNOWN"),
            ({"department": "ZJ", "days": "7"}, "OPINION_DAYS_SHORT"),
        ):
            with pytest.raises(Refusal) as no:
                office.act(case, "ask-opinion", **fields)
            assert no.value.code == code
        office.act(case, "ask-opinion", department="ZJ", days="9")
        assert office.told(case)["joint"]["opinions"][0]["due"] == "2026-12-03"


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "建设", "name": "住建局", "days": 5},
        {"code": "ZJ", "name": " ", "days": 5},
        {"code": "ZJ", "name": "住建局", "days": 46},
        {"code": "ZJ", "name": "住建局", "days": 0},
    ],
)
def test_a_department_that_cannot_be_asked_is_not_registered(tmp_path: Path, fields: dict[str, Any]) -> None:
    with joint(tmp_path / "c") as office:
        before = office.ask("departments-list")
        assert office.refused("departments-set", **fields).code == "DEPARTMENT_FACT_WRONG"
        assert office.ask("departments-list") == before


def test_e_04_silence_shows_as_consent_with_its_responsibility_at_the_first_minute_of_the_fourth(
    tmp_path: Path,
) -> None:
    with joint(tmp_path / "c") as office:
        office.on(date(2026, 11, 26))
        case = office.in_review(1, "ZRZY")
        office.on(date(2026, 12, 3), hour=23)
        assert office.told(case)["joint"]["opinions"][0]["answer"] == ""
        office.on(date(2026, 12, 4), hour=0)
        [asked] = office.told(case)["joint"]["opinions"]
        assert asked["answer"] == "超时默认同意，责任由自然资源局承担"
        assert (asked["due"], asked["answered"]) == ("2026-12-03", "2026-12-04")
        assert office.told(case)["state"] == "联审", "the lead goes on; nothing is approved"
        office.act(case, "close-joint", minutes="自然资源局超时默认同意")
        assert office.told(case)["state"] == "在办"
        office.on(date(2026, 12, 31))
        assert office.told(case)["state"] == "在办" and Kind.CONCLUDED not in kinds(office.house, case)
        office.act(case, "conclude", result="refused", opinion="不符合规划")
        assert office.told(case)["state"] == "办结"


def test_e_02_one_meeting_goes_into_every_case_and_its_minutes_freeze(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.in_review(sequence, "ZRZY") for sequence in (1, 2)]
        called = office.ask(
            "meeting-call", cases=cases, on="2026-11-27", place="县政务中心三楼", departments=["ZRZY"], staff="C1"
        )
        assert called == {"meeting": "2026-001", "cases": tuple(cases)}
        assert office.body(cases[0], Kind.GATHERING_CALLED)["departments"] == "自然资源局"
        office.ask("meeting-sign", meeting="2026-001", department="ZRZY", signatory="周科长", staff="C1")
        office.ask("meeting-attend", meeting="2026-001", department="ZRZY", attendance="present", staff="C1")
        for case in cases:
            [held] = office.told(case)["joint"]["gatherings"]
            assert (held["on"], held["signed"], held["attended"]) == (
                "2026-11-27",
                ["自然资源局"],
                {"自然资源局": "到会"},
            )
            office.act(case, "give-opinion", department="ZRZY", opinion="consent")
        office.ask("meeting-close", meeting="2026-001", minutes="一致同意。", staff="C1")
        texts = {office.body(case, Kind.JOINT_CLOSED)["minutes"] for case in cases}
        assert texts == {"2026-001号联审会议纪要（2026-11-27，县政务中心三楼）\n一致同意。"}
        [meeting] = office.ask("meeting-list")["meetings"]
        assert meeting["frozen"] and all(one["minutes"] for one in meeting["cases"])
        for command, more in (
            ("meeting-close", {"minutes": "改一改"}),
            ("meeting-sign", {"department": "ZJ", "signatory": "x"}),
            ("meeting-attend", {"department": "ZRZY", "attendance": "absent"}),
        ):
            assert office.refused(command, meeting="2026-001", staff="C1", **more).code == "MEETING_CLOSED"
        for command, fields in (
            ("sign-notice", {"department": "ZJ", "signatory": "x"}),
            ("note-attendance", {"department": "ZRZY", "attendance": "absent"}),
        ):
            with pytest.raises(Refusal) as no:
                office.act(cases[1], command, **fields)
            assert no.value.code == "MEETING_CLOSED", "nor in one case alone"
        assert office.ask("meeting-list")["meetings"] == [meeting]


def test_e_02_a_case_that_is_not_settled_stops_the_minutes_until_it_is_left_for_another_meeting(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        settled, open_one = office.in_review(1), office.in_review(2, "ZJ")
        office.ask("meeting-call", cases=[settled, open_one], on="2026-11-27", place="三楼", staff="C1")
        asked = {"meeting": "2026-001", "minutes": "同意", "staff": "C1"}
        no = office.refused("meeting-close", **asked)
        assert (no.code, no.params["case"]) == ("OF_THE_CASES", open_one) and "OPINIONS_OPEN" in no.text("en")
        assert office.ask("meeting-close", **asked, left=[open_one])["cases"] == (settled,)
        assert [office.told(case)["state"] for case in (settled, open_one)] == ["在办", "联审"]


def test_e_02_what_one_case_refuses_is_written_in_none(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        good, early = office.in_review(1), office.accepted(2)
        no = office.refused("meeting-call", cases=[good, early], on="2026-11-27", place="三楼", staff="C1")
        assert (no.code, no.params["case"]) == ("OF_THE_CASES", early)
        assert office.ask("meeting-list")["meetings"] == []
        twice = office.refused("meeting-call", cases=[good, good], on="2026-11-27", place="三楼", staff="C1")
        assert twice.code == "CASES_OUT_OF_BOUNDS"
        assert office.refused("meeting-sign", meeting="9", department="ZJ", signatory="x", staff="C1").code == (
            "MEETING_UNKNOWN"
        )


def test_e_05_who_signed_and_stayed_away_consents_the_day_after_and_who_did_not_sign_cannot(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.in_review(1, "ZJ", "NYNC")
        office.ask("meeting-call", cases=[case], on="2026-11-25", place="三楼", departments=["ZJ", "NYNC"], staff="C1")
        office.ask("meeting-sign", meeting="2026-001", department="ZJ", signatory="吴工", staff="C1")
        office.on(date(2026, 11, 25))
        absent = {"meeting": "2026-001", "attendance": "absent", "staff": "C1"}
        assert "NOTICE_NOT_SIGNED" in office.refused("meeting-attend", department="NYNC", **absent).text("en")
        office.ask("meeting-attend", department="ZJ", **absent)
        office.on(date(2026, 11, 26), hour=0)
        answers = {one["department"]: one["answer"] for one in office.told(case)["joint"]["opinions"]}
        assert answers == {"ZJ": "缺席默认同意，责任由住建局承担", "NYNC": ""}
        again = office.ask("meeting-call", cases=[case], on="2026-12-02", place="三楼", staff="C1")
        assert again["meeting"] == "2026-002", "who did not sign is called again"
        over = office.refused("meeting-sign", meeting="2026-001", department="NYNC", signatory="x", staff="C1")
        assert over.code == "MEETING_OVER_HERE"


def test_e_03_the_friday_list_gathers_what_is_red_or_blocked_for_more_than_three_days(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        waiting = office.in_review(1, "NYNC")
        promised = {"matter": "NY-05", "t1_policy": T1Policy.FIVE_DAYS_DEEMED}  # in twelve working days
        late, fine = office.accepted(2, **promised), office.accepted(3, **promised)
        assert office.ask("meeting-agenda")["cases"] == []
        office.on(date(2026, 11, 26))
        found = office.ask("meeting-agenda")
        assert (found["on"], [(one["case"], one["why"], one["waits_for"]) for one in found["cases"]]) == (
            "2026-11-27",
            [(waiting, ["blocked"], ["农业农村局"])],
        )
        office.act(fine, "start")
        office.act(fine, "conclude", result="granted")
        office.on(date(2026, 12, 8))
        assert late not in {one["case"] for one in office.ask("meeting-agenda")["cases"]}
        office.on(date(2026, 12, 9))
        assert late in {one["case"] for one in office.ask("meeting-agenda")["cases"] if one["why"] == ["red"]}
        assert fine not in {one["case"] for one in office.ask("meeting-agenda")["cases"]}
        assert office.ask("meeting-agenda", prefix="331003101")["cases"] == []


TRIP: dict[str, Any] = {
    "sort": "site",
    "on": "2026-11-20",
    "route": "镇政府—东岙村",
    "members": [{"name": "陈工", "department": "ZRZY"}, {"name": "李工", "department": "ZJ"}],
}


def recorded(office: Joint, *cases: str, staff: str = "C1", **changes: Any) -> dict[str, Any]:
    rows = [{"case": case, "findings": f"第{n}户四至清楚"} for n, case in enumerate(cases, 1)]
    return office.ask("trip-record", record=json.dumps(TRIP | {"cases": rows} | changes), staff=staff)


def test_e_06_many_cases_on_one_trip_each_get_one_record_with_the_trips_number(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.in_review(sequence) for sequence in range(1, 6)]
        assert recorded(office, *cases)["trip"] == 2026112001
        assert recorded(office, cases[0], sort="completion")["trip"] == 2026112002
        for n, case in enumerate(cases, 1):
            assert kinds(office.house, case).count(Kind.SURVEYED) == (2 if n == 1 else 1)
        body = office.body(cases[4], Kind.SURVEYED)
        assert (body["people"], body["findings"]) == ("陈工（自然资源局）、李工（住建局）", "第5户四至清楚")
        found = office.ask("trip-list")
        assert found["count"] == {"cases": 6, "trips": 2, "cases_a_trip": 3.0}
        assert [(one["trip"], one["cases"]) for one in found["trips"]] == [(2026112002, 1), (2026112001, 5)]


def test_e_06_a_trip_that_cannot_be_recorded_whole_is_not_recorded(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        good, early = office.in_review(1), office.accepted(2)
        rows = [{"case": case, "findings": "清楚"} for case in (good, early)]
        lonely = TRIP | {"members": TRIP["members"][:1], "cases": rows[:1]}
        stranger = TRIP | {"members": [*TRIP["members"], {"name": "赵工", "department": "SLJ"}], "cases": rows[:1]}
        for record, code in (
            (TRIP | {"cases": rows}, "OF_THE_CASES"),
            (TRIP | {"cases": []}, "CASES_OUT_OF_BOUNDS"),
            (lonely, "TRIP_NOT_READABLE"),
            (stranger, "DEPARTMENT_UNKNOWN"),
        ):
            assert office.refused("trip-record", record=json.dumps(record), staff="C1").code == code
        assert office.refused("trip-record", record="{", staff="C1").code == "TRIP_NOT_READABLE"
        assert office.ask("trip-list")["trips"] == []


def test_e_07_zj_03_shows_its_three_visits(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        people(office.house, TOWN)
        case = at_the_township(office, "ZJ-03")
        assert office.told(case)["joint"]["visits"] == {"选址": "", "放线": "", "竣工": ""}
        seen = []
        for sort in ("site", "site", "completion"):
            recorded(office, case, sort=sort, staff="T1")
            seen.append([name for name, on in office.told(case)["joint"]["visits"].items() if on == "2026-11-22"])
        assert seen == [["选址"], ["选址", "放线"], ["选址", "放线", "竣工"]]


def at_the_township(office: Joint, matter: str) -> str:
    """A case that the village accepted and passed up, handled at its township."""
    house, village, case = office.house, office.village, number(office.village)

    def sent(*events: tuple[Kind, dict[str, Any]]) -> None:
        for kind, facts in events:
            latest = house.writer.run(lambda journal: find_case(house.office, journal, case).case.latest)
            deed(village, kind, case, facts, body={"at_ms": NOW_MS}, after=latest)
            house.receive(village.batch())
            house.digest()

    entrust(village, case, matter, Level.VILLAGE, Tier.TOWNSHIP)
    house.receive(village.batch())
    house.digest()
    sent((Kind.ACCEPTED, PROMISE), (Kind.PASSED_UP, {"to": Tier.TOWNSHIP}))
    office.act(case, "start", staff="T1")
    return case


def linked(office: Joint, case: str, place: int, *after: int, project: str = "XM-2026-1") -> None:
    more = {"after": ",".join(map(str, after))} if after else {}
    office.act(case, "link", project=project, place=str(place), project_name="冷库", **more)


def test_a_12_a_project_shows_one_list_and_one_agent_and_who_waits_for_whom(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.accepted(sequence) for sequence in range(1, 9)]
        for place, case in enumerate(cases, 1):
            linked(office, case, place, *([place - 1] if place in (2, 3, 5) else []))
        made = office.ask("project-show", project="xm-2026-1")
        assert (len(made["children"]), made["agents"]) == (8, ["A1"])
        assert made["path"] == [1, 2, 3] and made["days"] == sum(one["days"] for one in made["children"][:3])
        assert [one["waits"] for one in made["children"]][:5] == [[], [1], [2], [], [4]]
        assert office.ask("project-show") == {"projects": [{"project": "XM-2026-1", "cases": 8, "granted": 0}]}
        assert office.refused("project-show", project="XM-9").code == "PROJECT_UNKNOWN"


def test_e_01_a_child_whose_predecessors_are_not_granted_cannot_be_started(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        first, second = office.accepted(1), office.accepted(2)
        linked(office, second, 2, 1)
        with pytest.raises(Refusal) as no:
            office.act(second, "start")
        assert no.value.code == "PREDECESSOR_OPEN" and no.value.params["places"] == "1"
        linked(office, first, 1)
        office.act(first, "start")
        with pytest.raises(Refusal):
            office.act(second, "start")
        office.act(first, "conclude", result="granted")
        office.act(second, "start")
        assert office.told(second)["state"] == "在办"


def test_a_12_a_place_is_one_cases_until_that_has_ended_without_a_grant_and_no_circle_is_linked(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        first, second, third = (office.accepted(sequence) for sequence in (1, 2, 3))
        linked(office, first, 1, 2)
        with pytest.raises(Refusal) as no:
            linked(office, second, 2, 1)
        assert no.value.code == "PROJECT_CIRCLE"
        with pytest.raises(Refusal) as no:
            linked(office, second, 1)
        assert (no.value.code, no.value.params["case"]) == ("PLACE_TAKEN", first)
        office.act(first, "void", staff="L1", why="void", reason="重报")
        linked(office, second, 1)
        linked(office, third, 2, 1)
        assert office.ask("project-show", project="XM-2026-1")["path"] == [1, 2]


ITEM = {
    "item": "不动产登记费",
    "basis": "发改价格规〔2016〕2559号",
    "rate": "每件80元",
    "floor_fen": 8_000,
    "fen": 8_000,
}


def test_e_08_the_days_close_lists_every_payment_with_its_receipt_and_their_sum(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        cases = [office.accepted(sequence) for sequence in (1, 2, 3)]
        for n, case in enumerate(cases):
            office.act(case, "bill", items=json.dumps([ITEM]))
            office.act(case, "pay", fen="8000", receipt=f"NO-{n // 2}")
        found = office.ask("fees")
        assert (found["day"], found["count"], found["fen"]) == ("2026-11-22", 3, 24_000)
        assert [(one["case"], one["receipt"], one["twice"]) for one in found["lines"]] == [
            (cases[0], "NO-0", True),
            (cases[1], "NO-0", True),
            (cases[2], "NO-1", False),
        ]
        assert office.ask("fees", day="2026-11-23")["lines"] == []


def test_e_08_a_supervisor_may_bill_above_the_lowest_approved_rate_and_a_clerk_may_not(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.accepted(1)
        above = json.dumps([ITEM | {"fen": 9_000}])
        with pytest.raises(Refusal) as no:
            office.act(case, "bill", items=above)
        assert no.value.code == "FEE_ABOVE_FLOOR"
        office.act(case, "bill", staff="L1", items=above)
        assert Kind.FEES_BILLED in kinds(office.house, case)


def test_e_09_a_priority_stands_in_the_list_with_its_reason(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.accepted(1)
        office.act(case, "prioritise", why="urgent_relief", until="2026-12-22")
        c = t.case_row.c
        asked = select(c.priority, c.priority_until).where(c.case_no == case)
        [row] = office.house.writer.run(lambda journal: journal.connection.execute(asked).all())
        assert tuple(row) == (PriorityFor.URGENT_RELIEF, 20261222)


def test_e_10_a_visit_of_the_23rd_is_due_again_on_its_next_date_with_its_issue(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case, ended = office.in_review(1), office.in_review(2)
        office.on(date(2026, 11, 23))
        for one in (case, ended):
            office.act(one, "visit", staff="L1", issue="等供电方案", next="2026-12-01")
        assert office.ask("visits")["visits"] == []
        office.act(ended, "close-joint", minutes="同意")
        office.act(ended, "conclude", result="granted")
        due = office.ask("visits", until="2026-12-01")
        assert due["visits"] == [
            {
                "case": case,
                "next": "2026-12-01",
                "visited": "2026-11-23",
                "by": "L1",
                "issue": "等供电方案",
                "visits": 1,
            }
        ]
        office.act(case, "visit", staff="L1", issue="已解决")
        assert office.ask("visits", until="2026-12-31")["count"] == 0


def test_joint_handling_is_done_from_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    with joint(folder) as office:
        case, other = office.in_review(1), office.in_review(2)
        linked(office, case, 1)
        office.act(case, "bill", items=json.dumps([ITEM]))

    def run(*words: str, code: int = 0) -> str:
        command, *rest = words
        ran = CliRunner().invoke(main, [command, str(folder), *rest])
        assert ran.exit_code == code, ran.output
        return ran.output

    assert run("departments", "set", "SLJ", "--name", "水利局", "--days", "3").split() == ["SLJ", "水利局", "3"]
    assert "SLJ 水利局 3" in run("departments", "list")
    by = ("--as", "C1")
    called = run("meeting", "call", case, other, "--on", "2026-11-27", "--place", "三楼", "--department", "ZJ", *by)
    meeting = called.split()[0]  # of the year in which the test runs
    assert called.splitlines() == [f"{meeting} 2件", case, other]
    run("meeting", "sign", meeting, "--department", "ZJ", "--signatory", "吴工", *by)
    run("meeting", "attend", meeting, "--department", "ZJ", "--attendance", "excused", "--reason", "抗台", *by)
    minutes, journey = tmp_path / "minutes.txt", tmp_path / "trip.json"
    minutes.write_text("同意。", "utf-8")
    assert "MEETING_UNKNOWN" in run("meeting", "close", "1999-001", "--minutes", str(minutes), *by, code=1)
    run("meeting", "close", meeting, "--minutes", str(minutes), "--leave", other, *by)
    assert "纪要已签发" in run("meeting", "list")
    assert run("meeting", "agenda", "--station", "331003101").splitlines()[0].endswith("0件")
    journey.write_text(json.dumps(TRIP | {"cases": [{"case": other, "findings": "清楚"}]}), "utf-8")
    assert run("trip", "record", str(journey), *by) == "2026112001 1件\n"
    assert run("trip", "list").splitlines()[-1] == "1件 / 1次 = 1.0件/次"
    assert run("project", "list") == "XM-2026-1 0/1\n"
    assert "*  1 " + case in run("project", "show", "XM-2026-1")
    run("act", case, "pay", "--field", "fen=8000", "--field", "receipt=NO-1", *by)
    assert run("fees", "--day", "2000-01-01") == "2000-01-01 0笔 0.00元\n"
    assert "80.00 NO-1 C1" in run("fees")
    run("act", other, "visit", "--field", "issue=等方案", "--field", "next=2026-12-01", *by)
    assert f"2026-12-01 {other} C1 等方案" in run("visits", "--until", "2026-12-01")
    assert "签收通知 NoticeSigned 县 C1" in run("cases", other)
