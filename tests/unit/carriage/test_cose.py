"""The two shapes of COSE that we use, and every bit of them."""

import pytest

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.cose import decrypt0, encrypt0, payload_of, sign1, verify1
from tests.carriage_by_hand import public, signing

KEY = signing("somebody")
SECRET, NONCE = bytes(range(32)), bytes(12)


@pytest.mark.parametrize("length", [0, 1, 23, 24, 255, 256, 65_535, 65_536])
def test_a_payload_of_any_length_comes_back(length: int) -> None:
    assert verify1(KEY.public_key(), sign1(KEY, b"x" * length, b"p"), b"p") == b"x" * length


def test_what_is_signed_for_one_purpose_never_verifies_for_another() -> None:
    with pytest.raises(Malformed, match="signature"):
        verify1(KEY.public_key(), sign1(KEY, b"payload", b"daiban-event-1"), b"daiban-ask-1")


def test_every_flipped_bit_of_a_signed_message_is_noticed() -> None:
    signed = sign1(KEY, b"payload", b"p")
    for at in range(len(signed)):
        for bit in range(8):
            harmed = bytearray(signed)
            harmed[at] ^= 1 << bit
            with pytest.raises(Malformed):
                verify1(KEY.public_key(), bytes(harmed), b"p")


def test_another_key_does_not_verify() -> None:
    assert public(KEY) != public(signing("another"))
    with pytest.raises(Malformed):
        verify1(signing("another").public_key(), sign1(KEY, b"payload", b"p"), b"p")


def test_a_payload_has_one_spelling_only() -> None:
    signed = sign1(KEY, b"payload", b"p")
    longer = signed[:7] + b"\x58\x07" + signed[8:]  # the same payload, its length in two bytes
    for wrong in (longer, signed[:-1], signed + b"\x00", b"", signed[:7], b"\x84" + signed[2:]):
        with pytest.raises(Malformed):
            payload_of(wrong)


def test_every_flipped_bit_of_a_sealed_body_is_noticed() -> None:
    sealed = encrypt0(SECRET, NONCE, b"plain", b"aad")
    assert decrypt0(SECRET, sealed, b"aad") == b"plain"
    for at in range(len(sealed)):
        for bit in range(8):
            harmed = bytearray(sealed)
            harmed[at] ^= 1 << bit
            with pytest.raises(Malformed):
                decrypt0(SECRET, bytes(harmed), b"aad")


def test_a_sealed_body_opens_with_its_key_in_its_place_only() -> None:
    sealed = encrypt0(SECRET, NONCE, b"plain", b"aad")
    for key, aad in ((bytes(32), b"aad"), (SECRET, b"other"), (SECRET, b"")):
        with pytest.raises(Malformed):
            decrypt0(key, sealed, aad)
    for cut in range(len(sealed)):
        with pytest.raises(Malformed):
            decrypt0(SECRET, sealed[:cut], b"aad")
