"""Section E of the office's world beyond joint review: surveys, fees, priority, visits, projects."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import (
    Gathering,
    PriorityFor,
    Tier,
)
from kiosk.core.casework.commands import Power
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.permission import permitted_deed
from kiosk.core.casework.project import Child, plan
from kiosk.core.casework.standing import Priority
from kiosk.core.casework.surveys import count_trips, three_visits
from kiosk.core.casework.system_deeds import system_deeds
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from tests.property.casework.test_fold_order import FACTS, histories
from tests.unit.casework.history import ALL_POWERS, COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()


def told(history: History, name: str, **fields: object) -> object:
    """What the lead department's command leads to."""
    return decide(history.case, Command(name, fields, "T01", COUNTY, ALL_POWERS), history.now_ms, terms())


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else "done"


def surveyed(trip: int, sequence: int) -> Case:
    history = History("2026-11-23").in_handling()
    history.add(Kind.SURVEYED, COUNTY, {"sort": Gathering.SITE, "trip": trip})
    return replace(history.case, operation=sequence.to_bytes(8, "big"))


def test_e_06_2051_cases_on_75_trips_are_27_35_cases_a_trip() -> None:
    first = [surveyed(trip, trip) for trip in range(1, 76)]
    others = [replace(first[n % 75], operation=(1_000 + n).to_bytes(8, "big")) for n in range(2_051 - 75)]
    counted = count_trips([*first, *others])
    assert (counted.cases, counted.trips, counted.ratio) == (2_051, 75, 27.35)


def test_e_06_a_record_alone_is_a_trip_of_its_own() -> None:
    history = History("2026-11-23").in_handling()
    history.add(Kind.SURVEYED, COUNTY, {"sort": Gathering.SITE})
    assert count_trips([history.case, surveyed(7, 1), surveyed(7, 2)]) == (3, 2)


def test_e_07_a_rural_house_is_visited_for_its_site_its_setting_out_and_its_completion() -> None:
    history = History("2026-11-23").in_handling()
    seen = []
    for sort in (Gathering.SITE, Gathering.SITE, Gathering.COMPLETION):
        history.add(Kind.SURVEYED, COUNTY, {"sort": sort})
        seen.append([name for name, survey in three_visits(history.case.surveys).items() if survey is not None])
    assert seen == [["选址"], ["选址", "放线"], ["选址", "放线", "竣工"]]


BASIS = "《不动产登记收费标准》发改价格规〔2016〕2559号"
ITEM = {"item": "不动产登记费", "basis": BASIS, "rate": "住宅每件80元", "floor_fen": 8_000, "fen": 8_000}


def bill(history: History, *items: object, powers: frozenset[Power] = frozenset(), **fields: object) -> object:
    command = Command("bill", {"items": list(items), **fields}, "T01", COUNTY, powers)
    return decide(history.case, command, history.now_ms, terms())


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"basis": ""}, "FEE_WITHOUT_BASIS"),
        ({"basis": "  "}, "FEE_WITHOUT_BASIS"),
        ({"fen": 8_001}, "FEE_ABOVE_FLOOR"),
        ({"item": "代办费"}, "FEE_FOR_AGENCY"),
        ({"item": ""}, "FEE_ITEM_WRONG"),
        ({"fen": -1}, "FEE_ITEM_WRONG"),
        ({"fen": "80"}, "FEE_ITEM_WRONG"),
        ({"colour": "red"}, "FEE_ITEM_WRONG"),
    ],
)
def test_e_08_a_bill_is_judged_item_by_item(changes: dict[str, object], refused: str) -> None:
    history = History("2026-11-23").in_handling()
    assert code(bill(history, ITEM)) == "done"
    assert code(bill(history, ITEM | changes)) == refused


def test_e_08_a_rate_above_the_approved_minimum_asks_for_a_supervisor() -> None:
    history = History("2026-11-23").in_handling()
    above = ITEM | {"fen": 10_000}
    assert code(bill(history, above)) == "FEE_ABOVE_FLOOR"
    assert code(bill(history, above, powers=frozenset({Power.SUPERVISOR}))) == "done"


def test_e_08_all_fees_stand_on_one_bill_whose_sum_is_in_the_signed_head() -> None:
    history = History("2026-11-23").in_handling()
    answer = bill(history, ITEM, ITEM | {"item": "证书工本费", "fen": 1_000, "floor_fen": 1_000})
    assert not isinstance(answer, Refusal) and isinstance(answer, tuple)
    assert answer[0].facts == {"fen": 9_000}
    assert code(bill(history, ITEM, fen=7_999)) == "FEE_SUM_WRONG"
    history.draft(answer[0], COUNTY, "T01")
    assert code(bill(history, ITEM)) == "BILL_OPEN"
    assert code(told(history, "pay", fen=9_001, receipt="票1")) == "NOTHING_OWED"
    history.add(Kind.FEES_PAID, COUNTY, {"fen": 9_000})
    assert code(bill(history, ITEM)) == "done"
    for items in ([], ["x"], [ITEM] * 21):
        assert code(bill(history, *items)) == "FEE_ITEM_WRONG"


