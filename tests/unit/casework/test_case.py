"""How a case moves: who may act, where it goes, and who acts next."""

import pytest

from kiosk.core.casework.codes import (
    DeclinedFor,
    GapReason,
    Result,
    ReturnedFor,
    Step,
    SuspendedFor,
    T1Policy,
    Tier,
    gap_code,
)
from kiosk.core.casework.days import china_date
from kiosk.core.casework.effect import apply
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.permission import level_fits, permitted
from kiosk.core.casework.transitions import EVERY_STATE, PAIRS, TRANSITIONS, At, Row, State
from kiosk.core.event import ClockQuality, Level
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at, entrusted_facts, event_of

S = State


def refused(history: History, kind: int, level: Level, facts: dict[str, object] | None = None, **more: object) -> str:
    """The code with which the next event is set aside; the history is left as it was."""
    event = history.add(kind, level, facts, **more)  # type: ignore[arg-type]
    folded = fold(history.events)
    history.events.pop()
    assert event.hash in folded.set_aside
    assert folded.case is not None and folded.case.set_aside == (event.hash,)
    return folded.set_aside[event.hash]


def test_the_main_line_goes_from_entrusted_to_archived() -> None:
    history = History().entrusted()
    seen = [(history.case.state, history.case.handler)]
    for kind, level, facts in (
        (Kind.FORWARDED, VILLAGE, {}),
        (Kind.REACHED, COUNTY, {"at_ms": at("2026-11-23")}),
        (Kind.ACCEPTED, TOWNSHIP, PROMISE),
        (Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY}),
        (Kind.HANDLING_STARTED, COUNTY, {}),
        (Kind.STEP_DONE, COUNTY, {"step": Step.REVIEWED}),
        (Kind.SUSPENDED, COUNTY, {"reason": SuspendedFor.HEARING}),
        (Kind.RESUMED, COUNTY, {}),
        (Kind.EXTENDED, COUNTY, {"days": 10}),
        (Kind.JOINT_OPENED, COUNTY, {}),
        (Kind.JOINT_CLOSED, COUNTY, {}),
        (Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED}),
        (Kind.RESULT_SENT, COUNTY, {}),
        (Kind.DELIVERED, VILLAGE, {}),
        (Kind.RATED, VILLAGE, {}),
        (Kind.FOLLOWED_UP, VILLAGE, {}),
        (Kind.ARCHIVED, COUNTY, {}),
    ):
        history.add(kind, level, facts)
        seen.append((history.case.state, history.case.handler))
    v, t, c = VILLAGE, TOWNSHIP, COUNTY
    assert seen == [
        (S.RECEIVED, v), (S.FORWARDED, t), (S.FORWARDED, t), (S.ACCEPTED, t), (S.PASSED_UP, c), (S.IN_HANDLING, c),
        (S.IN_HANDLING, c), (S.SUSPENDED, c), (S.IN_HANDLING, c), (S.IN_HANDLING, c), (S.IN_JOINT_REVIEW, c),
        (S.IN_HANDLING, c), (S.CONCLUDED, c), (S.AWAITING_DELIVERY, v), (S.DELIVERED, v), (S.DELIVERED, v),
        (S.DELIVERED, v), (S.ARCHIVED, v),
    ]  # fmt: skip
    case = history.case
    assert (case.result, case.extended_days, case.ratings, case.followed_up) == (Result.GRANTED, 10, 1, True)
    assert case.steps == (Step.REVIEWED,) and len(case.pauses) == 1 and case.set_aside == ()
    assert case.first_handler == "S1"


def test_a_resident_alone_leaves_a_case_that_waits_for_an_agent() -> None:
    history = History()
    history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(mandate=False), author="")
    assert history.case.state is S.PENDING
    assert refused(history, Kind.FORWARDED, VILLAGE) == "NOT_AT_INTAKE"
    history.add(Kind.RECEIVED, VILLAGE, author="A7")
    assert (history.case.state, history.case.first_handler) == (S.RECEIVED, "A7")


def test_an_entrustment_lapses_by_the_countys_node_alone() -> None:
    history = History()
    history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(mandate=False), author="")
    assert refused(history, Kind.LAPSED, TOWNSHIP) == "WRONG_LEVEL"
    assert refused(history, Kind.LAPSED, COUNTY, author="S3") == "SYSTEM_ONLY"
    history.add(Kind.LAPSED, COUNTY)
    assert history.case.state is S.VOIDED


def test_a_signed_mandate_needs_an_agent() -> None:
    history = History()
    event = history.add(Kind.ENTRUSTED, VILLAGE, entrusted_facts(), author="")
    assert permitted(None, event) == "AUTHOR_MISSING"
    assert fold([event]).case is None


