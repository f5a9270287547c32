"""The timers T1 to T12 of the office's world, each with its golden value: from when, how long, until which day.

T10, the rectification of a bad rating, is no limit of a case: a grade stands in a sealed body, and a clock follows from
heads alone."""

from datetime import date

import pytest

from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import Result, SuspendedFor, T1Policy, Tier, Unit
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS, SuggestedLimits
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.workdays import WorkCalendar
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()
JOINT = {**PROMISE, "promised_days": 30, "statutory_days": 45}
PETITION = {"promised_days": 0, "promised_unit": Unit.CALENDAR_DAYS, "statutory_days": 60} | {
    "statutory_unit": Unit.CALENDAR_DAYS
}


def runs(history: History, name: str, limits: SuggestedLimits = SUGGESTED_LIMITS) -> RunningClock:
    found = clocks(history.case, CALENDAR, history.now_ms, limits)
    return next(clock for clock in found if clock.name == name)


def span(clock: RunningClock) -> tuple[str, str]:
    return str(clock.started), str(clock.due)


def done_by_itself(history: History, day: str) -> list[Kind]:
    return [one.kind for one in system_deeds(history.case, at(day), CALENDAR, SUGGESTED_LIMITS, terms())]


def handled(day: str) -> History:
    """Accepted that day by the township that decides, and begun."""
    history = History(day).accepted(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    history.add(Kind.HANDLING_STARTED, TOWNSHIP)
    return history


def test_t_01_an_answer_within_five_working_days_of_arrival_or_it_is_accepted_as_of_that_day() -> None:
    history = History("2026-02-12").forwarded()
    assert span(runs(history, "T1")) == ("2026-02-12", "2026-02-26")
    assert done_by_itself(history, "2026-02-26") == []
    assert done_by_itself(history, "2026-02-27") == [Kind.DEEMED_ACCEPTED]


def test_t_01_on_the_spot_for_real_estate_and_seven_days_where_the_county_says_so() -> None:
    on_spot = History("2026-02-12").forwarded(t1_policy=T1Policy.ON_SPOT_DEEMED)
    assert span(runs(on_spot, "T1")) == ("2026-02-12", "2026-02-12")
    seven = runs(History("2026-02-12").forwarded(), "T1", SuggestedLimits(receive_working_days=7))
    assert span(seven) == ("2026-02-12", "2026-02-28")  # a Saturday that works


def test_t_02_the_promise_counts_from_the_day_after_acceptance() -> None:
    assert span(runs(handled("2026-11-26"), "T2")) == ("2026-11-26", "2026-12-14")


def test_t_03_the_statute_is_twenty_working_days_and_ten_more_by_the_head() -> None:
    history = handled("2026-11-26")
    assert span(runs(history, "T3")) == ("2026-11-26", "2026-12-24")
    history.add(Kind.EXTENDED, TOWNSHIP, {"days": 10})
    longer = runs(history, "T3")
    assert span(longer) == ("2026-11-26", "2027-01-08") and longer.provisional


def test_t_04_the_lower_tier_reviews_within_twenty_working_days_until_it_passes_up() -> None:
    history = History("2026-04-30").accepted()
    assert span(runs(history, "T4")) == ("2026-04-30", "2026-06-01")
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
    assert "T4" not in {clock.name for clock in clocks(history.case, CALENDAR, history.now_ms)}


def test_t_05_a_result_is_delivered_within_ten_working_days_of_the_decision() -> None:
    history = handled("2026-11-26").on("2026-12-01")
    history.add(Kind.CONCLUDED, TOWNSHIP, {"result": Result.GRANTED})
    assert span(runs(history, "T5")) == ("2026-12-01", "2026-12-15")


def test_t_06_joint_handling_is_forty_five_working_days_and_fifteen_more_by_the_head() -> None:
    history = History("2026-03-02").forwarded(accept=COUNTY)
    history.add(Kind.ACCEPTED, COUNTY, JOINT)
    history.add(Kind.HANDLING_STARTED, COUNTY)
    history.add(Kind.JOINT_OPENED, COUNTY)
    assert span(runs(history, "T6")) == ("2026-03-02", "2026-05-08")
    history.add(Kind.JOINT_CLOSED, COUNTY)
    history.add(Kind.EXTENDED, COUNTY, {"days": 15})
    history.add(Kind.JOINT_OPENED, COUNTY)
    assert span(runs(history, "T6")) == ("2026-03-02", "2026-05-28")


def test_t_07_the_applicant_has_fifteen_days_by_the_calendar_and_then_it_is_over() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    asked = runs(history, "T7")
    assert span(asked) == ("2026-11-23", "2026-12-08") and asked.unit is Unit.CALENDAR_DAYS
    assert done_by_itself(history, "2026-12-08") == []
    assert done_by_itself(history, "2026-12-09") == [Kind.CORRECTION_LAPSED]


def test_t_08_the_village_sends_on_within_three_working_days() -> None:
    assert span(runs(History("2026-11-23").entrusted(), "T8")) == ("2026-11-23", "2026-11-26")


def test_t_09_promise_and_statute_stand_still_for_as_long_as_a_public_notice_lasts() -> None:
    history = handled("2026-11-26").on("2026-11-30")
    history.add(Kind.SUSPENDED, TOWNSHIP, {"reason": SuspendedFor.PUBLIC_NOTICE})
    assert all(runs(history, name).paused for name in ("T2", "T3"))
    history.on("2026-12-07").add(Kind.RESUMED, TOWNSHIP)  # seven days, of which five are working days
    assert span(runs(history, "T2")) == ("2026-11-26", "2026-12-21")
    assert span(runs(history, "T3")) == ("2026-11-26", "2026-12-31")


@pytest.mark.parametrize(("extended", "due"), [(0, "2026-05-06"), (30, "2026-06-01")])
def test_t_11_a_petition_has_sixty_days_by_the_calendar_and_thirty_more(extended: int, due: str) -> None:
    history = History("2026-03-02").forwarded(accept=TOWNSHIP, decide=Tier.TOWNSHIP)
    history.add(Kind.ACCEPTED, TOWNSHIP, PETITION)
    history.add(Kind.HANDLING_STARTED, TOWNSHIP)
    if extended:
        history.add(Kind.EXTENDED, TOWNSHIP, {"days": extended})
    # 1 May is the sixtieth day and a holiday until the 5th; 31 May is a Sunday (民法典 203)
    assert span(runs(history, "T3")) == ("2026-03-02", due)


def test_t_12_what_may_follow_comes_by_the_day_that_was_named_or_the_case_goes_back() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.SUPPLY_ALLOWED, TOWNSHIP, {"materials": (2,), "until": date(2026, 12, 3)})
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert span(runs(history, "T12")) == ("2026-11-23", "2026-12-03")
    assert done_by_itself(history, "2026-12-03") == []
    assert done_by_itself(history, "2026-12-04") == [Kind.SUPPLY_LAPSED]
    history.add(Kind.SUPPLIED, VILLAGE, {"materials": (2,)})
    assert done_by_itself(history, "2026-12-04") == []
