"""Yellow and red cards by rule: which are due on which day, once for each breach, and what is never carded."""

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest

from kiosk.core.casework.cards import CARDS_A_CASE_MAX, Card
from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import (
    CardColour,
    CardRevokedFor,
    CardRule,
    OpinionGiven,
    SuspendedFor,
    T1Policy,
    Tier,
    Unit,
)
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS, deadline
from kiosk.core.casework.supervision import Stage, cards_due, next_look, stages, waits_for_the_office
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at

CALENDAR = WorkCalendar()
YELLOW, RED = CardColour.YELLOW, CardColour.RED
STEPS = {"handle_days": 1, "review_days": 5, "approve_days": 2}
Said = tuple[CardColour, CardRule, date]


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(history: History, today: str, settled: Mapping[bytes, int] | None = None) -> list[Said]:
    """What is due at 00:00 of `today`, nothing written."""
    drafts = cards_due(fold(history.events), CALENDAR, start_of_day_ms(day(today)), SUGGESTED_LIMITS, settled or {})
    return [(one.facts["colour"], one.facts["rule"], one.facts["due"]) for one in drafts]


def look(history: History, today: str) -> list[Said]:
    """The county looks on that day, and writes what is due."""
    drafts = cards_due(fold(history.events), CALENDAR, start_of_day_ms(day(today)), SUGGESTED_LIMITS, {})
    history.on(today)
    for one in drafts:
        history.draft(one, COUNTY, "")
    return [(one.facts["colour"], one.facts["rule"], one.facts["due"]) for one in drafts]


def next_day(history: History) -> date | None:
    running = clocks(history.case, CALENDAR, history.now_ms)
    return next_look(history.case, running, CALENDAR)


