"""What a county lawyer, and somebody with bad intentions at a village kiosk, would try first against the case table."""

from datetime import date
from typing import Any

import pytest

from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import Attendance, CheckOutcome, DefaultedFor, Gathering, OpinionGiven, Result, Tier
from kiosk.core.casework.decide import Command, Draft, decide
from kiosk.core.casework.joint import GATHERINGS_A_CASE_MAX
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality, Level
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import ALL_POWERS, COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()


def due(history: History, day: str) -> tuple[Draft, ...]:
    return system_deeds(history.case, at(day), CALENDAR, SUGGESTED_LIMITS, terms())


def told(history: History, name: str, level: Level, day: str, **fields: Any) -> Any:
    return decide(history.case, Command(name, fields, "S9", level, ALL_POWERS), at(day), terms())


def running(history: History) -> set[str]:
    return {clock.name for clock in clocks(history.case, CALENDAR, history.now_ms)}


def called(history: History, day: str, on: date) -> None:
    """A meeting on `on`, whose notice ZR signed for, and from which it was noted absent at once."""
    history.on(day).add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.MEETING, "on": on})
    history.add(Kind.NOTICE_SIGNED, COUNTY, {"department": "ZR"})
    history.add(Kind.ATTENDANCE_NOTED, COUNTY, {"department": "ZR", "attendance": Attendance.ABSENT})


def test_e_05_nobody_is_absent_from_a_meeting_that_is_still_to_be_held() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    history.add(Kind.OPINION_ASKED, COUNTY, {"department": "ZR", "days": 10})
    called(history, "2026-11-24", date(2026, 11, 30))
    assert due(history, "2026-11-24") == () == due(history, "2026-11-30")
    (default,) = due(history, "2026-12-01")
    assert default.facts == {"department": "ZR", "why": DefaultedFor.ABSENT}


def test_e_05_an_absence_before_the_question_consents_to_nothing() -> None:
    history = History("2026-11-23").in_handling()
    called(history, "2026-11-23", date(2026, 11, 24))  # a survey before the joint review began
    history.on("2026-11-26").add(Kind.JOINT_OPENED, COUNTY)
    history.add(Kind.OPINION_ASKED, COUNTY, {"department": "ZR", "days": 5})
    assert due(history, "2026-11-27") == () == due(history, "2026-12-03")
    (default,) = due(history, "2026-12-04")
    assert default.facts["why"] is DefaultedFor.SILENT, "its own five working days, and no less"


def test_e_05_a_second_notice_takes_the_place_of_the_first() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    history.add(Kind.OPINION_ASKED, COUNTY, {"department": "ZR", "days": 30})
    called(history, "2026-11-24", date(2026, 11, 25))
    history.add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.MEETING, "on": date(2026, 12, 8)})
    assert due(history, "2026-12-10") == (), "it did not sign for the second"


def test_c_06_what_may_follow_is_allowed_only_by_who_has_the_case() -> None:
    history = History("2026-11-23").entrusted()
    facts = {"materials": (1,), "until": date(2026, 12, 4)}
    assert permitted_deed(history.case, Kind.SUPPLY_ALLOWED, facts, TOWNSHIP, "S2") == "NOT_WITH_ACCEPT_TIER"
    history.add(Kind.FORWARDED, VILLAGE)
    assert permitted_deed(history.case, Kind.SUPPLY_ALLOWED, facts, TOWNSHIP, "S2") is None


def test_c_06_a_material_that_is_due_on_a_rest_day_may_come_on_the_working_day_after() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.SUPPLY_ALLOWED, TOWNSHIP, {"materials": (1,), "until": date(2026, 12, 5)})  # a Saturday
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert {c.name: c.due for c in clocks(history.case, CALENDAR, at("2026-11-24"))}["T12"] == date(2026, 12, 7)
    assert due(history, "2026-12-07") == ()
    assert [draft.kind for draft in due(history, "2026-12-08")] == [Kind.SUPPLY_LAPSED]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("allow-later", {"materials": (1,), "until": date(2026, 11, 22)}),
        ("prioritise", {"why": 3, "until": date(2026, 11, 22)}),
    ],
)
def test_a_day_that_is_named_has_not_passed(name: str, fields: dict[str, Any]) -> None:
    history = History("2026-11-23").forwarded()
    no = told(history, name, TOWNSHIP, "2026-11-23", **fields)
    assert isinstance(no, Refusal) and no.code == "DAY_PAST"
    late = told(history, name, TOWNSHIP, "2026-11-22", **fields)
    assert getattr(late, "code", "") != "DAY_PAST", "the day itself is not over"


@pytest.mark.parametrize(
    ("name", "fields"), [("allow-later", {"materials": (1,)}), ("prioritise", {"why": 3})]
)
def test_a_day_that_is_named_is_within_a_year(name: str, fields: dict[str, Any]) -> None:
    history = History("2026-11-23").forwarded()
    no = told(history, name, TOWNSHIP, "2026-11-23", **fields, until=date(2027, 11, 25))
    assert isinstance(no, Refusal) and no.code == "DAY_TOO_FAR"
    last = told(history, name, TOWNSHIP, "2026-11-23", **fields, until=date(2027, 11, 24))
    assert getattr(last, "code", "") != "DAY_TOO_FAR"


def test_e_05_a_meeting_is_not_called_for_yesterday() -> None:
    fields = {"sort": Gathering.MEETING, "on": date(2026, 11, 22), "place": "县政务服务中心三楼"}
    history = History("2026-11-23").in_handling()
    no = told(history, "call-gathering", COUNTY, "2026-11-23", **fields)
    assert isinstance(no, Refusal) and no.code == "DAY_PAST"


