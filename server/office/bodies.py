"""Sealed bodies at the county: opened as far as our keys reach, and sealed for whom the office writes to.

Content keys live in memory only. A body whose key or dictionary has not come waits (AWAITING_…); one that never
can be opened is set apart alone, and its neighbours pass (R-RAW).
"""

import threading
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Body, KeyRing, Pen, Wording, share_wording
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.head import SUITE, log_name
from kiosk.core.carriage.sealing import ContentKey, open_body, open_witness, unwrap
from kiosk.core.instruments import Instruments
from server.node import Node
from server.office.published import Published
from server.store import shelf
from server.store.journal import OPERATION_BYTES, Journal
from server.store.shelf import Row

KEYS_HELD_COUNT = 20_000  # 60 bytes each; a kiosk makes one a day and audience
NONCE_BYTES = 12
SECRET_BYTES = 32

Entries = list[tuple[Wording, Body | None]]


class Opened(NamedTuple):
    """A body that opened: its plain bytes and the witness w that proves it (R-HASHACK)."""

    plain: bytes
    witness: bytes


class Bodies:
    """See the module. `published` hands it the dictionaries. `open` is for any thread, one body at a time (a dictionary
    is not for two at once); sealing is the writer's alone."""

    def __init__(self, node: Node, instruments: Instruments, published: Published) -> None:
        self._node, self._instruments, self._published = node, instruments, published
        self._gate = threading.Lock()
        self._keys: dict[tuple[bytes, bytes], ContentKey] = {}
        self._rings: dict[bytes, KeyRing] = {}  # log name -> keys shared in that log

    def open(self, connection: Connection, row: Row) -> Opened | Quarantine:
        """The body of `row`, which has one. Changes nothing in the journal."""
        with self._gate:
            return self._open(connection, row)

    def _open(self, connection: Connection, row: Row) -> Opened | Quarantine:
        head = row.event.head
        key = self._key(connection, row)
        if key is None:
            return Quarantine.AWAITING_KEY
        dictionary = self._published.dictionary(connection, head.dictionary_id)
        if dictionary is None:
            return Quarantine.AWAITING_DICTIONARY
        try:
            plain = open_body(key, row.sealed, head, dictionary)
        except Malformed:
            return Quarantine.BODY_DOES_NOT_OPEN
        return Opened(plain, open_witness(key, row.event.hash, plain))

    def seal(self, journal: Journal, pen: Pen, audience: tuple[bytes, ...], wording: Wording, plain: bytes) -> Entries:
        """What to append to the log of `pen` so that `wording` stands there with `plain` sealed to the X25519 public
        keys `audience`: the KeyShared first, unless that is durable already. Malformed when the body is too large."""
        draw = self._instruments.draw
        ring = self._rings.setdefault(pen.node + pen.log, KeyRing())
        key, is_shared = ring.current(audience, self._instruments.clock().wall_ms, draw(SECRET_BYTES))
        dictionary = self._published.own_dictionary(journal.connection)
        body = Body(plain, dictionary.compress(plain), dictionary.dictionary_id, key, draw(NONCE_BYTES))
        entries: Entries = [(wording, body)]
        if not is_shared and not self._is_shared_here(journal, pen, key):
            entries.insert(0, (share_wording(key, audience, pen, SUITE, draw(OPERATION_BYTES)), None))
            journal.on_commit(lambda: ring.committed(key))
        return entries

    def share(self, journal: Journal, pen: Pen, audience: tuple[bytes, ...]) -> None:
        """Share a key before there is anything to seal: a relay finds a station's log by the key shared in it."""
        draw = self._instruments.draw
        ring = self._rings.setdefault(pen.node + pen.log, KeyRing())
        key, is_shared = ring.current(audience, self._instruments.clock().wall_ms, draw(SECRET_BYTES))
        if not is_shared and not self._is_shared_here(journal, pen, key):
            wording = share_wording(key, audience, pen, SUITE, draw(OPERATION_BYTES))
            journal.append(pen, [(wording, None)], self._instruments)
            journal.on_commit(lambda: ring.committed(key))

    def _is_shared_here(self, journal: Journal, pen: Pen, key: ContentKey) -> bool:
        """Whether this very transaction has shared it: COMMIT will make both durable, or neither."""
        return any(log_name(row.event.head) == pen.node + pen.log for row in journal.key_events(key.key_id))

    def _key(self, connection: Connection, row: Row) -> ContentKey | None:
        head = row.event.head
        place = (log_name(head), head.key_id)
        if place in self._keys:
            return self._keys[place]
        for shared in shelf.key_events(connection, self._node.county_code, head.key_id):
            if shared.awaiting is not None or log_name(shared.event.head) != place[0]:
                continue  # a key is shared in the log of the process that uses it
            key = self._unwrapped(shared)
            if key is not None:
                while len(self._keys) >= KEYS_HELD_COUNT:
                    del self._keys[next(iter(self._keys))]
                self._keys[place] = key
                return key
        return None

    def _unwrapped(self, shared: Row) -> ContentKey | None:
        for own in self._node.sealing_keys:
            try:
                key = unwrap(shared.event.head, own)
            except Malformed:
                return None
            if key is not None:
                return key
        return None


def read_json(plain: bytes) -> dict[str, Any]:
    """A body as its JSON object; {} when it is none: what a person typed decides nothing."""
    try:
        found = msgspec.json.decode(plain)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