def deciding() -> History:
    """Accepted on 26 November by the township that decides: promised 14 December, by statute 24 December."""
    history = History("2026-11-26").accepted(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    history.add(Kind.HANDLING_STARTED, TOWNSHIP)
    return history


PROMISED, STATUTE = day("2026-12-14"), day("2026-12-24")


def test_d_01_yellow_one_working_day_before_and_red_on_the_morning_after() -> None:
    history = deciding()
    assert look(history, "2026-12-10") == []
    assert look(history, "2026-12-11") == [(YELLOW, CardRule.PROMISE, PROMISED)]
    assert look(history, "2026-12-14") == []  # the last day itself
    assert look(history, "2026-12-15") == [(RED, CardRule.PROMISE, PROMISED)]
    assert look(history, "2026-12-16") == []
    assert [(card.serial, card.colour) for card in history.case.cards] == [(1, YELLOW), (2, RED)]


def test_d_01_a_card_comes_once_whatever_the_countys_clock_does() -> None:
    history = deciding()
    assert look(history, "2026-12-15") == [(RED, CardRule.PROMISE, PROMISED)]
    assert look(history, "2026-12-11") == []  # set back: the worse one stands already
    assert look(history, "2026-12-01") == []
    assert look(history, "2026-12-15") == []
    assert look(history, "2026-12-23") == [(YELLOW, CardRule.STATUTE, STATUTE)]


def test_d_01_a_card_that_was_taken_back_is_not_issued_again() -> None:
    history = deciding()
    look(history, "2026-12-15")
    history.add(Kind.CARD_REVOKED, COUNTY, {"card": 1, "why": CardRevokedFor.SYSTEM})
    assert history.case.cards[0].revoked_for is CardRevokedFor.SYSTEM
    assert look(history, "2026-12-16") == []


def test_d_01_what_was_missed_while_the_county_slept_is_red_late_and_a_mere_warning_is_not() -> None:
    late = deciding().on("2026-12-17")
    late.add(Kind.CONCLUDED, TOWNSHIP, {"result": 1})
    assert due(late, "2026-12-18") == [(RED, CardRule.PROMISE, PROMISED)]
    in_time = deciding().on("2026-12-14")
    in_time.add(Kind.CONCLUDED, TOWNSHIP, {"result": 1})
    assert due(in_time, "2026-12-18") == []


def test_d_01_an_extension_heals_no_breach_that_was_before_it() -> None:
    history = deciding().on("2026-12-16")
    history.add(Kind.EXTENDED, TOWNSHIP, {"days": 10})
    assert due(history, "2026-12-17") == [(RED, CardRule.PROMISE, PROMISED)]


def test_d_01_a_limit_that_stands_still_brings_no_card_and_a_moved_one_only_for_its_new_day() -> None:
    history = deciding().on("2026-12-09")
    history.add(Kind.SUSPENDED, TOWNSHIP, {"reason": SuspendedFor.TESTING})
    assert due(history, "2027-03-01") == [] and next_day(history) is None
    history.on("2026-12-14").add(Kind.RESUMED, TOWNSHIP)  # paused 10, 11 and 14 December
    assert due(history, "2026-12-15") == []
    assert look(history, "2026-12-18") == [(RED, CardRule.PROMISE, day("2026-12-17"))]


def test_d_01_a_provisional_limit_blames_nobody() -> None:
    free = History("2026-11-26").forwarded(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    free.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, quality=ClockQuality.FREE)
    assert due(free, "2027-03-01") == [] and next_day(free) is None
    unknown_year = History("2026-12-28").accepted(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    assert due(unknown_year, "2027-06-01") == []
    settled = {free.events[-1].hash: at("2026-11-26")}
    assert due(free, "2026-12-15", settled) == [(RED, CardRule.PROMISE, PROMISED)]


def test_d_07_a_village_that_does_not_send_on_is_yellow_and_red_when_the_next_working_day_passed_too() -> None:
    history = History("2026-11-24").entrusted()  # Tuesday; the third working day is Friday 27 November
    friday = day("2026-11-27")
    assert look(history, "2026-11-27") == []
    assert next_day(history) == day("2026-11-28")
    assert look(history, "2026-11-28") == [(YELLOW, CardRule.FORWARDING, friday)]
    assert next_day(history) == day("2026-12-01")
    assert look(history, "2026-11-30") == []  # Monday: it may still be done today
    assert look(history, "2026-12-01") == [(RED, CardRule.FORWARDING, friday)]
    assert next_day(history) is None


@pytest.mark.parametrize(("sent_on", "colour"), [("2026-11-27", None), ("2026-11-30", YELLOW), ("2026-12-01", RED)])
def test_d_07_it_is_judged_by_the_day_on_which_it_was_sent_on(sent_on: str, colour: CardColour | None) -> None:
    history = History("2026-11-24").entrusted().on(sent_on)
    history.add(Kind.FORWARDED, VILLAGE)
    assert due(history, "2026-12-20") == ([] if colour is None else [(colour, CardRule.FORWARDING, day("2026-11-27"))])


def test_d_03_a_step_over_its_limit_is_yellow_though_the_whole_is_in_time() -> None:
    history = History("2026-11-26").forwarded(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE | STEPS)
    history.add(Kind.HANDLING_STARTED, TOWNSHIP)
    assert look(history, "2026-11-27") == []
    assert look(history, "2026-11-28") == [(YELLOW, CardRule.STEP, day("2026-11-27"))]
    history.on("2026-11-30").add(Kind.STEP_DONE, TOWNSHIP, {"step": 1})
    assert next_day(history) == day("2026-12-08")  # 审核: five working days, to 7 December
    assert look(history, "2026-12-08") == [(YELLOW, CardRule.STEP, day("2026-12-07"))]
    assert look(history, "2026-12-09") == []  # and never red


def test_a_second_correction_for_an_old_gap_is_red_from_the_day_it_was_asked() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.on("2026-11-25").add(Kind.CORRECTED, VILLAGE, {"materials": (1,)})
    history.add(Kind.REACHED, COUNTY, {"at_ms": history.now_ms})
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (201,), "override": True})
    assert look(history, "2026-11-26") == [(RED, CardRule.CORRECTED_TWICE, day("2026-11-25"))]
    assert look(history, "2026-11-27") == []