def test_only_the_accept_tier_accepts() -> None:
    history = History().forwarded()
    assert refused(history, Kind.ACCEPTED, VILLAGE, PROMISE) == "WRONG_LEVEL"
    assert refused(history, Kind.ACCEPTED, COUNTY, PROMISE) == "WRONG_LEVEL"
    assert refused(history, Kind.ACCEPTED, TOWNSHIP, PROMISE, author="") == "AUTHOR_MISSING"


def test_the_accept_tier_does_not_forward_to_itself() -> None:
    history = History().entrusted(accept=VILLAGE)
    assert refused(history, Kind.FORWARDED, VILLAGE) == "ACCEPTED_HERE"
    assert refused(History().entrusted(level=TOWNSHIP), Kind.FORWARDED, TOWNSHIP) == "ACCEPTED_HERE"


def test_holding_an_unforwarded_entrustment_starts_nothing() -> None:
    history = History().entrusted()
    assert refused(history, Kind.REACHED, COUNTY, {"at_ms": 1}) == "NOT_WITH_ACCEPT_TIER"
    assert refused(history, Kind.ACCEPTED, TOWNSHIP, PROMISE) == "NOT_WITH_ACCEPT_TIER"
    assert refused(history, Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)}) == "NOT_WITH_ACCEPT_TIER"
    village = History().entrusted(accept=VILLAGE)
    village.add(Kind.REACHED, COUNTY, {"at_ms": at("2026-11-24")})
    assert village.case.reached and village.case.reached.ms == at("2026-11-24")


def test_reached_comes_once_per_entry() -> None:
    history = History().forwarded()
    assert refused(history, Kind.REACHED, COUNTY, {"at_ms": 1}) == "REACHED_ALREADY"
    history.add(Kind.MATERIAL_ADDED, VILLAGE, {"materials": (2,)})
    assert refused(history, Kind.REACHED, COUNTY, {"at_ms": 1}) == "REACHED_ALREADY"  # adding is no new entry
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.add(Kind.CORRECTED, VILLAGE, {"materials": (1,)})
    assert history.case.reached is None
    history.add(Kind.REACHED, COUNTY, {"at_ms": 5})
    assert history.case.reached and history.case.reached.ms == 5


def test_a_correction_goes_to_the_station_and_comes_back_to_the_accept_tier() -> None:
    history = History().forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    assert (history.case.state, history.case.handler) == (S.IN_CORRECTION, VILLAGE)
    history.add(Kind.CORRECTED, VILLAGE, {"materials": (1,)})
    assert (history.case.state, history.case.handler) == (S.FORWARDED, TOWNSHIP)
    here = History().entrusted(accept=VILLAGE)
    here.add(Kind.CORRECTION_ASKED, VILLAGE, {"gaps": (101,)})
    assert refused(here, Kind.CORRECTED, TOWNSHIP) == "ACCEPT_TIER_BELOW"
    here.add(Kind.CORRECTED, VILLAGE)
    assert (here.case.state, here.case.handler) == (S.RECEIVED, VILLAGE)


def test_a_second_correction_for_an_old_gap_is_refused_unless_overridden() -> None:
    missing, unreadable = gap_code(1, GapReason.MISSING), gap_code(1, GapReason.UNREADABLE)
    history = History().forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (missing,)})
    history.add(Kind.CORRECTED, VILLAGE, {"materials": (1,)})
    again = {"gaps": (missing,)}
    untold = {"gaps": (gap_code(2, GapReason.MISSING),)}
    assert refused(history, Kind.CORRECTION_ASKED, TOWNSHIP, again) == "OLD_GAP"
    assert refused(history, Kind.CORRECTION_ASKED, TOWNSHIP, untold) == "OLD_GAP"
    overridden = History()
    overridden.events = list(history.events)
    overridden.add(Kind.CORRECTION_ASKED, TOWNSHIP, {**untold, "override": True})
    assert (overridden.case.state, overridden.case.overrides) == (S.IN_CORRECTION, 1)
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (unreadable,)})  # about what was brought since: new
    assert (history.case.corrections, history.case.overrides) == (2, 0)
    assert history.case.asked == (missing, unreadable)
    history.add(Kind.CORRECTED, VILLAGE)
    third = {"gaps": (gap_code(1, GapReason.EXPIRED),)}  # it could have been told at the second
    assert refused(history, Kind.CORRECTION_ASKED, TOWNSHIP, third) == "OLD_GAP"


def test_a_correction_that_never_comes_ends_the_case_in_the_name_of_the_tier_that_asked() -> None:
    history = History().forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.add(Kind.CORRECTION_LAPSED, COUNTY)
    assert (history.case.state, history.case.result) == (S.CONCLUDED, Result.NOT_CORRECTED)
    assert refused(history, Kind.RESULT_SENT, COUNTY) == "WRONG_LEVEL"
    history.add(Kind.RESULT_SENT, TOWNSHIP)
    assert history.case.state is S.AWAITING_DELIVERY


