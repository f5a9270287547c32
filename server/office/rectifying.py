"""差评整改 (T10): every rating of the two worst grades is answered for by a supervisor, in time and in writing.

What is kept is the grade, the day and what was done; never the villager's words, which stay in the sealed body. Only
the county reads a grade: nobody at the station or the township, who may be the one that was rated.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.core.casework.commands import Power
from kiosk.core.casework.days import china_date
from kiosk.core.casework.rectifying import rectify_by
from kiosk.core.casework.written_text import check_text
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office import audit
from server.office.digest import Office
from server.office.published import Published, calendar_of
from server.office.working import require_working
from server.store.journal import Journal
from server.store.rating_tables import bad_rating as table

NOTE_CHARS_MAX = 500
LIST_COUNT_MAX = 5_000


class BadRating(NamedTuple):
    """One rating. due: the last day for putting it right; late: it is over, or was when it was done; put_right: the
    day, "" while open; by, note: who answered for it, and how."""

    case: str
    station: str
    grade: int
    rated: str
    due: str
    provisional: bool
    late: bool
    put_right: str
    by: str
    note: str


def bad_ratings(
    connection: Connection, published: Published, county: str, now_ms: int, everything: bool
) -> list[BadRating]:
    """The open ones, and with `everything` those that were put right too; the earliest first."""
    document = published.in_force(connection)
    calendar, limits, today = calendar_of(document), document.limits, china_date(now_ms)
    asked = select(table).where(table.c.county == county).order_by(table.c.rated_at_ms, table.c.id)
    if not everything:
        asked = asked.where(table.c.put_right_at_ms.is_(None))
    found = []
    for row in connection.execute(asked.limit(LIST_COUNT_MAX)):
        rated = china_date(row.rated_at_ms)
        due = rectify_by(rated, limits, calendar)
        done = None if row.put_right_at_ms is None else china_date(row.put_right_at_ms)
        late = not due.provisional and (done or today) > due.date
        told = "" if done is None else done.isoformat()
        days = (rated.isoformat(), due.date.isoformat(), due.provisional, late, told)
        found.append(BadRating(row.case_no, row.station, row.grade, *days, row.put_right_by, row.note))
    return found


def put_right(office: Office, journal: Journal, case: str, note: str, number: str, os_user: str) -> int:
    """A supervisor of the county says what was done about every open bad rating of a case; how many they were. Refusals
    POWER_MISSING, NOTHING_RATED_BADLY, and those of a text."""
    now_ms = office.instruments.clock().wall_ms
    staff = require_working(journal.connection, journal.county, number, now_ms)
    if Power.SUPERVISOR not in staff.powers or staff.level is not Level.COUNTY:
        raise Refusal("POWER_MISSING", command="ratings put-right", power=str(Power.SUPERVISOR))
    check_text("note", note, NOTE_CHARS_MAX, required=True)
    mine = (table.c.county == journal.county, table.c.case_no == case, table.c.put_right_at_ms.is_(None))
    done = update(table).where(*mine).values(put_right_at_ms=now_ms, put_right_by=staff.number, note=note)
    count = len(journal.connection.scalars(done.returning(table.c.id)).all())
    if not count:
        raise Refusal("NOTHING_RATED_BADLY", case=case[:40])
    audit.write(journal, office.instruments, f"{os_user}/{staff.number}", "ratings put-right", case, "")
    return count
