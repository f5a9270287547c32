"""The year's heads as JSON lines, each with what the product says after it: enough to reckon everything again.

One line an event, in the order in which it landed in its case, and one line a case with the row of its projection:

    {"case": NUMBER, "event": HEX, "kind": "Accepted", "facts": {…}, "level": 2, "author": "…", "county": false,
     "wall_ms": …, "compared": true, "received_at_ms": …, "set_aside": "", "state": "受理", "limits": [LIMIT, …]}
    {"case": NUMBER, "row": {"state": "归档", "due": 0}}
    LIMIT: {"name": "T2", "started": "2026-03-02", "due": "2026-03-20", "days": 12, "unit": "WORKING_DAYS",
            "paused": false, "provisional": false}

A fact is a number, a truth, a text, a list, a date as ISO, or the name of a coded value. No body is opened.
"""

import datetime
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock, clocks
from kiosk.core.casework.fold import NOTHING, extend
from kiosk.core.casework.kinds import KINDS, Kind, facts_unpack
from kiosk.core.event import ClockQuality, Event
from server.office.projection import FoldedCase, Rules, settled_ms


class Told(NamedTuple):
    """The case after one event, and the limits that run at its instant."""

    event: Event
    case: Case
    at_ms: int
    limits: tuple[RunningClock, ...]


def told(one: FoldedCase, rules: Rules) -> Iterator[Told]:
    """Each landed event of a case with what the product makes of it then, in their order."""
    settled = settled_ms(one.rows.values(), rules.county_node)
    folded = NOTHING
    for event in one.folded.landed:
        folded = extend(folded, event)
        assert folded.case is not None, "an Entrusted lands first in what this year's stations write"
        at_ms = settled[event.hash]
        yield Told(event, folded.case, at_ms, clocks(folded.case, rules.calendar, at_ms, rules.limits, settled))


def lines(one: FoldedCase, row: Mapping[str, Any], rules: Rules) -> Iterator[dict[str, Any]]:
    """A case as the lines of the module's docstring. row: its projection."""
    for step in told(one, rules):
        head = step.event.head
        kind = Kind(head.kind)
        yield {
            "case": head.case,
            "event": step.event.hash.hex(),
            "kind": KINDS[kind].name,
            "facts": {name: _plain(value) for name, value in facts_unpack(kind, head.facts).items()},
            "level": int(head.level),
            "author": head.author,
            "county": head.node == rules.county_node,
            "wall_ms": head.clock.wall_ms,
            "compared": head.clock.quality is ClockQuality.COMPARED,
            "received_at_ms": one.rows[step.event.hash].received_at_ms,
            "set_aside": one.folded.set_aside.get(step.event.hash, ""),
            "state": step.case.state.value,
            "limits": [_limit(clock) for clock in step.limits],
        }
    yield {"case": one.case.number, "row": dict(row)}


def _limit(clock: RunningClock) -> dict[str, Any]:
    return {name: _plain(value) for name, value in clock._asdict().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return value.name
    return value.isoformat() if isinstance(value, datetime.date) else value
