"""Which time limits run for a case now, and on what day each ends.

T1 receive (accept, correct, refuse or deem) · T2 promise · T3 statute · T4 the lower tier's review · T5 delivery ·
T6 joint review · T7 the applicant's correction · T8 the village's forwarding · T12 what may follow (容缺) · STEP the step
that is open (承办 审核 批准) · OPINION the department that must answer first · CHECK a promise that stands for a proof ·
PENDING an unsigned entrustment. STEP, OPINION and CHECK are the office's own and bind no resident (`OFFICE_ONLY`).

T1 starts at `Reached`; until that comes T1 is provisional, and where the matter is accepted above, T8 runs instead.
T2 and T3 start the day after acceptance, run on through joint review and stand still while suspended. A limit is
provisional too while its instant is only a kiosk's own reading, or while a year's holidays are unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kiosk.core.casework.afterwards import wants_check
from kiosk.core.casework.case import Case, Pause
from kiosk.core.casework.codes import T1Policy, Tier, Unit
from kiosk.core.casework.days import china_date
from kiosk.core.casework.joint import Opinion
from kiosk.core.casework.limits import ONE_DAY, SUGGESTED_LIMITS, CountyLimits, PausedDays, deadline
from kiosk.core.casework.mark import Mark
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar

LOWER_TIER_WORKING_DAYS = 20  # T4, 行政许可法 43
JOINT_WORKING_DAYS = 45  # T6, 行政许可法 42: joint handling, counted from acceptance; an extension lengthens it too

_PAUSING = frozenset({"T2", "T3", "T6", "STEP"})
OFFICE_ONLY = frozenset({"STEP", "OPINION", "CHECK"})
_ACCEPTED = (State.ACCEPTED, State.DEEMED_ACCEPTED)
_AT_A_STEP = (State.IN_HANDLING, State.SUSPENDED)
_PROMISED = (*_ACCEPTED, State.PASSED_UP, State.IN_HANDLING, State.SUSPENDED, State.IN_JOINT_REVIEW)


class RunningClock(NamedTuple):
    """One limit of a case.

    name: one of those above; started: the day not counted; due: its last day; days in `unit`.
    paused: it stands still, and `due` is what it would be if it ran on from today.
    """

    name: str
    started: date
    due: date
    days: int
    unit: Unit
    paused: bool
    provisional: bool


def clocks(
    case: Case,
    calendar: WorkCalendar,
    now_ms: int,
    limits: CountyLimits = SUGGESTED_LIMITS,
    corrected_ms: Mapping[bytes, int] | None = None,
) -> tuple[RunningClock, ...]:
    """The limits that run at `now_ms` (milliseconds UTC), by name.

    corrected_ms: event hash -> the county-corrected instant. It wins over the author's own reading, a compared one
    too, because a kiosk's clock may jump after it was compared; only the instant that Reached states stands.
    """
    return _Clocks(case, calendar, now_ms, limits, corrected_ms or {}).running()


def opinion_clock(
    case: Case,
    one: Opinion,
    calendar: WorkCalendar,
    now_ms: int,
    limits: CountyLimits = SUGGESTED_LIMITS,
    corrected_ms: Mapping[bytes, int] | None = None,
) -> RunningClock:
    """The limit of one department's opinion, open or not; the rest as in `clocks`."""
    return _Clocks(case, calendar, now_ms, limits, corrected_ms or {}).opinion(one)


