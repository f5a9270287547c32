"""Joint review at the office: who is asked, what silence and absence mean, one meeting over many cases (domain E)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.casework.codes import T1Policy
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from tests.office_by_hand import kinds
from tests.unit.office.joint_by_hand import joint


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
        typo = office.refused("meeting-close", **asked, left=[settled[:-1] + "x"])
        assert typo.code == "MEETING_LACKS_CASE", "a slip of the pen signs nothing"
        assert office.refused("meeting-close", **asked | {"minutes": " \n"}).code == "FIELD_MISSING"
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
