"""How long the county keeps bodies: the period that it set, counted by its own clock from the last that happened to an
ended case (归档: retention starts). Nothing goes by itself: a person looks at the list and erases (`erasing`)."""

from sqlalchemy import Connection, func, select

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.transitions import State
from server.store import tables as t
from server.store.journal import Journal
from server.store.overdue import raised_lately

ENDED = (State.ARCHIVED, State.WITHDRAWN, State.VOIDED)
OVER_COUNT_MAX = 1_000
DAY_MS = 86_400_000


def over_period(
    connection: Connection, county: str, days: int, now_ms: int, count_max: int = OVER_COUNT_MAX
) -> list[str]:
    """Ended cases of which bodies have been kept for over `days`, the oldest first."""
    c, e = t.case_row.c, t.event.c
    asked = (
        select(c.case_no)
        .where(
            c.county == county, c.state.in_([state.value for state in ENDED]), c.changed_at_ms < now_ms - days * DAY_MS
        )
        .order_by(c.changed_at_ms, c.case_no)
    )
    found: list[str] = []
    for number in connection.scalars(asked):
        body = select(e.hash).where(
            e.county == county, e.case_no == number, t.EVENT_IN_A_CASE, e.kind != int(Kind.ERASED),
            func.length(e.sealed) > 0,
        )  # fmt: skip
        if connection.execute(body.limit(1)).one_or_none() is not None:
            found.append(number)
        if len(found) >= count_max:
            break
    return found


def raise_over_period(journal: Journal, days: int, now_ms: int) -> None:
    """Tell the county's people that there is something to decide, once a day."""
    about = f"bodies of ended cases kept over {days} days"
    if ("RETENTION_OVER", about) in raised_lately(journal, ("RETENTION_OVER",), now_ms):
        return
    if over_period(journal.connection, journal.county, days, now_ms, 1):
        journal.incident("RETENTION_OVER", about, now_ms)
