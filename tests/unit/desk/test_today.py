"""Today's work: what the case table permits to this person now, the most urgent first."""

from datetime import date

import pytest

from kiosk.core.casework.case import Case
from kiosk.core.casework.codes import CheckOutcome, PriorityFor, Result, Tier
from kiosk.core.casework.commands import COMMANDS
from kiosk.core.casework.decide import permitted_commands
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from kiosk.desk.today import TASKS, WATCH, Day, Urgency, Worker, sort_day, task_of, urgency_of
from tests.unit.casework.history import COUNTY, PROMISE, TOWNSHIP, VILLAGE, History, at

AGENT = Worker(VILLAGE, "V001")


def day_of(*histories: History, on: str = "2026-11-23", worker: Worker = AGENT) -> Day:
    return sort_day([one.case for one in histories], WorkCalendar(), at(on), SUGGESTED_LIMITS, worker)


def pending(day: str = "2026-11-23") -> History:
    return History(day).entrusted(mandate=False)


def asked(day: str = "2026-11-23") -> History:
    history = History(day).forwarded()
    history.add(Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101, 202)})
    return history


def sent(day: str = "2026-11-23") -> History:
    history = History(day).in_handling()
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    history.add(Kind.RESULT_SENT, COUNTY)
    return history


def delivered(day: str = "2026-11-23") -> History:
    history = sent(day)
    history.add(Kind.DELIVERED, VILLAGE)
    return history


@pytest.mark.parametrize(
    ("history", "task"),
    [
        (pending(), "receive"),
        (History().entrusted(), "forward"),
        (History().entrusted(accept=VILLAGE, decide=Tier.VILLAGE), "accept"),
        (asked(), "resubmit"),
        (sent(), "deliver"),
        (delivered(), "follow-up"),
        (History().forwarded(), ""),
        (History().in_handling(), ""),
    ],
)
def test_a_task_is_what_the_table_permits_that_moves_the_case_on(history: History, task: str) -> None:
    assert task_of(history.case, AGENT, date(2026, 11, 23)) == task


def test_every_task_is_a_command() -> None:
    assert set(TASKS) <= set(COMMANDS) and WATCH not in COMMANDS


@pytest.mark.parametrize("level", list(Level))
def test_no_task_is_one_that_the_table_refuses(level: Level) -> None:
    worker = Worker(level, "S")
    for history in (pending(), History().entrusted(), asked(), sent(), delivered(), History().in_handling()):
        task = task_of(history.case, worker, date(2026, 11, 23))
        assert task == "" or task in permitted_commands(history.case, level, "S")


def test_a_case_that_was_followed_up_is_nobodys_task() -> None:
    history = delivered()
    history.add(Kind.FOLLOWED_UP, VILLAGE)
    assert day_of(history).lines == ()


def test_a_withdrawn_case_is_nobodys_task() -> None:
    history = History().entrusted()
    history.add(Kind.WITHDRAWN, VILLAGE)
    assert day_of(history, on="2027-06-01").lines == ()


def test_the_most_overdue_stands_first_and_what_has_no_limit_last() -> None:
    late, later, fresh, done = (
        History("2026-11-02").entrusted(),
        History("2026-11-09").entrusted(),
        History("2026-11-23").entrusted(),
        delivered("2026-11-20"),
    )
    day = day_of(done, fresh, later, late)
    assert [line.urgency for line in day.lines] == [
        Urgency.OVERDUE,
        Urgency.OVERDUE,
        Urgency.THIS_WEEK,
        Urgency.NO_LIMIT,
    ]
    assert [line.due for line in day.lines] == [date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 26), None]
    assert [line.days_left for line in day.lines] == [-18, -11, 3, None]


def test_the_counts_are_those_of_the_list() -> None:
    day = day_of(pending(), asked(), sent(), delivered(), History().entrusted(), History("2026-11-02").entrusted())
    assert {task: count for task, count in day.by_task.items() if count} == {
        "receive": 1,
        "resubmit": 1,
        "deliver": 1,
        "follow-up": 1,
        "forward": 2,
    }
    assert sum(day.by_urgency.values()) == len(day.lines) == 6


def test_what_waits_elsewhere_is_shown_only_once_its_limit_has_passed() -> None:
    history = History("2026-11-02").forwarded()  # T1 at the township ends on 2026-11-09
    assert day_of(history, on="2026-11-09").lines == ()
    (line,) = day_of(history, on="2026-11-10").lines
    assert (line.task, line.urgency) == (WATCH, Urgency.OVERDUE)


