"""Who may write: certificates, and the identity that a chain of them proves.

Three kinds, each a Sign1 over one deterministic CBOR array:
* county     signed by the offline root: [1, node, signing key, sealing key, recovery key, tls pin, county code]
             and, from the county's second set of keys on, its generation (2, 3, …) as an eighth field
* enrolment  signed by the county:       [2, node, enrolment key, role, code, terminal, serial]
* node       signed by the enrolment key: [3, node, signing key, sealing key, tls pin]
A county's chain is [county]; any other node's is [node, enrolment, county]. Who holds the root's
public key needs nothing else, which is how a relay checks a kiosk that it has never met.

A node's id is the first 8 bytes of SHA-256("daiban-node" ‖ its enrolment key, or the root key for
the county): it outlives key rotation, and a second use of a one-time enrolment key shows itself
as two different node certificates for one id.

When the county changes its keys the root certifies the next generation. Whoever meets a higher one believes the
county's new words under it alone; chains that an earlier one begins stay valid, because the root's word does.
"""

from collections.abc import Iterable
from enum import IntEnum
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from ..event import Level
from .cbor import expect, is_bytes, is_int, pack, unpack
from .cose import sign1, verify1
from .head import NODE_BYTES

CERTIFICATE_PURPOSE = b"daiban-certificate-1"
CERTIFICATE_BYTES_MAX = 600
KEY_BYTES = 32
PIN_BYTES = 32  # SHA-256 of the TLS key's SubjectPublicKeyInfo
TERMINAL_MAX = 99
GENERATION_MAX = 10_000  # of a county's keys

_COUNTY, _ENROLMENT, _NODE = 1, 2, 3
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(32)))  # no secret: it only tries whether a key can be used


class Role(IntEnum):
    """What a node does: decide (county), carry (relay), capture (station)."""

    COUNTY = 1
    RELAY = 2
    STATION = 3


class Identity(msgspec.Struct, frozen=True):
    """What a verified chain proves of a node.

    code: its division, 12 digits for a station (a township's ends in 000), 9 for a relay, 6 for the county.
    prefix: what it sees (its own 12, 9 or 6 digits). sealing_key is empty for a relay, tls_pin for a station.
    generation: of the county's keys in the chain, from 1."""

    node: bytes
    role: Role
    code: str
    terminal: int
    signing_key: bytes
    sealing_key: bytes
    recovery_key: bytes
    tls_pin: bytes
    chain: tuple[bytes, ...]
    generation: int = 1

    @property
    def level(self) -> Level:
        """The tier it stands on."""
        if self.role is Role.COUNTY:
            return Level.COUNTY
        return Level.TOWNSHIP if self.role is Role.RELAY or self.code.endswith("000") else Level.VILLAGE

    @property
    def prefix(self) -> str:
        """The digits under which it sees: one rule scopes sync, permission and reports."""
        return self.code[:9] if self.code.endswith("000") and len(self.code) == 12 else self.code

    def verifier(self) -> Ed25519PublicKey:
        """Its signing key, ready to verify with."""
        return Ed25519PublicKey.from_public_bytes(self.signing_key)


def node_id(enrolment_public: bytes) -> bytes:
    """The 8-byte id of the node enrolled with this public key."""
    return sha256(b"daiban-node" + enrolment_public).digest()[:NODE_BYTES]


def certify_county(
    root: Ed25519PrivateKey, signing_key: bytes, sealing_key: bytes, recovery_key: bytes, tls_pin: bytes, code: str,
    generation: int = 1,
) -> bytes:  # fmt: skip
    """The root's word for the county's keys (all public, 32 bytes each)."""
    node = node_id(root.public_key().public_bytes_raw())
    fields = [_COUNTY, node, signing_key, sealing_key, recovery_key, tls_pin, code]
    return sign1(root, pack([*fields, generation] if generation > 1 else fields), CERTIFICATE_PURPOSE)


def certify_enrolment(
    county: Ed25519PrivateKey, enrolment_public: bytes, role: Role, code: str, terminal: int, serial: int
) -> bytes:
    """The county's word that the holder of a one-time enrolment key may become one node."""
    node = node_id(enrolment_public)
    payload = pack([_ENROLMENT, node, enrolment_public, int(role), code, terminal, serial])
    return sign1(county, payload, CERTIFICATE_PURPOSE)


