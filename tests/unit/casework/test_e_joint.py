"""Section E of the office's world, joint handling: each mechanism by its own number and example."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.casework.agenda import Stuck, regular_day, stuck
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import (
    Attendance,
    CardColour,
    CardRule,
    DefaultedFor,
    Gathering,
    OpinionGiven,
    Result,
    SuspendedFor,
)
from kiosk.core.casework.commands import Power
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.refusal import Refusal
from tests.property.casework.test_fold_order import histories
from tests.unit.casework.history import ALL_POWERS, COUNTY, History, at, terms

CALENDAR = WorkCalendar()


def in_joint_review(day: str = "2026-11-23", **departments: int) -> History:
    """A case in joint review whose departments were asked on that day, each with its own working days."""
    history = History(day).in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    for department, days in departments.items():
        history.add(Kind.OPINION_ASKED, COUNTY, {"department": department, "days": days})
    return history


def settled_at(history: History, day: str) -> History:
    """The county's clock once more at 00:00 of that day: what it owes is written, one by one, until nothing is."""
    now_ms = at(day) - 12 * 3_600_000
    while due := system_deeds(history.case, now_ms, CALENDAR, SUGGESTED_LIMITS, terms()):
        history.now_ms = now_ms
        for one in due:
            history.add(one.kind, COUNTY, one.facts, author="")
    return history


def told(history: History, name: str, **fields: object) -> object:
    """What the lead department's command leads to."""
    return decide(history.case, Command(name, fields, "T01", COUNTY, ALL_POWERS), history.now_ms, terms())


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else "done"


def test_c_04_a_parent_cannot_close_while_a_child_is_open_and_not_defaulted() -> None:
    history = in_joint_review(ZR=5, ZJ=8)
    history.add(Kind.OPINION_GIVEN, COUNTY, {"department": "ZR", "opinion": OpinionGiven.CONSENT})
    assert code(told(history, "close-joint", minutes="纪要")) == "OPINIONS_OPEN"
    assert code(told(history, "conclude", result=Result.GRANTED)) != "done", "and joint review is not left otherwise"
    settled_at(history, "2026-12-31")
    assert history.case.opinions[1].defaulted is DefaultedFor.SILENT
    assert code(told(history, "close-joint", minutes="纪要")) == "done"


def test_e_01_four_children_run_side_by_side_and_merge_when_all_answered_or_defaulted() -> None:
    history = in_joint_review("2026-11-23", A=5, B=5, C=8, D=10)
    due = [one.due for one in clocks(history.case, CALENDAR, history.now_ms) if one.name == "OPINION"]
    assert due == [date(2026, 11, 30)], "the first of them"
    for department in ("A", "C"):
        history.add(Kind.OPINION_GIVEN, COUNTY, {"department": department, "opinion": OpinionGiven.CONSENT})
    merged = None
    for day in (date(2026, 11, 23) + timedelta(days=n) for n in range(30)):
        settled_at(history, day.isoformat())
        if code(told(history, "close-joint", minutes="纪要")) == "done":
            merged = day
            break
    assert merged == date(2026, 12, 8), "D's ten working days end on Monday the 7th of December"
    assert [one.defaulted for one in history.case.opinions] == [None, DefaultedFor.SILENT, None, DefaultedFor.SILENT]


def test_e_01_joint_handling_takes_45_working_days_and_15_more_when_it_is_extended() -> None:
    for extended, days in ((0, 45), (15, 60)):
        history = History("2026-11-23").in_handling()
        if extended:
            history.add(Kind.EXTENDED, COUNTY, {"days": extended})
        history.add(Kind.JOINT_OPENED, COUNTY)
        [t6] = [one for one in clocks(history.case, CALENDAR, history.now_ms) if one.name == "T6"]
        assert (t6.days, t6.started) == (days, date(2026, 11, 23))


def test_e_04_a_child_due_on_the_third_and_unanswered_consents_at_the_first_minute_of_the_fourth() -> None:
    history = in_joint_review("2026-11-26", ZR=5)
    [due_on] = [one.due for one in clocks(history.case, CALENDAR, history.now_ms) if one.name == "OPINION"]
    assert due_on == date(2026, 12, 3)
    midnight = at("2026-12-04") - 12 * 3_600_000
    assert system_deeds(history.case, midnight - 1, CALENDAR, SUGGESTED_LIMITS, terms()) == ()
    [due] = system_deeds(history.case, midnight, CALENDAR, SUGGESTED_LIMITS, terms())
    assert (due.kind, due.facts) == (Kind.OPINION_DEFAULTED, {"department": "ZR", "why": DefaultedFor.SILENT})
    assert due.body is None, "nobody signs it"