def test_f_06_the_agency_is_free_also_on_a_bill() -> None:
    history = History("2026-11-23").in_handling()
    assert code(bill(history, ITEM, ITEM | {"item": "全程代办服务费"})) == "FEE_FOR_AGENCY"
    village = History("2026-11-23").entrusted(accept=VILLAGE, decide=Tier.VILLAGE)
    village.add(Kind.REACHED, COUNTY, {"at_ms": village.now_ms})
    village.add(Kind.ACCEPTED, VILLAGE, PROMISE)
    command = Command("bill", {"items": [ITEM]}, "A01", VILLAGE)
    assert code(decide(village.case, command, village.now_ms, terms())) == "FEES_NOT_BY_AGENT"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 20), why=st.sampled_from(PriorityFor))
def test_e_09_a_priority_permits_and_forbids_nothing_and_moves_no_limit(
    seed: int, count: int, why: PriorityFor
) -> None:
    """Over any history: with and without 绿色通道 every kind is permitted to the same people, and every limit ends on
    the same day. So no step of the law is skipped."""
    case = fold(histories(seed, count)).case
    if case is None:
        return
    plain = replace(case, priority=None)
    first = replace(case, priority=Priority(why, date(2026, 12, 31)))
    for kind in Kind:
        for level in Level:
            for author in ("", "S1"):
                for facts in (None, *FACTS.get(kind, ())):
                    asked = (kind, facts, level, author)
                    assert permitted_deed(first, *asked) == permitted_deed(plain, *asked)
    now_ms = at("2026-12-01")
    assert clocks(first, CALENDAR, now_ms) == clocks(plain, CALENDAR, now_ms)
    assert system_deeds(first, now_ms, CALENDAR, SUGGESTED_LIMITS, terms()) == system_deeds(
        plain, now_ms, CALENDAR, SUGGESTED_LIMITS, terms()
    )


def test_e_09_urgent_relief_is_noted_with_its_reason_and_its_end() -> None:
    history = History("2026-11-23").forwarded()
    state = history.case.state
    command = Command("prioritise", {"why": PriorityFor.URGENT_RELIEF, "until": date(2026, 12, 23)}, "T01", TOWNSHIP)
    drafted = decide(history.case, command, history.now_ms, terms())
    assert not isinstance(drafted, Refusal)
    history.draft(drafted[0], TOWNSHIP, "T01")
    assert history.case.priority == Priority(PriorityFor.URGENT_RELIEF, date(2026, 12, 23))
    assert history.case.state is state


def test_e_10_a_visit_needs_its_issue_and_may_name_the_next_day() -> None:
    history = History("2026-11-23").in_handling()
    assert code(told(history, "visit", next=date(2026, 12, 1))) == "FIELD_MISSING"
    drafted = told(history, "visit", issue="等供电方案", next=date(2026, 12, 1))
    assert isinstance(drafted, tuple) and drafted[0].facts == {"next": date(2026, 12, 1)}
    history.draft(drafted[0], COUNTY, "T01")
    assert history.case.visits == 1


def test_a_12_a_project_of_eight_matters_has_one_critical_path() -> None:
    children = [
        Child(1, "a", (), 5),
        Child(2, "b", (1,), 10),
        Child(3, "c", (1,), 3),
        Child(4, "d", (2, 3), 4),
        Child(5, "e", (), 12),
        Child(6, "f", (5,), 8),
        Child(7, "g", (3,), 1),
        Child(8, "h", (4, 6), 2),
    ]
    made = plan("XM-1", children)
    assert (made.path, made.days) == ((5, 6, 8), 22)
    assert [(one.begins, one.ends) for one in made.children][3] == (15, 19)
    assert [one.waits for one in made.children] == [(), (1,), (1,), (2, 3), (), (5,), (3,), (4, 6)]


def test_a_12_what_is_granted_holds_up_nobody_and_what_nobody_linked_yet_does() -> None:
    made = plan("XM-1", [Child(1, "a", (), 0, granted=True, ended=True), Child(2, "b", (1, 9), 6)])
    assert made.children[1].waits == (9,) and made.path == (2,)
    ended = plan("XM-1", [Child(1, "a", (), 0, granted=True, ended=True)])
    assert (ended.path, ended.days) == ((), 0)


def test_a_12_cases_that_wait_for_each_other_are_refused_by_name() -> None:
    with pytest.raises(Refusal) as no:
        plan("XM-1", [Child(1, "a", (3,), 1), Child(2, "b", (1,), 1), Child(3, "c", (2,), 1), Child(4, "d", (), 1)])
    assert no.value.code == "PROJECT_CIRCLE" and no.value.params["places"] == "1、2、3"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.sets(st.integers(1, 8), max_size=3)), min_size=1, max_size=8))
def test_a_12_the_critical_path_is_the_longest_chain(rows: list[tuple[int, set[int]]]) -> None:
    children = [
        Child(place, str(place), tuple(sorted(one for one in after if one < place)), days)
        for place, (days, after) in enumerate(rows, start=1)
    ]
    by_place = {child.place: child for child in children}

    def longest(place: int) -> int:
        child = by_place[place]
        return child.days + max((longest(one) for one in child.after), default=0)

    made = plan("XM-1", children)
    assert made.days == max(longest(child.place) for child in children)
    assert sum(by_place[place].days for place in made.path) == made.days
    assert all(before in by_place[after].after for before, after in zip(made.path, made.path[1:], strict=False))
