"""Reckons a year again without the product: `python -m tests.independent.reckoning FILE`.

FILE is what `server year --events FILE` wrote: every head of every case in the order in which it landed, each with the
limits that the product says run after it. Here stands a second opinion, written from the rules in words (domain 3.2 to
3.4; 行政许可法 32, 42 to 45, 82; 民法典 201, 203) and importing nothing but the standard library: every due date, every
acceptance by silence, every lapse, default and card, and the state and due date of every row. Each disagreement is one
sentence on standard output; the exit status is 1 when there is any.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.independent.holidays import ONE_DAY, is_known, is_working

Line = dict[str, Any]
T1_DAYS, T4_DAYS, T5_DAYS, T6_DAYS, T7_DAYS, T8_DAYS = 5, 20, 10, 45, 15, 3
PENDING_DAYS, CHECK_DAYS = 30, 30
CHINA = timedelta(hours=8)
YEAR_MS = 366 * 86_400_000
TIERS = {"VILLAGE": 1, "TOWNSHIP": 2, "COUNTY": 3, "OUTSIDE": 4}
INTAKE = ("收件", "已上报")
ACCEPTED = ("受理", "视为受理")
WORKED = (*ACCEPTED, "已转报", "在办", "挂起", "联审")
# What the county's clock does by itself the morning after a limit's last day.
ENDS = {"PENDING": "Lapsed", "T7": "CorrectionLapsed", "T12": "SupplyLapsed", "T1": "DeemedAccepted"}


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


class Reckoned:
    """One case as this second opinion follows it, event by event."""

    def __init__(self) -> None:
        self.state = ""
        self.facts: dict[str, Any] = {}
        self.at: dict[str, date] = {}  # by what began: the day not counted
        self.reached = False
        self.handler = self.station = 0
        self.promise: dict[str, Any] = {}
        self.extended = 0
        self.pauses: list[list[date | None]] = []
        self.steps = 0
        self.following: set[int] = set()
        self.until: date | None = None
        self.proof_open = False
        self.opinions: dict[str, tuple[date, int] | None] = {}
        self.asked_on: dict[str, date] = {}
        self.absent: dict[str, date] = {}  # department -> the first day on which it may be taken as consenting
        self.called: date | None = None
        self.signed: set[str] = set()

    @property
    def accept(self) -> int:
        return TIERS[self.facts["accept_tier"]]

    @property
    def decide(self) -> int:
        return TIERS[self.facts["decide_tier"]]

    def follow(self, line: Line) -> None:
        """What one event does."""
        kind, facts, today = line["kind"], line["facts"], day_of(instant(line))
        method = getattr(self, f"_{kind}", None)
        if method is not None:
            method(facts, today, line)

    def _enter(self, state: str, today: date) -> None:
        self.state, self.reached = state, False
        self.at["entered"] = today

    def _Entrusted(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.facts, self.handler, self.station = facts, line["level"], line["level"]
        if facts["mandate"]:
            self._enter("收件", today)
        else:
            self.state, self.at["pending"] = "委托待签", today

    def _Received(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self._enter("收件", today)

    def _Forwarded(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self._enter("已上报", today)
        self.handler = self.accept

    def _Returned(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self._enter("收件", today)
        self.handler = self.station

    def _Reached(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.reached, self.at["reached"] = True, day_of(facts["at_ms"])

    def _CorrectionAsked(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.at["asked"], self.handler = "补正中", today, self.station

    def _Corrected(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self._enter("收件" if self.accept == line["level"] else "已上报", today)
        self.handler = self.accept

    def _Declined(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "不予受理"

    def _Accepted(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.at["accepted"], self.promise = "受理", today, facts

    def _DeemedAccepted(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.promise = "视为受理", facts
        self.at["accepted"] = date.fromisoformat(facts["on"])

    def _PassedUp(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "已转报"
        self.handler = line["level"] if facts["to"] == "OUTSIDE" else TIERS[facts["to"]]

    def _HandlingStarted(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.at["step"] = "在办", today

    def _StepDone(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.steps, self.at["step"] = self.steps + 1, today

    def _Suspended(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "挂起"
        self.pauses.append([today, None])

    def _Resumed(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.pauses[-1][1] = "在办", today

    def _Extended(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.extended = facts["days"]

    def _JointOpened(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "联审"

    def _JointClosed(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "在办"

    def _Concluded(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.at["concluded"] = "办结", today

    _CorrectionLapsed = _SupplyLapsed = _Concluded

    def _ResultSent(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.handler = "待送达", self.station

    def _Delivered(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "已送达"

    def _Archived(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "归档"

    def _Withdrawn(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.proof_open = "撤回", False

    def _Voided(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state, self.proof_open = "作废", False

    def _Lapsed(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.state = "作废"

    def _SupplyAllowed(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.following, self.until = set(facts["materials"]), date.fromisoformat(facts["until"])
        self.at["allowed"] = today

    def _Supplied(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.following -= set(facts["materials"])

    def _ProofPromised(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.proof_open = True

    def _PromiseChecked(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.proof_open = False

    def _OpinionAsked(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.opinions[facts["department"]] = (today, facts["days"])

    def _OpinionGiven(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.opinions[facts["department"]] = None

    _OpinionDefaulted = _OpinionGiven

    def _GatheringCalled(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.called, self.signed, self.absent = date.fromisoformat(facts["on"]), set(), {}

    def _NoticeSigned(self, facts: dict[str, Any], today: date, line: Line) -> None:
        self.signed.add(facts["department"])

    def _AttendanceNoted(self, facts: dict[str, Any], today: date, line: Line) -> None:
        asked = self.opinions.get(facts["department"])
        assert self.called is not None
        if facts["attendance"] == "ABSENT" and facts["department"] in self.signed and asked and asked[0] <= self.called:
            self.absent[facts["department"]] = max(today, self.called + ONE_DAY)

    # The limits that run

    def limits(self, today: date) -> list[Line]:
        """What the product should say now: of open opinions only the one that ends first."""
        opinions = sorted((one for one in self.running(today) if one["name"] == "OPINION"), key=lambda one: str(one["due"]))
        return [one for one in self.running(today) if one["name"] != "OPINION"] + opinions[:1]

    def running(self, today: date) -> list[Line]:
        """Every limit that runs."""
        pauses = [(since, until or today) for since, until in self.pauses if since is not None]
        return [*self._intake(), *self._promised(pauses), *self._within(pauses), *self._outside()]

    def _intake(self) -> Iterator[Line]:
        if self.state == "委托待签":
            yield _limit("PENDING", self.at["pending"], PENDING_DAYS, calendar(self.at["pending"], PENDING_DAYS), "CALENDAR")
        elif self.state == "补正中":
            yield _limit("T7", self.at["asked"], T7_DAYS, calendar(self.at["asked"], T7_DAYS), "CALENDAR")
        elif self.state in INTAKE and not self.reached and self.state == "收件" and self.handler != self.accept:
            yield _limit("T8", self.at["entered"], T8_DAYS, working(self.at["entered"], T8_DAYS))
        elif self.state in INTAKE:
            days = 0 if self.facts["t1_policy"] == "ON_SPOT_DEEMED" else T1_DAYS
            started = self.at["reached"] if self.reached else self.at["entered"]
            due, provisional = working(started, days)
            yield _limit("T1", started, days, (due, provisional or not self.reached))

    def _promised(self, pauses: list[tuple[date, date]]) -> Iterator[Line]:
        if self.state not in WORKED or (self.state == "已转报" and self.decide == TIERS["OUTSIDE"]):
            return
        started, paused = self.at["accepted"], self.state == "挂起"
        for name, which in (("T2", "promised"), ("T3", "statutory")):
            days = self.promise[f"{which}_days"]
            if days:
                days += self.extended
                unit = self.promise[f"{which}_unit"].removesuffix("_DAYS")
                due = (working if unit == "WORKING" else calendar)(started, days, pauses)
                yield _limit(name, started, days, due, unit, paused)
        if self.decide > self.handler and self.state in (*ACCEPTED, "在办"):
            yield _limit("T4", started, T4_DAYS, working(started, T4_DAYS))
        if self.state == "联审":
            yield _limit("T6", started, T6_DAYS, working(started, T6_DAYS, pauses))

    def _within(self, pauses: list[tuple[date, date]]) -> Iterator[Line]:
        if self.state not in WORKED:
            return
        if self.following and self.until is not None:
            started = self.at["allowed"]
            days = max(0, (self.until - started).days)
            yield _limit("T12", started, days, calendar(self.until - ONE_DAY, 1), "CALENDAR")
        steps = [self.promise[name] for name in ("handle_days", "review_days", "approve_days") if name in self.promise]
        if self.state in ("在办", "挂起") and len(steps) == 3 and self.steps < 3:
            days = steps[self.steps]
            yield _limit("STEP", self.at["step"], days, working(self.at["step"], days, pauses), paused=self.state == "挂起")
        if self.state == "联审":
            for on, opinion_days in filter(None, self.opinions.values()):
                yield _limit("OPINION", on, opinion_days, working(on, opinion_days))

    def _outside(self) -> Iterator[Line]:
        if self.state in ("办结", "待送达"):
            yield _limit("T5", self.at["concluded"], T5_DAYS, working(self.at["concluded"], T5_DAYS))
        if self.proof_open and "accepted" in self.at:
            yield _limit("CHECK", self.at["accepted"], CHECK_DAYS, calendar(self.at["accepted"], CHECK_DAYS), "CALENDAR")

    # What happens by itself

    def by_itself(self, today: date) -> set[tuple[date, str]]:
        """(day, kind) of what the county's clock does next, the earliest only, if nobody does anything before."""
        due: set[tuple[date, str]] = set()
        for one in self.limits(today):
            if one["name"] not in ENDS or one["provisional"] or one["paused"]:
                continue
            if one["name"] == "T1" and self.facts["t1_policy"] == "ONCE_NO_DEEMING":
                continue
            due.add((date.fromisoformat(one["due"]) + ONE_DAY, ENDS[one["name"]]))
        if self.state == "联审":
            for department, open_one in self.opinions.items():
                if open_one is not None:
                    last, provisional = working(*open_one)
                    silent = [] if provisional else [last + ONE_DAY]
                    absent = [self.absent[department]] if department in self.absent else []
                    due |= {(min(silent + absent), "OpinionDefaulted")} if silent + absent else set()
        first = min((day for day, _ in due), default=None)
        return {one for one in due if one[0] == first}


