"""How a case stands among others: its fees, its priority, its next visit; and all of joint handling by command."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from server.__main__ import main
from tests.office_by_hand import TOWN, entrust, forwarded_case, kinds, people
from tests.unit.office.joint_by_hand import ITEM, TRIP, joint, linked


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


def test_e_09_an_urgent_relief_case_jumps_to_the_top_of_the_townships_list_and_shows_why(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        people(office.house, TOWN)
        cases = [forwarded_case(office.house, office.village, sequence) for sequence in (1, 2, 3)]

        def township() -> list[tuple[str, str]]:
            return [(one["case"], one["priority"]) for one in office.ask("cases", station="331003001")["cases"]]

        assert township() == [(case, "") for case in cases]
        office.act(cases[2], "prioritise", staff="T1", why="urgent_relief", until="2026-11-30")
        assert township() == [(cases[2], "急难救助"), (cases[0], ""), (cases[1], "")]
        assert office.told(cases[2])["state"] == "已上报", "no step is skipped"
        office.on(date(2026, 12, 1))
        assert township()[0][1] == "", "until its day is over"


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


def test_e_10_the_latest_visit_counts_also_where_the_countys_clock_was_set_back_in_between(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        case = office.in_review(1)
        office.on(date(2026, 11, 25))
        office.act(case, "visit", staff="L1", issue="等供电方案", next="2026-12-01")
        office.house.wall.ms -= 86_400_000
        office.act(case, "visit", staff="L1", issue="已解决")
        assert office.ask("visits", until="2026-12-31")["count"] == 0


def test_a_visit_that_belongs_to_no_case_since_its_number_stands_twice_stops_no_list(tmp_path: Path) -> None:
    with joint(tmp_path / "c") as office:
        clone = office.village.fork(2)
        case, other = office.in_review(1), office.in_review(2)
        for one in (case, other):
            office.act(one, "visit", staff="L1", issue="等供电方案", next="2026-12-01")
        entrust(clone, case)
        office.house.receive(clone.batch())
        office.house.digest()
        assert len(office.ask("cases", case=case)["found"]) == 2
        assert [one["case"] for one in office.ask("visits", until="2026-12-01")["visits"]] == [other]


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
