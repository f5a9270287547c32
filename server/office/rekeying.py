"""Stations that changed their sealing key: the proof checked, and from then on everything sealed to the new one.

A change that proves nothing is refused for good and raised: either somebody who holds a stolen kiosk's signing key
tries to have the county seal to a key of their own, or the station was restored to before an earlier change; a person
must look, and enrols the station anew.
"""

from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.sealing import recipient_id
from kiosk.core.carriage.station_key import KeyChange, is_proved, read_change
from server.node import Node
from server.office.downward import Downward
from server.office.published import Published
from server.store import station_keys
from server.store.journal import Journal


class Rekeying:
    """See the module. Lives where the writer lives."""

    def __init__(self, node: Node, published: Published, downward: Downward) -> None:
        self._node, self._published, self._downward = node, published, downward

    def digest(self, journal: Journal, now_ms: int) -> None:
        """Decide every change that came."""
        for event_hash in station_keys.undecided(journal.connection, journal.county):
            row = journal.held(event_hash)
            assert row is not None, "noted in the transaction that took it"
            change = read_change(row.event.head)
            station = journal.book.reader_of(change.node)
            accepted = station is not None and station.sealing_key == change.old and self._is_proved(change)
            station_keys.decide(journal, event_hash, change.node, accepted)
            if station is None or not accepted:
                journal.incident("SEALING_KEY_NOT_PROVED", f"event {event_hash.hex()}", now_ms)
            else:
                self._use(journal, station, change, now_ms)

    def _use(self, journal: Journal, station: Identity, change: KeyChange, now_ms: int) -> None:
        if station.code.endswith("000"):
            self._published.change_township_key(journal, station.code, change.old, change.new, now_ms)
        self._downward.share_anew(journal, station.node, change.new)

    def _is_proved(self, change: KeyChange) -> bool:
        for key in self._node.sealing_keys:
            if recipient_id(key.public_key().public_bytes_raw()) == change.county:
                return is_proved(change, key)
        return False
