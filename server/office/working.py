"""Who still works here: registered, not removed, and not past the last day that was set for them (domain F-7)."""

from sqlalchemy import Connection, select

from kiosk.core.casework.days import china_date, day_of
from kiosk.core.catalogue.document import PersonTerms
from kiosk.core.refusal import Refusal
from server.office.staff import Staff, require_staff
from server.store.people_tables import person_terms as table


def terms_of(connection: Connection, county: str, number: str) -> PersonTerms:
    """That person's ends; none where none was set."""
    return next((one for one in person_ends(connection, county, number)), PersonTerms(number))


def require_working(connection: Connection, county: str, number: str, now_ms: int) -> Staff:
    """That person, who still works here on this day; Refusals STAFF_UNKNOWN, STAFF_TERM_ENDED."""
    person = require_staff(connection, county, number)
    until = terms_of(connection, county, person.number).until
    if until is not None and china_date(now_ms) > until:
        raise Refusal("STAFF_TERM_ENDED", number=person.number, until=until)
    return person


def person_ends(connection: Connection, county: str, number: str = "") -> list[PersonTerms]:
    """Everybody with an end, or that person alone, by number."""
    c = table.c
    asked = select(c.number, c.trained_until, c.until).where(c.county == county)
    asked = asked.where(c.number == number) if number else asked
    rows = connection.execute(asked.order_by(c.number))
    return [PersonTerms(row.number, day_of(row.trained_until), day_of(row.until)) for row in rows]
