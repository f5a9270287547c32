"""A station changes its sealing key: when a person leaves who could open the old one (R-SEAL).

SealingKeyChanged (kind 68), in the station's own log and signed like any event, has the facts
{1: the sealing key so far, 2: the new one (32 bytes each), 3: recipient id of the county's key, 4: proof}. The proof is

    HMAC-SHA-256(HKDF-SHA-256(X25519(old private key, county's key), info "daiban-sealing-key-1"), node ‖ old ‖ new)

which only who holds the old private key, or the county, can make. The signature alone must not do: a station's signing
key works unattended, so a thief has it, and would have the county seal everything to a key of the thief's own. The old
private key is wrapped for the staff alone. The county checks the proof, and seals downward to the new key from then
on; older bodies open with the older key, which stays wrapped for the people who remain.
"""

import hmac
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..event import Head
from .author import Wording
from .cbor import expect, is_bytes
from .certificate import KEY_BYTES, is_sealing_key
from .kinds import SEALING_KEY_CHANGED
from .sealing import RECIPIENT_ID_BYTES, recipient_id

PROOF_BYTES = 32
_INFO = b"daiban-sealing-key-1"


class KeyChange(NamedTuple):
    """What a SealingKeyChanged says. county: the recipient id of the county's key that the proof was made with."""

    node: bytes
    old: bytes
    new: bytes
    county: bytes
    proof: bytes


def change_wording(operation: bytes, node: bytes, old: X25519PrivateKey, new: bytes, county: bytes) -> Wording:
    """The event that tells the holder of the county's key `county` (32 bytes) that `node` is sealed to as `new` now."""
    before = old.public_key().public_bytes_raw()
    proof = _proof(old.exchange(X25519PublicKey.from_public_bytes(county)), node, before, new)
    return Wording(operation, SEALING_KEY_CHANGED, "", {1: before, 2: new, 3: recipient_id(county), 4: proof})


def read_change(head: Head) -> KeyChange:
    """Malformed when the head says no such thing, or nothing can be sealed to the new key."""
    old, new, county, proof = (head.facts.get(place) for place in (1, 2, 3, 4))
    expect(head.kind == SEALING_KEY_CHANGED and is_bytes(old, KEY_BYTES) and is_sealing_key(new), "two sealing keys")
    expect(is_bytes(county, RECIPIENT_ID_BYTES) and is_bytes(proof, PROOF_BYTES), "a proof for the county")
    assert isinstance(old, bytes) and isinstance(new, bytes) and isinstance(county, bytes) and isinstance(proof, bytes)
    return KeyChange(head.node, old, new, county, proof)


def is_proved(change: KeyChange, county: X25519PrivateKey) -> bool:
    """Whether who holds the old private key made it; `county` is the private key that `change.county` names."""
    try:
        shared = county.exchange(X25519PublicKey.from_public_bytes(change.old))
    except ValueError:
        return False
    return hmac.compare_digest(_proof(shared, change.node, change.old, change.new), change.proof)


def _proof(shared: bytes, node: bytes, old: bytes, new: bytes) -> bytes:
    key = HKDF(SHA256(), KEY_BYTES, None, _INFO).derive(shared)
    return hmac.digest(key, node + old + new, "sha256")
