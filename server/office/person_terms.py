"""Until when a person may do what: training that runs out stops new cases (domain F-3), an attachment that ends stops
everything (F-7, 后备干部挂职). The ends travel in the signed catalogue, so that a kiosk without a line holds to them too.
"""

import datetime

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select

from kiosk.core.casework.days import china_date, day_number, day_of
from kiosk.core.catalogue.document import PersonTerms
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.administrating import require_administrator
from server.office.digest import Office
from server.office.staff import Staff, require_staff
from server.store.journal import Journal
from server.store.people_tables import person_terms as table


def set_terms(
    office: Office, journal: Journal, number: str, changed: dict[str, datetime.date | None], by: str, os_user: str
) -> tuple[int, PersonTerms]:
    """Set `trained_until` or `until` of a person, None for no end, and publish a version of the catalogue that says so:
    its version, and all that person's ends. Refusals STAFF_UNKNOWN, STAFF_ONESELF and those of
    `require_administrator`."""
    administrator = require_administrator(office, journal, by, "staff term")
    person = require_staff(journal.connection, journal.county, number)
    if person.number == administrator.number and changed.get("until"):
        raise Refusal("STAFF_ONESELF")
    terms = replace(terms_of(journal.connection, journal.county, number), **changed)
    c = table.c
    journal.connection.execute(delete(table).where(c.county == journal.county, c.number == number))
    if terms != PersonTerms(number):
        days = {"trained_until": _number(terms.trained_until), "until": _number(terms.until)}
        journal.connection.execute(table.insert().values(county=journal.county, number=number, **days))
    people = tuple(_all(journal.connection, journal.county))
    version = office.published.renew(journal, office.instruments.clock().wall_ms, people=people)
    said = " ".join(f"{name}={day or '-'}" for name, day in sorted(changed.items()))
    audit.write(journal, office.instruments, f"{os_user}/{administrator.number}", "staff term", number, said)
    return version, terms


def terms_of(connection: Connection, county: str, number: str) -> PersonTerms:
    """That person's ends; none where none was set."""
    return next((one for one in _all(connection, county, number)), PersonTerms(number))


def require_working(connection: Connection, county: str, number: str, now_ms: int) -> Staff:
    """That person, who still works here on this day; Refusals STAFF_UNKNOWN, STAFF_TERM_ENDED."""
    person = require_staff(connection, county, number)
    until = terms_of(connection, county, person.number).until
    if until is not None and china_date(now_ms) > until:
        raise Refusal("STAFF_TERM_ENDED", number=person.number, until=until)
    return person


def _all(connection: Connection, county: str, number: str = "") -> list[PersonTerms]:
    c = table.c
    asked = select(c.number, c.trained_until, c.until).where(c.county == county)
    asked = asked.where(c.number == number) if number else asked
    rows = connection.execute(asked.order_by(c.number))
    return [PersonTerms(row.number, day_of(row.trained_until), day_of(row.until)) for row in rows]


def _number(day: datetime.date | None) -> int:
    return day_number(day) if day is not None else 0
