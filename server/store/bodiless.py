"""Events that come without the body that their head names, and are taken all the same: because we hold the word that
says why. Their author's own Purged (R-SAFE: a county that was restored is offered what is still held), or the county's
Erased, and they are of what that word comes after. Without it nobody believes a body to be gone: anybody on the way can
take one off. Only what we wrote onto our own second medium we believe as it lies there: it was written anew without
what was erased, and the Erased that says so may lie in a later file.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.examine import Apart, Examined, Taken, fault_of
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.let_go import let_go_before
from kiosk.core.casework.kinds import Kind
from kiosk.core.event import Event

from . import shelf
from .erasure import inner_events

if TYPE_CHECKING:
    from .journal import Journal


def with_bodiless(journal: "Journal", examined: Examined, read_back: bool) -> Examined:
    """`examined`, with those of its events taken whose missing body is accounted for by what is held or came along, or
    all of them where they are read back from our own second medium."""
    missing = [one for one in examined.apart if one.reason is Quarantine.BODY_MISSING]
    read = {one: taken for one in missing if (taken := _authentic(journal, examined, one, read_back)) is not None}
    if not read:
        return examined
    bare = {taken.event.hash: taken.event for taken in read.values()}
    gone = bare.keys() if read_back else _accounted_for(journal, examined, bare.values())
    excused = {one: taken for one, taken in read.items() if taken.event.hash in gone}
    return examined._replace(
        taken=(*examined.taken, *excused.values()),
        apart=tuple(one for one in examined.apart if one not in excused),
    )


def _authentic(journal: "Journal", examined: Examined, one: Apart, read_back: bool) -> Taken | None:
    event = read_event(one.raw)
    name = log_name(event.head)
    identity = journal.book.known(name) or examined.identities.get(name)
    if identity is None:  # its certificate lies in a later file
        return Taken(event, b"", Quarantine.AWAITING_CERTIFICATE) if read_back else None
    return Taken(event, b"") if fault_of(event, identity, journal.prefix) is None else None


def _accounted_for(journal: "Journal", examined: Examined, bare: Collection[Event]) -> set[bytes]:
    """Which of these their author let go of, or the county erased."""
    gone: set[bytes] = set()
    for case_no in {event.head.case for event in bare} - {""}:
        rows = shelf.events_of_case(journal.connection, journal.county, case_no)
        came = [taken.event for taken in examined.taken if taken.awaiting is None and taken.event.head.case == case_no]
        proved = [*(row.event for row in rows), *came, *inner_events(journal.connection, journal.county, case_no)]
        mine = [event for event in bare if event.head.case == case_no]
        erased = [
            event
            for event in proved
            if event.head.kind == Kind.ERASED and event.head.node == journal.county_identity.node
        ]
        gone |= let_go_before(erased, [*proved, *mine])
        if erased:  # a ledger row is a copy, whenever it comes
            gone |= {event.hash for event in mine if event.head.kind == Kind.PURGED}
        for node in {event.head.node for event in mine}:
            purged = [event for event in proved if event.head.kind == Kind.PURGED and event.head.node == node]
            reached = let_go_before(purged, [*proved, *mine])
            gone |= {event.hash for event in mine if event.head.node == node and event.hash in reached}
    return gone
