"""One case as the second opinion follows it: from the heads alone, which state it is in and which limits run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.independent.holidays import ONE_DAY
from tests.independent.limits import Line, calendar, day_of, instant, limit, working

T1_DAYS, T4_DAYS, T5_DAYS, T6_DAYS, T7_DAYS, T8_DAYS = 5, 20, 10, 45, 15, 3
PENDING_DAYS, CHECK_DAYS = 30, 30
TIERS = {"VILLAGE": 1, "TOWNSHIP": 2, "COUNTY": 3, "OUTSIDE": 4}
INTAKE = ("收件", "已上报")
ACCEPTED = ("受理", "视为受理")
WORKED = (*ACCEPTED, "已转报", "在办", "挂起", "联审")
# What the county's clock does by itself the morning after a limit's last day.
ENDS = {"PENDING": "Lapsed", "T7": "CorrectionLapsed", "T12": "SupplyLapsed", "T1": "DeemedAccepted"}


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
        running = self.running(today)
        opinions = sorted((one for one in running if one["name"] == "OPINION"), key=lambda one: str(one["due"]))
        return [one for one in running if one["name"] != "OPINION"] + opinions[:1]

    def running(self, today: date) -> list[Line]:
        """Every limit that runs."""
        pauses = [(since, until or today) for since, until in self.pauses if since is not None]
        return [*self._intake(), *self._promised(pauses), *self._within(pauses), *self._outside()]

    def _intake(self) -> Iterator[Line]:
        if self.state == "委托待签":
            yield _calendar_limit("PENDING", self.at["pending"], PENDING_DAYS)
        elif self.state == "补正中":
            yield _calendar_limit("T7", self.at["asked"], T7_DAYS)
        elif self.state in INTAKE and not self.reached and self.state == "收件" and self.handler != self.accept:
            yield limit("T8", self.at["entered"], T8_DAYS, working(self.at["entered"], T8_DAYS))
        elif self.state in INTAKE:
            days = 0 if self.facts["t1_policy"] == "ON_SPOT_DEEMED" else T1_DAYS
            started = self.at["reached"] if self.reached else self.at["entered"]
            due, provisional = working(started, days)
            yield limit("T1", started, days, (due, provisional or not self.reached))

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
                yield limit(name, started, days, due, unit, paused)
        if self.decide > self.handler and self.state in (*ACCEPTED, "在办"):
            yield limit("T4", started, T4_DAYS, working(started, T4_DAYS))
        if self.state == "联审":
            yield limit("T6", started, T6_DAYS, working(started, T6_DAYS, pauses))

    def _within(self, pauses: list[tuple[date, date]]) -> Iterator[Line]:
        if self.state not in WORKED:
            return
        if self.following and self.until is not None:
            started = self.at["allowed"]
            days = max(0, (self.until - started).days)
            yield limit("T12", started, days, calendar(self.until - ONE_DAY, 1), "CALENDAR")
        steps = [self.promise[name] for name in ("handle_days", "review_days", "approve_days") if name in self.promise]
        if self.state in ("在办", "挂起") and len(steps) == 3 and self.steps < 3:
            since, days = self.at["step"], steps[self.steps]
            yield limit("STEP", since, days, working(since, days, pauses), paused=self.state == "挂起")
        if self.state == "联审":
            for on, opinion_days in filter(None, self.opinions.values()):
                yield limit("OPINION", on, opinion_days, working(on, opinion_days))

    def _outside(self) -> Iterator[Line]:
        if self.state in ("办结", "待送达"):
            yield limit("T5", self.at["concluded"], T5_DAYS, working(self.at["concluded"], T5_DAYS))
        if self.proof_open and "accepted" in self.at:
            yield _calendar_limit("CHECK", self.at["accepted"], CHECK_DAYS)

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


def _calendar_limit(name: str, started: date, days: int) -> Line:
    return limit(name, started, days, calendar(started, days), "CALENDAR")
