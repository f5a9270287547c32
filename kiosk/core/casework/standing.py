"""How a case stands among others: first in the queue for a reason, part of a project, followed by a leader, billed.

A priority moves a case up a list and skips no step of the law (domain E-9). A project is many matters under one agent
(E-1, A-12). One bill for all fees, never one for the agency itself, which is free (E-8, F-6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.core.casework.codes import PriorityFor
from kiosk.core.casework.mark import Mark
from kiosk.core.event import Head, Level

if TYPE_CHECKING:
    from kiosk.core.casework.case import Case

Facts = Mapping[str, Any]


class Priority(msgspec.Struct, frozen=True):
    """绿色通道: why, and the last day on which it counts."""

    why: PriorityFor
    until: date


class Place(msgspec.Struct, frozen=True):
    """Its place in a project: `after` are the places whose cases must be granted before this one can begin."""

    project: str
    place: int
    after: tuple[int, ...] = ()


def linked_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """One project; nothing waits for itself."""
    if case.project is not None:
        return "LINKED_ALREADY"
    return "LINK_TO_ITSELF" if facts is not None and facts["place"] in facts.get("after", ()) else None


def billed_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """One outlet: the window bills, never the agent (domain F-6)."""
    return "FEES_NOT_BY_AGENT" if level is Level.VILLAGE else None


def paid_rule(case: Case, facts: Facts | None, level: Level) -> str | None:
    """What was billed, and no more."""
    owed = case.billed_fen - case.paid_fen
    return "NOTHING_OWED" if owed <= 0 or (facts is not None and facts["fen"] > owed) else None


def prioritised(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of Prioritised: the latest reason counts."""
    return {"priority": Priority(facts["why"], facts["until"])}


def linked(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of Linked."""
    return {"project": Place(facts["project"], facts["place"], facts.get("after", ()))}


def billed(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of FeesBilled."""
    return {"billed_fen": case.billed_fen + facts["fen"]}


def paid(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of FeesPaid."""
    return {"paid_fen": case.paid_fen + facts["fen"]}


def visited(case: Case, head: Head, facts: Facts, mark: Mark) -> dict[str, Any]:
    """Effect of Visited."""
    return {"visits": case.visits + 1}
