"""Trusting a TLS connection by its key alone: a pin is the SHA-256 of the SubjectPublicKeyInfo.

Names and dates of X.509 are not looked at, because a kiosk's clock may be ten years wrong and a
county has no name on the Internet (R-TIME). Whoever opens a connection hands in the certificate it
was shown, before it sends a byte.
"""

from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from .cbor import Malformed
from .certificate import PIN_BYTES, Identity, Role

CERTIFICATE_DER_BYTES_MAX = 16 * 1024


def pin_of_certificate(certificate_der: bytes) -> bytes:
    """The 32-byte pin of a DER certificate; Malformed when it is none."""
    if not 0 < len(certificate_der) <= CERTIFICATE_DER_BYTES_MAX:
        raise Malformed(f"a TLS certificate of {len(certificate_der)} bytes")
    try:
        key = x509.load_der_x509_certificate(certificate_der).public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Malformed("not a TLS certificate that we can read") from error
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).digest()


def is_pinned(certificate_der: bytes, pin: bytes) -> bool:
    """Whether the certificate that a connection showed holds the pinned key. An empty pin trusts nothing."""
    try:
        return len(pin) == PIN_BYTES and pin_of_certificate(certificate_der) == pin
    except Malformed:
        return False


def may_carry_for(identity: Identity, pin_shown: bytes, station_code: str) -> bool:
    """Whether a node met without a pin in hand (a relay found on the LAN) may carry for `station_code`: its verified
    certificate names the key of this very connection, and it is the county or a relay above that station."""
    return (
        len(pin_shown) == PIN_BYTES
        and identity.tls_pin == pin_shown
        and identity.role in (Role.COUNTY, Role.RELAY)
        and station_code.startswith(identity.code)
    )
