"""Which limits run, from which instant, and what the county's node does when one is over."""

from datetime import date

import pytest

from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import ReturnedFor, SuspendedFor, T1Policy, Tier, Unit
from kiosk.core.casework.days import china_date, start_of_day_ms
from kiosk.core.casework.decide import Draft
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.system_deeds import purged, reached, system_deeds
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at, entrusted_facts, terms

CALENDAR = WorkCalendar()


def running(history: History, day: str | None = None) -> dict[str, RunningClock]:
    now_ms = at(day) if day else history.now_ms
    return {clock.name: clock for clock in clocks(history.case, CALENDAR, now_ms)}


def deeds(history: History, day: str, calendar: WorkCalendar = CALENDAR) -> tuple[Draft, ...]:
    return system_deeds(history.case, start_of_day_ms(date.fromisoformat(day)), calendar, SUGGESTED_LIMITS, terms())


def test_until_it_is_forwarded_the_villages_limit_runs() -> None:
    history = History("2026-11-23").entrusted()
    assert {name: clock.due for name, clock in running(history).items()} == {"T8": date(2026, 11, 26)}


def test_t1_is_provisional_until_reached_and_runs_from_its_instant() -> None:
    history = History("2026-02-10").entrusted()
    history.add(Kind.FORWARDED, VILLAGE)
    before = running(history)["T1"]
    assert (before.started, before.provisional) == (date(2026, 2, 10), True)
    history.add(Kind.REACHED, COUNTY, {"at_ms": at("2026-02-12")})
    after = running(history)["T1"]
    assert (after.started, after.due, after.provisional) == (date(2026, 2, 12), date(2026, 2, 26), False)


def test_where_the_station_accepts_t1_runs_at_once() -> None:
    history = History().entrusted(accept=VILLAGE)
    assert set(running(history)) == {"T1"}
    assert running(history)["T1"].provisional


def test_a_returned_entrustment_starts_the_villages_limit_anew() -> None:
    history = History("2026-11-23").forwarded().on("2026-11-25")
    history.add(Kind.RETURNED, TOWNSHIP, {"why": ReturnedFor.WRONG_PLACE})
    assert {n: c.started for n, c in running(history).items()} == {"T8": date(2026, 11, 25)}


def test_a_correction_stops_t1_and_starts_the_applicants_limit() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    assert {n: (c.due, c.unit) for n, c in running(history).items()} == {"T7": (date(2026, 12, 8), Unit.CALENDAR_DAYS)}


def test_promise_and_statute_run_from_the_day_after_acceptance() -> None:
    history = History("2026-11-26").accepted()
    found = running(history)
    assert (found["T2"].due, found["T3"].due) == (date(2026, 12, 14), date(2026, 12, 24))
    assert found["T4"].due == date(2026, 12, 24)  # the township reviews what the county decides
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
    assert set(running(history)) == {"T2", "T3"}


def test_no_limit_is_invented_where_none_is_named() -> None:
    history = History().forwarded()
    history.add(Kind.ACCEPTED, TOWNSHIP, {**PROMISE, "promised_days": 0, "statutory_days": 0})
    assert set(running(history)) == {"T4"}


def test_the_countys_clocks_end_where_a_matter_leaves_the_county() -> None:
    history = History().accepted(decide=Tier.OUTSIDE)
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.OUTSIDE})
    assert running(history) == {}


def test_a_suspension_pauses_promise_and_statute_and_an_extension_lengthens_them() -> None:
    history = History("2026-11-26").in_handling().on("2026-11-30")
    history.add(Kind.SUSPENDED, COUNTY, {"reason": SuspendedFor.TESTING})
    paused = running(history, "2026-12-02")["T2"]
    assert (paused.paused, paused.due) == (True, date(2026, 12, 16))
    history.on("2026-12-04").add(Kind.RESUMED, COUNTY)
    assert running(history)["T2"] == running(history)["T2"]._replace(paused=False, due=date(2026, 12, 18))
    history.add(Kind.EXTENDED, COUNTY, {"days": 10})
    assert (running(history)["T2"].days, running(history)["T2"].due) == (22, date(2027, 1, 4))
    assert running(history)["T2"].provisional  # into a year not yet known


def test_joint_review_is_bounded_from_acceptance() -> None:
    history = History("2026-03-02").in_handling()
    history.add(Kind.JOINT_OPENED, COUNTY)
    assert set(running(history)) == {"T2", "T3", "T6"}
    assert running(history)["T6"].days == 45


def test_delivery_runs_from_the_decision() -> None:
    history = History("2026-11-26").in_handling().on("2026-12-01")
    history.add(Kind.CONCLUDED, COUNTY, {"result": 1})
    history.on("2026-12-03").add(Kind.RESULT_SENT, COUNTY)
    assert {n: c.due for n, c in running(history).items()} == {"T5": date(2026, 12, 15)}


def test_a_kiosks_own_reading_is_provisional_until_the_county_corrects_it() -> None:
    history = History("2026-11-26").forwarded()
    event = history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, quality=ClockQuality.FREE)
    assert running(history)["T2"].provisional
    (t2, *_) = clocks(history.case, CALENDAR, history.now_ms, corrected_ms={event.hash: at("2026-11-27")})
    assert (t2.name, t2.started, t2.provisional) == ("T2", date(2026, 11, 27), False)


def test_the_instant_of_reached_is_never_put_aside_for_that_of_its_event() -> None:
    history = History("2026-02-12").forwarded()
    (t1,) = clocks(history.case, CALENDAR, history.now_ms, corrected_ms={history.events[-1].hash: at("2026-03-01")})
    assert t1.started == date(2026, 2, 12)


