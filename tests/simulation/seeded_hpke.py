"""HPKE with encapsulations from a seed: the one thing that the node code draws for itself.

What it makes is RFC 9180 base mode as any other, and the real suite opens it (`test_seeded_hpke`). With it one seed
makes the same bytes on every run, and a failing seed fails again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.hmac import HMAC

from kiosk.core.carriage import sealing

_KEM_ID = b"KEM" + (0x0020).to_bytes(2, "big")  # DHKEM(X25519, HKDF-SHA256)
_SUITE_ID = b"HPKE" + (0x0020).to_bytes(2, "big") + (0x0001).to_bytes(2, "big") + (0x0003).to_bytes(2, "big")


class SeededHpke:
    """The suite of `sealing`, its ephemeral keys from `draw`."""

    def __init__(self, draw: Callable[[int], bytes]) -> None:
        self._draw, self._real = draw, _REAL

    def encrypt(self, plain: bytes, public: X25519PublicKey, info: bytes) -> bytes:
        """enc ‖ ciphertext, with empty aad (RFC 9180 §5.1.1, §6.1)."""
        ephemeral = X25519PrivateKey.from_private_bytes(self._draw(32))
        enc = ephemeral.public_key().public_bytes_raw()
        shared = _extract_and_expand(ephemeral.exchange(public), enc + public.public_bytes_raw())
        context = b"\0" + _extract(_SUITE_ID, b"", b"psk_id_hash", b"") + _extract(_SUITE_ID, b"", b"info_hash", info)
        secret = _extract(_SUITE_ID, shared, b"secret", b"")
        key = _expand(_SUITE_ID, secret, b"key", context, 32)
        nonce = _expand(_SUITE_ID, secret, b"base_nonce", context, 12)
        return enc + ChaCha20Poly1305(key).encrypt(nonce, plain, b"")

    def decrypt(self, wrap: bytes, private: X25519PrivateKey, info: bytes) -> bytes:
        """The real suite's own."""
        return self._real.decrypt(wrap, private, info)


_REAL = sealing._HPKE


@contextmanager
def seeded_hpke(draw: Callable[[int], bytes]) -> Iterator[None]:
    """Everything wrapped in this process meanwhile takes its ephemeral keys from `draw`."""
    sealing._HPKE = SeededHpke(draw)  # type: ignore[assignment]
    try:
        yield
    finally:
        sealing._HPKE = _REAL


def _extract_and_expand(dh: bytes, kem_context: bytes) -> bytes:
    return _expand(_KEM_ID, _extract(_KEM_ID, b"", b"eae_prk", dh), b"shared_secret", kem_context, 32)


def _extract(suite_id: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return _hmac(salt or bytes(32), b"HPKE-v1" + suite_id + label + ikm)


def _expand(suite_id: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    assert length <= Hash(SHA256()).algorithm.digest_size
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info
    return _hmac(prk, labeled + b"\x01")[:length]


def _hmac(key: bytes, data: bytes) -> bytes:
    mac = HMAC(key, SHA256())
    mac.update(data)
    return mac.finalize()
