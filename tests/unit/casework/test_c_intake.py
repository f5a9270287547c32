"""Section C of the office's world, intake and kinds of case: each mechanism by its own number and example."""

from datetime import date

import pytest

from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import DeclinedFor, Result, Tier
from kiosk.core.casework.commands import COMMANDS, Power
from kiosk.core.casework.days import china_date, start_of_day_ms
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.handling_class import HandlingClass, handling_class
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS, actual_working_days
from kiosk.core.casework.slip import sentence, slip_for
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, PROMISE, STATION, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()
ON_THE_SPOT, PROMISED = "1", "2"


def given(case: Case, name: str, level: Level, **fields: object) -> object:
    """What a clerk's command leads to."""
    return decide(case, Command(name, fields, "T01", level), at("2026-12-01"), terms())


def test_c_01_a_promise_case_sent_back_is_of_another_kind_while_its_national_code_stays() -> None:
    history = History("2026-11-23").forwarded()
    assert handling_class(history.case, PROMISED) is HandlingClass.PROMISED
    history.add(Kind.DECLINED, TOWNSHIP, {"why": DeclinedFor.NOT_OUR_COMPETENCE})
    assert handling_class(history.case, PROMISED) is HandlingClass.RETURNED
    history.add(Kind.DELIVERED, VILLAGE)
    assert handling_class(history.case, PROMISED) is HandlingClass.RETURNED, "delivering the refusal changes nothing"


def test_c_01_joint_review_and_passing_up_make_their_own_kinds() -> None:
    history = History("2026-11-23").in_handling()
    assert handling_class(history.case, PROMISED) is HandlingClass.PASSED_UP
    history.add(Kind.JOINT_OPENED, COUNTY)
    assert handling_class(history.case, ON_THE_SPOT) is HandlingClass.JOINT


def test_c_02_a_case_done_on_the_spot_took_no_working_day() -> None:
    history = History("2026-11-23").entrusted(accept=VILLAGE, decide=Tier.VILLAGE)
    history.add(Kind.REACHED, COUNTY, {"at_ms": history.now_ms})
    history.add(Kind.ACCEPTED, VILLAGE, PROMISE)
    history.add(Kind.HANDLING_STARTED, VILLAGE)
    history.add(Kind.CONCLUDED, VILLAGE, {"result": Result.GRANTED})
    assert handling_class(history.case, ON_THE_SPOT) is HandlingClass.ON_THE_SPOT
    assert actual_working_days(date(2026, 11, 23), date(2026, 11, 23), CALENDAR) == 0


def test_c_03_twelve_working_days_from_acceptance_end_on_the_fourteenth_of_december() -> None:
    history = History("2026-11-26").accepted()
    due = {clock.name: clock.due for clock in clocks(history.case, CALENDAR, history.now_ms)}
    assert due["T2"] == date(2026, 12, 14)
    assert due["T3"] == date(2026, 12, 24)


def test_c_05_passing_up_ends_the_lower_tiers_own_clock_and_says_so() -> None:
    history = History("2026-11-23").accepted()
    assert "T4" in {clock.name for clock in clocks(history.case, CALENDAR, history.now_ms)}
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
    assert "T4" not in {clock.name for clock in clocks(history.case, CALENDAR, history.now_ms)}
    told = slip_for(history.case, history.now_ms, ())
    assert sentence(told) == "已转报县级。", "what the citizen reads"
    assert sentence(told._replace(params=(int(Tier.OUTSIDE),))) == "已转报县外。"


@pytest.mark.parametrize("lacking", ["why", "reason", "referral"])
def test_c_07_c_11_refusing_without_reason_or_a_place_to_go_is_impossible(lacking: str) -> None:
    fields = {"why": DeclinedFor.NOT_OUR_COMPETENCE, "reason": "不属职权", "referral": "区残联 84220001"}
    history = History("2026-11-23").forwarded()
    whole = given(history.case, "decline", TOWNSHIP, **fields)
    assert not isinstance(whole, Refusal)
    assert "行政复议" in str(whole[0].body), "行政许可法 38: the remedy stands on it whoever forgets it"
    del fields[lacking]
    assert isinstance(given(history.case, "decline", TOWNSHIP, **fields), Refusal)


def test_c_08_nothing_said_in_five_working_days_is_acceptance_from_the_day_of_receipt() -> None:
    history = History("2026-02-12").forwarded()
    midnight = start_of_day_ms(date(2026, 2, 27))
    last = system_deeds(history.case, midnight - 1, CALENDAR, SUGGESTED_LIMITS, terms())
    assert last == (), "the last day is not over"
    (deemed,) = system_deeds(history.case, midnight, CALENDAR, SUGGESTED_LIMITS, terms())
    assert (deemed.kind, deemed.facts["on"]) == (Kind.DEEMED_ACCEPTED, date(2026, 2, 12))
    history.add(deemed.kind, COUNTY, deemed.facts, "")
    assert history.case.state is State.DEEMED_ACCEPTED
    assert history.case.accepted is not None and china_date(history.case.accepted.ms) == date(2026, 2, 12)


