"""An enrolment code: typed as people type, told when mistyped, and opening nothing but the county's own answer."""

import zlib
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kiosk.core.carriage import enrolment_code as c
from kiosk.core.carriage.enrolment import ENROLMENT_BYTES_MAX
from kiosk.core.refusal import Refusal

CODE = c.make_code(bytes(range(10)))
OPENS = c.opener(CODE)


def code_of(call: object) -> str:
    with pytest.raises(Refusal) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(
    "typed",
    [c.shown(CODE), CODE.lower(), f" {c.shown(CODE).replace('-', ' ')} ", CODE.replace("0", "O").replace("1", "l")],
)
def test_it_is_read_however_it_is_typed(typed: str) -> None:
    assert c.read_invitation(typed) == c.Invitation(CODE)
    assert c.read_invitation("".join(chr(ord(x) + 0xFEE0) if x.isalnum() else x for x in typed)) == c.Invitation(CODE)


def test_one_wrong_symbol_and_two_neighbours_changed_are_told() -> None:
    for place in range(16):
        for symbol in c._SYMBOLS:
            wrong = CODE[:place] + symbol + CODE[place + 1 :]
            if wrong != CODE:
                assert code_of(lambda wrong=wrong: c.read_invitation(wrong)) == "ENROLMENT_CODE_WRONG"
    for place, (one, two) in enumerate(pairwise(CODE[:15])):
        far = abs(c._SYMBOLS.index(one) - c._SYMBOLS.index(two)) % 16
        if far:
            wrong = CODE[:place] + two + one + CODE[place + 2 :]
            assert code_of(lambda wrong=wrong: c.read_invitation(wrong)) == "ENROLMENT_CODE_WRONG"


def test_a_pictures_text_reads_back_with_address_and_pin() -> None:
    for invitation in (c.Invitation(CODE, bytes(32), "https://[::1]:8331"), c.Invitation(CODE, b"", "")):
        assert c.read_invitation(c.picture_text(invitation)) == invitation
    for wrong in (f"{c.MARK}{CODE}", f"{c.MARK}{CODE}:00:https://a", f"{c.MARK}{CODE}:zz:", c.MARK):
        assert code_of(lambda wrong=wrong: c.read_invitation(wrong)) == "ENROLMENT_CODE_WRONG"


def test_only_the_code_opens_what_was_sealed_under_it() -> None:
    sealed = c.seal_enrolment(OPENS, bytes(12), b"a file" * 1000)
    assert c.open_enrolment(OPENS, sealed) == b"a file" * 1000 and len(sealed) < 200
    other = c.opener(c.make_code(bytes(10)))
    for wrong in (sealed[:-1], sealed[:5], b"", b"<html>login</html>", bytes([sealed[0] ^ 1]) + sealed[1:]):
        assert code_of(lambda wrong=wrong: c.open_enrolment(OPENS, wrong)) == "ENROLMENT_CODE_OPENS_NOT"
    assert code_of(lambda: c.open_enrolment(other, sealed)) == "ENROLMENT_CODE_OPENS_NOT"
    assert other.id != OPENS.id and OPENS.key.hex() not in repr(OPENS) and CODE not in repr(c.Invitation(CODE))


def test_what_unpacks_to_more_than_an_enrolment_can_be_is_refused_before_it_is_unpacked() -> None:
    bomb = zlib.compress(bytes(ENROLMENT_BYTES_MAX + 1))
    sealed = bytes(12) + ChaCha20Poly1305(OPENS.key).encrypt(bytes(12), bomb, OPENS.id)
    assert code_of(lambda: c.open_enrolment(OPENS, sealed)) == "ENROLMENT_CODE_OPENS_NOT"
