"""Electronic supervision 电子监察: which yellow and red cards a case is due, by rule and by nothing else (domain 3.4).

A limit that bears a card has stages, each a colour and the day from whose morning on it holds:

| limit | yellow | red |
|---|---|---|
| T1 T2 T3 T5 T6, OPINION, CHECK | one working day left at most, not yet over, not its first day | the morning after |
| T4, T8 (初审、上报) | the morning after the last day | the morning after the first working day that follows |
| STEP (环节) | the morning after the last day | none: the whole may still be in time |

T7, T12 and PENDING are the applicant's and bring no card. A second correction for an old gap (未一次告知) is red from the
day it was asked. Never from a provisional limit or one that stands still.

A card is due once for each breach: the same rule, the same last day, and a colour worse than what was issued for it.
What was missed is seen again in the case's own history: every event on a day after the last day of a limit that still
ran shows a breach, with the colour it had come to by then, however late the county's clock looks. A yellow card that
only warns is not given afterwards.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from kiosk.core.casework.cards import CARDS_A_CASE_MAX
from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock, clocks, opinion_clock
from kiosk.core.casework.codes import CardColour, CardRule, T1Policy, Tier, Unit
from kiosk.core.casework.days import china_date
from kiosk.core.casework.decide import Draft, draft
from kiosk.core.casework.fold import Folded, retold
from kiosk.core.casework.kinds import Kind, facts_unpack
from kiosk.core.casework.limits import ONE_DAY, CountyLimits, deadline
from kiosk.core.casework.permission import gap_is_old
from kiosk.core.casework.system_deeds import absent_since
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Event

RULES: Mapping[str, CardRule] = {
    "T1": CardRule.RECEIVE,
    "T2": CardRule.PROMISE,
    "T3": CardRule.STATUTE,
    "T4": CardRule.LOWER_TIER,
    "T5": CardRule.DELIVERY,
    "T6": CardRule.JOINT,
    "T8": CardRule.FORWARDING,
    "STEP": CardRule.STEP,
    "OPINION": CardRule.OPINION,
    "CHECK": CardRule.AFTER_CHECK,
}
_ENDS_BY_ITSELF = frozenset({"PENDING", "T7", "T12", "OPINION"})  # the county's own clock acts the morning after
_REPORTED_LATE = frozenset({"T4", "T8"})
_WARNING_WORKING_DAYS = 1
_NOT_OUR_TURN = frozenset(
    {
        State.PENDING,  # the principal signs
        State.IN_CORRECTION,  # the applicant brings
        State.SUSPENDED,  # for a reason that the law lists
        State.DELIVERED,
        State.ARCHIVED,
        State.WITHDRAWN,
        State.VOIDED,
    }
)


class Stage(NamedTuple):
    """What a limit shows from the morning of `since` on."""

    since: date
    colour: CardColour


class Breach(NamedTuple):
    """One card that is due; due: the last day of the limit."""

    rule: CardRule
    due: date
    colour: CardColour


def stages(clock: RunningClock, calendar: WorkCalendar) -> tuple[Stage, ...]:
    """The stages of a limit in their order; () for one that bears no card, stands still or is provisional."""
    if clock.name not in RULES or clock.paused or clock.provisional:
        return ()
    after = clock.due + ONE_DAY
    if clock.name == "STEP":
        return (Stage(after, CardColour.YELLOW),)
    if clock.name in _REPORTED_LATE:
        next_day = deadline(clock.due, 1, Unit.WORKING_DAYS, calendar).date
        return (Stage(after, CardColour.YELLOW), Stage(next_day + ONE_DAY, CardColour.RED))
    warned = _warned_since(clock, calendar)
    near = (Stage(warned, CardColour.YELLOW),) if warned <= clock.due else ()
    return (*near, Stage(after, CardColour.RED))


def cards_due(
    folded: Folded, calendar: WorkCalendar, now_ms: int, limits: CountyLimits, settled_ms: Mapping[bytes, int]
) -> tuple[Draft, ...]:
    """The CardIssued that the county owes at `now_ms` (milliseconds UTC), numbered on from those there are; () when
    none is due. settled_ms: event hash -> the instant that limits are counted from, of every event."""
    assert folded.case is not None, "a case, not what waits for one"
    looking = _Looking(calendar, limits, settled_ms)
    issued = {(card.rule, card.due): card.colour for card in sorted(folded.case.cards, key=lambda card: card.colour)}
    found: dict[tuple[CardRule, date], CardColour] = {}
    for breach in (*looking.back(folded), *looking.now(folded.case, now_ms)):
        worst = max(found.get((breach.rule, breach.due), 0), issued.get((breach.rule, breach.due), 0))
        if breach.colour > worst:
            found[breach.rule, breach.due] = breach.colour
    room = CARDS_A_CASE_MAX - len(folded.case.cards)
    return tuple(
        draft(
            folded.case.number,
            Kind.CARD_ISSUED,
            {"card": len(folded.case.cards) + place, "colour": colour, "rule": rule, "due": due},
            None,
        )
        for place, ((rule, due), colour) in enumerate(list(found.items())[:room], 1)
    )


def next_look(case: Case, running: tuple[RunningClock, ...], calendar: WorkCalendar) -> date | None:
    """The next day on which the county's own clock owes this case something: a card, a lapse, a deemed acceptance, a
    default. None: nothing, until somebody does something. It may lie in the past, and then it is owed now.

    running: as `clocks` gives them; of those that stand still or are provisional nothing is owed."""
    days = [day for day in (absent_since(case),) if day is not None]
    for clock in running:
        worst = max((card.colour for card in case.cards if _is_about(card.rule, card.due, clock)), default=0)
        if len(case.cards) < CARDS_A_CASE_MAX:
            days += [stage.since for stage in stages(clock, calendar) if stage.colour > worst][:1]
        deemed = clock.name == "T1" and case.t1_policy is not T1Policy.ONCE_NO_DEEMING
        if (deemed or clock.name in _ENDS_BY_ITSELF) and not clock.provisional:
            days.append(clock.due + ONE_DAY)
    return min(days, default=None)


def waits_for_the_office(case: Case) -> bool:
    """Whether somebody of the county's three tiers has to do the next thing (domain D-9: a backlog is theirs)."""
    if case.state is State.PASSED_UP and case.decide_tier is Tier.OUTSIDE:
        return False
    return case.state not in _NOT_OUR_TURN