def test_c_08_a_second_correction_for_an_old_gap_needs_a_supervisor_and_is_counted() -> None:
    history = History("2026-11-23").forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,)})
    history.add(Kind.CORRECTED, VILLAGE, {"materials": (2,)})
    history.add(Kind.REACHED, COUNTY, {"at_ms": history.now_ms})
    again = {"gaps": (101,), "notice": "还缺户口簿"}
    assert isinstance(given(history.case, "correct", TOWNSHIP, **again), Refusal)
    command = Command("correct", {**again, "override": True}, "T01", TOWNSHIP, frozenset({Power.SUPERVISOR}))
    drafted = decide(history.case, command, at("2026-12-01"), terms())
    assert not isinstance(drafted, Refusal)
    history.draft(drafted[0], TOWNSHIP, "T01")
    assert history.case.overrides == 1


def test_c_10_the_first_handler_stays_whoever_has_the_case_now() -> None:
    history = History("2026-11-23").entrusted()
    first = history.case.first_handler
    history.add(Kind.FORWARDED, VILLAGE)
    history.add(Kind.HANDED_OVER, TOWNSHIP, {"to": TOWNSHIP})
    assert first and history.case.first_handler == first


def test_f_06_there_is_no_way_to_charge_for_running_the_errand() -> None:
    fields = {name for row in COMMANDS.values() for name in (*row.body, *row.facts)}
    assert not {name for name in fields if "fee" in name or "amount" in name or "price" in name}
    history = History("2026-11-23").forwarded()
    no = given(history.case, "accept", TOWNSHIP, fee=5)
    assert isinstance(no, Refusal) and no.code == "FIELD_UNKNOWN"


def test_f_01_no_case_is_archived_without_delivery_and_asking_back() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    history.add(Kind.RESULT_SENT, COUNTY)
    for kind in (None, Kind.DELIVERED, Kind.FOLLOWED_UP):
        if kind is not None:
            history.add(kind, VILLAGE)
        due = system_deeds(history.case, at("2026-12-20"), CALENDAR, SUGGESTED_LIMITS, terms())
        assert [draft.kind for draft in due] == ([Kind.ARCHIVED] if kind is Kind.FOLLOWED_UP else [])


def test_c_06_a_case_with_a_material_that_follows_is_accepted_and_returned_when_it_never_comes() -> None:
    history = History("2026-11-23").forwarded()
    known = terms(later_materials=(2,))
    asked = Command("allow-later", {"materials": (2,), "until": date(2026, 12, 10)}, "T01", TOWNSHIP)
    allowed = decide(history.case, asked, at("2026-11-23"), known)
    assert not isinstance(allowed, Refusal)
    history.draft(allowed[0], TOWNSHIP, "T01")
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    assert handling_class(history.case, PROMISED) is HandlingClass.SUPPLEMENTED
    due = {clock.name: clock.due for clock in clocks(history.case, CALENDAR, history.now_ms)}
    assert due["T12"] == date(2026, 12, 10)
    last = system_deeds(history.case, at("2026-12-10"), CALENDAR, SUGGESTED_LIMITS, known)
    assert last == (), "the last day is whole"
    (lapsed,) = system_deeds(history.case, at("2026-12-11"), CALENDAR, SUGGESTED_LIMITS, known)
    history.add(lapsed.kind, COUNTY, lapsed.facts, "")
    assert history.case.result is Result.RETURNED
    assert handling_class(history.case, PROMISED) is HandlingClass.RETURNED


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        ("allow-later", {"until": date(2026, 12, 10)}, "MATERIAL_MAY_NOT_FOLLOW"),
        ("promise-proof", {"version": 1, "signature": [[[0, 0, 0]]]}, "MATERIAL_MAY_NOT_BE_PROMISED"),
    ],
)
def test_c_06_c_12_only_the_materials_that_the_catalogue_names_may_follow_or_be_promised(
    command: str, fields: dict[str, object], code: str
) -> None:
    history = History("2026-11-23").forwarded()
    level = TOWNSHIP

    def asked(materials: tuple[int, ...]) -> object:
        known = terms(later_materials=(2, 3), promise_materials=(2, 3))
        typed = Command(command, {**fields, "materials": materials}, "T01", level)
        return decide(history.case, typed, history.now_ms, known)

    no = asked((1, 2))
    assert isinstance(no, Refusal) and no.code == code and "材料1不能" in no.text("zh")
    assert not isinstance(asked((2, 3)), Refusal)


def test_where_the_catalogue_names_none_the_refusal_says_so() -> None:
    fields, none = {"materials": (2,), "until": date(2026, 12, 10)}, terms(later_materials=())
    history = History("2026-11-23").forwarded()
    no = decide(history.case, Command("allow-later", fields, "T01", TOWNSHIP), history.now_ms, none)
    assert isinstance(no, Refusal) and "：没有。" in no.text("zh") and ": none." in no.text("en")


@pytest.mark.parametrize(("day", "taken"), [("02-28", False), ("03-01", True), ("03-31", True), ("04-01", False)])
def test_c_14_a_campaign_outside_its_dates_rejects_intake_with_the_dates(day: str, taken: bool) -> None:
    number = issue(STATION, date.fromisoformat(f"2026-{day}"), 1, 1)
    fields = {"mandate": True, "number": number, "entrustment": {}}
    known = terms(intake_from=date(2026, 3, 1), intake_to=date(2026, 3, 31))
    said = decide(None, Command("entrust", {**fields, "entrustment": {"matter": "MZ-01"}}, "S1", VILLAGE), 0, known)
    if taken:
        assert not isinstance(said, Refusal)
    else:
        assert isinstance(said, Refusal) and said.code == "OUTSIDE_CAMPAIGN"
        assert "2026-03-01至2026-03-31" in said.text("zh")