def test_a_returned_entrustment_goes_back_to_its_station() -> None:
    history = History().forwarded()
    history.add(Kind.RETURNED, TOWNSHIP, {"why": ReturnedFor.UNREADABLE})
    assert (history.case.state, history.case.handler, history.case.reached) == (S.RECEIVED, VILLAGE, None)


def test_a_declined_entrustment_is_delivered_too() -> None:
    history = History().forwarded()
    history.add(Kind.DECLINED, TOWNSHIP, {"why": DeclinedFor.NOT_OUR_COMPETENCE})
    assert refused(history, Kind.WITHDRAWN, VILLAGE) == "ALREADY_ENDED"
    history.add(Kind.DELIVERED, VILLAGE)
    assert history.case.state is S.DELIVERED


def test_a_deemed_acceptance_keeps_the_day_of_receipt() -> None:
    history = History("2026-02-12").forwarded().on("2026-02-27")
    received = china_date(at("2026-02-12"))
    assert refused(history, Kind.DEEMED_ACCEPTED, TOWNSHIP, {**PROMISE, "on": received}) == "WRONG_LEVEL"
    late = {**PROMISE, "on": china_date(at("2026-02-27"))}
    assert refused(history, Kind.DEEMED_ACCEPTED, COUNTY, late) == "DEEMED_DATE"
    history.add(Kind.DEEMED_ACCEPTED, COUNTY, {**PROMISE, "on": received})
    assert history.case.state is S.DEEMED_ACCEPTED
    assert history.case.accepted and history.case.accepted.ms == at("2026-02-12")


def test_silence_deems_nothing_before_arrival_or_where_the_matter_says_so() -> None:
    deemed = {**PROMISE, "on": china_date(at("2026-11-23"))}
    history = History().entrusted()
    history.add(Kind.FORWARDED, VILLAGE)
    assert refused(history, Kind.DEEMED_ACCEPTED, COUNTY, deemed) == "NOT_REACHED"
    never = History().forwarded(t1_policy=T1Policy.ONCE_NO_DEEMING)
    assert refused(never, Kind.DEEMED_ACCEPTED, COUNTY, deemed) == "NO_DEEMING"


def test_the_deciding_tier_starts_only_what_was_passed_up_to_it() -> None:
    history = History().accepted()
    assert refused(history, Kind.HANDLING_STARTED, TOWNSHIP) == "WRONG_LEVEL"
    assert refused(history, Kind.HANDLING_STARTED, COUNTY) == "PASS_UP_FIRST"
    assert refused(history, Kind.PASSED_UP, COUNTY, {"to": Tier.COUNTY}) == "WRONG_LEVEL"
    assert refused(history, Kind.PASSED_UP, TOWNSHIP, {"to": Tier.OUTSIDE}) == "PASSED_TO_WRONG_TIER"
    assert refused(history, Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED}) == "NOT_IN_HANDLING"


def test_a_matter_decided_where_it_is_accepted_is_not_passed_up() -> None:
    history = History().accepted(decide=Tier.TOWNSHIP)
    assert refused(history, Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY}) == "DECIDED_HERE"
    history.add(Kind.HANDLING_STARTED, TOWNSHIP)
    assert refused(history, Kind.CONCLUDED, TOWNSHIP, {"result": Result.PASSED_ON}) == "RESULT_NOT_HERE"
    history.add(Kind.CONCLUDED, TOWNSHIP, {"result": Result.REFUSED})
    history.add(Kind.RESULT_SENT, TOWNSHIP)
    assert history.case.handler is VILLAGE


def test_a_matter_decided_outside_the_county_ends_where_it_left() -> None:
    history = History().accepted(decide=Tier.OUTSIDE)
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.OUTSIDE})
    assert (history.case.state, history.case.handler) == (S.PASSED_UP, TOWNSHIP)
    assert refused(history, Kind.CONCLUDED, COUNTY, {"result": Result.PASSED_ON}) == "WRONG_LEVEL"
    assert refused(history, Kind.CONCLUDED, TOWNSHIP, {"result": Result.GRANTED}) == "RESULT_NOT_HERE"
    history.add(Kind.CONCLUDED, TOWNSHIP, {"result": Result.PASSED_ON})
    assert history.case.state is S.CONCLUDED


def test_what_the_county_decides_is_not_concluded_by_who_passed_it_up() -> None:
    history = History().accepted()
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
    assert refused(history, Kind.CONCLUDED, TOWNSHIP, {"result": Result.PASSED_ON}) == "DECIDED_ABOVE"