def _limit(
    name: str, started: date, days: int, due: tuple[date, bool], unit: str = "WORKING", paused: bool = False
) -> Line:
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


class Cards:
    """The cards that one case should have: each once for its rule, its last day and a colour worse than before."""

    def __init__(self) -> None:
        self.issued: dict[tuple[str, str], str] = {}
        self.expected: list[str] = []

    def between(self, limits: list[Line], from_ms: int, until_ms: int) -> None:
        """What the morning's look finds while nothing happens, and the look right after an event at `from_ms`."""
        moments: dict[int, list[tuple[str, str, str]]] = {}
        for one in limits:
            for since, colour in stages(one):
                at_ms = max(tick_ms(since), from_ms)
                if at_ms < until_ms:
                    moments.setdefault(at_ms, []).append((RULES[one["name"]], one["due"], colour))
        for at_ms, found in sorted(moments.items()):
            for rule, due, colour in sorted(found, key=lambda one: -WORSE[one[2]]):
                self._issue(day_of(at_ms), rule, due, colour)

    def shown_by(self, limits: list[Line], today: date) -> None:
        """An event on a day after the last day of a limit that still ran shows the breach."""
        for one in limits:
            if date.fromisoformat(one["due"]) < today:
                come = [colour for since, colour in stages(one) if since <= today]
                for colour in come[-1:]:
                    self._issue(today, RULES[one["name"]], one["due"], colour)

    def _issue(self, today: date, rule: str, due: str, colour: str) -> None:
        if WORSE[colour] > WORSE[self.issued.get((rule, due), "")]:
            self.issued[rule, due] = colour
            self.expected.append(f"{colour} {rule} due {due} on {today}")


