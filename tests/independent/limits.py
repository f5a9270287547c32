"""Limits and cards in words made numbers: from a day so many working or calendar days, and from what day a card hangs
on them (行政许可法 82; 民法典 201, 203; domain 3.2 to 3.4). Nothing of the product is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.independent.holidays import ONE_DAY, is_known, is_working

Line = dict[str, Any]
CHINA = timedelta(hours=8)
YEAR_MS = 366 * 86_400_000
RULES = {
    "T1": "RECEIVE",
    "T2": "PROMISE",
    "T3": "STATUTE",
    "T4": "LOWER_TIER",
    "T5": "DELIVERY",
    "T6": "JOINT",
    "T8": "FORWARDING",
    "STEP": "STEP",
    "OPINION": "OPINION",
    "CHECK": "AFTER_CHECK",
}
WORSE = {"": 0, "YELLOW": 1, "RED": 2}
LOOK_MS = 5 * 60_000  # past midnight the county's clock looks at all that is owed


def tick_ms(day: date) -> int:
    """When the county's clock looks on that day, milliseconds UTC."""
    return (day - date(1970, 1, 1)).days * 86_400_000 - CHINA // timedelta(milliseconds=1) + LOOK_MS


def day_of(ms: int) -> date:
    """The date in China of milliseconds UTC."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms) + CHINA).date()


def instant(line: Line) -> int:
    """When an event counts from: the county's own reading; a station's compared one, never after the county had it nor
    a year before; else when the county had it."""
    wall, received = int(line["wall_ms"]), int(line["received_at_ms"])
    if line["county"] or (line["compared"] and received - YEAR_MS <= wall <= received):
        return wall
    return received


def working(start: date, days: int, pauses: Iterable[tuple[date, date]] = ()) -> tuple[date, bool]:
    """The last of so many working days after `start`, and whether it is provisional."""
    day, known = start, True
    while days:
        day += ONE_DAY
        known = known and is_known(day)
        if is_working(day) and not any(since < day <= until for since, until in pauses):
            days -= 1
    return day, not known


def calendar(start: date, days: int, pauses: Iterable[tuple[date, date]] = ()) -> tuple[date, bool]:
    """The last of so many calendar days after `start`; a rest day is no last day (民法典 203)."""
    if not days:
        return start, False
    day = start
    while days:
        day += ONE_DAY
        days -= not any(since < day <= until for since, until in pauses)
    known = is_known(day)
    while not is_working(day):
        day += ONE_DAY
        known = known and is_known(day)
    return day, not known


def limit(
    name: str, started: date, days: int, due: tuple[date, bool], unit: str = "WORKING", paused: bool = False
) -> Line:
    """A limit as the year's lines write one; due: the day, and whether it is provisional."""
    return {
        "name": name,
        "started": started.isoformat(),
        "due": due[0].isoformat(),
        "days": days,
        "unit": f"{unit}_DAYS",
        "paused": paused,
        "provisional": due[1],
    }


def warned(started: date, due: date) -> date:
    """The first day after the limit began on which at most one working day is left after it."""
    day = started + ONE_DAY
    while sum(is_working(day + n * ONE_DAY) for n in range(1, (due - day).days + 1)) > 1:
        day += ONE_DAY
    return day


def stages(one: Line) -> list[tuple[date, str]]:
    """From what day on a limit has a card, and which (domain 3.4)."""
    if one["name"] not in RULES or one["paused"] or one["provisional"]:
        return []
    started, due = date.fromisoformat(one["started"]), date.fromisoformat(one["due"])
    after = due + ONE_DAY
    if one["name"] == "STEP":
        return [(after, "YELLOW")]
    if one["name"] in ("T4", "T8"):
        return [(after, "YELLOW"), (working(due, 1)[0] + ONE_DAY, "RED")]
    near = warned(started, due)
    return [*([(near, "YELLOW")] if near <= due else []), (after, "RED")]
