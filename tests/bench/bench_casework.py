"""What casework costs: folding, replaying, and saying what is due (python -m tests.bench.bench_casework [--short]).

* fold: one case of 40 events, decoded already; beside it the same 40 heads decoded, the least that a replay does.
* replay: signed events of whole cases in one table, read case by case in the order of their numbers, decoded and
  folded, at 10,000 events, 100,000 and a million; beside it the same rows read and decoded only. `growth` is the time
  of an event at the most over that at the fewest: 1 is a replay that costs the same however much there is.
* due: the limits of 100,000 open cases at eleven points of their lives, entrusted on every day of a year; beside it a
  bare walk of as many days over a set of working days.

Medians of all runs, and every ratio is against a loop of the same run. Prints one JSON object. No target: these are
figures, and what is to hold is `growth`.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.carriage.head import read_event, sign_event
from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import T1Policy, Tier, Unit
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality, ClockReading, Event, Head, Level

EVENTS_A_CASE = 40
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIZES, SIZES_SHORT = (10_000, 100_000, 1_000_000), (4_000, 16_000)
OPEN_COUNT, OPEN_COUNT_SHORT = 100_000, 4_000
FOLDS, FOLDS_SHORT = 400, 100
YEAR_BEGAN = date(2026, 1, 1)
DAY_MS = 86_400_000
V, T, C = Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY
OPENINGS = (1, 3, 9, 11, 17, 18, 24, 26, 30, 35, 37)  # after so many events a case is open, each time somewhere else


class Deed(NamedTuple):
    """One event of the story: what, at which level, and its facts."""

    kind: Kind
    level: Level
    facts: Mapping[str, Any] = {}


def story() -> list[Deed]:
    """Forty events from 委托 to 归档: corrected once, passed up, suspended, reviewed jointly, steps signed."""
    terms = {"mandate": True, "matter": "MZ-01", "catalogue_version": 1, "accept_tier": T, "decide_tier": Tier.COUNTY}
    promise = {"promised_days": 18, "promised_unit": Unit.WORKING_DAYS, "statutory_days": 30}
    steps = {"handle_days": 5, "review_days": 8, "approve_days": 3}
    adding = [Deed(Kind.MATERIAL_ADDED, V, {"materials": (number,)}) for number in range(1, 6)]
    visits = [Deed(Kind.VISITED, C) for _ in range(5)]
    return [
        Deed(Kind.ENTRUSTED, V, {**terms, "t1_policy": T1Policy.FIVE_DAYS_DEEMED}),
        Deed(Kind.MATERIAL_ADDED, V, {"materials": (6,)}),
        Deed(Kind.FORWARDED, V),
        *adding,
        Deed(Kind.REACHED, C, {"at_ms": 0}),
        Deed(Kind.PROOF_PROMISED, V, {"materials": (7,), "version": 1}),
        Deed(Kind.CORRECTION_ASKED, T, {"gaps": (101,)}),
        *adding[:3],
        Deed(Kind.CORRECTED, V, {"materials": (1,)}),
        Deed(Kind.REACHED, C, {"at_ms": 0}),
        Deed(Kind.ACCEPTED, T, {**promise, "statutory_unit": Unit.WORKING_DAYS, **steps}),
        Deed(Kind.PASSED_UP, T, {"to": Tier.COUNTY}),
        *visits,
        Deed(Kind.HANDLING_STARTED, C),
        Deed(Kind.STEP_DONE, C, {"step": 1}),
        Deed(Kind.SUSPENDED, C, {"reason": 9}),
        Deed(Kind.RESUMED, C),
        Deed(Kind.JOINT_OPENED, C),
        *(Deed(Kind.OPINION_ASKED, C, {"department": f"D{n}", "days": 5}) for n in range(2)),
        *(Deed(Kind.OPINION_GIVEN, C, {"department": f"D{n}", "opinion": 1}) for n in range(2)),
        Deed(Kind.JOINT_CLOSED, C),
        *(Deed(Kind.STEP_DONE, C, {"step": step}) for step in (2, 3)),
        Deed(Kind.CONCLUDED, C, {"result": 1}),
        Deed(Kind.RESULT_SENT, C),
        Deed(Kind.DELIVERED, V),
        Deed(Kind.FOLLOWED_UP, V, {"way": 1}),
        Deed(Kind.ARCHIVED, C),
    ]


def history(number: str, began: date) -> list[Event]:
    """The story as one case's signed events, a day apart, in the logs of three nodes."""
    events: list[Event] = []
    last: dict[Level, Event] = {}
    for place, deed in enumerate(story()):
        at_ms = start_of_day_ms(began) + place * DAY_MS + DAY_MS // 2
        facts = {**deed.facts, "at_ms": at_ms} if deed.kind is Kind.REACHED else deed.facts
        before = last.get(deed.level)
        alone = deed.kind in (Kind.REACHED, Kind.ARCHIVED)
        head = Head(
            node=bytes([deed.level]) * 8, log=b"log-" + int(number[-5:-1]).to_bytes(4, "big"),
            seq=before.head.seq + 1 if before else 1, operation=place.to_bytes(8, "big"), kind=int(deed.kind),
            case=number, prev=before.hash if before else bytes(32), after=(events[-1].hash,) if events else (),
            level=deed.level, author="" if alone else "S1",
            clock=ClockReading(at_ms, 1, ClockQuality.COMPARED), facts=facts_pack(deed.kind, facts),
        )  # fmt: skip
        last[deed.level] = sign_event(KEY, head)
        events.append(last[deed.level])
    return events