def test_an_empty_station_has_an_empty_day() -> None:
    day = day_of()
    assert day.lines == () and not any(day.by_task.values()) and not any(day.by_urgency.values())


@pytest.mark.parametrize(
    ("due", "urgency"),
    [
        (None, Urgency.NO_LIMIT),
        (date(2026, 11, 24), Urgency.OVERDUE),
        (date(2026, 11, 25), Urgency.TODAY),
        (date(2026, 11, 26), Urgency.THIS_WEEK),
        (date(2026, 11, 29), Urgency.THIS_WEEK),  # the Sunday
        (date(2026, 11, 30), Urgency.LATER),
    ],
)
def test_a_week_ends_on_its_sunday(due: date | None, urgency: Urgency) -> None:
    assert urgency_of(due, date(2026, 11, 25)) is urgency


def test_the_day_is_the_one_in_china() -> None:
    case: Case = History().entrusted().case
    late_evening_utc_ms = at("2026-11-23") + 6 * 3_600_000  # 18:00 in China
    assert sort_day([case], WorkCalendar(), late_evening_utc_ms, SUGGESTED_LIMITS, AGENT).on == date(2026, 11, 23)
    assert sort_day([case], WorkCalendar(), late_evening_utc_ms + 7 * 3_600_000, SUGGESTED_LIMITS, AGENT).on == date(
        2026, 11, 24
    )


def owing(until: date, day: str = "2026-11-23") -> History:
    """Accepted by the township, whose clerk let material 2 follow."""
    history = History(day).forwarded()
    history.add(Kind.SUPPLY_ALLOWED, TOWNSHIP, {"materials": (2,), "until": until})
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    return history


def test_c_06_the_agent_is_reminded_two_days_before_what_may_follow_has_to_be_there() -> None:
    history = owing(date(2026, 12, 3))
    assert day_of(history, on="2026-11-30").lines == ()
    (line,) = day_of(history, on="2026-12-01").lines
    assert (line.task, line.due, line.days_left, line.urgency) == ("supply", date(2026, 12, 3), 2, Urgency.THIS_WEEK)
    history.add(Kind.SUPPLIED, VILLAGE, {"materials": (2,)})
    assert day_of(history, on="2026-12-01").lines == ()


def test_c_12_a_promise_is_the_accept_tiers_task_until_it_is_checked_also_when_the_case_is_archived() -> None:
    history = History().entrusted()
    history.add(Kind.PROOF_PROMISED, VILLAGE, {"materials": (2,), "version": 1})
    history.add(Kind.FORWARDED, VILLAGE)
    history.add(Kind.ACCEPTED, TOWNSHIP, PROMISE)
    history.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
    window = Worker(TOWNSHIP, "T001")
    (line,) = day_of(history, worker=window).lines
    assert (line.task, line.due) == ("check-promise", date(2026, 12, 23)), "30 days from the acceptance"
    history.add(Kind.HANDLING_STARTED, COUNTY)
    history.add(Kind.CONCLUDED, COUNTY, {"result": Result.GRANTED})
    history.add(Kind.RESULT_SENT, COUNTY)
    history.add(Kind.DELIVERED, VILLAGE)
    history.add(Kind.FOLLOWED_UP, VILLAGE)
    history.add(Kind.ARCHIVED, COUNTY)
    (line,) = day_of(history, worker=window).lines
    assert line.task == "check-promise"
    assert day_of(history, on="2027-01-20").lines == (), "an office's own limit is no news for the village"
    history.add(Kind.PROMISE_CHECKED, TOWNSHIP, {"outcome": CheckOutcome.TRUE})
    assert day_of(history, worker=window).lines == ()


def test_e_09_who_goes_first_for_a_reason_stands_at_the_top_while_the_reason_counts() -> None:
    late, urgent = History("2026-11-02").entrusted(), History("2026-11-23").entrusted()
    urgent.add(Kind.PRIORITISED, VILLAGE, {"why": PriorityFor.URGENT_RELIEF, "until": date(2026, 11, 30)})
    assert [line.first for line in day_of(late, urgent).lines] == [PriorityFor.URGENT_RELIEF, None]
    assert [line.first for line in day_of(late, urgent, on="2026-12-01").lines] == [None, None]
