"""The TLS key of a node: made once at `init`, self-signed, trusted by its pin alone.

The pin is the SHA-256 of the key's SubjectPublicKeyInfo and stands in the node's signed
certificate, so names and dates in this X.509 shell carry no trust: its dates are as wide as they
can be, because a kiosk's clock can be ten years wrong.
"""

import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.core.carriage.pin import pin_of_certificate

_FROM, _TO = datetime.datetime(1970, 1, 2), datetime.datetime(2099, 12, 31)


class TlsFiles(NamedTuple):
    """`key_pem`, `certificate_pem`: what the TLS server loads; `pin`: 32 bytes for the node's certificate."""

    key_pem: bytes
    certificate_pem: bytes
    pin: bytes


def make_tls(serial: int, name: str = "daiban") -> TlsFiles:
    """A fresh P-256 key and its self-signed certificate. serial: a positive number of at most 159 bits."""
    key = ec.generate_private_key(ec.SECP256R1())  # the one form that every TLS stack speaks fast
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(_FROM)
        .not_valid_after(_TO)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return TlsFiles(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
        pin_of_certificate(certificate.public_bytes(serialization.Encoding.DER)),
    )


def pin_of_pem(pem: bytes) -> bytes:
    """The pin of the first certificate in a PEM file; ValueError when there is none."""
    return pin_of_certificate(x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER))
