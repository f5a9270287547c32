"""Who administers the county: the post, at the county's own prefix, by somebody who still works here."""

from kiosk.core.refusal import Refusal
from server.office.digest import Office
from server.office.staff import Staff
from server.office.working import require_working
from server.store.journal import Journal

POST = "administrator"


def require_administrator(office: Office, journal: Journal, number: str, command: str) -> Staff:
    """That person; Refusals COUNTY_ONLY, STAFF_UNKNOWN, STAFF_TERM_ENDED, STAFF_NOT_A_CLERK."""
    if not office.node.is_county:
        raise Refusal("COUNTY_ONLY", command=command)
    now_ms = office.instruments.clock().wall_ms
    person = require_working(journal.connection, journal.county, number, now_ms)
    if POST not in person.roles or person.prefix != journal.county:
        raise Refusal("STAFF_NOT_A_CLERK", number=person.number, command=command, roles=POST)
    return person
