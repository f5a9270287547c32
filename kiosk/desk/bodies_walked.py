"""Verify's walk over bodies: one that is held is what its head names, one that is gone is gone by somebody's word."""

import contextlib
from hashlib import sha256

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.casework.gone import NOTHING_GONE, Gone
from kiosk.core.event import Event
from kiosk.desk.erasing import gone_from
from kiosk.desk.station import Station
from kiosk.desk.store import OWN


class Bodies:
    """See the module. purged, erased: how many are gone by right."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._gone: dict[str, Gone] = {}
        self.purged = self.erased = 0

    def fault_of(self, event: Event, sealed: bytes, origin: int) -> str | None:
        """What is wrong with an event's body, as a key of `verified.SENTENCES`; None when nothing is."""
        head = event.head
        if sealed and sha256(sealed).digest() != head.sealed_sha256:
            return "BODY"
        if not head.sealed_sha256:
            return None
        told = (event.hash, head.case) if origin == OWN else self._inside(event.hash)
        if told is None:
            return None if sealed else "BODY_MISSING"
        named, number = told
        gone = self._of(number)
        if sealed:
            return "BODY_STAYED" if named in gone.erased else None
        if named in gone.erased:
            self.erased += 1
        elif self._let_go(gone, named, origin):
            self.purged += 1
        else:
            return "BODY_MISSING"
        return None

    def _let_go(self, gone: Gone, named: bytes, origin: int) -> bool:
        """By our own Purged: of our events those that it comes after; of what came down to us all."""
        node = self._station.identity.node
        return (node, named) in gone.purged or (origin != OWN and any(by == node for by, _ in gone.purged))

    def _inside(self, carrier: bytes) -> tuple[bytes, str] | None:
        found = self._station.store.one('SELECT inner, "case" FROM inside WHERE carrier = ?', carrier)
        return None if found is None else (found[0], found[1])

    def _of(self, number: str) -> Gone:
        if number not in self._gone:
            self._gone[number] = NOTHING_GONE
            with contextlib.suppress(Malformed):  # an event of it is damaged, and named where it stands
                self._gone[number] = gone_from(self._station.store, number)
        return self._gone[number]

