"""What is to be done: the cases under a person's prefix in a few piles, a page at a time: what has priority first (绿色
通道, domain E-9), then the nearest limit. A priority moves a case up and changes nothing else.

Reads the projection alone and opens nothing; a name is there as the projection masked it.
"""

import datetime
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from kiosk.core.casework.case import Case
from kiosk.core.casework.clocks import RunningClock
from kiosk.core.casework.codes import PriorityFor
from kiosk.core.casework.days import china_date, day_number, day_of
from kiosk.core.casework.lamps import Lamp, worst_lamp
from kiosk.core.casework.transitions import State
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.published import Published, calendar_of
from server.office.terms_differ import SET_ASIDE
from server.store import tables as t

ROWS_A_PAGE = 25
PAGES_MAX = 4_000  # 100,000 cases; a page further on costs no more than one near, all are sorted for each
SOON_DAYS = 3
SEARCH_CHARS_MIN = 3
_DIGITS = re.compile(r"[0-9]{0,27}", re.ASCII)
_AT_INTAKE = (State.RECEIVED.value, State.FORWARDED.value)
_OVER = (State.DELIVERED, State.ARCHIVED, State.WITHDRAWN, State.VOIDED)  # nothing is left to be done first
_UNDER_WAY = tuple(
    state.value
    for state in (State.ACCEPTED, State.DEEMED_ACCEPTED, State.PASSED_UP, State.IN_HANDLING, State.IN_JOINT_REVIEW)
)


class Pile(StrEnum):
    """NEW: at intake with one's own level. HANDLING: accepted and with one's own level. TO_SEND: concluded, the
    result still here. All others with whatever level they are."""

    ALL = "all"
    NEW = "new"
    HANDLING = "handling"
    SOON = "soon"
    OVERDUE = "overdue"
    CORRECTION = "correction"
    SUSPENDED = "suspended"
    TO_SEND = "to-send"
    ASIDE = "aside"


class Wanted(NamedTuple):
    """prefix, level: the person's. station: a narrower prefix; matter, state: "" for all; search: digits anywhere in
    the case number, at least 3; page from 1."""

    prefix: str
    level: Level
    pile: Pile = Pile.ALL
    station: str = ""
    matter: str = ""
    state: str = ""
    search: str = ""
    page: int = 1


class Line(NamedTuple):
    """One case in a list. due: the last day of its limit, None when none runs; days_left: calendar days until then,
    below 0 overdue, None for none; lamp: the worst of its limits; principal: masked, "" while its body is closed;
    priority: why it goes first, None where it does not."""

    case: str
    matter_name: str
    station_name: str
    principal: str
    state: str
    handler: Level
    due: datetime.date | None
    days_left: int | None
    paused: bool
    provisional: bool
    lamp: Lamp
    priority: PriorityFor | None


class Listed(NamedTuple):
    """A page of a pile; total: of the whole pile; counts: of every pile under the same filters but state."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[Pile, int]


def listed(connection: Connection, published: Published, county: str, wanted: Wanted, now_ms: int) -> Listed:
    """The page that was asked for, or the last one there is."""
    today = china_date(now_ms)
    c = t.case_row.c
    where = _narrowed(county, wanted)
    counts = _counts(connection, where, wanted.level, today)
    chosen = [*where, *_of_pile(wanted.pile, wanted.level, today)]
    if wanted.state:
        chosen.append(c.state == wanted.state)
        total = connection.scalars(select(func.count()).where(*chosen)).one()
    else:
        total = counts[wanted.pile]
    pages = max(1, min(PAGES_MAX, -(-total // ROWS_A_PAGE)))
    page = min(max(1, wanted.page), pages)
    order = (after_those_that_go_first(today), (c.due == 0), c.due, c.case_no, c.id)
    here = select(c.id).where(*chosen).order_by(*order).limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE)
    asked = select(
        c.case_no, c.matter, c.station, c.state, c.handler_level, c.due, c.priority, order[0].label("first"), c.folded
    )
    asked = asked.where(c.county == county, c.id.in_(list(connection.scalars(here)))).order_by(*order)
    naming = _Naming(connection, published)
    lines = tuple(_line(row, naming, today) for row in connection.execute(asked))
    return Listed(lines, total, page, pages, counts)


def goes_first(case: Case, today: datetime.date) -> bool:
    """Whether a case's priority counts on that day."""
    return case.priority is not None and today <= case.priority.until and case.state not in _OVER