def test_a_case_is_extended_once() -> None:
    history = History().in_handling()
    history.add(Kind.EXTENDED, COUNTY, {"days": 10})
    assert refused(history, Kind.EXTENDED, COUNTY, {"days": 5}) == "EXTENDED_ALREADY"


def test_a_case_is_archived_only_after_it_was_followed_up() -> None:
    history = History().forwarded()
    history.add(Kind.DECLINED, TOWNSHIP, {"why": DeclinedFor.OTHER})
    history.add(Kind.DELIVERED, VILLAGE)
    assert refused(history, Kind.ARCHIVED, COUNTY) == "NOT_FOLLOWED_UP"


def test_only_the_handler_hands_over() -> None:
    history = History().entrusted()
    assert refused(history, Kind.HANDED_OVER, TOWNSHIP, {"to": TOWNSHIP}) == "WRONG_LEVEL"
    history.add(Kind.HANDED_OVER, VILLAGE, {"to": TOWNSHIP})
    assert (history.case.state, history.case.handler) == (S.RECEIVED, TOWNSHIP)


def test_one_operation_has_effect_once() -> None:
    history = History().entrusted()
    first = history.add(Kind.MATERIAL_ADDED, VILLAGE, {"materials": (1,)})
    code = refused(history, Kind.COMPLAINED, VILLAGE, operation=first.head.operation)
    assert code == "OPERATION_REPEATED"
    history.add(Kind.COMPLAINED, TOWNSHIP, operation=first.head.operation)  # another node's operation
    assert history.case.complaints == 1


def test_an_event_of_an_unknown_kind_or_with_bad_facts_has_no_effect() -> None:
    history = History().entrusted()
    assert refused(history, 60, VILLAGE, wire={1: "?"}) == "KIND_UNKNOWN"
    assert refused(history, Kind.EXTENDED, COUNTY, wire={1: 0}) == "BAD_FACTS"
    assert refused(history, Kind.MATERIAL_ADDED, VILLAGE, {"materials": (1,)}, number="9" * 27) == "OTHER_CASE"


def test_applying_what_is_not_permitted_raises_the_refusal_by_name() -> None:
    history = History().entrusted()
    case = history.case
    event = history.add(Kind.ACCEPTED, COUNTY, PROMISE)
    with pytest.raises(Refusal) as no:
        apply(case, event)
    assert no.value.code == "WRONG_LEVEL"
    assert "县" in no.value.text("zh") and "village" in no.value.text("en")
    with pytest.raises(Refusal, match="BAD_FACTS"):
        apply(case, history.add(Kind.EXTENDED, COUNTY, wire={1: 0}))


def test_a_clock_at_1970_does_not_carry_a_case_back() -> None:
    history = History().forwarded()
    history.now_ms = 0
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, quality=ClockQuality.UNSET)
    accepted = history.case.accepted
    assert accepted and (accepted.ms, accepted.firm) == (at("2026-11-23"), False)


def test_a_compared_clock_that_jumped_ahead_carries_a_case_no_further_than_the_countys_next_word() -> None:
    history = History("2026-11-23").entrusted().on("2096-11-23")
    history.add(Kind.FORWARDED, VILLAGE)
    assert history.case.last_firm_ms == at("2096-11-23")  # until somebody who knows says otherwise
    history.on("2026-11-24").add(Kind.REACHED, COUNTY, {"at_ms": at("2026-11-24")})
    assert history.case.last_firm_ms == at("2026-11-24")
    history.now_ms = 0
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE, quality=ClockQuality.UNSET)
    accepted = history.case.accepted
    assert accepted and (accepted.ms, accepted.firm) == (at("2026-11-24"), False)


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.states], ids=lambda row: row.kind.name)
def test_each_row_lets_only_its_own_level_in(row: Row) -> None:
    case = History().in_handling().case
    let_in = {level for level in Level if level_fits(row.at, case, level)}
    expected = {
        At.STATION: {VILLAGE, TOWNSHIP},
        At.ANYWHERE: set(Level),
        At.COUNTY: {COUNTY},
        At.ACCEPT_TIER: {TOWNSHIP},
        At.DECIDE_TIER: {COUNTY},
        At.HANDLER: {COUNTY},
        At.PASSER: {TOWNSHIP},
        At.CONCLUDER: set(),
    }
    assert let_in == expected[row.at]


def test_complaints_are_heard_in_every_state() -> None:
    assert all(not isinstance(PAIRS[state, Kind.COMPLAINED], str) for state in EVERY_STATE)


def test_the_hash_of_an_event_of_a_history_covers_its_head() -> None:
    history = History().entrusted()
    assert event_of(history.events[0].head).hash == history.events[0].hash
