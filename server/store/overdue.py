"""What has waited too long, raised for a person to look at: nothing that was acknowledged is ever dropped for its age
(R-RAW), so somebody must find out why a key, a dictionary, an author's certificate or a missing number does not come.

Bodies that wait are named one by one; events of authors not known, and those beyond a gap, by their log, since anybody
can make up many. What was raised is raised again after a day, so that one seen to and not mended comes back.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import Quarantine

from . import tables as t

if TYPE_CHECKING:
    from .journal import Journal

DAY_MS = 86_400_000
AWAITING_MS_MAX = 7 * DAY_MS  # then a person must look why it does not come
AGAIN_MS = DAY_MS
OVERDUE_AT_ONCE_MAX = 100  # of each kind
KINDS = ("AWAITING_OVER_7_DAYS", "AUTHOR_UNKNOWN_OVER_7_DAYS", "GAP_OVER_7_DAYS")
BODY_WAITS = (Quarantine.AWAITING_KEY, Quarantine.AWAITING_DICTIONARY)


def raise_overdue(journal: "Journal", now_ms: int) -> int:
    """Raise what has waited for 7 days; how many. On a county and on a relay alike."""
    raised = raised_lately(journal, KINDS, now_ms)
    count = 0
    for about in _fresh(_bodies(journal, now_ms), "AWAITING_OVER_7_DAYS", raised):
        journal.incident("AWAITING_OVER_7_DAYS", about, now_ms)
        count += 1
    for about in _fresh(_strangers(journal, now_ms), "AUTHOR_UNKNOWN_OVER_7_DAYS", raised):
        journal.incident("AUTHOR_UNKNOWN_OVER_7_DAYS", about, now_ms)
        count += 1
    for about in _fresh(_gaps(journal, now_ms), "GAP_OVER_7_DAYS", raised):
        journal.incident("GAP_OVER_7_DAYS", about, now_ms)
        count += 1
    return count


def _fresh(found: Iterator[str], kind: str, raised: Collection[tuple[str, str]]) -> list[str]:
    fresh = (about for about in found if (kind, about) not in raised)
    return list(islice(fresh, OVERDUE_AT_ONCE_MAX))


def raised_lately(journal: "Journal", kinds: Collection[str], now_ms: int) -> set[tuple[str, str]]:
    """(kind, about) of the incidents of these kinds that were raised within a day."""
    i = t.incident.c
    asked = select(i.kind, i.about).where(
        i.county == journal.county, i.kind.in_(kinds), i.last_at_ms > now_ms - AGAIN_MS, i.last_at_ms <= now_ms
    )
    return {(row.kind, row.about) for row in journal.connection.execute(asked)}


def _bodies(journal: "Journal", now_ms: int) -> Iterator[str]:
    e = t.event.c
    asked = select(e.hash).where(
        e.county == journal.county,
        e.awaiting.in_([int(reason) for reason in BODY_WAITS]),
        e.received_at_ms < now_ms - AWAITING_MS_MAX,
    )
    for event_hash in journal.connection.scalars(asked.order_by(e.received_at_ms, e.hash)):
        yield f"event {event_hash.hex()}"


def _strangers(journal: "Journal", now_ms: int) -> Iterator[str]:
    """In order, and each once, only here: for the sake of either a planner would walk all events by their logs."""
    e = t.event.c
    asked = select(e.log_name).where(
        e.county == journal.county,
        e.awaiting == int(Quarantine.AWAITING_CERTIFICATE),
        e.received_at_ms < now_ms - AWAITING_MS_MAX,
    )
    for name in sorted(set(journal.connection.scalars(asked))):
        yield f"log {name.hex()}"


def _gaps(journal: "Journal", now_ms: int) -> Iterator[str]:
    """Logs with an authentic event beyond a number that is missing."""
    e, c = t.event.c, t.log.c
    asked = (
        select(c.log_name)
        .distinct()
        .join(t.event, (e.county == c.county) & (e.log_name == c.log_name))
        .where(
            c.county == journal.county,
            e.seq > c.n + 1,
            e.awaiting.is_(None) | (e.awaiting != int(Quarantine.AWAITING_CERTIFICATE)),
            e.received_at_ms < now_ms - AWAITING_MS_MAX,
        )
    )
    for name in journal.connection.scalars(asked.order_by(c.log_name)):
        yield f"log {name.hex()}"
