"""Events that come without the body that their head names, and are taken all the same: because we hold the word that
says why. Their author's own Purged (R-SAFE: a county that was restored is offered what is still held), or the county's
Erased. Without either, nobody believes a body to be gone: anybody on the way can take one off. Only what we wrote onto
our own second medium we believe as it lies there: it was written anew without what was erased, and the Erased that says
so may lie in a later file.
"""

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.examine import Apart, Examined, Taken, fault_of
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event

from . import tables as t
from .carriage_tables import erasure

if TYPE_CHECKING:
    from .journal import Journal


def with_bodiless(journal: "Journal", examined: Examined, read_back: bool) -> Examined:
    """`examined`, with those of its events taken whose missing body is accounted for by what is held, or all of them
    where they are read back from our own second medium."""
    missing = [one for one in examined.apart if one.reason is Quarantine.BODY_MISSING]
    excused = {one: taken for one in missing if (taken := _excused(journal, examined, one, read_back)) is not None}
    if not excused:
        return examined
    return examined._replace(
        taken=(*examined.taken, *excused.values()),
        apart=tuple(one for one in examined.apart if one not in excused),
    )


def _excused(journal: "Journal", examined: Examined, one: Apart, read_back: bool) -> Taken | None:
    event = read_event(one.raw)
    name = log_name(event.head)
    identity = journal.book.known(name) or examined.identities.get(name)
    if identity is None:  # its certificate lies in a later file
        return Taken(event, b"", Quarantine.AWAITING_CERTIFICATE) if read_back else None
    if fault_of(event, identity, journal.prefix) is not None:
        return None
    return Taken(event, b"") if read_back or is_accounted_for(journal, event) else None


def is_accounted_for(journal: "Journal", event: Event) -> bool:
    """Whether its author has said that it let go of the bodies of that case, or the county that it erased them."""
    e, x, head = t.event.c, erasure.c, event.head
    if not head.case:
        return False
    told = select(e.hash).where(
        e.county == journal.county,
        e.case_no == head.case,
        t.EVENT_IN_A_CASE,
        e.awaiting.is_(None),
        or_(
            (e.kind == int(Kind.PURGED)) & (e.node == head.node),
            (e.kind == int(Kind.ERASED)) & (e.node == journal.county_identity.node),
        ),
    )
    followed = select(x.event_hash).where(x.county == journal.county, x.case_no == head.case)
    return any(journal.connection.execute(asked.limit(1)).one_or_none() is not None for asked in (told, followed))