def test_e_04_the_parent_proceeds_but_is_not_approved_and_its_end_still_needs_an_officer() -> None:
    history = settled_at(in_joint_review("2026-11-26", ZR=5), "2026-12-04")
    seen = [(history.case.state, history.case.result)]
    history.add(Kind.JOINT_CLOSED, COUNTY)
    seen.append((history.case.state, history.case.result))
    assert seen == [(State.IN_JOINT_REVIEW, None), (State.IN_HANDLING, None)]
    command = Command("conclude", {"result": Result.GRANTED}, "T01", COUNTY)
    assert code(decide(history.case, command, history.now_ms, terms())) == "POWER_MISSING"
    assert permitted_deed(history.case, Kind.CONCLUDED, {"result": Result.GRANTED}, COUNTY, "") == "AUTHOR_MISSING"
    refused = command._replace(
        fields={"result": Result.REFUSED, "opinion": "不符合条件"}, powers=frozenset({Power.CONCLUDE})
    )
    assert code(decide(history.case, refused, history.now_ms, terms())) == "done", "the lead may still refuse"


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(4, 20), days=st.integers(0, 400))
def test_e_04_no_silence_ever_makes_a_licence(seed: int, count: int, days: int) -> None:
    """From any history: whatever the county's clock does by itself for a year, a case is granted only when somebody
    with a name has granted it."""
    events = histories(seed, count)
    history = History()
    history.events = events
    if fold(events).case is None:
        return
    granted = history.case.result is Result.GRANTED
    assert not granted or any(event.head.kind == Kind.CONCLUDED and event.head.author for event in events), (
        "granted without a name"
    )
    now_ms = at("2026-11-23") + days * 86_400_000
    for _ in range(40):
        due = system_deeds(history.case, now_ms, CALENDAR, SUGGESTED_LIMITS, terms())
        assert all(draft.facts.get("result") is not Result.GRANTED for draft in due)
        if not due:
            break
        history.now_ms = now_ms
        before = len(fold(history.events).set_aside)
        for one in due:
            history.add(one.kind, COUNTY, one.facts, author="")
        assert len(fold(history.events).set_aside) == before, "what the clock owes has effect"
    assert (history.case.result is Result.GRANTED) == granted


def test_e_05_without_a_signed_notice_nobody_defaults_by_absence_and_the_meeting_is_called_again() -> None:
    history = in_joint_review("2026-11-23", ZR=20)
    history.add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.MEETING, "on": date(2026, 11, 27)})
    history.on("2026-11-27")
    absent = {"department": "ZR", "attendance": Attendance.ABSENT}
    assert code(told(history, "note-attendance", **absent)) == "NOTICE_NOT_SIGNED"
    assert system_deeds(history.case, history.now_ms, CALENDAR, SUGGESTED_LIMITS, terms()) == ()
    history.add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.MEETING, "on": date(2026, 12, 4)})
    history.add(Kind.NOTICE_SIGNED, COUNTY, {"department": "ZR"})
    history.on("2026-12-04").add(Kind.ATTENDANCE_NOTED, COUNTY, absent)
    assert system_deeds(history.case, history.now_ms, CALENDAR, SUGGESTED_LIMITS, terms()) == (), "it is still held"
    [due] = system_deeds(history.case, at("2026-12-05"), CALENDAR, SUGGESTED_LIMITS, terms())
    assert due.facts == {"department": "ZR", "why": DefaultedFor.ABSENT}


def test_e_05_a_reason_that_holds_defaults_nobody() -> None:
    history = in_joint_review("2026-11-23", ZR=20)
    history.add(Kind.GATHERING_CALLED, COUNTY, {"sort": Gathering.SITE, "on": date(2026, 11, 27)})
    history.add(Kind.NOTICE_SIGNED, COUNTY, {"department": "ZR"})
    history.add(Kind.ATTENDANCE_NOTED, COUNTY, {"department": "ZR", "attendance": Attendance.EXCUSED})
    assert system_deeds(history.case, at("2026-11-28"), CALENDAR, SUGGESTED_LIMITS, terms()) == ()


def test_e_03_the_list_gathers_cases_red_or_blocked_for_more_than_three_days() -> None:
    history = in_joint_review("2026-11-23", ZR=20)

    def why(day: str) -> tuple[Stuck, ...]:
        running = clocks(history.case, CALENDAR, at(day))
        return stuck(history.case, running, date.fromisoformat(day), CALENDAR)

    assert why("2026-11-26") == (), "three days"
    assert why("2026-11-27") == (Stuck.BLOCKED,)
    history.add(Kind.OPINION_GIVEN, COUNTY, {"department": "ZR", "opinion": OpinionGiven.CONSENT})
    assert why("2026-11-27") == ()
    assert why("2026-12-10") == (Stuck.RED,), "twelve working days were promised on the 23rd"


def test_e_03_a_suspension_blocks_and_a_red_card_stands_until_it_is_taken_back() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.SUSPENDED, COUNTY, {"reason": SuspendedFor.APPRAISAL})
    assert stuck(history.case, (), date(2026, 11, 27), CALENDAR) == (Stuck.BLOCKED,)
    history.add(Kind.RESUMED, COUNTY)
    card = {"card": 1, "colour": CardColour.RED, "rule": CardRule.STEP, "due": date(2026, 11, 25)}
    history.add(Kind.CARD_ISSUED, COUNTY, card, author="")
    assert stuck(history.case, (), date(2026, 11, 27), CALENDAR) == (Stuck.RED,)
    history.add(Kind.CARD_REVOKED, COUNTY, {"card": 1, "why": 1})
    assert stuck(history.case, (), date(2026, 11, 27), CALENDAR) == ()


@pytest.mark.parametrize(
    ("today", "held"),
    [
        ("2026-11-22", "2026-11-27"),  # Sunday
        ("2026-11-27", "2026-11-27"),  # Friday itself
        ("2026-09-21", "2026-09-24"),  # 中秋 on Friday the 25th: the day before
        ("2026-10-01", "2026-10-09"),  # 国庆 holds all that week
    ],
)
def test_e_03_the_regular_meeting_is_on_friday_or_the_last_working_day_before(today: str, held: str) -> None:
    assert regular_day(date.fromisoformat(today), CALENDAR).isoformat() == held
