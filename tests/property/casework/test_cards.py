"""Cards, whatever happens to a case and whenever the county looks: once for each breach, the same in any order of
arrival, and found by looking only on the days that the projection names."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.casework.clocks import clocks
from kiosk.core.casework.codes import CardColour, CardRule, SuspendedFor, Tier, Unit
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.supervision import cards_due, next_look
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import Level
from tests.unit.casework.history import COUNTY, TOWNSHIP, VILLAGE, History

CALENDAR = WorkCalendar()
STEPS = {"handle_days": 1, "review_days": 3, "approve_days": 2}
PROMISE = {"promised_days": 6, "promised_unit": Unit.WORKING_DAYS, "statutory_days": 14} | {
    "statutory_unit": Unit.CALENDAR_DAYS
}
DEEDS: tuple[tuple[Kind, Level, dict[str, Any]], ...] = (
    (Kind.FORWARDED, VILLAGE, {}),
    (Kind.ACCEPTED, TOWNSHIP, PROMISE | STEPS),
    (Kind.CORRECTION_ASKED, TOWNSHIP, {"gaps": (101,), "override": True}),
    (Kind.CORRECTED, VILLAGE, {"materials": (2,)}),
    (Kind.HANDLING_STARTED, COUNTY, {}),
    (Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY}),
    (Kind.STEP_DONE, COUNTY, {"step": 1}),
    (Kind.SUSPENDED, COUNTY, {"reason": SuspendedFor.TESTING}),
    (Kind.RESUMED, COUNTY, {}),
    (Kind.EXTENDED, COUNTY, {"days": 5}),
    (Kind.JOINT_OPENED, COUNTY, {}),
    (Kind.OPINION_ASKED, COUNTY, {"department": "ZJ", "days": 2}),
    (Kind.OPINION_ASKED, COUNTY, {"department": "LY", "days": 4}),
    (Kind.OPINION_GIVEN, COUNTY, {"department": "LY", "opinion": 1}),
    (Kind.CONCLUDED, COUNTY, {"result": 1}),
    (Kind.RESULT_SENT, COUNTY, {}),
    (Kind.DELIVERED, VILLAGE, {}),
)
LED_ON = (0, 1, 5, 4, 6, 10, 11, 12, 13, 14, 15, 16)  # of DEEDS, in the order of an ordinary case
DAYS = 45
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Life = list[tuple[int, int]]


def _in_order(gaps: list[int], strays: Life) -> Life:
    """An ordinary case with so many days between its deeds, and whatever else is tried on some day: what the case does
    not permit then is set aside, as in life."""
    line = [(sum(gaps[: place + 1]), number) for place, number in enumerate(LED_ON[: len(gaps)])]
    return line + strays


_deeds = st.tuples(st.integers(0, DAYS - 1), st.integers(0, len(DEEDS) - 1))
_gaps = st.lists(st.sampled_from([0, 0, 0, 1, 2, 5, 9]), max_size=len(LED_ON))
lives = st.builds(_in_order, _gaps, st.lists(_deeds, max_size=4))
starts = st.dates(date(2026, 1, 5), date(2026, 10, 30))
Card = tuple[CardRule, date, CardColour]


def lived(start: date, life: Life, every_day: bool) -> History:
    """The case with its cards; the county looks after each deed, and every day or only when there is something owed."""
    history = History(str(start)).entrusted()
    for ahead in range(DAYS):
        today = start + timedelta(ahead)
        history.now_ms = start_of_day_ms(today)
        running = clocks(history.case, CALENDAR, history.now_ms)
        owed = next_look(history.case, running, CALENDAR)
        if every_day or (owed is not None and owed <= today):
            look(history)
        for when, number in sorted(life):
            if when == ahead:
                kind, level, facts = DEEDS[number]
                history.now_ms += 60_000
                history.add(kind, level, facts)
                if kind in (Kind.FORWARDED, Kind.CORRECTED) and history.case.reached is None:
                    history.add(Kind.REACHED, COUNTY, {"at_ms": history.now_ms})
                look(history)
    return history


def look(history: History) -> None:
    for one in cards_due(fold(history.events), CALENDAR, history.now_ms, SUGGESTED_LIMITS, {}):
        history.draft(one, COUNTY, "")
        assert history.events[-1].hash not in history.case.set_aside, "a card that is due is taken"


def cards(history: History) -> list[Card]:
    return [(card.rule, card.due, card.colour) for card in history.case.cards]


@slow
@given(starts, lives)
def test_looking_only_when_something_is_owed_finds_every_card(start: date, life: Life) -> None:
    assert cards(lived(start, life, every_day=False)) == cards(lived(start, life, every_day=True))


@slow
@given(starts, lives)
def test_one_card_a_breach_and_only_ever_a_worse_one(start: date, life: Life) -> None:
    found = cards(lived(start, life, every_day=True))
    for rule, due in {one[:2] for one in found}:
        colours = [colour for *about, colour in found if tuple(about) == (rule, due)]
        assert colours == sorted(set(colours)), f"{rule.name} {due}: {colours}"


@slow
@given(starts, lives, st.integers(0, 2**32))
def test_any_order_of_arrival_owes_the_same_cards_and_runs_the_same_clocks(
    start: date, life: Life, dice: int
) -> None:
    history = lived(start, life, every_day=False)
    now_ms = history.now_ms + 9 * 86_400_000
    arrived = random.Random(dice).sample(history.events, len(history.events))
    here, there = fold(history.events), fold(arrived)
    at_county = {event.hash: event.head.clock.wall_ms for event in arrived}  # what it holds of compared clocks
    assert here.case is not None and there.case is not None
    assert clocks(here.case, CALENDAR, now_ms) == clocks(there.case, CALENDAR, now_ms, corrected_ms=at_county)
    assert cards_due(here, CALENDAR, now_ms, SUGGESTED_LIMITS, {}) == cards_due(
        there, CALENDAR, now_ms, SUGGESTED_LIMITS, at_county
    )
