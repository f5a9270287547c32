"""What an agent brings beside cases, and the card of a month (“当好‘三员’” [S002], domain F-4): cases handled, needs
reported and adopted (调研员), problems solved (服务员).

A case is the agent's who took it in first (首办人), as its heads say; nobody types a number.
"""

import calendar
import datetime
from enum import IntEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.core.casework.days import china_date, start_of_day_ms
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.digest import Office
from server.office.staff import Staff, require_staff, staff_records
from server.office.working import require_working
from server.store import tables as t
from server.store.journal import Journal
from server.store.people_tables import agent_note as table

ID_BYTES = 4
TEXT_CHARS_MAX = 500


class Sort(IntEnum):
    """What it is."""

    SUGGESTION = 1  # 建议
    PROBLEM = 2  # 问题


class Note(NamedTuple):
    """One of them; settled: adopted, or solved."""

    id: str
    number: str
    sort: Sort
    text: str
    at_ms: int
    settled: bool


class MonthCard(NamedTuple):
    """What one agent did in a month: cases opened, suggestions made and adopted, problems solved."""

    number: str
    name: str
    month: str
    cases: int
    suggestions: int
    adopted: int
    solved: int

    def line(self) -> str:
        """As the appraisal writes it."""
        return f"{self.name} {self.month} 办件 {self.cases}, 建议 {self.suggestions}(采纳{self.adopted}), 协调 {self.solved}"


def note(office: Office, journal: Journal, number: str, sort: Sort, text: str, os_user: str) -> Note:
    """Write down what an agent reports; Refusals COUNTY_ONLY, STAFF_UNKNOWN, ENQUIRY_FACT_WRONG."""
    now_ms = office.instruments.clock().wall_ms
    person = _person(office, journal, number, now_ms)
    if not text.strip() or len(text) > TEXT_CHARS_MAX or not text.isprintable():
        raise Refusal("ENQUIRY_FACT_WRONG", name="text", chars_max=TEXT_CHARS_MAX)
    new = f"{china_date(now_ms):%Y%m%d}-{office.instruments.draw(ID_BYTES).hex().upper()}"
    row: dict[str, Any] = {"id": new, "number": person.number, "sort": int(sort), "text": text, "at_ms": now_ms}
    journal.connection.execute(table.insert().values(county=journal.county, **row))
    audit.write(journal, office.instruments, f"{os_user}/{person.number}", "staff note", new, sort.name.lower())
    return Note(new, person.number, sort, text, now_ms, False)


def settle(office: Office, journal: Journal, which: str, by: str, os_user: str) -> Note:
    """Adopt a suggestion, or find a problem solved: by somebody else of the county or the township that the agent
    belongs to. Refusals NOTE_UNKNOWN, STAFF_ONESELF, STAFF_NOT_A_CLERK, STAFF_OUTSIDE_PREFIX, STAFF_UNKNOWN."""
    now_ms = office.instruments.clock().wall_ms
    person = _person(office, journal, by, now_ms)
    c = table.c
    mine = (c.county == journal.county, c.id == which.strip().upper())
    row = journal.connection.execute(select(table).where(*mine)).one_or_none()
    if row is None:
        raise Refusal("NOTE_UNKNOWN", id=which[:17])
    if row.number == person.number:
        raise Refusal("STAFF_ONESELF")
    if person.level is Level.VILLAGE:
        roles = f"{Level.TOWNSHIP.name.lower()} {Level.COUNTY.name.lower()}"
        raise Refusal("STAFF_NOT_A_CLERK", number=person.number, command="staff settle", roles=roles)
    agent = staff_records(journal.connection, journal.county, "", row.number)[0].person  # also one who left
    if not agent.prefix.startswith(person.prefix):
        raise Refusal("STAFF_OUTSIDE_PREFIX", number=person.number, prefix=person.prefix)
    if row.settled_at_ms is None:
        journal.connection.execute(update(table).where(*mine).values(settled_at_ms=now_ms))
        audit.write(journal, office.instruments, f"{os_user}/{person.number}", "staff settle", row.id, "")
    return Note(row.id, row.number, Sort(row.sort), row.text, row.at_ms, True)


def month_card(connection: Connection, county: str, number: str, month: str) -> MonthCard:
    """The card of `month` (2026-11). Refusals STAFF_UNKNOWN, MONTH_WRONG."""
    person = require_staff(connection, county, number)
    first, last = _month(month)
    begun, ended = start_of_day_ms(first), start_of_day_ms(last + datetime.timedelta(days=1))
    r, c = t.case_row.c, table.c
    entered = select(r.folded).where(
        r.county == county, r.station.startswith(person.prefix, autoescape=True), r.entered_at_ms >= begun,
        r.entered_at_ms < ended,
    )  # fmt: skip
    first_hands = [msgspec.json.decode(folded)["case"]["first_handler"] for folded in connection.scalars(entered)]
    notes = select(c.sort, c.settled_at_ms).where(c.county == county, c.number == number)
    held = [(Sort(row.sort), row.settled_at_ms is not None) for row in connection.execute(
        notes.where(c.at_ms >= begun, c.at_ms < ended)
    )]  # fmt: skip
    suggestions = [settled for sort, settled in held if sort is Sort.SUGGESTION]
    return MonthCard(
        person.number,
        person.name,
        month,
        first_hands.count(person.number),
        len(suggestions),
        sum(suggestions),
        sum(settled for sort, settled in held if sort is Sort.PROBLEM),
    )


def _month(text: str) -> tuple[datetime.date, datetime.date]:
    try:
        first = datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refusal("MONTH_WRONG", month=text[:10]) from None
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _person(office: Office, journal: Journal, number: str, now_ms: int) -> Staff:
    if not office.node.is_county:
        raise Refusal("COUNTY_ONLY", command="staff note")
    return require_working(journal.connection, journal.county, number, now_ms)
