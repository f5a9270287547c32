"""For any history, legal or not: the order of arrival never changes the fold, and going on equals beginning anew."""

import datetime
import random
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.casework.codes import Tier
from kiosk.core.casework.fold import by_case, extend, fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.permission import permitted
from kiosk.core.casework.transitions import State
from kiosk.core.event import ClockQuality, Event, Level
from tests.unit.casework.history import PROMISE, History, entrusted_facts

FACTS: dict[Kind, list[dict[str, Any]]] = {
    Kind.ENTRUSTED: [entrusted_facts(), entrusted_facts(mandate=False), entrusted_facts(Level.VILLAGE, Tier.VILLAGE)],
    Kind.MATERIAL_ADDED: [{"materials": (1,)}, {"materials": (2,)}],
    Kind.REACHED: [{"at_ms": 1_795_000_000_000}],
    Kind.ACCEPTED: [PROMISE],
    Kind.CORRECTION_ASKED: [{"gaps": (101,)}, {"gaps": (102, 201)}, {"gaps": (201,), "override": True}],
    Kind.DECLINED: [{"why": 2}],
    Kind.RETURNED: [{"why": 1}],
    Kind.PASSED_UP: [{"to": 3}, {"to": 4}],
    Kind.CONCLUDED: [{"result": 1}, {"result": 4}],
    Kind.STEP_DONE: [{"step": 1}],
    Kind.SUSPENDED: [{"reason": 1}],
    Kind.EXTENDED: [{"days": 10}],
    Kind.VOIDED: [{"why": 1}],
    Kind.HANDED_OVER: [{"to": 1}, {"to": 2}, {"to": 3}],
    Kind.PURGED: [{"why": 1}],
    Kind.ERASED: [{"why": 1}],
    Kind.SUPPLY_ALLOWED: [{"materials": (1, 2), "until": datetime.date(2026, 12, 1)}],
    Kind.SUPPLIED: [{"materials": (1,)}, {"materials": (2,)}],
    Kind.PROOF_PROMISED: [{"materials": (3,), "version": 1}],
    Kind.PROMISE_CHECKED: [{"outcome": 1}, {"outcome": 3}],
    Kind.CARD_ISSUED: [
        {"card": card, "colour": colour, "rule": 2, "due": datetime.date(2026, 12, 1)}
        for card in (1, 2)
        for colour in (1, 2)
    ],
    Kind.CARD_REVOKED: [{"card": 1, "why": 1}],
    Kind.OPINION_ASKED: [{"department": "ZR", "days": 5}, {"department": "ZJ", "days": 8}],
    Kind.OPINION_GIVEN: [{"department": "ZR", "opinion": 1}, {"department": "ZJ", "opinion": 3}],
    Kind.OPINION_DEFAULTED: [{"department": "ZR", "why": 1}, {"department": "ZJ", "why": 2}],
    Kind.GATHERING_CALLED: [{"sort": 1, "on": datetime.date(2026, 12, 1)}],
    Kind.NOTICE_SIGNED: [{"department": "ZJ"}],
    Kind.ATTENDANCE_NOTED: [{"department": "ZJ", "attendance": 2}, {"department": "ZJ", "attendance": 1}],
    Kind.SURVEYED: [{"sort": 2, "trip": 7}, {"sort": 3}],
    Kind.PRIORITISED: [{"why": 3, "until": datetime.date(2026, 12, 1)}],
    Kind.FEES_BILLED: [{"fen": 1000}],
    Kind.FEES_PAID: [{"fen": 1000}, {"fen": 400}],
    Kind.LINKED: [{"project": "XM-1", "place": 2, "after": (1,)}],
}
RARE = {Kind.WITHDRAWN, Kind.VOIDED, Kind.DECLINED, Kind.LAPSED, Kind.CORRECTION_LAPSED}  # they end a case early
KINDS = [kind for kind in Kind for _ in range(1 if kind in RARE else 8) if kind is not Kind.DEEMED_ACCEPTED]