def reckon(lines: Iterable[Line], counted: Counter[str], last_day: date) -> Iterator[str]:
    """The disagreements over one case's lines. counted: how much was compared; last_day: of the year as played."""
    case, cards, said_cards = Reckoned(), Cards(), list[str]()
    previous, at_ms = "", 0
    for line in lines:
        if "row" in line:
            yield from _row(case, line, day_of(at_ms))
            counted["cases"] += 1
            continue
        name = f"{line['case']} {line['kind']}"
        if line["set_aside"]:
            yield f"{name}: set aside ({line['set_aside']}), and nothing of this year should be"
        if line["kind"] == "CardIssued":
            facts = line["facts"]
            said_cards.append(f"{facts['colour']} {facts['rule']} due {facts['due']} on {day_of(instant(line))}")
        else:
            today = day_of(instant(line))
            if previous:
                running = case.running(day_of(at_ms))
                cards.between(running, at_ms, instant(line))
                cards.shown_by(running, today)
                yield from _in_time(case, line, today, name, counted)
            at_ms = instant(line)
            case.follow(line)
        counted["events"] += 1
        if case.state != line["state"]:
            yield f"{name}: state {line['state']}, reckoned {case.state}"
        reckoned = case.limits(day_of(instant(line)))
        counted["limits"] += len(reckoned)
        yield from (f"{name}: {said}, reckoned {right}" for said, right in _different(line["limits"], reckoned))
        previous = name
    cards.between(case.running(day_of(at_ms)), at_ms, tick_ms(last_day + ONE_DAY))
    missed = {kind for day, kind in case.by_itself(day_of(at_ms)) if day <= last_day}
    if missed:
        yield f"{previous}: {' or '.join(sorted(missed))} never came"
    counted["cards"] += len(cards.expected)
    for card in sorted((Counter(said_cards) - Counter(cards.expected)).elements()):
        yield f"{previous}: a card {card} that is not due"
    for card in sorted((Counter(cards.expected) - Counter(said_cards)).elements()):
        yield f"{previous}: no card {card}"