class _Clocks:
    def __init__(
        self, case: Case, calendar: WorkCalendar, now_ms: int, limits: CountyLimits, corrected_ms: Mapping[bytes, int]
    ) -> None:
        self.case, self.calendar, self.now_ms, self.limits = case, calendar, now_ms, limits
        self.corrected_ms = corrected_ms

    def running(self) -> tuple[RunningClock, ...]:
        case = self.case
        found: list[RunningClock] = []
        if case.state is State.PENDING:
            found.append(self._clock("PENDING", case.entrusted, self.limits.pending_lapse_days, Unit.CALENDAR_DAYS))
        elif case.state in (State.RECEIVED, State.FORWARDED):
            found.append(self._intake())
        elif case.state is State.IN_CORRECTION and case.asked_at:
            found.append(self._clock("T7", case.asked_at, self.limits.correction_days, Unit.CALENDAR_DAYS))
        elif case.state in _PROMISED:
            found.extend(self._promised())
            found.extend(self._within())
        elif case.state in (State.CONCLUDED, State.AWAITING_DELIVERY) and case.concluded:
            found.append(self._clock("T5", case.concluded, self.limits.deliver_working_days, Unit.WORKING_DAYS))
        found.extend(self._check())
        return tuple(sorted(found))

    def _within(self) -> list[RunningClock]:
        """What runs inside the promise: a material that follows, the open step, the first open opinion."""
        case, found = self.case, []
        following = case.following
        if following is not None and following.materials:
            started = self._day(following.allowed)
            # The last day that was named; the office is closed on a rest day, so it is the day after (民法典 203).
            due = deadline(following.until - ONE_DAY, 1, Unit.CALENDAR_DAYS, self.calendar)
            days = max(0, (following.until - started).days)
            found.append(RunningClock("T12", started, due.date, days, Unit.CALENDAR_DAYS, False, due.provisional))
        promise = case.promise
        if case.state in _AT_A_STEP and case.step_since and promise and len(case.steps) < len(promise.step_days):
            days, paused = promise.step_days[len(case.steps)], case.state is State.SUSPENDED
            found.append(self._clock("STEP", case.step_since, days, Unit.WORKING_DAYS, paused))
        opinions = [self.opinion(one) for one in case.opinions if one.is_open]
        if case.state is State.IN_JOINT_REVIEW and opinions:
            found.append(min(opinions, key=lambda clock: clock.due))
        return found

    def opinion(self, one: Opinion) -> RunningClock:
        """The limit of one department's opinion."""
        return self._clock("OPINION", one.asked, one.days, Unit.WORKING_DAYS)

    def _check(self) -> list[RunningClock]:
        """After acceptance, also when the case has ended long ago."""
        accepted = self.case.accepted
        if accepted is None or not wants_check(self.case):
            return []
        return [self._clock("CHECK", accepted, self.limits.after_check_days, Unit.CALENDAR_DAYS)]

    def _intake(self) -> RunningClock:
        case = self.case
        entered = (case.received if case.state is State.RECEIVED else case.forwarded) or case.entrusted
        if case.reached is None and case.state is State.RECEIVED and case.handler != case.accept_tier:
            return self._clock("T8", entered, self.limits.forward_working_days, Unit.WORKING_DAYS)
        days = 0 if case.t1_policy is T1Policy.ON_SPOT_DEEMED else self.limits.receive_working_days
        clock = self._clock("T1", case.reached or entered, days, Unit.WORKING_DAYS)
        return clock if case.reached else clock._replace(provisional=True)

    def _promised(self) -> list[RunningClock]:
        case = self.case
        if case.accepted is None or case.promise is None:
            return []
        if case.state is State.PASSED_UP and case.decide_tier is Tier.OUTSIDE:
            return []  # the county's own clocks end where it passes a matter out of the county
        found = []
        promise, extra, paused = case.promise, case.extended_days, case.state is State.SUSPENDED
        for name, days, unit in (
            ("T2", promise.promised_days, promise.promised_unit),
            ("T3", promise.statutory_days, promise.statutory_unit),
        ):
            if days:  # none named by law, or 待县确认: nothing to show, nothing invented
                found.append(self._clock(name, case.accepted, days + extra, unit, paused))
        if case.decide_tier > case.handler and case.state in (*_ACCEPTED, State.IN_HANDLING):
            found.append(self._clock("T4", case.accepted, LOWER_TIER_WORKING_DAYS, Unit.WORKING_DAYS))
        if case.state is State.IN_JOINT_REVIEW:
            found.append(self._clock("T6", case.accepted, JOINT_WORKING_DAYS + extra, Unit.WORKING_DAYS))
        return found

    def _clock(self, name: str, mark: Mark, days: int, unit: Unit, paused: bool = False) -> RunningClock:
        pauses = self.case.pauses if name in _PAUSING else ()
        started = self._day(mark)
        due = deadline(started, days, unit, self.calendar, self._paused_days(pauses))
        counted_from = [mark, *(end for pause in pauses for end in pause if end)]
        firm = all(one.firm or one.event in self.corrected_ms for one in counted_from)
        return RunningClock(name, started, due.date, days, unit, paused, due.provisional or not firm)

    def _day(self, mark: Mark) -> date:
        reached = self.case.reached
        stated = reached is not None and mark.event == reached.event
        return china_date(mark.ms if stated else self.corrected_ms.get(mark.event, mark.ms))

    def _paused_days(self, pauses: Sequence[Pause]) -> tuple[PausedDays, ...]:
        """Pauses as days; an open one lasts until today."""
        today = china_date(self.now_ms)
        return tuple(
            PausedDays(self._day(pause.since), self._day(pause.until) if pause.until else today)
            for pause in pauses
        )
