"""What supervision looks at (电子监察): cards, the backlog, same-day cases still open, and each month's rates.

Read from the projection alone: its columns find the cases and count them, and only those with a card have their row
read for which card it is. Nothing is folded, and nobody types a rate (domain I-1).
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, case, func, select

from kiosk.core.casework.cards import Card
from kiosk.core.casework.codes import CardColour
from kiosk.core.casework.days import china_date, start_of_day_ms
from kiosk.core.casework.handling_class import ON_THE_SPOT_CODE
from kiosk.core.casework.limits import ONE_DAY, working_days_between
from kiosk.core.casework.transitions import State
from kiosk.core.casework.workdays import WorkCalendar
from server.office.published import Published, calendar_of
from server.store import tables as t

UNTOUCHED_WORKING_DAYS = 5  # domain D-9: more than these, and the case is on the list
CASES_A_LIST_MAX = 1_000
MONTHS_TOLD = 12
_RATE_DIGITS = 2
_DECIDED = (State.CONCLUDED.value, State.AWAITING_DELIVERY.value, State.DECLINED.value)


class Carded(NamedTuple):
    """A case with a card. cards: all of it, those taken back too."""

    case: str
    station: str
    matter: str
    state: str
    cards: tuple[Card, ...]


class Untouched(NamedTuple):
    """A case that somebody of the office should have gone on with: working days since anybody did."""

    case: str
    station: str
    matter: str
    state: str
    working_days: int


class StillOpen(NamedTuple):
    """A same-day case 即办件 that was open at 24:00 of its working day; day: that one."""

    case: str
    station: str
    matter: str
    state: str
    day: datetime.date


class Month(NamedTuple):
    """What came in that month (YYYY-MM) and was asked to be corrected or complained of, until now; and the cards that
    were issued in it, those taken back by themselves (domain I-3, C-16). Rates are None where nothing came."""

    month: str
    received: int
    corrected: int
    complaints: int
    yellow: int
    red: int
    yellow_revoked: int
    red_revoked: int

    @property
    def corrected_percent(self) -> float | None:
        """补正率: cases with a correction ÷ 收件."""
        return round(100 * self.corrected / self.received, _RATE_DIGITS) if self.received else None

    @property
    def complaints_a_thousand(self) -> float | None:
        """投诉率: complaints a thousand cases."""
        return round(1_000 * self.complaints / self.received, _RATE_DIGITS) if self.received else None


class Supervised(NamedTuple):
    """Everything under one prefix on `day`. Each list has at most CASES_A_LIST_MAX cases, the longest waiting first."""

    day: datetime.date
    carded: tuple[Carded, ...]
    untouched: tuple[Untouched, ...]
    still_open: tuple[StillOpen, ...]
    months: tuple[Month, ...]


def supervised(connection: Connection, published: Published, county: str, prefix: str, now_ms: int) -> Supervised:
    """The lists and the last twelve months, as of `now_ms` (milliseconds UTC)."""
    document = published.in_force(connection)
    calendar, today = calendar_of(document), china_date(now_ms)
    c = t.case_row.c
    # By function, so that the planner walks the index that each question was given, and not all cases of a prefix.
    under = (c.county == county, func.substr(c.station, 1, len(prefix)) == prefix)
    same_day = [matter.code for matter in document.matters if matter.case_type_code == ON_THE_SPOT_CODE]
    carded = _carded(connection, under)
    return Supervised(
        today,
        tuple(one for one in carded if any(card.revoked_for is None for card in one.cards))[:CASES_A_LIST_MAX],
        tuple(_untouched(connection, under, today, calendar)),
        tuple(_still_open(connection, under, same_day, today, calendar)),
        tuple(_months(connection, under, today, carded)),
    )


class _Folded(msgspec.Struct):
    """Of `case_row.folded` what is looked at here."""

    class Case(msgspec.Struct):
        cards: tuple[Card, ...] = ()

    case: Case


def _carded(connection: Connection, under: Iterable[ColumnElement[bool]]) -> list[Carded]:
    c = t.case_row.c
    asked = select(c.case_no, c.station, c.matter, c.state, c.folded).where(*under, t.CASE_IS_CARDED)
    found = (
        Carded(*row[:4], msgspec.json.decode(row.folded, type=_Folded).case.cards)
        for row in connection.execute(asked.order_by(c.red.desc(), c.yellow.desc(), c.case_no, c.id))
    )
    return list(found)


def _untouched(
    connection: Connection, under: Iterable[ColumnElement[bool]], today: datetime.date, calendar: WorkCalendar
) -> Iterable[Untouched]:
    c = t.case_row.c
    latest = today - ONE_DAY * (UNTOUCHED_WORKING_DAYS + 1)  # no sooner: a working day is a day
    asked = select(c.case_no, c.station, c.matter, c.state, c.idle_since_ms)
    asked = asked.where(*under, t.CASE_IS_IDLE, c.idle_since_ms < start_of_day_ms(latest + ONE_DAY))
    for row in connection.execute(asked.order_by(c.idle_since_ms, c.case_no).limit(CASES_A_LIST_MAX)):
        days = working_days_between(china_date(row.idle_since_ms), today, calendar)
        if days > UNTOUCHED_WORKING_DAYS:
            yield Untouched(*row[:4], days)


def _still_open(
    connection: Connection,
    under: Iterable[ColumnElement[bool]],
    same_day: list[str],
    today: datetime.date,
    calendar: WorkCalendar,
) -> Iterable[StillOpen]:
    c = t.case_row.c
    asked = select(c.case_no, c.station, c.matter, c.state, c.entered_at_ms)
    asked = asked.where(*under, c.matter.in_(same_day), t.CASE_IS_IDLE, c.state.not_in(_DECIDED))
    # Found among the cases that somebody has to go on with, which are few; "+ 0" keeps the planner from walking all.
    asked = asked.where(c.idle_since_ms > 0, c.entered_at_ms + 0 < start_of_day_ms(today))
    for row in connection.execute(asked.order_by(c.entered_at_ms, c.case_no).limit(CASES_A_LIST_MAX)):
        day = china_date(row.entered_at_ms)
        while not calendar.is_working(day):  # taken in on a rest day, it is the next working day's (domain G-3)
            day += ONE_DAY
        if day < today:
            yield StillOpen(*row[:4], day)


def _months(
    connection: Connection, under: Iterable[ColumnElement[bool]], today: datetime.date, carded: Iterable[Carded]
) -> Iterable[Month]:
    issued: dict[str, Counter[tuple[CardColour, bool]]] = {}
    for one in carded:
        for card in one.cards:
            month = f"{china_date(card.issued.ms):%Y-%m}"
            issued.setdefault(month, Counter())[card.colour, card.revoked_for is not None] += 1
    c, first = t.case_row.c, today.replace(day=1)
    for _ in range(MONTHS_TOLD):
        after = (first + 31 * ONE_DAY).replace(day=1)
        asked = select(func.count(), func.sum(case((c.corrections != 0, 1), else_=0)), func.sum(c.complaints))
        within = (c.entered_at_ms >= start_of_day_ms(first), c.entered_at_ms < start_of_day_ms(after))
        received, corrected, complaints = connection.execute(asked.where(*under, *within)).one()
        name = f"{first:%Y-%m}"
        cards = issued.get(name, Counter())
        standing = (cards[CardColour.YELLOW, False], cards[CardColour.RED, False])
        revoked = (cards[CardColour.YELLOW, True], cards[CardColour.RED, True])
        if received or any((*standing, *revoked)):
            yield Month(name, received, int(corrected or 0), int(complaints or 0), *standing, *revoked)
        first = (first - ONE_DAY).replace(day=1)