def test_what_is_the_applicants_brings_no_card_and_is_looked_at_all_the_same() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    assert due(history, "2026-12-09") == []
    assert next_day(history) == day("2026-12-09")  # T7 is over: the county's clock ends it
    pending = History("2026-11-23").entrusted(mandate=False)
    assert due(pending, "2027-03-01") == []


def test_silence_at_intake_is_red_whether_it_accepts_or_not() -> None:
    received, last = "2026-02-12", day("2026-02-26")
    for policy in (T1Policy.FIVE_DAYS_DEEMED, T1Policy.ONCE_NO_DEEMING):
        history = History(received).forwarded(t1_policy=policy)
        assert look(history, "2026-02-25") == [(YELLOW, CardRule.RECEIVE, last)]
        assert next_day(history) == day("2026-02-27")
        assert look(history, "2026-02-27") == [(RED, CardRule.RECEIVE, last)]
    assert next_day(history) is None  # nothing follows from that silence
    deemed = History(received).forwarded().on("2026-03-10")
    deemed.add(Kind.DEEMED_ACCEPTED, COUNTY, {**PROMISE, "on": day(received)})
    assert due(deemed, "2026-03-10")[0] == (RED, CardRule.RECEIVE, last)


def test_a_limit_of_a_day_warns_on_its_last_day_and_one_of_none_never() -> None:
    one = RunningClock("T2", day("2026-11-23"), day("2026-11-24"), 1, Unit.WORKING_DAYS, False, False)
    assert stages(one, CALENDAR) == (Stage(day("2026-11-24"), YELLOW), Stage(day("2026-11-25"), RED))
    none = one._replace(due=one.started, days=0)
    assert stages(none, CALENDAR) == (Stage(day("2026-11-24"), RED),)


def test_every_department_that_is_late_is_its_own_breach() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    for department, days in (("ZJ", 5), ("LY", 8)):
        history.add(Kind.OPINION_ASKED, COUNTY, {"department": department, "days": days})
    history.on("2026-12-07")
    history.add(Kind.OPINION_GIVEN, COUNTY, {"department": "LY", "opinion": OpinionGiven.CONSENT})
    assert due(history, "2026-12-08") == [
        (RED, CardRule.OPINION, day("2026-11-30")),
        (RED, CardRule.OPINION, day("2026-12-03")),
        (YELLOW, CardRule.PROMISE, day("2026-12-09")),
    ]


@pytest.mark.parametrize("days", range(1, 12))
def test_the_next_look_is_never_after_a_card_is_due(days: int) -> None:
    history = deciding()
    for step in range(days):
        assert look(history, str(deadline(day("2026-12-08"), step, Unit.WORKING_DAYS, CALENDAR).date)) is not None
        found = next_day(history)
        if found is not None:
            before = date.fromordinal(found.toordinal() - 1)
            assert due(history, str(before)) == [] and due(history, str(found)) != []


def test_a_case_that_has_all_its_cards_is_owed_no_more() -> None:
    folded, now_ms = fold(deciding().events), at("2026-12-24")
    assert folded.case is not None
    old = Card(1, RED, CardRule.STEP, day("2026-01-05"), folded.case.entrusted)
    full = msgspec.structs.replace(folded.case, cards=(old,) * CARDS_A_CASE_MAX)
    assert cards_due(folded, CALENDAR, now_ms, SUGGESTED_LIMITS, {})
    assert cards_due(folded._replace(case=full), CALENDAR, now_ms, SUGGESTED_LIMITS, {}) == ()
    assert next_look(full, clocks(full, CALENDAR, now_ms), CALENDAR) is None


def test_whose_turn_it_is() -> None:
    assert waits_for_the_office(History().entrusted().case)
    assert waits_for_the_office(deciding().case)
    assert not waits_for_the_office(History().entrusted(mandate=False).case)
    outside = History().accepted(decide=Tier.OUTSIDE)
    outside.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.OUTSIDE})
    assert not waits_for_the_office(outside.case)