def after_those_that_go_first(today: datetime.date) -> ColumnElement[int]:
    """0 for the cases that `goes_first` is true of, 1 for all others."""
    c = t.case_row.c
    over = [state.value for state in _OVER]
    return case((and_(c.priority != 0, c.priority_until >= day_number(today), c.state.not_in(over)), 0), else_=1)


def _narrowed(county: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    c = t.case_row.c
    where = [c.county == county]
    for prefix in filter(None, (wanted.prefix, wanted.station)):
        where += [c.station >= prefix, c.station < prefix + ":"]  # ":" comes after every digit
    if wanted.matter:
        where.append(c.matter == wanted.matter)
    if wanted.search:
        where.append(c.case_no.contains(wanted.search, autoescape=True))
    return where


def digits_searched(text: str) -> str:
    """What is searched for of what was typed: its digits, blanks and hyphens dropped; "" for fewer than 3 or anything
    else."""
    plain = re.sub(r"[\s-]", "", text)
    return plain if _DIGITS.fullmatch(plain) and len(plain) >= SEARCH_CHARS_MIN else ""


def _of_pile(pile: Pile, level: Level, today: datetime.date) -> list[ColumnElement[bool]]:
    c = t.case_row.c
    runs = [c.due != 0, c.state != State.SUSPENDED.value]
    conditions: dict[Pile, list[ColumnElement[bool]]] = {
        Pile.ALL: [],
        Pile.NEW: [c.state.in_(_AT_INTAKE), c.handler_level == int(level)],
        Pile.HANDLING: [c.state.in_(_UNDER_WAY), c.handler_level == int(level)],
        Pile.SOON: [*runs, c.due >= day_number(today), c.due <= day_number(_soon(today))],
        Pile.OVERDUE: [*runs, c.due < day_number(today)],
        Pile.CORRECTION: [c.state == State.IN_CORRECTION.value],
        Pile.SUSPENDED: [c.state == State.SUSPENDED.value],
        Pile.TO_SEND: [c.state == State.CONCLUDED.value],
        Pile.ASIDE: [c.state == SET_ASIDE],
    }
    return conditions[pile]


def _counts(
    connection: Connection, where: list[ColumnElement[bool]], level: Level, today: datetime.date
) -> dict[Pile, int]:
    in_pile = [
        func.sum(case((and_(*conditions), 1), else_=0)) if conditions else func.count()
        for conditions in (_of_pile(pile, level, today) for pile in Pile)
    ]
    found = connection.execute(select(*in_pile).select_from(t.case_row).where(*where)).one()
    return {pile: int(count or 0) for pile, count in zip(Pile, found, strict=True)}


class _Naming:
    """Names of matters and stations in force; the code itself where there is none."""

    def __init__(self, connection: Connection, published: Published) -> None:
        document = published.in_force(connection)
        self._matters = {matter.code: matter.name for matter in document.catalogue.matters}
        self._divisions = document.divisions
        self.calendar = calendar_of(document)

    def matter(self, code: str) -> str:
        return self._matters.get(code, code)

    def station(self, code: str) -> str:
        try:
            return self._divisions.station_name(code)
        except Refusal:
            return code


def _line(row: Any, naming: _Naming, today: datetime.date) -> Line:
    folded = msgspec.json.decode(row.folded)
    clocks = sorted(msgspec.convert(folded["clocks"], tuple[RunningClock, ...]), key=lambda clock: clock.due)
    due = day_of(row.due)
    return Line(
        row.case_no,
        naming.matter(row.matter),
        naming.station(row.station),
        folded["principal"],
        row.state,
        Level(row.handler_level),
        due,
        None if due is None else (due - today).days,
        bool(clocks and clocks[0].paused),
        bool(clocks and clocks[0].provisional),
        worst_lamp(clocks, today, naming.calendar),
        PriorityFor(row.priority) if row.first == 0 else None,
    )


def _soon(today: datetime.date) -> datetime.date:
    return today + datetime.timedelta(days=SOON_DAYS)