def _is_about(rule: CardRule, due: date, clock: RunningClock) -> bool:
    return (rule, due) == (RULES.get(clock.name), clock.due)


def _warned_since(clock: RunningClock, calendar: WorkCalendar) -> date:
    """The first day with at most one working day left after it, and not the day on which the limit began."""
    day, left = clock.due, 0
    while day - ONE_DAY > clock.started and left + calendar.is_working(day) <= _WARNING_WORKING_DAYS:
        left += calendar.is_working(day)
        day -= ONE_DAY
    return max(day, clock.started + ONE_DAY)


class _Looking:
    def __init__(self, calendar: WorkCalendar, limits: CountyLimits, settled_ms: Mapping[bytes, int]) -> None:
        self.calendar, self.limits, self.settled_ms = calendar, limits, settled_ms

    def now(self, case: Case, now_ms: int) -> Iterator[Breach]:
        """What holds today of the limits that run."""
        today = china_date(now_ms)
        for clock in self._running(case, now_ms):
            yield from self._come_to(clock, today)

    def back(self, folded: Folded) -> Iterator[Breach]:
        """What had come to pass by each event of the history."""
        for case, event in retold(folded):
            at_ms = self.settled_ms.get(event.hash, event.head.clock.wall_ms)
            day = china_date(at_ms)
            for clock in self._running(case, at_ms):
                if clock.due < day:
                    yield from self._come_to(clock, day)
            if _asks_again(case, event):
                yield Breach(CardRule.CORRECTED_TWICE, day, CardColour.RED)

    def _come_to(self, clock: RunningClock, day: date) -> Iterator[Breach]:
        colour = max((stage.colour for stage in stages(clock, self.calendar) if stage.since <= day), default=None)
        if colour is not None:
            yield Breach(RULES[clock.name], clock.due, colour)

    def _running(self, case: Case, at_ms: int) -> Iterator[RunningClock]:
        """As `clocks`, but with every open opinion: two departments may be late together."""
        given = (self.calendar, at_ms, self.limits, self.settled_ms)
        yield from (clock for clock in clocks(case, *given) if clock.name != "OPINION")
        if case.state is State.IN_JOINT_REVIEW:
            yield from (opinion_clock(case, one, *given) for one in case.opinions if one.is_open)


def _asks_again(case: Case, event: Event) -> bool:
    """Whether it asks for what could have been told at the correction before (行政许可法 32(4), 72(4))."""
    if event.head.kind != Kind.CORRECTION_ASKED or not case.corrections:
        return False
    return any(gap_is_old(case, gap) for gap in facts_unpack(Kind.CORRECTION_ASKED, event.head.facts)["gaps"])
