"""What applicants still owe after acceptance: materials that follow (容缺, domain C-6) and promises that stand for a
proof until they are checked (告知承诺, C-12). A promise found untrue stays on the list of such (不实): who accepts the
next one from the same hand should know.

Reads the projection alone: an index finds the events, nothing is folded or opened, and names are masked.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.core.casework.afterwards import Following, PromisedProofs
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import CheckOutcome, Result
from server.office.published import Published
from server.store import tables as t
from server.store.people_tables import EVENT_IS_OWED_AFTER

REMINDER_DAYS = 2  # before the last day (domain C-6)
LIST_COUNT_MAX = 5_000


class Standing(StrEnum):
    """How it stands. REMIND: the last day is near; OVERDUE: it is over; LAPSED: returned for it."""

    WAITING = "waiting"
    REMIND = "remind"
    OVERDUE = "overdue"
    CAME = "came"
    LAPSED = "lapsed"
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    ENDED = "ended"


class Owed(NamedTuple):
    """One case. materials: by name; until: the last day, None where no limit runs; kind: "follows" or "promised"."""

    case: str
    kind: str
    matter: str
    principal: str
    materials: tuple[str, ...]
    until: datetime.date | None
    standing: Standing


def owed(
    connection: Connection, published: Published, county: str, today: datetime.date, prefix: str = ""
) -> list[Owed]:
    """Everything of both sorts under `prefix`, what ends first before what ends later or not at all."""
    e, c = t.event.c, t.case_row.c
    numbers = select(e.case_no).where(e.county == county, EVENT_IS_OWED_AFTER)
    asked = select(c.case_no, c.matter, c.folded).where(c.county == county, c.case_no.in_(numbers))
    asked = asked.where(c.station.startswith(prefix, autoescape=True)).order_by(c.case_no, c.id).limit(LIST_COUNT_MAX)
    found: list[Owed] = []
    for row in connection.execute(asked).all():
        folded = msgspec.json.decode(row.folded)
        names = published.material_names(connection, row.matter, folded["case"]["catalogue_version"])
        found += _of(row.case_no, row.matter, folded, names, today)
    return sorted(found, key=lambda one: (one.until is None, one.until or today, one.case, one.kind))


def _of(
    number: str, matter: str, folded: Mapping[str, Any], names: Sequence[str], today: datetime.date
) -> Iterator[Owed]:
    case, principal = folded["case"], folded["principal"]
    clocks = {clock.name: clock for clock in msgspec.convert(folded["clocks"], tuple[RunningClock, ...])}
    result = Result(case["result"]) if case["result"] is not None else None
    if (held := case["following"]) is not None:
        following = msgspec.convert(held, Following)
        standing = _of_following(following, "T12" in clocks, result, today)
        until = following.until if standing in (Standing.WAITING, Standing.REMIND, Standing.OVERDUE) else None
        yield Owed(number, "follows", matter, principal, _named(names, following.materials), until, standing)
    if (held := case["promised_proofs"]) is not None:
        proofs = msgspec.convert(held, PromisedProofs)
        clock = clocks.get("CHECK")
        until = clock.due if clock else None
        standing = _of_promise(proofs, clock, case["accepted"] is not None, today)
        yield Owed(number, "promised", matter, principal, _named(names, proofs.materials), until, standing)


def _named(names: Sequence[str], numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(names[one - 1] if one <= len(names) else str(one) for one in numbers)


def _of_following(following: Following, runs: bool, result: Result | None, today: datetime.date) -> Standing:
    if not following.materials:
        return Standing.CAME
    if runs:
        return _near(following.until, today)
    return Standing.LAPSED if result is Result.RETURNED else Standing.ENDED


def _of_promise(
    proofs: PromisedProofs, clock: RunningClock | None, is_accepted: bool, today: datetime.date
) -> Standing:
    if proofs.outcome is not None:
        return {
            CheckOutcome.TRUE: Standing.TRUE,
            CheckOutcome.FALSE: Standing.FALSE,
            CheckOutcome.UNKNOWN: Standing.UNKNOWN,
        }[proofs.outcome]
    if clock is None:
        return Standing.ENDED if is_accepted else Standing.WAITING
    return _near(clock.due, today)


def _near(last: datetime.date, today: datetime.date) -> Standing:
    if today > last:
        return Standing.OVERDUE
    return Standing.REMIND if (last - today).days <= REMINDER_DAYS else Standing.WAITING