def certify_node(enrolment: Ed25519PrivateKey, signing_key: bytes, sealing_key: bytes, tls_pin: bytes) -> bytes:
    """A node's own keys, certified with its enrolment key at init (b"" for a relay's sealing key, a station's pin)."""
    node = node_id(enrolment.public_key().public_bytes_raw())
    return sign1(enrolment, pack([_NODE, node, signing_key, sealing_key, tls_pin]), CERTIFICATE_PURPOSE)


def verify_chain(chain: tuple[bytes, ...], root_public: bytes) -> Identity:
    """The identity that `chain` proves under the root key; Malformed when it proves none."""
    expect(type(chain) is tuple and len(chain) in (1, 3), "a chain of one or three certificates")
    expect(all(type(c) is bytes and len(c) <= CERTIFICATE_BYTES_MAX for c in chain), "certificates of bounded size")
    county = _fields(chain[-1], root_public, _COUNTY, 7, 8)
    generation = county[7] if len(county) == 8 else 1
    expect(len(county) == 7 or is_int(generation, 2, GENERATION_MAX), "a generation of the county's keys")
    expect(county[1] == node_id(root_public), "the county's own node")
    expect(all(is_bytes(county[i], KEY_BYTES) for i in (2, 3, 4)) and _is_pin(county[5]), "county keys")
    expect(_is_code(county[6], 6), "a county code")
    if len(chain) == 1:
        return Identity(
            county[1], Role.COUNTY, county[6], 0, county[2], county[3], county[4], county[5], chain, generation
        )
    enrolment = _fields(chain[1], county[2], _ENROLMENT, 7)
    expect(is_bytes(enrolment[2], KEY_BYTES) and enrolment[1] == node_id(enrolment[2]), "an enrolment key")
    expect(enrolment[3] in (Role.RELAY, Role.STATION), "a role")
    role = Role(enrolment[3])
    expect(_is_code(enrolment[4], 9 if role is Role.RELAY else 12), "a station code")
    expect(enrolment[4].startswith(county[6]), "a station of this county")
    expect(is_int(enrolment[5], 0, TERMINAL_MAX) and is_int(enrolment[6], 1, 2**31), "terminal and serial")
    node = _fields(chain[0], enrolment[2], _NODE, 5)
    expect(node[1] == enrolment[1] and is_bytes(node[2], KEY_BYTES), "the enrolled node's key")
    expect(node[3] == b"" or is_sealing_key(node[3]), "a sealing key")
    expect(_is_pin(node[4]), "a pin")
    return Identity(
        node[1], role, enrolment[4], enrolment[5], node[2], node[3], county[4], node[4], chain, generation
    )


def newer_county(known: Identity, shown: Iterable[Identity]) -> Identity | None:
    """The county's highest generation among verified identities, when it is above the one known: a version that never
    goes back. None: ours is as new."""
    found = [one for one in shown if one.role is Role.COUNTY and one.node == known.node]
    highest = max(found, key=lambda one: one.generation, default=known)
    return highest if highest.generation > known.generation else None


def _fields(certificate: bytes, issuer_public: bytes, kind: int, *counts: int) -> list[Any]:
    payload = verify1(Ed25519PublicKey.from_public_bytes(issuer_public), certificate, CERTIFICATE_PURPOSE)
    fields = unpack(payload, CERTIFICATE_BYTES_MAX)
    expect(type(fields) is list and len(fields) in counts and fields[0] == kind, "a certificate of another kind")
    return list(fields)


def _is_pin(value: Any) -> bool:
    return type(value) is bytes and len(value) in (0, PIN_BYTES)


def is_sealing_key(value: Any) -> bool:
    """Whether anything can be sealed to this key: a node that certified a point of low order for itself would
    otherwise fail everybody who writes to it."""
    if not is_bytes(value, KEY_BYTES):
        return False
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(value))
    except ValueError:
        return False
    return True


def _is_code(value: Any, digits: int) -> bool:
    return type(value) is str and len(value) == digits and value.isascii() and value.isdigit()
