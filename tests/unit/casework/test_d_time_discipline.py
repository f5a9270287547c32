"""Section D of the office's world, time discipline: each mechanism by its own number and example."""

from datetime import date

import pytest

from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import FollowedUpBy, Result, Unit
from kiosk.core.casework.commands import Power
from kiosk.core.casework.decide import Command, decide
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.lamps import Lamp, lamp, worst_lamp
from kiosk.core.casework.limits import deadline
from kiosk.core.casework.receipt import receipt
from kiosk.core.casework.slip import due_line, slip_for
from kiosk.core.casework.trips import Trips, trips_of
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.refusal import Refusal
from tests.unit.casework.history import COUNTY, TOWNSHIP, VILLAGE, History, at, terms

CALENDAR = WorkCalendar()


def promise(due: str, **changes: object) -> RunningClock:
    """A promised limit that ends on `due`."""
    clock = RunningClock("T2", date(2026, 1, 5), date.fromisoformat(due), 12, Unit.WORKING_DAYS, False, False)
    return clock._replace(**changes)  # type: ignore[arg-type]  # a test names the field it changes


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        ("2026-12-04", Lamp.GREEN),  # six working days before
        ("2026-12-07", Lamp.AMBER),  # five
        ("2026-12-10", Lamp.AMBER),  # two
        ("2026-12-11", Lamp.YELLOW),  # Friday: one
        ("2026-12-13", Lamp.YELLOW),  # Sunday
        ("2026-12-14", Lamp.YELLOW),  # the last day itself
        ("2026-12-15", Lamp.RED),  # the morning after
    ],
)
def test_d_01_s_34_one_working_day_before_the_end_is_yellow_and_the_morning_after_red(today: str, shown: Lamp) -> None:
    assert lamp(promise("2026-12-14"), date.fromisoformat(today), CALENDAR) is shown


def test_d_01_a_long_holiday_is_seen_coming() -> None:
    assert lamp(promise("2026-10-08"), date(2026, 9, 30), CALENDAR) is Lamp.YELLOW, "the next working day is the last"


def test_d_01_a_limit_that_stands_still_shows_nothing_and_a_provisional_one_blames_nobody() -> None:
    today = date(2027, 3, 1)
    assert lamp(promise("2026-12-14", paused=True), today, CALENDAR) is Lamp.OFF
    assert lamp(promise("2026-12-14", provisional=True), today, CALENDAR) is Lamp.YELLOW


def test_d_01_a_case_shows_the_worst_of_its_limits() -> None:
    both = (promise("2026-12-14"), promise("2026-12-28", name="T3"))
    assert worst_lamp(both, date(2026, 12, 14), CALENDAR) is Lamp.YELLOW
    assert worst_lamp((), date(2026, 12, 14), CALENDAR) is Lamp.OFF


def test_d_05_who_had_to_travel_follows_from_heads_as_far_as_they_say_it() -> None:
    at_home = History("2026-11-23").in_handling()
    at_home.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    at_home.add(Kind.RESULT_SENT, COUNTY)
    at_home.add(Kind.DELIVERED, VILLAGE)
    at_home.add(Kind.FOLLOWED_UP, VILLAGE, {"way": FollowedUpBy.VISIT})
    assert trips_of(fold(at_home.events)) == Trips(principal=0, agent_home_visits=1)
    in_town = History("2026-11-23").in_handling()
    in_town.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    in_town.add(Kind.RESULT_SENT, COUNTY)
    in_town.on("2026-12-01").add(Kind.DELIVERED, COUNTY)
    in_town.add(Kind.DELIVERED, COUNTY)  # set aside: it was delivered already
    in_town.add(Kind.FOLLOWED_UP, COUNTY, {"way": FollowedUpBy.PHONE})
    assert trips_of(fold(in_town.events)) == Trips(principal=1, agent_home_visits=0)
    at_a_townships_station = History("2026-11-23").entrusted(level=TOWNSHIP)
    assert trips_of(fold(at_a_townships_station.events)).principal == 1


def test_d_06_an_extension_is_the_heads_once_with_its_reason() -> None:
    history = History("2026-11-23").in_handling()

    def extend(powers: frozenset[Power]) -> object:
        fields = {"days": 10, "reason": "案情复杂"}
        command = Command("extend", fields, "T01", COUNTY, powers)
        return decide(history.case, command, at("2026-12-01"), None)

    by_clerk = extend(frozenset())
    assert isinstance(by_clerk, Refusal) and by_clerk.code == "POWER_MISSING"
    by_head = extend(frozenset({Power.DEPARTMENT_HEAD}))
    assert not isinstance(by_head, Refusal)
    before = {clock.name: clock.due for clock in clocks(history.case, CALENDAR, history.now_ms)}
    history.add(Kind.EXTENDED, COUNTY, {"days": 10})
    after = {clock.name: clock.due for clock in clocks(history.case, CALENDAR, history.now_ms)}
    for name in ("T2", "T3"):
        assert deadline(before[name], 10, Unit.WORKING_DAYS, CALENDAR).date == after[name]
    again = extend(frozenset({Power.DEPARTMENT_HEAD}))
    assert isinstance(again, Refusal)


def test_d_07_a_village_has_three_working_days_to_send_on() -> None:
    history = History("2026-11-23").entrusted()
    (t8,) = clocks(history.case, CALENDAR, history.now_ms)
    assert (t8.name, t8.started, t8.due) == ("T8", date(2026, 11, 23), date(2026, 11, 26))


def test_d_08_a_result_is_delivered_within_ten_working_days_of_the_decision() -> None:
    history = History("2026-11-23").in_handling().on("2026-12-01")
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    (t5,) = clocks(history.case, CALENDAR, history.now_ms)
    assert (t5.name, t5.started, t5.due) == ("T5", date(2026, 12, 1), date(2026, 12, 15))


def test_d_04_the_receipt_prints_what_is_promised_and_the_complaint_phone_and_acceptance_the_day() -> None:
    history = History("2026-11-26").entrusted()
    known = terms()
    slip = receipt(history.case, bytes(32), "012345", "低保", (), known, complaint_phone="0576-84220001")
    assert {"承诺办理：受理后12个工作日内", "投诉电话：0576-84220001"} <= set(slip.lines())
    accepted = History("2026-11-26").accepted()
    told = slip_for(accepted.case, accepted.now_ms, clocks(accepted.case, CALENDAR, accepted.now_ms))
    assert due_line(told) == "这一步最晚到2026年12月14日"
