"""The projection of one case: what lists ask for, folded from the journal and from nothing else.

Pure, and the same in whatever order and however often: `verify` rebuilds every row and compares it byte for byte.
So no row holds anything that changes by itself: a pause is counted up to the last thing that happened, and an
instant that a kiosk could not vouch for is the one at which the county had its word.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kiosk.core.casework.cards import standing
from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.codes import CardColour
from kiosk.core.casework.days import day_number
from kiosk.core.casework.fold import CaseKey, Folded, by_case, fold
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.limits import CountyLimits
from kiosk.core.casework.masking import mask_name
from kiosk.core.casework.supervision import next_look, waits_for_the_office
from kiosk.core.casework.workdays import WorkCalendar
from kiosk.core.event import ClockQuality
from server.office.bodies import read_json
from server.office.terms_differ import shown_state
from server.store.shelf import Row

COMPARED_MS_MAX = 366 * 86_400_000  # a station cut off for longer has other troubles than this one's limit


class Rules(NamedTuple):
    """The county's calendar and limits, of the catalogue in force, and the county's own node."""

    calendar: WorkCalendar
    limits: CountyLimits
    county_node: bytes


class FoldedCase(NamedTuple):
    """One case with the rows of the journal it was folded from, by hash."""

    key: CaseKey
    folded: Folded
    rows: Mapping[bytes, Row]

    @property
    def case(self) -> Case:
        """The case; only for one whose Entrusted has landed."""
        assert self.folded.case is not None
        return self.folded.case

    @property
    def entrusted(self) -> Row:
        """The row of its Entrusted."""
        return next(
            row
            for row in self.rows.values()
            if row.event.head.kind == Kind.ENTRUSTED and row.event.head.operation == self.key.operation
        )

    @property
    def changed_at_ms(self) -> int:
        """When the county had its latest event."""
        return max(row.received_at_ms for row in self.rows.values())

    @property
    def touched_at_ms(self) -> int:
        """When the county had the latest event that a person wrote: its own clock's deeds move nothing on."""
        by_people = (row.received_at_ms for row in self.rows.values() if row.event.head.author)
        return max(by_people, default=self.entrusted.received_at_ms)


def cases_of(rows: Iterable[Row]) -> list[FoldedCase]:
    """The cases that the rows of one case number make, in the order of their keys; events that cannot be given to
    one of them, or whose Entrusted has not come, make none."""
    held = {row.event.hash: row for row in rows}
    found = []
    for key, events in by_case(row.event for row in held.values()).items():
        folded = fold(events, frozenset(event.hash for event in events if held[event.hash].revoked))
        if key.node and folded.case is not None:
            found.append(FoldedCase(key, folded, {event.hash: held[event.hash] for event in events}))
    return found


def not_understood(rows: Iterable[Row]) -> dict[bytes, str]:
    """Entrusted events that make no case, because their facts say nothing that is known here: hash -> code of the
    refusal. A newer station may write such; kept like any other, and a person must know."""
    believed = [row.event for row in rows if not row.revoked]
    return {
        event.hash: folded.set_aside[event.hash]
        for events in by_case(believed).values()
        if (folded := fold(events)).case is None
        for event in events
        if event.head.kind == Kind.ENTRUSTED and event.hash in folded.set_aside
    }


def settled_ms(rows: Iterable[Row], county_node: bytes) -> dict[bytes, int]:
    """event hash -> the instant limits are counted from: the county's own reading, a compared kiosk's (never after
    the county had it), and for all others the instant at which the county had it."""
    found = {}
    for row in rows:
        clock = row.event.head.clock
        if row.event.head.node == county_node:
            found[row.event.hash] = clock.wall_ms
        elif clock.quality is ClockQuality.COMPARED:
            found[row.event.hash] = compared_ms(row)
        else:
            found[row.event.hash] = row.received_at_ms
    return found


def compared_ms(row: Row) -> int:
    """A kiosk's compared reading, as far as it can be true: not after the county had the event, nor long before."""
    wall_ms = row.event.head.clock.wall_ms
    return wall_ms if row.received_at_ms - COMPARED_MS_MAX <= wall_ms <= row.received_at_ms else row.received_at_ms


def running_clocks(one: FoldedCase, rules: Rules, now_ms: int) -> tuple[RunningClock, ...]:
    """The limits of a case that run at `now_ms`."""
    settled = settled_ms(one.rows.values(), rules.county_node)
    return clocks(one.case, rules.calendar, now_ms, rules.limits, settled)


def due_number(running: Sequence[RunningClock]) -> int:
    """The last day of the limit that ends first, YYYYMMDD; 0 when none runs."""
    return day_number(min(clock.due for clock in running)) if running else 0


def case_record(county: str, one: FoldedCase, entrusted_body: bytes, rules: Rules, differs: str) -> dict[str, Any]:
    """The row of `tables.case_row`. entrusted_body: the opened body of its Entrusted, b"" while it is not open;
    differs: of `terms_differ`, and then no limit runs."""
    case = one.case
    running = () if differs else running_clocks(one, rules, one.changed_at_ms)
    look = next_look(case, running, rules.calendar)
    folded = {
        "case": msgspec.to_builtins(case),
        "principal": principal(entrusted_body),
        "clocks": msgspec.to_builtins(running),
        "set_aside": {event_hash.hex(): code for event_hash, code in sorted(one.folded.set_aside.items())},
        "waiting": [event.hash.hex() for event in one.folded.waiting],
        "terms_differ": differs,
    }
    return {
        "county": county,
        "id": case.identity,
        "case_no": case.number,
        "station": case.station,
        "matter": case.matter,
        "state": shown_state(case, differs),
        "handler_level": int(case.handler),
        "due": due_number(running),
        "entered_at_ms": one.entrusted.received_at_ms,
        "changed_at_ms": one.changed_at_ms,
        "priority": int(case.priority.why) if case.priority else 0,
        "priority_until": day_number(case.priority.until) if case.priority else 0,
        "yellow": standing(case, CardColour.YELLOW),
        "red": standing(case, CardColour.RED),
        "next_look": 0 if look is None else day_number(look),
        "revoked": sum(card.revoked_for is not None for card in case.cards),
        "corrections": case.corrections,
        "complaints": case.complaints,
        "idle_since_ms": one.touched_at_ms if waits_for_the_office(case) else 0,
        "folded": msgspec.json.encode(folded).decode(),
    }


def principal(entrusted_body: bytes) -> str:
    """The masked name of the principal, "" when it cannot be read."""
    body = read_json(entrusted_body)
    inner = body.get("entrustment")
    found = body.get("principal") or (inner.get("principal") if isinstance(inner, dict) else None)
    name = found.get("name") if isinstance(found, dict) else None
    return mask_name(name) if isinstance(name, str) else ""


def query_code_of(entrusted_body: bytes) -> str:
    """The six digits that travel in the body of Entrusted; "" when there are none."""
    body = read_json(entrusted_body)
    inner = body.get("entrustment")
    found = body.get("query_code") or (inner.get("query_code") if isinstance(inner, dict) else None)
    return found if isinstance(found, str) and len(found) == 6 and found.isascii() and found.isdigit() else ""
