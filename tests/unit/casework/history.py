"""Builds histories of a case for tests: heads with real links, and a hash in place of a signature."""

import hashlib
from datetime import date
from typing import Any

from kiosk.core.casework.case import Case
from kiosk.core.casework.case_number import issue
from kiosk.core.casework.codes import T1Policy, Tier, Unit
from kiosk.core.casework.commands import Power
from kiosk.core.casework.days import start_of_day_ms
from kiosk.core.casework.decide import Draft
from kiosk.core.casework.fold import fold
from kiosk.core.casework.kinds import Kind, facts_pack
from kiosk.core.casework.matter_terms import MatterTerms
from kiosk.core.event import ClockQuality, ClockReading, Event, Head, Level

VILLAGE, TOWNSHIP, COUNTY = Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY
STATION = "999901101201"
NUMBER = issue(STATION, date(2026, 11, 23), 1, 7)
NOON_MS = 12 * 3_600_000
ALL_POWERS = frozenset(Power)


def at(day: str) -> int:
    """Noon in China on an ISO day, ms."""
    return start_of_day_ms(date.fromisoformat(day)) + NOON_MS


def event_of(head: Head) -> Event:
    """An event whose signed bytes are a plain rendering of the head."""
    signed = repr(head).encode()
    return Event(head, signed, hashlib.sha256(signed).digest())


def terms(accept: Level = TOWNSHIP, decide: Tier = Tier.COUNTY, **changes: Any) -> MatterTerms:
    """Terms of a matter of three materials."""
    known: dict[str, Any] = {
        "promised_days": 12,
        "statutory_days": 20,
        "statutory_unit": Unit.WORKING_DAYS,
        "material_count": 3,
    }
    return MatterTerms("MZ-01", 3, accept, decide, **{**known, **changes})


def entrusted_facts(accept: Level = TOWNSHIP, decide: Tier = Tier.COUNTY, **changes: Any) -> dict[str, Any]:
    """Facts of an Entrusted with the mandate signed."""
    known = {
        "mandate": True,
        "matter": "MZ-01",
        "catalogue_version": 3,
        "accept_tier": accept,
        "decide_tier": decide,
        "t1_policy": T1Policy.FIVE_DAYS_DEEMED,
    }
    return known | changes


PROMISE = {
    "promised_days": 12,
    "promised_unit": Unit.WORKING_DAYS,
    "statutory_days": 20,
    "statutory_unit": Unit.WORKING_DAYS,
}


class History:
    """Events in the order they were written, one log a level."""

    def __init__(self, day: str = "2026-11-23") -> None:
        self.events: list[Event] = []
        self.now_ms = at(day)

    @property
    def case(self) -> Case:
        case = fold(self.events).case
        assert case is not None
        return case

    def on(self, day: str) -> "History":
        self.now_ms = at(day)
        return self

    def add(
        self,
        kind: int,
        level: Level,
        facts: dict[str, Any] | None = None,
        author: str | None = None,
        *,
        after: tuple[bytes, ...] | None = None,
        quality: ClockQuality = ClockQuality.COMPARED,
        node: bytes | None = None,
        operation: bytes | None = None,
        number: str = NUMBER,
        wire: dict[int, Any] | None = None,
        seq: int | None = None,
    ) -> Event:
        """Write one event; `after` defaults to what the folded case names as its latest."""
        if after is None:
            case = fold(self.events).case
            after = case.latest if case else ()
        system = {Kind.LAPSED, Kind.REACHED, Kind.DEEMED_ACCEPTED, Kind.CORRECTION_LAPSED, Kind.ARCHIVED, Kind.PURGED}
        if author is None:
            author = "" if kind in system else f"S{int(level)}"
        log = node or bytes([level]) * 8
        own = [e.head for e in self.events if e.head.log == log]
        head = Head(
            node=log,
            log=log,
            seq=seq or (max((h.seq for h in own), default=0) + 1),
            operation=operation or len(self.events).to_bytes(8, "big"),
            kind=kind,
            case=number,
            prev=next((e.hash for e in reversed(self.events) if e.head.log == log), bytes(32)),
            after=tuple(sorted(after)),
            level=level,
            author=author,
            clock=ClockReading(self.now_ms, 1000, quality),
            facts=wire if wire is not None else facts_pack(kind, facts or {}),
        )
        event = event_of(head)
        self.events.append(event)
        return event

    def draft(self, draft: Draft, level: Level, author: str) -> Event:
        return self.add(draft.kind, level, draft.facts, author)

    # The main line in strides.
    def entrusted(self, accept: Level = TOWNSHIP, decide: Tier = Tier.COUNTY, **changes: Any) -> "History":
        level = changes.pop("level", VILLAGE)
        self.add(Kind.ENTRUSTED, level, entrusted_facts(accept, decide, **changes))
        return self

    def forwarded(self, **changes: Any) -> "History":
        self.entrusted(**changes)
        self.add(Kind.FORWARDED, VILLAGE)
        self.add(Kind.REACHED, COUNTY, {"at_ms": self.now_ms})
        return self

    def accepted(self, **changes: Any) -> "History":
        self.forwarded(**changes)
        self.add(Kind.ACCEPTED, self.case.accept_tier, PROMISE)
        return self

    def in_handling(self) -> "History":
        self.accepted()
        self.add(Kind.PASSED_UP, TOWNSHIP, {"to": Tier.COUNTY})
        self.add(Kind.HANDLING_STARTED, COUNTY)
        return self
