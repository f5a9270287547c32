"""R-SEAL: what opens the station lies on disk only wrapped, once for each staff member and way in.

What is wrapped is the person's own private key, and the station's keys are sealed to that (`station_keys`).

Two ways: the staff card's 128-bit secret *and* a PIN, or a passphrase of five generated words. A PIN
alone never unlocks: it guards against a found card, the card's secret against a stolen disk.

    card        key = HKDF-SHA256(ikm = argon2id(PIN, salt), salt = card secret, info = "daiban-wrap-card" ‖ who)
    passphrase  key = HKDF-SHA256(ikm = argon2id(passphrase, salt), salt = none, info = "daiban-wrap-phrase" ‖ who)
    wrap        ChaCha20-Poly1305(key, nonce, the person's private key, aad = info)

A word is one of 32 x 32 pairs of plain characters (assets/passphrase/words.txt), so five words carry
50 bits, and each guess costs an argon2id of 128 MiB. Argon2id parameters: RFC 9106 §4, second choice, and above.
"""

import unicodedata
from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.core.refusal import Refusal

Draw = Callable[[int], bytes]

PIN_DIGITS_MIN = 6
PIN_DIGITS_MAX = 12
PHRASE_WORDS = 5
WORD_CHARS = 2
PHRASE_CHARS_MAX = 200
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
TRIES_MAX = 5  # before the first wait
WAIT_START_S = 60
WAIT_MAX_S = 3600


class Cost(NamedTuple):
    """What one guess costs: argon2id passes and memory."""

    passes: int
    memory_kib: int


CARD_COST = Cost(3, 64 * 1024)
PHRASE_COST = Cost(4, 128 * 1024)


class Wrap(msgspec.Struct, frozen=True):
    """A wrapped private key: 16-byte salt, 12-byte nonce, 48 sealed bytes, and the cost it was made with."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    passes: int
    memory_kib: int


def check_pin(pin: str) -> str:
    """The PIN in half-width digits; Refusal PIN_NOT_VALID."""
    digits = unicodedata.normalize("NFKC", pin[:64]).strip()
    right = PIN_DIGITS_MIN <= len(digits) <= PIN_DIGITS_MAX and digits.isascii() and digits.isdigit()
    if not right or len(set(digits)) == 1:
        raise Refusal("PIN_NOT_VALID", low=PIN_DIGITS_MIN, high=PIN_DIGITS_MAX)
    return digits


def make_passphrase(draw: Draw) -> str:
    """Five words of two characters each, 10 bits a word, drawn evenly."""
    first, second = files("assets").joinpath("passphrase/words.txt").read_text(encoding="utf-8").split()
    bits = int.from_bytes(draw(7), "big")
    words = []
    for _ in range(PHRASE_WORDS):
        words.append(first[bits & 31] + second[bits >> 5 & 31])
        bits >>= 10
    return " ".join(words)


def split_passphrase(text: str) -> tuple[str, str]:
    """(staff number or "", the words) of a passphrase slip, whose first word may be the staff number."""
    parts = unicodedata.normalize("NFKC", text[:PHRASE_CHARS_MAX]).split()
    if len(parts) == PHRASE_WORDS + 1 and parts[0].isascii():
        return parts[0], " ".join(parts[1:])
    return "", " ".join(parts)


def words_typed(text: str) -> tuple[str, ...]:
    """The words of what somebody types without blanks: two characters make one, the last may be half typed."""
    typed = "".join(unicodedata.normalize("NFKC", text[:PHRASE_CHARS_MAX]).split())
    return tuple(typed[at : at + WORD_CHARS] for at in range(0, min(len(typed), PHRASE_WORDS * WORD_CHARS), WORD_CHARS))


def wrap_for_card(
    secret: bytes, who: bytes, pin: str, card_secret: bytes, draw: Draw, cost: Cost = CARD_COST
) -> Wrap:
    """A person's 32-byte private key, wrapped for one card and PIN. who: node ‖ staff number."""
    return _wrap(secret, b"daiban-wrap-card" + who, check_pin(pin), card_secret, draw, cost)


def open_with_card(wrap: Wrap, who: bytes, pin: str, card_secret: bytes) -> bytes | None:
    """The private key, or None when card or PIN is another."""
    return _open(wrap, b"daiban-wrap-card" + who, unicodedata.normalize("NFKC", pin[:64]).strip(), card_secret)


def wrap_for_phrase(secret: bytes, who: bytes, phrase: str, draw: Draw, cost: Cost = PHRASE_COST) -> Wrap:
    """A person's private key, wrapped for their passphrase."""
    return _wrap(secret, b"daiban-wrap-phrase" + who, phrase, None, draw, cost)


def open_with_phrase(wrap: Wrap, who: bytes, phrase: str) -> bytes | None:
    """The private key, or None when the passphrase is another."""
    return _open(wrap, b"daiban-wrap-phrase" + who, phrase, None)


def wait_left_s(tries: int, last_try_uptime_s: int, uptime_s: int) -> int:
    """Seconds until another try is heard: none for the first five, then a minute, doubled up to an hour.

    Counted in seconds since boot, since a wall clock can be set; after a restart the wait begins again."""
    if tries < TRIES_MAX:
        return 0
    wait_s = min(WAIT_MAX_S, WAIT_START_S << min(tries - TRIES_MAX, 6))
    passed_s = uptime_s - last_try_uptime_s if uptime_s >= last_try_uptime_s else uptime_s
    return max(0, wait_s - passed_s)


def _wrap(secret: bytes, info: bytes, known: str, held: bytes | None, draw: Draw, cost: Cost) -> Wrap:
    assert len(secret) == KEY_BYTES
    salt, nonce = draw(SALT_BYTES), draw(NONCE_BYTES)
    cipher = ChaCha20Poly1305(_key(known, held, salt, info, cost))
    return Wrap(salt, nonce, cipher.encrypt(nonce, secret, info), cost.passes, cost.memory_kib)


def _open(wrap: Wrap, info: bytes, known: str, held: bytes | None) -> bytes | None:
    key = _key(known, held, wrap.salt, info, Cost(wrap.passes, wrap.memory_kib))
    try:
        return ChaCha20Poly1305(key).decrypt(wrap.nonce, wrap.sealed, info)
    except InvalidTag:
        return None


def _key(known: str, held: bytes | None, salt: bytes, info: bytes, cost: Cost) -> bytes:
    slow = hash_secret_raw(
        known.encode(), salt, time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=1, hash_len=KEY_BYTES,
        type=Type.ID,
    )  # fmt: skip
    return HKDF(SHA256(), KEY_BYTES, held, info).derive(slow)
