"""Opening sealed bodies with the station key of whoever is signed in. Nothing opened is ever written back."""

from typing import Any

import msgspec

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.sealing import ContentKey, open_body, unwrap
from kiosk.desk.station import Station


class Opener:
    """Opens bodies while somebody is signed in; without anybody, nothing opens."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._keys: dict[bytes, ContentKey | None] = {}

    def body(self, event_hash: bytes) -> dict[str, Any] | None:
        """The body of an event as JSON. None: locked, not for us, erased, or not to be opened.

        An inner event's body lies re-sealed in the downward event that carried it."""
        row = self._station.store.one("SELECT signed, sealed, carrier FROM event WHERE hash = ?", event_hash)
        if row is None or self._station.signed_in is None:
            return None
        signed, sealed, carrier = row
        if not sealed and carrier:
            signed, sealed = self._station.store.one("SELECT signed, sealed FROM event WHERE hash = ?", carrier)
        if not sealed:
            return None
        head = read_event(signed).head
        key, dictionary = self._key(head.key_id), self._station.dictionary_named(head.dictionary_id)
        if key is None or dictionary is None:
            return None
        try:
            found = msgspec.json.decode(open_body(key, sealed, head, dictionary))
        except (Malformed, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def _key(self, key_id: bytes) -> ContentKey | None:
        if key_id not in self._keys:
            self._keys[key_id] = self._unwrapped(key_id)
        return self._keys[key_id]

    def _unwrapped(self, key_id: bytes) -> ContentKey | None:
        person = self._station.signed_in
        rows = self._station.store.all(
            "SELECT e.signed FROM key_share k JOIN event e ON e.hash = k.event WHERE k.key_id = ?", key_id
        )
        for row in rows:
            if person is None:
                break
            head = read_event(row[0]).head
            for own in person.keys:
                try:
                    key = unwrap(head, own)
                except Malformed:
                    break
                if key is not None:
                    return key
        return None