def test_c_12_nothing_is_granted_on_a_promise_that_was_found_untrue() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.PROOF_PROMISED, VILLAGE, {"materials": (3,), "version": 1})
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": 3})
    history.add(Kind.HANDLING_STARTED, COUNTY)
    for outcome, answer in ((CheckOutcome.UNKNOWN, None), (CheckOutcome.FALSE, "PROMISE_FALSE")):
        history.add(Kind.PROMISE_CHECKED, TOWNSHIP, {"outcome": outcome})
        granted = permitted_deed(history.case, Kind.CONCLUDED, {"result": Result.GRANTED}, COUNTY, "S3")
        assert granted == answer
    assert permitted_deed(history.case, Kind.CONCLUDED, {"result": Result.REFUSED}, COUNTY, "S3") is None


@pytest.mark.parametrize(("gone", "checked"), [(Kind.WITHDRAWN, False), (Kind.VOIDED, False), (None, True)])
def test_c_12_no_promise_is_checked_of_a_case_that_ended_without_a_result_archived_or_not(
    gone: Kind | None, checked: bool
) -> None:
    """Found by the year of 20,000 cases: archiving a withdrawn one began the thirty days again, and a red card."""
    history = History("2026-11-23").forwarded()
    history.add(Kind.PROOF_PROMISED, VILLAGE, {"materials": (3,), "version": 1})
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert "CHECK" in running(history)
    if gone is None:
        history.add(Kind.PASSED_UP, TOWNSHIP, {"to": 3})
        history.add(Kind.HANDLING_STARTED, COUNTY)
        history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED}, "S3")
        history.add(Kind.RESULT_SENT, COUNTY)
        history.add(Kind.DELIVERED, VILLAGE)
        history.add(Kind.FOLLOWED_UP, VILLAGE, {"way": 1})
    else:
        history.add(gone, VILLAGE if gone is Kind.WITHDRAWN else COUNTY, {"why": 1} if gone is Kind.VOIDED else {})
        assert "CHECK" not in running(history)
    history.add(Kind.ARCHIVED, COUNTY, {}, "")
    assert history.case.state is State.ARCHIVED
    assert ("CHECK" in running(history)) is checked


def test_e_02_a_case_has_no_endless_meetings() -> None:
    history = History("2026-11-23").in_handling()
    for _ in range(GATHERINGS_A_CASE_MAX):
        history.add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.SITE, "on": date(2026, 12, 1)})
        history.add(Kind.SURVEYED, COUNTY, {"sort": Gathering.SITE})
    for kind, facts in ((Kind.GATHERING_CALLED, {"sort": 1, "on": date(2026, 12, 1)}), (Kind.SURVEYED, {"sort": 2})):
        assert permitted_deed(history.case, kind, facts, COUNTY, "S3") == "GATHERINGS_TOO_MANY"


def test_e_04_an_objection_or_a_default_never_decides_for_the_lead() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    history.add(Kind.OPINION_ASKED, COUNTY, {"department": "ZR", "days": 5})
    assert permitted_deed(history.case, Kind.CONCLUDED, {"result": Result.GRANTED}, COUNTY, "S3") == "NOT_IN_HANDLING"
    assert permitted_deed(history.case, Kind.JOINT_CLOSED, {}, COUNTY, "S3") == "OPINIONS_OPEN"
    history.add(Kind.OPINION_GIVEN, COUNTY, {"department": "ZR", "opinion": OpinionGiven.OBJECT})
    history.add(Kind.JOINT_CLOSED, COUNTY)
    for result in (Result.GRANTED, Result.REFUSED):
        assert permitted_deed(history.case, Kind.CONCLUDED, {"result": result}, COUNTY, "S3") is None
    assert permitted_deed(history.case, Kind.CONCLUDED, {"result": Result.GRANTED}, COUNTY, "") == "AUTHOR_MISSING"


def test_f_02_after_the_mandate_is_taken_back_only_its_own_station_is_stopped() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.add(Kind.MANDATE_REVOKED, TOWNSHIP)
    facts = {"materials": (1,)}
    assert permitted_deed(history.case, Kind.CORRECTED, facts, VILLAGE, "S1") == "MANDATE_ENDED"
    assert permitted_deed(history.case, Kind.CORRECTED, facts, TOWNSHIP, "S2") is None, "the principal goes there alone"
    assert permitted_deed(history.case, Kind.WITHDRAWN, {}, VILLAGE, "S1") is None


def test_d_01_a_limit_is_provisional_while_a_pause_in_it_was_read_off_a_wrong_clock() -> None:
    history = History("2026-11-23").entrusted(accept=VILLAGE, decide=Tier.VILLAGE)
    history.add(Kind.REACHED, COUNTY, {"at_ms": history.now_ms})
    history.add(Kind.ACCEPTED, VILLAGE, PROMISE)
    history.add(Kind.HANDLING_STARTED, VILLAGE)
    paused = history.on("2026-11-20").add(Kind.SUSPENDED, VILLAGE, {"reason": 4}, quality=ClockQuality.FREE)
    resumed = history.on("2026-11-27").add(Kind.RESUMED, VILLAGE)
    limits = {c.name: c for c in clocks(history.case, CALENDAR, at("2026-11-27"))}
    assert limits["T3"].provisional, "the kiosk does not know better"
    known = {paused.hash: at("2026-11-25"), resumed.hash: at("2026-11-27")}
    limits = {c.name: c for c in clocks(history.case, CALENDAR, at("2026-11-27"), corrected_ms=known)}
    assert not limits["T3"].provisional and limits["T3"].due == date(2026, 12, 23), "two working days of pause"
