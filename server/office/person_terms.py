"""Until when a person may do what: training that runs out stops new cases (domain F-3), an attachment that ends stops
everything (F-7, 后备干部挂职). The ends travel in the signed catalogue, so that a kiosk without a line holds to them too.
"""

import datetime

from msgspec.structs import replace
from sqlalchemy import delete

from kiosk.core.casework.days import day_number
from kiosk.core.catalogue.document import PersonTerms
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.administrating import require_administrator
from server.office.digest import Office
from server.office.staff import require_staff
from server.office.working import person_ends, terms_of
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
    people = tuple(person_ends(journal.connection, journal.county))
    version = office.published.renew(journal, office.instruments.clock().wall_ms, people=people)
    said = " ".join(f"{name}={day or '-'}" for name, day in sorted(changed.items()))
    audit.write(journal, office.instruments, f"{os_user}/{administrator.number}", "staff term", number, said)
    return version, terms


def _number(day: datetime.date | None) -> int:
    return day_number(day) if day is not None else 0
