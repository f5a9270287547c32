"""Verify's walk over bodies: one that is not held is gone by somebody's word, and one that was erased is not held."""

import contextlib

from sqlalchemy import Connection, select

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import log_name
from kiosk.core.casework.gone import NOTHING_GONE, Gone, gone_of
from server.office.verified import Finding, event_at
from server.store import shelf
from server.store.carriage_tables import inside
from server.store.erasure import Erased, erased_of
from server.store.shelf import Row


class Bodies:
    """See the module. purged, erased: how many are gone by right. `county_node` writes down what it erases."""

    def __init__(self, connection: Connection, county: str, county_node: bytes) -> None:
        self._connection, self._county, self._county_node = connection, county, county_node
        self._erased: dict[str, Erased] = {}
        self._gone: dict[str, Gone] = {}
        self.purged = self.erased = 0

    def fault_of(self, row: Row) -> Finding | None:
        """What is wrong with whether an event's body is held; None when nothing is."""
        head = row.event.head
        if not head.sealed_sha256:
            return None
        case_no = head.case or self._case_inside(row.event.hash)
        erased = case_no != "" and row.event.hash in self._erased_of(case_no).events
        if row.sealed:
            # On a relay what the county has not vouched for yet stays until it has.
            return event_at("BODY_STAYED", log_name(head), head.seq) if erased and not row.owed else None
        if erased:
            self.erased += 1
        elif head.case and (head.node, row.event.hash) in self._gone_of(head.case).purged:
            self.purged += 1
        elif head.node == self._county_node and not head.case and row.from_node == self._county_node:
            self.erased += 1  # on a relay: the county sent it bare, and its Erased may be on the way
        elif head.node == self._county_node and row.from_node != self._county_node:
            # A station brought it home, to whom its body was sealed anew: the county had lost it (R-SAFE), and it may
            # have been read back from the second medium since, bare as it came.
            pass
        else:
            return event_at("BODY_MISSING", log_name(head), head.seq)
        return None

    def _case_inside(self, carrier: bytes) -> str:
        c = inside.c
        asked = select(c.case_no).where(c.county == self._county, c.carrier == carrier)
        return str(self._connection.scalars(asked).one_or_none() or "")

    def _erased_of(self, case_no: str) -> Erased:
        if case_no not in self._erased:
            self._erased[case_no] = readable_erased_of(self._connection, self._county, case_no)
        return self._erased[case_no]

    def _gone_of(self, case_no: str) -> Gone:
        if case_no not in self._gone:
            self._gone[case_no] = NOTHING_GONE
            with contextlib.suppress(Malformed):  # an event of it is damaged, and named where it stands
                rows = shelf.events_of_case(self._connection, self._county, case_no)
                revoked = frozenset(row.event.hash for row in rows if row.revoked)
                self._gone[case_no] = gone_of([row.event for row in rows], revoked)
        return self._gone[case_no]


def readable_erased_of(connection: Connection, county: str, case_no: str) -> Erased:
    """`erased_of`, nothing where an event of the case cannot be read."""
    try:
        return erased_of(connection, county, case_no)
    except Malformed:
        return Erased(frozenset(), frozenset(), frozenset())