def histories(seed: int, count: int) -> list[Event]:
    """`count` events by three levels and two nodes a level, each having seen only some of the others.

    Two deeds in three are what the table permits on the author's own view; the rest are whatever comes.
    """
    dice = random.Random(seed)
    history = History()
    begun = dice.randrange(6)
    if begun == 0 and count >= 6:
        history.in_handling()
    elif begun == 1 and count >= 4:
        history.accepted()
    elif begun == 2 and count >= 3:
        history.forwarded()
    else:
        history.add(Kind.ENTRUSTED, Level(dice.choice([1, 2])), dice.choice(FACTS[Kind.ENTRUSTED]))
    while len(history.events) < count:
        seen = [event for event in history.events if dice.random() < 0.8]
        case = fold(seen).case
        level = dice.choice(list(Level))
        node = bytes([level * 10 + dice.randrange(2)]) * 8
        wanted = dice.random() < 0.67
        history.now_ms = dice.choice([0, history.now_ms + 3_600_000, history.now_ms + 86_400_000])
        quality = dice.choice(list(ClockQuality))
        for _ in range(200):
            kind = dice.choice(KINDS)
            after = case.latest if case else ()
            operation = dice.choice(history.events).head.operation if dice.random() < 0.05 else None
            facts = dice.choice(FACTS.get(kind, [{}]))
            level = dice.choice(list(Level))
            event = history.add(kind, level, facts, after=after, node=node, operation=operation, quality=quality)
            if not wanted or permitted(case, event) is None:
                break
            history.events.pop()
    return history.events


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 24), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_changes_the_fold(seed: int, count: int, shuffle: random.Random) -> None:
    events = histories(seed, count)
    expected = fold(events)
    arrived = events + events[: count // 3]  # some come twice
    shuffle.shuffle(arrived)
    found = fold(arrived)
    assert found == expected
    assert msgspec.msgpack.encode(found.case) == msgspec.msgpack.encode(expected.case)  # byte for byte
    shuffle.shuffle(events)
    by_number = by_case(events)
    shuffle.shuffle(events)
    assert by_case(events) == by_number


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 20), shuffle=st.randoms(use_true_random=False))
def test_going_on_equals_beginning_anew(seed: int, count: int, shuffle: random.Random) -> None:
    events = histories(seed, count)
    if shuffle.random() < 0.5:
        shuffle.shuffle(events)
    folded = fold([])
    for number, event in enumerate(events, 1):
        folded = extend(folded, event)
        scratch = fold(events[:number])
        assert folded.case == scratch.case
        assert folded.landed == scratch.landed
        assert folded.set_aside == scratch.set_aside
        assert {e.hash for e in folded.waiting} == {e.hash for e in scratch.waiting}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 24))
def test_no_event_is_lost_or_has_effect_twice(seed: int, count: int) -> None:
    events = histories(seed, count)
    folded = fold(events)
    landed = [event.hash for event in folded.landed]
    assert sorted(landed + [event.hash for event in folded.waiting]) == sorted(event.hash for event in events)
    assert folded.case is not None
    effects = folded.case.effects
    assert len(effects) == len(set(effects)) == len(landed) - len(folded.set_aside)
    place = {hash_: number for number, hash_ in enumerate(landed)}
    for event in folded.landed:
        assert all(place[earlier] < place[event.hash] for earlier in event.head.after)
    logs: dict[bytes, list[int]] = {}
    for event in folded.landed:
        logs.setdefault(event.head.log, []).append(event.head.seq)
    assert all(seqs == sorted(seqs) for seqs in logs.values())


def test_the_histories_reach_most_of_the_table() -> None:
    """The generator is worth something: it reaches many states, sets events aside and makes concurrent tips."""
    states: set[State] = set()
    aside = tips = 0
    for seed in range(120):
        folded = fold(histories(seed, 20))
        assert folded.case is not None
        states.add(folded.case.state)
        aside += len(folded.set_aside)
        tips += len(folded.case.tips) > 1
    assert len(states) >= 12
    assert aside > 100 and tips > 20
