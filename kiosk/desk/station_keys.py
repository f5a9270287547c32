"""The station's sealing keys, each sealed for each person who may open it (R-SEAL).

A person has a key of their own, which lies here wrapped under card and PIN, and under the passphrase (`unlocking`).
Every sealing key that the station has had is sealed to it with HPKE (RFC 9180, as in `core.carriage.sealing`), info =
"daiban-station-key" ‖ node ‖ generation (4 bytes) ‖ staff number. So who removes a person can make a new key for
all who remain without their cards, and what was sealed to an older key they still open.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.sealing import recipient_id
from kiosk.desk.station import Station
from kiosk.desk.store import DOWNWARD

FIRST_GENERATION = 1
SHARES_LOOKED_AT_MAX = 200  # of the county's newest; it shares one a day, and at once when it took a new key
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class StationKey(NamedTuple):
    """One sealing key: 1 for the certificate's, one more for each change; and its private half."""

    generation: int
    private: X25519PrivateKey

    def __repr__(self) -> str:
        return f"StationKey({self.generation}, hidden)"

    @property
    def public(self) -> bytes:
        """32 bytes."""
        return self.private.public_key().public_bytes_raw()


def keep_key(connection: sqlite3.Connection, key: StationKey) -> None:
    """The station is sealed to with this key from now on; inside a transaction."""
    connection.execute("INSERT INTO station_key VALUES (?, ?)", (key.generation, key.public))


def seal_for(
    connection: sqlite3.Connection, node: bytes, number: str, person_public: bytes, keys: Sequence[StationKey]
) -> None:
    """Let one more person open these keys; inside a transaction."""
    public = X25519PublicKey.from_public_bytes(person_public)
    for key in keys:
        sealed = _HPKE.encrypt(key.private.private_bytes_raw(), public, _info(node, key.generation, number))
        connection.execute("INSERT INTO station_key_for VALUES (?, ?, ?)", (key.generation, number, sealed))


def keys_of(station: Station, number: str, person: X25519PrivateKey) -> tuple[StationKey, ...]:
    """Every key that this person may open, the present one first; () when the present one is not among them."""
    rows = station.store.all(
        "SELECT k.generation, k.public, f.sealed FROM station_key k JOIN station_key_for f "
        "ON f.generation = k.generation WHERE f.number = ? ORDER BY k.generation DESC", number,
    )  # fmt: skip
    found = []
    for generation, public, sealed in rows:
        try:
            raw = _HPKE.decrypt(sealed, person, _info(station.identity.node, generation, number))
        except (InvalidTag, ValueError):
            continue
        key = StationKey(generation, X25519PrivateKey.from_private_bytes(raw))
        if key.public == public:
            found.append(key)
    return tuple(found) if found and found[0].public == station.sealing_public else ()


def is_change_awaited(station: Station) -> bool:
    """Whether the county has not yet been seen to use the present key; until it is, it seals to the one before."""
    if station.sealing_public == station.identity.sealing_key:
        return False
    rows = station.store.all(
        "SELECT e.signed FROM key_share k JOIN event e ON e.hash = k.event WHERE e.origin = ? "
        "ORDER BY e.position DESC LIMIT ?", DOWNWARD, SHARES_LOOKED_AT_MAX,
    )  # fmt: skip
    mine = recipient_id(station.sealing_public)
    return not any(wrap[0] == mine for (signed,) in rows for wrap in read_event(signed).head.facts.get(2, ()))


def _info(node: bytes, generation: int, number: str) -> bytes:
    return b"daiban-station-key" + node + generation.to_bytes(4, "big") + number.encode()