def numbers() -> Iterator[str]:
    """Case numbers of a county's villages, one after another."""
    for village in range(1, 1_000):
        for sequence in range(1, 1_000):
            yield issue(f"331003{village:06}", YEAR_BEGAN, 1, sequence)


def timed(deed: Callable[[], object]) -> float:
    """Seconds of the processor that it took: nothing here waits, and another's work is not measured."""
    began = time.process_time()
    deed()
    return time.process_time() - began


def measure_fold(count: int) -> dict[str, float]:
    """One case folded, and the same heads decoded only, turn by turn."""
    events = history(next(numbers()), YEAR_BEGAN)
    found = fold(events)
    assert found.case is not None and found.case.state is State.ARCHIVED and not found.set_aside
    assert len(found.landed) == EVENTS_A_CASE, len(found.landed)
    folding, decoding = [], []
    for _ in range(count):
        folding.append(timed(lambda: fold(events)))
        decoding.append(timed(lambda: [read_event(event.signed) for event in events]))
    fold_s, decode_s = statistics.median(folding), statistics.median(decoding)
    return {"fold_40_ms_p50": fold_s * 1000, "decode_40_ms_p50": decode_s * 1000, "fold_over_decode": fold_s / decode_s}


def measure_replay(folder: Path, sizes: tuple[int, ...]) -> dict[str, float]:
    """A table of that many events, read and folded, and read and decoded."""
    database = sqlite3.connect(folder / "events.db", isolation_level=None)
    database.execute("CREATE TABLE event (case_no TEXT, place INTEGER, signed BLOB, PRIMARY KEY (case_no, place))")
    cases, held = numbers(), 0
    figures: dict[str, float] = {}
    for size in sizes:
        database.execute("BEGIN")
        for number in islice(cases, (size - held) // EVENTS_A_CASE):
            rows = ((number, place, event.signed) for place, event in enumerate(history(number, YEAR_BEGAN)))
            database.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)
        database.execute("COMMIT")
        held = size
        replay_s, decode_s = timed(lambda: _replay(database)), timed(lambda: _decode(database))
        figures[f"replay_{size}_events_a_s"] = size / replay_s
        figures[f"decode_{size}_events_a_s"] = size / decode_s
        figures[f"replay_over_decode_{size}"] = replay_s / decode_s
    few, many = (figures[f"replay_{size}_events_a_s"] for size in (sizes[0], sizes[-1]))
    return figures | {"growth": few / many}


def _of_each_case(database: sqlite3.Connection) -> Iterator[list[Event]]:
    for (number,) in database.execute("SELECT DISTINCT case_no FROM event ORDER BY case_no"):
        rows = database.execute("SELECT signed FROM event WHERE case_no = ?", (number,))
        yield [read_event(signed) for (signed,) in rows]


def _replay(database: sqlite3.Connection) -> None:
    for events in _of_each_case(database):
        case = fold(events).case
        assert case is not None and case.state is State.ARCHIVED


def _decode(database: sqlite3.Connection) -> None:
    for _ in _of_each_case(database):
        pass


def open_cases() -> list[Case]:
    """Cases at eleven points of their lives, entrusted on each day of the year: 4,015 different ones."""
    events = history(next(numbers()), YEAR_BEGAN)
    folded = [fold(events[:count]).case for count in OPENINGS]
    return [_later(case, days) for days in range(365) for case in folded if case is not None]


def _later(case: Case, days: int) -> Case:
    """The same case that many days later: every mark in it moved."""
    marks = {
        name: mark._replace(ms=mark.ms + days * DAY_MS)
        for name in ("entrusted", "received", "forwarded", "reached", "asked_at", "accepted", "step_since", "concluded")
        if (mark := getattr(case, name)) is not None
    }
    return msgspec.structs.replace(case, **marks)


def measure_due(count: int) -> dict[str, float]:
    """The limits of so many open cases, three times over, and a bare walk of the same days."""
    cases, calendar = open_cases(), WorkCalendar()
    now_ms = start_of_day_ms(YEAR_BEGAN) + 60 * DAY_MS
    working = {day for n in range(800) if calendar.is_working(day := YEAR_BEGAN + timedelta(days=n))}
    spans = [(clock.started, clock.due) for case in cases for clock in clocks(case, calendar, now_ms)]
    asked = list(islice(cycle(cases), count))
    limits_count = sum(len(clocks(case, calendar, now_ms)) for case in cases) * count // len(cases)
    walked = list(islice(cycle(spans), limits_count))
    saying, walking = [], []
    for _ in range(3):
        saying.append(timed(lambda: [clocks(case, calendar, now_ms) for case in asked]))
        walking.append(timed(lambda: [_walk(started, due, working) for started, due in walked]))
    due_s, walk_s = statistics.median(saying), statistics.median(walking)
    return {
        "due_cases": count, "due_limits": limits_count, "due_cases_a_s": count / due_s,
        "due_limits_a_s": limits_count / due_s, "due_over_bare_walk": due_s / walk_s,
    }  # fmt: skip


def _walk(started: date, due: date, working: set[date]) -> int:
    day, counted = started, 0
    while day < due:
        day += timedelta(days=1)
        counted += day in working
    return counted


def main() -> None:
    """Measure all three and print them."""
    short = "--short" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        figures = {
            **measure_fold(FOLDS_SHORT if short else FOLDS),
            **measure_due(OPEN_COUNT_SHORT if short else OPEN_COUNT),
            **measure_replay(Path(name), SIZES_SHORT if short else SIZES),
        }
    print(json.dumps({key: round(value, 3) for key, value in figures.items()}))


if __name__ == "__main__":
    main()
