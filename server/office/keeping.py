"""How the county's records are kept twice: which second medium is in use, and what does not lie there yet.

On any reading connection; told from what the running server noted when it began (`store.safekeeping`).
"""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from server.store import notes
from server.store import tables as t
from server.store.carriage_tables import erasure
from server.store.safekeeping import SECOND_MEDIUM, in_use

COUNTED_MAX = 100_000


class Medium(StrEnum):
    """Where the second copy goes."""

    NONE = "none"
    SAME_DEVICE = "same-device"
    APART = "apart"


class Keeping(NamedTuple):
    """waiting: events that are not on the second medium yet, at most COUNTED_MAX; since_ms: since when the oldest of
    them is here, 0 for none; erasing: erased cases of which something is still left on the second medium."""

    medium: Medium
    waiting: int
    since_ms: int
    erasing: int


def keeping(connection: Connection, county: str) -> Keeping:
    """How it stands now."""
    medium = in_use(notes.note(connection, county, SECOND_MEDIUM) or b"")
    e = t.event.c
    # IS NULL as the partial index has it, oldest first as it is sorted: no walk over the journal.
    left = select(e.received_at_ms).where(e.county == county, e.safe_at_ms.is_(None))
    rows = list(connection.scalars(left.order_by(e.received_at_ms).limit(COUNTED_MAX)))
    going = select(func.count()).where(erasure.c.county == county, erasure.c.done.is_(False))
    where = Medium.NONE if medium is None else Medium.SAME_DEVICE if medium.same_device else Medium.APART
    return Keeping(where, len(rows), rows[0] if rows else 0, connection.scalars(going).one())


def erasure_goes_on(connection: Connection, county: str, case_no: str) -> bool:
    """Whether something of an erased case is still left anywhere at the county."""
    x = erasure.c
    asked = select(x.case_no).where(x.county == county, x.case_no == case_no, x.done.is_(False)).limit(1)
    return connection.scalars(asked).one_or_none() is not None