def test_the_countys_corrected_instant_wins_over_a_compared_reading_too() -> None:
    """A kiosk's clock may jump after it was compared, in the same boot."""
    history = History("2026-11-26").forwarded(accept=TOWNSHIP, decide=Tier.TOWNSHIP).on("2096-11-26")
    accepted = history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert history.case.accepted is not None and history.case.accepted.firm
    corrected = {accepted.hash: at("2026-11-27")}
    (t2, *_) = clocks(history.case, CALENDAR, at("2026-11-30"), corrected_ms=corrected)
    assert (t2.started, t2.due.year, t2.provisional) == (date(2026, 11, 27), 2026, False)


def test_a_pause_is_as_long_as_the_county_knows_it_to_be() -> None:
    history = History("2026-11-26").in_handling()
    plain = running(history, "2026-12-02")["T2"].due
    since = history.on("2026-11-27").add(Kind.SUSPENDED, COUNTY, {"reason": SuspendedFor.HEARING})
    until = history.on("2026-12-27").add(Kind.RESUMED, COUNTY)
    assert running(history, "2026-12-02")["T2"].due > plain
    corrected = {since.hash: at("2026-11-27"), until.hash: at("2026-11-27")}
    found = {clock.name: clock for clock in clocks(history.case, CALENDAR, at("2026-12-02"), corrected_ms=corrected)}
    assert found["T2"].due == plain


def test_five_silent_days_are_an_acceptance_dated_on_receipt() -> None:
    history = History("2026-02-12").forwarded()
    assert deeds(history, "2026-02-26") == ()  # the last day has not passed
    (draft,) = deeds(history, "2026-02-27")
    assert draft.kind is Kind.DEEMED_ACCEPTED
    assert draft.facts["on"] == date(2026, 2, 12)
    history.on("2026-02-27").draft(draft, COUNTY, "")
    assert running(history)["T2"].started == date(2026, 2, 12)
    assert deeds(history, "2026-02-28") == ()


def test_on_the_spot_means_the_same_day() -> None:
    history = History("2026-11-24").forwarded(t1_policy=T1Policy.ON_SPOT_DEEMED)
    assert deeds(history, "2026-11-24") == ()
    assert [draft.kind for draft in deeds(history, "2026-11-25")] == [Kind.DEEMED_ACCEPTED]


def test_silence_accepts_nothing_where_the_matter_says_so_or_before_arrival() -> None:
    never = History("2026-02-12").forwarded(t1_policy=T1Policy.ONCE_NO_DEEMING)
    assert deeds(never, "2026-06-01") == ()
    unreached = History("2026-02-12").entrusted()
    unreached.add(Kind.FORWARDED, VILLAGE)
    assert deeds(unreached, "2026-06-01") == ()


def test_a_limit_in_an_unknown_year_ends_nothing_until_the_year_is_confirmed() -> None:
    history = History("2026-12-30").forwarded()
    assert deeds(history, "2027-02-01") == ()
    known = WorkCalendar({date(2027, 1, 1): False}, confirmed_years=[2027])
    assert [draft.kind for draft in deeds(history, "2027-02-01", known)] == [Kind.DEEMED_ACCEPTED]


def test_a_deemed_acceptance_without_the_matters_terms_is_refused() -> None:
    history = History("2026-02-12").forwarded()
    with pytest.raises(Refusal, match="MATTER_TERMS_MISSING"):
        system_deeds(history.case, at("2026-03-10"), CALENDAR, SUGGESTED_LIMITS)


def test_an_unsigned_entrustment_lapses_from_a_corrected_instant_only() -> None:
    history = History("1970-01-01")
    event = history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(mandate=False), author="", quality=ClockQuality.UNSET)
    assert deeds(history, "2026-11-25") == ()  # a clock at 1970 lapses nobody's entrustment
    corrected = {event.hash: at("2026-10-20")}

    def due(day: str) -> list[Kind]:
        return [d.kind for d in system_deeds(history.case, at(day), CALENDAR, SUGGESTED_LIMITS, None, corrected)]

    assert due("2026-11-19") == []
    assert due("2026-11-20") == [Kind.LAPSED]


def test_a_correction_that_does_not_come_lapses_after_its_last_day() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    assert deeds(history, "2026-12-08") == ()
    assert [draft.kind for draft in deeds(history, "2026-12-09")] == [Kind.CORRECTION_LAPSED]


def test_what_is_over_is_archived() -> None:
    withdrawn = History().forwarded()
    withdrawn.add(Kind.WITHDRAWN, VILLAGE)
    assert [draft.kind for draft in deeds(withdrawn, "2026-11-24")] == [Kind.ARCHIVED]
    declined = History().forwarded()
    declined.add(Kind.DECLINED, TOWNSHIP, {"why": 2})
    declined.add(Kind.DELIVERED, VILLAGE)
    assert deeds(declined, "2026-11-24") == ()
    declined.add(Kind.FOLLOWED_UP, VILLAGE)
    assert [draft.kind for draft in deeds(declined, "2026-11-24")] == [Kind.ARCHIVED]


def test_reached_is_drafted_once_where_it_starts_t1() -> None:
    history = History().entrusted()
    assert reached(history.case, 7) is None
    history.add(Kind.FORWARDED, VILLAGE)
    draft = reached(history.case, 7)
    assert draft is not None and draft.facts == {"at_ms": 7} and draft.body is None
    history.draft(draft, COUNTY, "")
    assert reached(history.case, 8) is None


def test_a_purge_keeps_its_ledger_row() -> None:
    assert purged(History().entrusted().case, {"sequence": "1"}).body == {"sequence": "1"}


def test_dates_are_chinas() -> None:
    midnight = start_of_day_ms(date(2026, 11, 23))
    assert china_date(midnight) == date(2026, 11, 23)
    assert china_date(midnight - 1) == date(2026, 11, 22)
