"""One case worked by four hands that see different parts of it: a village kiosk, a township clerk, and two workers of
the county. Commands, the county's own deeds, strays of somebody at the kiosk, wrong clocks, days that pass, batches
that come or do not, and a holiday notice that is published: in any order, for as long as hypothesis likes.

What must hold after every step stands in the invariants; what must hold once all have heard all, in `teardown`.
"""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any, ClassVar

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.core.casework import fold as folding
from kiosk.core.casework.clocks import RunningClock, clocks, opinion_clock
from kiosk.core.casework.codes import Result, Unit
from kiosk.core.casework.days import DAY_MS, china_date
from kiosk.core.casework.decide import Command, Draft, decide, permitted_commands
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.limits import SUGGESTED_LIMITS
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.casework.supervision import cards_due
from kiosk.core.casework.system_deeds import reached, system_deeds
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality, ClockReading, Event, Head
from kiosk.core.refusal import Refusal
from tests.property.casework.test_fold_order import FACTS
from tests.property.casework.who_works import BEGINNINGS, LEADS_ON, MATTERS, OFFICERS, PEOPLE, RARE, STARTS, Hand, typed
from tests.unit.casework.history import COUNTY, NUMBER, TOWNSHIP, VILLAGE, at, event_of

NEW_YEAR_NOTICE = {date(2027, 1, 2): False, date(2027, 1, 4): False, date(2027, 1, 9): True}

Key = tuple[str, date, str]


