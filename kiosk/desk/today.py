"""Today's work 今天的活: which cases wait for whoever is signed in, and which of them first.

Pure: folded cases and the day go in, a sorted list comes out. Whose turn it is, is not judged here: a task is the
first of `TASKS` that the case table permits to this person at this level now, so that the list, the buttons of the
case and the county's check cannot disagree.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from kiosk.core.casework.afterwards import wants_check
from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import OFFICE_ONLY, RunningClock, clocks
from kiosk.core.casework.codes import PriorityFor
from kiosk.core.casework.commands import Power
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import permitted_commands
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import CountyLimits
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import calendar_of
from kiosk.desk.journal import decode_case
from kiosk.desk.station import Station

# What moves a case on, in the order in which one is named where several are permitted. Withdrawing or handing over is
# permitted nearly always and is nobody's task for the day.
TASKS = (
    "receive",
    "supply",
    "resubmit",
    "forward",
    "accept",
    "start",
    "pass-up",
    "resume",
    "close-joint",
    "conclude",
    "send-result",
    "deliver",
    "follow-up",
    "check-promise",
)
SUPPLY_REMINDER_DAYS = 2  # calendar days: so long before its last day it is asked what may follow (domain C-6)
WATCH = "watch"  # a limit of somebody else's has passed: the resident will ask, and the agent may ask there
SETTLED = (State.ARCHIVED, State.WITHDRAWN, State.VOIDED)  # nothing is left to be done with these, but for a promise
OWN_LIMITS = {"supply": "T12", "check-promise": "CHECK"}  # the limit of a task that is not simply the first to end


class Urgency(IntEnum):
    """How soon, in the order of the list."""

    OVERDUE = 0
    TODAY = 1
    THIS_WEEK = 2
    LATER = 3
    NO_LIMIT = 4


class Task(NamedTuple):
    """One thing to do. task: a command of `TASKS`, or WATCH; due: last day of the task's own limit, else of the one
    that ends first, None where none runs; days_left: calendar days until it (negative: passed by so many); since: the
    day this state began; first: why it goes before all others today (绿色通道), None where it has no such reason."""

    case: Case
    task: str
    urgency: Urgency
    due: date | None
    days_left: int | None
    provisional: bool
    since: date
    first: PriorityFor | None


class Day(NamedTuple):
    """The list of one day, the most urgent first, with how many there are of each task and of each urgency."""

    on: date
    lines: tuple[Task, ...]
    by_task: Mapping[str, int]
    by_urgency: Mapping[Urgency, int]


class Worker(NamedTuple):
    """For whom the list is made: the level of the station, the staff number, what staff records allow them."""

    level: Level
    author: str
    powers: Collection[Power] = ()


def sort_day(cases: Iterable[Case], calendar: WorkCalendar, now_ms: int, limits: CountyLimits, worker: Worker) -> Day:
    """What `worker` has to do of `cases` on the day of `now_ms` (milliseconds UTC)."""
    on = china_date(now_ms)
    lines = []
    for case in cases:
        task = task_of(case, worker, on)
        running = binding(clocks(case, calendar, now_ms, limits), case, worker.level)
        line = _line(case, task or WATCH, running, on)
        if task or line.urgency is Urgency.OVERDUE:
            lines.append(line)
    lines.sort(key=_place)
    return Day(
        on,
        tuple(lines),
        {task: sum(line.task == task for line in lines) for task in (*TASKS, WATCH)},
        {urgency: sum(line.urgency is urgency for line in lines) for urgency in Urgency},
    )


def _place(line: Task) -> tuple[bool, Urgency, date, str, bytes]:
    """Its place in the list: the green channel first, then the most urgent; what ties, always in one order."""
    return (line.first is None, line.urgency, line.due or line.since, line.case.number, line.case.identity)


def task_of(case: Case, worker: Worker, on: date) -> str:
    """The command that moves this case on and is `worker`'s to give on that day; "" when it is somebody else's turn."""
    permitted = permitted_commands(case, worker.level, worker.author, frozenset(worker.powers))
    return next((task for task in TASKS if task in permitted and _is_due(case, task, on)), "")


def _is_due(case: Case, task: str, on: date) -> bool:
    """Whether what is permitted is also wanted: nobody is asked back twice, nor reminded weeks before."""
    if task == "supply":
        return case.following is not None and on >= case.following.until - timedelta(days=SUPPLY_REMINDER_DAYS)
    if task == "check-promise":
        return wants_check(case)
    return task != "follow-up" or not case.followed_up


def binding(running: Iterable[RunningClock], case: Case, level: Level) -> tuple[RunningClock, ...]:
    """The limits that concern whoever works at that level: an office's own only where it is that office."""
    return tuple(
        clock
        for clock in running
        if clock.name not in OFFICE_ONLY or level is (case.accept_tier if clock.name == "CHECK" else case.handler)
    )


def read_day(station: Station) -> Day:
    """The day's list of a station for whoever is signed in; Refusal UNLOCK_NEEDED."""
    person = station.signed_in
    if person is None:
        raise Refusal("UNLOCK_NEEDED")
    marks = ", ".join("?" for _ in SETTLED)
    promised = 'EXISTS (SELECT 1 FROM event WHERE event."case" = number AND kind = ?)'  # may be checked when archived
    rows = station.store.all(
        f'SELECT folded FROM "case" WHERE state NOT IN ({marks}) OR (state = ? AND {promised})',
        *(state.value for state in SETTLED), State.ARCHIVED.value, Kind.PROOF_PROMISED,
    )  # fmt: skip
    return sort_day(
        (decode_case(folded) for (folded,) in rows),
        calendar_of(station),
        station.now().wall_ms,
        station.document.limits,
        Worker(station.identity.level, person.number, person.powers),
    )


def urgency_of(due: date | None, on: date) -> Urgency:
    """How soon a last day is, seen from `on`; a week ends on Sunday (GB/T 7408)."""
    if due is None:
        return Urgency.NO_LIMIT
    if due < on:
        return Urgency.OVERDUE
    if due == on:
        return Urgency.TODAY
    return Urgency.THIS_WEEK if due <= on + timedelta(days=6 - on.weekday()) else Urgency.LATER


def _line(case: Case, task: str, running: Iterable[RunningClock], on: date) -> Task:
    first = first_to_end(clock for clock in running if OWN_LIMITS.get(task, clock.name) == clock.name)
    due = first.due if first else None
    return Task(
        case,
        task,
        urgency_of(due, on),
        due,
        (due - on).days if due else None,
        bool(first and first.provisional),
        _since(case),
        case.priority.why if case.priority is not None and on <= case.priority.until else None,
    )


def first_to_end(running: Iterable[RunningClock]) -> RunningClock | None:
    """The limit that ends first of those that do not stand still; None where none runs."""
    return min((clock for clock in running if not clock.paused), key=lambda clock: clock.due, default=None)


def _since(case: Case) -> date:
    """The day of the newest mark: when the case came to stand as it stands."""
    marks = (
        case.entrusted, case.received, case.forwarded, case.reached, case.asked_at, case.accepted, case.passed_up,
        case.joint, case.concluded, case.sent, case.delivered,
    )  # fmt: skip
    return china_date(max(mark.ms for mark in marks if mark is not None))