def _in_time(case: Reckoned, line: Line, today: date, name: str, counted: Counter[str]) -> Iterator[str]:
    """What the clock does, it does on its day, and nothing comes between."""
    expected = case.by_itself(today)
    if line["kind"] in (*ENDS.values(), "OpinionDefaulted"):
        counted[line["kind"]] += 1
        if (today, line["kind"]) not in expected:
            yield f"{name}: on {today}, reckoned {sorted(map(str, expected)) or 'nothing'}"
    else:
        late = sorted(f"{kind} on {day}" for day, kind in expected if day < today)
        if late:
            yield f"{name}: on {today}, when {' or '.join(late)} had not come"


def _different(said: list[Line], reckoned: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    said_by, right_by = ({one["name"]: one for one in ones} for ones in (said, reckoned))
    for name in sorted(said_by.keys() | right_by.keys()):
        if said_by.get(name) != right_by.get(name):
            yield said_by.get(name), right_by.get(name)


def _row(case: Reckoned, line: Line, today: date) -> Iterator[str]:
    due = min((int(one["due"].replace("-", "")) for one in case.limits(today)), default=0)
    if line["row"]["state"] != case.state or line["row"]["due"] != due:
        yield f"{line['case']}: row {line['row']}, reckoned {case.state} {due}"


def read(file: Path) -> Iterator[Line]:
    """The lines of FILE."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def reckon_all(lines: Iterable[Line]) -> tuple[Counter[str], list[str]]:
    """How much was compared, and every disagreement. The lines of a case stand together."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for _, of_case in groupby(lines, key=lambda line: str(line["case"])):
        wrong.extend(reckon(of_case, counted, date(2026, 12, 31)))
    return counted, wrong


def main() -> int:
    """Print what was compared and what disagrees."""
    counted, wrong = reckon_all(read(Path(sys.argv[1])))
    print(json.dumps({**dict(sorted(counted.items())), "disagreements": len(wrong)}, ensure_ascii=False))
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