class WorkedCase(RuleBasedStateMachine):
    reached: ClassVar[Counter[Kind]] = Counter()  # what had effect in any run: who reaches nothing proves nothing

    def __init__(self) -> None:
        super().__init__()
        self.hands = [
            Hand("village", VILLAGE, 1),
            Hand("township", TOWNSHIP, 2),
            Hand("county", COUNTY, 3),
            Hand("county's other worker", COUNTY, 4),
        ]
        self.village, self.township, self.county, self.other = self.hands
        self.calendar = WorkCalendar()
        self.now_ms = 0
        self.corrected_ms: dict[bytes, int] = {}
        self.written = 0
        self.terms: MatterTerms = MATTERS[0]

    @initialize(
        start=st.sampled_from(STARTS),
        matter=st.sampled_from(MATTERS),
        signed=st.sampled_from([True, True, True, False]),
        begun=st.sampled_from(BEGINNINGS),
        off_days=st.sampled_from([0, 0, -3]),
    )
    def entrust(self, start: str, matter: MatterTerms, signed: bool, begun: tuple[str, ...], off_days: int) -> None:
        """begun: what is done at once, by whoever may, before anything goes astray."""
        self.now_ms = at(start)
        self.village.off_ms = off_days * DAY_MS
        self.terms = msgspec.structs.replace(matter, later_materials=(1, 2), promise_materials=(3,))
        fields = {"mandate": signed, "number": NUMBER, "entrustment": {"name": "张三"}}
        drafts = decide(None, Command("entrust", fields, "V1", VILLAGE), self.now_ms, self.terms)
        assert not isinstance(drafts, Refusal), drafts
        self.write(self.village, drafts[0], "V1")
        for name in begun:
            self.all_hear()
            self.tick(2, cards=False)
            can = [pair for pair in self.everybody() if name in self.offered(*pair)]
            if can:
                any(self.command(*can[0], name, random.Random(dice)) for dice in range(4))
            self.wait(1)

    # What happens.
    @rule(dice=st.integers(0, 2**32), count=st.integers(1, 8))
    def go_on(self, dice: int, count: int) -> None:
        """Some deeds of an ordinary week: mostly somebody leads the case on, and mostly the others hear of it."""
        chance = random.Random(dice)
        for _ in range(count):
            can = [pair for pair in self.everybody() if LEADS_ON & set(self.offered(*pair))]
            if not can:
                break
            here, author = chance.choice(can)
            names = self.offered(here, author)
            on = [name for name in names if name in LEADS_ON]
            often = [name for name in names if name not in RARE]
            name = chance.choice(on if chance.random() < 0.6 else often if chance.random() < 0.95 else list(names))
            self.command(here, author, name, chance)
            if chance.random() < 0.7:
                self.all_hear()
            if chance.random() < 0.5:
                self.wait(chance.choice([0, 1, 3]))
            if chance.random() < 0.6:
                self.tick(2, cards=False)

    @rule(hand=st.integers(0, 3), person=st.integers(0, 2), choice=st.integers(0, 10**6), dice=st.integers(0, 10**6))
    def act(self, hand: int, person: int, choice: int, dice: int) -> None:
        """One command out of those that this hand's own view permits."""
        here = self.hands[hand]
        author = list(PEOPLE[here.level])[person % len(PEOPLE[here.level])]
        names = self.offered(here, author)
        often = [name for name in names if name not in RARE]
        names = names if choice % 10 == 0 else tuple(often) or names
        if here.case is None or not names:
            return
        name = names[choice // 10 % len(names)]
        self.command(here, author, name, random.Random(dice))

    @rule()
    def both_workers(self) -> None:
        """Both workers of the county see to the case in the same moment, and then hear of it."""
        self.all_hear()
        self.wait(5)
        self.tick(2, cards=True)
        self.tick(3, cards=True)
        self.all_hear()

    @rule(worker=st.integers(2, 3), cards=st.booleans())
    def tick(self, worker: int, cards: bool) -> None:
        """What the county does by itself, today; supervision looks less often than the rest."""
        here = self.hands[worker]
        for _ in range(4):
            drafts = self.due(here, cards) if here.case else ()
            if not drafts:
                break
            before = self.limits(here)
            self.write(here, drafts[0], "")
            self.never_backwards(before, self.limits(here), drafts[0].kind.name)

    @rule(kind=st.sampled_from(list(Kind)), fact=st.integers(0, 5), author=st.sampled_from(["", "V1"]))
    def stray(self, kind: Kind, fact: int, author: str) -> None:
        """Whatever somebody with the village's key likes to write, permitted or not."""
        facts = FACTS.get(kind, [{}])
        if kind is not Kind.DEEMED_ACCEPTED and self.village.case:
            self.sign(self.village, kind, facts[fact % len(facts)], author)

    @rule(one=st.integers(0, 3), other=st.integers(0, 3))
    def exchange(self, one: int, other: int) -> None:
        """What `one` knows comes to `other`."""
        for event in list(self.hands[one].events.values()):
            self.hands[other].take(event)

    @rule(days=st.sampled_from([0, 1, 1, 2, 5, 9, 20, 45]))
    def wait(self, days: int) -> None:
        before = {hand.name: self.limits(hand) for hand in self.hands}
        self.now_ms += days * DAY_MS + 3_600_000
        for hand in self.hands:
            self.never_backwards(before[hand.name], self.limits(hand), "time")

    @rule(off_days=st.sampled_from([-20_000, -400, -3, 0, 0, 2, 3_700]))
    def village_clock(self, off_days: int) -> None:
        self.village.off_ms = off_days * DAY_MS

    @rule()
    def publish(self) -> None:
        """Next year's notice: what was settled before stays."""
        settled = {hand.name: {k: c for k, c in self.limits(hand).items() if not c.provisional} for hand in self.hands}
        self.calendar = WorkCalendar(NEW_YEAR_NOTICE, [2027, 2028])
        for hand in self.hands:
            after = self.limits(hand)
            for key, clock in settled[hand.name].items():
                assert after[key].due == clock.due, f"{key} moved by a notice for a year that it does not touch"

    # What must hold, always.
    @invariant()
    def nothing_is_archived_unheard(self) -> None:
        for hand in self.hands:
            if hand.case and hand.case.state is State.ARCHIVED:
                done = self.in_effect(hand)
                if done & {Kind.CONCLUDED, Kind.DECLINED, Kind.CORRECTION_LAPSED, Kind.SUPPLY_LAPSED}:
                    assert {Kind.DELIVERED, Kind.FOLLOWED_UP} <= done, f"{hand.name}: archived after {sorted(done)}"

    @invariant()
    def only_an_officer_grants(self) -> None:
        for hand in self.hands:
            case = hand.case
            if case and case.result in (Result.GRANTED, Result.REFUSED):
                deciders = {
                    event.head.author
                    for event in hand.seen.landed
                    if event.head.kind == Kind.CONCLUDED and event.hash not in hand.seen.set_aside
                }
                assert len(deciders) == 1 and deciders <= OFFICERS, f"{hand.name}: {case.result.name} by {deciders}"
                assert int(case.concluded_by or 0) == case.decide_tier

    @invariant()
    def one_card_a_breach(self) -> None:
        for hand in self.hands:
            cards = hand.case.cards if hand.case else ()
            assert len({(card.colour, card.rule, card.due) for card in cards}) == len(cards), "twice for one breach"
            assert [card.serial for card in cards] == list(range(1, len(cards) + 1))

    @invariant()
    def a_statute_grows_by_its_paused_days_alone(self) -> None:
        """Counted again day by day: nothing of `limits` is used."""
        for hand in self.hands:
            case = hand.case
            running = {clock.name: clock for clock in self.running(hand)}
            if case is None or case.accepted is None or case.promise is None or "T3" not in running:
                continue
            until = china_date(self.now_ms)
            stops = [(self.day(hand, p.since), self.day(hand, p.until) if p.until else until) for p in case.pauses]
            clock, working = running["T3"], case.promise.statutory_unit is Unit.WORKING_DAYS
            counted = sum(
                not any(since < day <= end for since, end in stops) and (self.calendar.is_working(day) or not working)
                for day in (clock.started + timedelta(n) for n in range(1, (clock.due - clock.started).days + 1))
            )
            owed = case.promise.statutory_days + case.extended_days
            spare = 0 if working else self.rest_days_before(clock.due)
            assert owed <= counted <= owed + spare, f"{hand.name}: {counted} days run, {owed} are the law's"

    def teardown(self) -> None:
        """Everybody hears everything; then they are one."""
        if self.village.case is None:
            return
        self.all_hear()
        whole = folding.fold(self.county.events.values())
        assert whole.case is not None
        for hand in self.hands:
            assert hand.case == whole.case, f"{hand.name} sees another case"
            assert set(hand.seen.set_aside) == set(whole.set_aside)
        for seed in range(3):
            arrived = list(self.county.events.values())
            random.Random(seed).shuffle(arrived)
            assert folding.fold(arrived).case == whole.case, "another order, another case"
        type(self).reached.update(self.in_effect(self.county))
        self.stations_and_county_agree()
        self.silence_grants_nothing()

    def stations_and_county_agree(self) -> None:
        """A kiosk knows no corrected instants: what it does not call provisional is the county's date too."""
        here = self.limits(self.county)
        for station in (self.village, self.township):
            there = self.limits(station)
            assert {key[0] for key in there} == {key[0] for key in here}
            for key, clock in there.items():
                # T12 ends on a day that was named: where it began, a kiosk may be wrong and nothing moves
                same = [one for at, one in here.items() if at == key or at[0] == key[0] == "T12"]
                if not clock.provisional:
                    assert [one.due for one in same] == [clock.due], f"{station.name}: {clock}; county: {here}"

    def silence_grants_nothing(self) -> None:
        """Nobody says anything for years: the county's own deeds decide nothing."""
        assert self.county.case is not None
        result = self.county.case.result
        for _ in range(12):
            self.now_ms += 120 * DAY_MS
            self.tick(2, cards=False)
        after = self.county.case.result
        assert after in (result, Result.NOT_CORRECTED, Result.RETURNED), f"silence decided: {after}"
        self.only_an_officer_grants()
        self.nothing_is_archived_unheard()

    # How it is done.
    def everybody(self) -> list[tuple[Hand, str]]:
        return [(hand, author) for hand in self.hands for author in PEOPLE[hand.level]]

    def offered(self, here: Hand, author: str) -> tuple[str, ...]:
        """The buttons that this person sees."""
        return permitted_commands(here.case, here.level, author, PEOPLE[here.level][author])

    def command(self, here: Hand, author: str, name: str, dice: random.Random) -> bool:
        """Whether it was taken."""
        fields = typed(name, china_date(self.now_ms), dice)
        command = Command(name, fields, author, here.level, PEOPLE[here.level][author])
        drafts = decide(here.case, command, self.now_ms, self.terms)
        if isinstance(drafts, Refusal):
            return False
        before = self.limits(here)
        self.write(here, drafts[0], author)
        self.never_backwards(before, self.limits(here), name)
        return True

    def all_hear(self) -> None:
        for one in range(1, 4):
            self.exchange(one, 0)
        for other in range(1, 4):
            self.exchange(0, other)

    def due(self, hand: Hand, cards: bool) -> tuple[Draft, ...]:
        """The county's own deeds of this moment: `Reached` of what it holds, what lapses, cards of what is late."""
        case = hand.case
        assert case is not None
        arrived = reached(case, self.now_ms)
        if arrived is not None:
            return (arrived,)
        drafts = system_deeds(case, self.now_ms, self.calendar, SUGGESTED_LIMITS, self.terms, self.corrected_ms)
        if drafts or not cards:
            return drafts
        return cards_due(hand.seen, self.calendar, self.now_ms, SUGGESTED_LIMITS, self.corrected_ms)

    def write(self, hand: Hand, drafted: Draft, author: str) -> None:
        """What was permitted has effect where it was written."""
        event = self.sign(hand, drafted.kind, drafted.facts, author)
        assert event.hash not in hand.seen.set_aside, f"{drafted.kind.name}: {hand.seen.set_aside[event.hash]}"

    def sign(self, hand: Hand, kind: Kind, facts: dict[str, Any], author: str) -> Event:
        self.written += 1
        hand.seq += 1
        quality = ClockQuality.COMPARED if hand.off_ms == 0 else ClockQuality.FREE
        head = Head(
            node=hand.node,
            log=hand.node,
            seq=hand.seq,
            operation=self.written.to_bytes(8, "big"),
            kind=kind,
            case=NUMBER,
            prev=hand.prev,
            after=hand.case.latest if hand.case else (),
            level=hand.level,
            author=author,
            clock=ClockReading(max(0, self.now_ms + hand.off_ms), 1000, quality),
            facts=facts_pack(kind, facts),
        )
        event = event_of(head)
        hand.prev = event.hash
        self.corrected_ms[event.hash] = self.now_ms
        hand.take(event)
        return event

    def corrections(self, hand: Hand) -> dict[bytes, int]:
        return self.corrected_ms if hand.level is COUNTY else {}

    def running(self, hand: Hand) -> tuple[RunningClock, ...]:
        if hand.case is None:
            return ()
        return clocks(hand.case, self.calendar, self.now_ms, SUGGESTED_LIMITS, self.corrections(hand))

    def limits(self, hand: Hand) -> dict[Key, RunningClock]:
        """Each limit by what it is, when it began and of which step or department."""
        step = str(len(hand.case.steps)) if hand.case else ""
        found = {
            (clock.name, clock.started, step if clock.name == "STEP" else ""): clock
            for clock in self.running(hand)
            if clock.name != "OPINION"
        }
        if hand.case and hand.case.state is State.IN_JOINT_REVIEW:
            for one in hand.case.opinions:
                clock = opinion_clock(
                    hand.case, one, self.calendar, self.now_ms, SUGGESTED_LIMITS, self.corrections(hand)
                )
                found[clock.name, clock.started, one.department] = clock
        return found

    def never_backwards(self, before: dict[Key, RunningClock], after: dict[Key, RunningClock], why: str) -> None:
        """Of what is said outright. A kiosk whose clock was put back while a case was suspended ends the pause on the
        wrong day; until the county's corrected instant comes, it calls that limit provisional and may say too early."""
        for key in before.keys() & after.keys():
            went = f"{key} went back by {why}: {before[key].due} {after[key].due}"
            assert after[key].due >= before[key].due or after[key].provisional, went

    def in_effect(self, hand: Hand) -> set[Kind]:
        return {Kind(event.head.kind) for event in hand.seen.landed if event.hash not in hand.seen.set_aside}

    def day(self, hand: Hand, mark: Any) -> date:
        return china_date(self.corrections(hand).get(mark.event, mark.ms))

    def rest_days_before(self, day: date) -> int:
        """How many days the end was put off because it fell on a rest day."""
        rest = 0
        while not self.calendar.is_working(day - timedelta(rest + 1)):
            rest += 1
        return rest
