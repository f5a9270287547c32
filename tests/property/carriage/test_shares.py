"""Any two of three shares give the recovery key back; whatever is mistyped is told before it makes a wrong key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.carriage.shares import GROUP_DIGITS, join, read_share, share_code, share_groups, split
from kiosk.core.refusal import Refusal

SECRETS = st.binary(min_size=32, max_size=32)
SETS = st.binary(min_size=4, max_size=4)
PAIRS = st.permutations([0, 1, 2]).map(lambda order: order[:2])


def code_of(call: object) -> str:
    with pytest.raises(Refusal) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


@given(SECRETS, SETS, SECRETS, PAIRS)
def test_any_two_shares_in_any_order_give_the_key_back(
    secret: bytes, name: bytes, slopes: bytes, which: list[int]
) -> None:
    shares = split(secret, name, slopes)
    assert join([shares[i] for i in which]).private_bytes_raw() == secret


@given(SECRETS, SETS, SECRETS, SECRETS)
def test_one_share_alone_could_be_of_any_key(secret: bytes, name: bytes, slopes: bytes, other: bytes) -> None:
    """For every other key there are slopes that make the very same share: it tells nothing."""
    share = split(secret, name, slopes)[0]
    makes_it = bytes(a ^ b for a, b in zip(other, share.data, strict=True))  # share 1 is s + a
    assert split(other, name, makes_it)[0].data == share.data


@given(SECRETS, SETS, SECRETS)
def test_the_printed_digits_and_the_code_read_back(secret: bytes, name: bytes, slopes: bytes) -> None:
    for share in split(secret, name, slopes):
        typed = "\n".join(" ".join(share_groups(share)[at : at + 4]) for at in range(0, 24, 4))
        full_width = typed.translate({ord(str(n)): ord("０") + n for n in range(10)})
        page = f"<svg><title>{share_code(share)}</title></svg> 2026-11-22"
        assert read_share(typed) == read_share(full_width) == read_share(share_code(share)) == read_share(page) == share


@given(SECRETS, SETS, SECRETS, st.integers(0, 143), st.integers(1, 9))
def test_a_wrong_digit_is_told_by_its_group(secret: bytes, name: bytes, slopes: bytes, place: int, more: int) -> None:
    digits = "".join(share_groups(split(secret, name, slopes)[1]))
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    with pytest.raises(Refusal) as caught:
        read_share(wrong)
    assert caught.value.code == "SHARE_MISTYPED" and caught.value.params["group"] == place // GROUP_DIGITS + 1


@given(SECRETS, SETS, SECRETS, st.integers(0, 22))
def test_two_groups_in_each_others_place_are_refused(secret: bytes, name: bytes, slopes: bytes, at: int) -> None:
    groups = list(share_groups(split(secret, name, slopes)[1]))
    groups[at], groups[at + 1] = groups[at + 1], groups[at]
    if groups[at] != groups[at + 1]:
        assert code_of(lambda: read_share(" ".join(groups))) in ("SHARE_MISTYPED", "SHARE_UNREADABLE")


@given(st.text(max_size=400))
def test_any_text_is_a_share_or_a_refusal(text: str) -> None:
    try:
        read_share(text)
    except Refusal as no:
        assert no.code in ("SHARE_MISTYPED", "SHARE_UNREADABLE")


def test_shares_that_do_not_belong_together_make_no_key() -> None:
    secret, other = bytes(range(32)), bytes(range(1, 33))
    shares, later = split(secret, b"aaaa", other), split(secret, b"bbbb", secret)
    assert code_of(lambda: join([])) == "SHARES_TOO_FEW"
    assert code_of(lambda: join(shares[:1])) == "SHARES_TOO_FEW"
    assert code_of(lambda: join([shares[1], shares[1]])) == "SHARES_TOO_FEW"
    assert code_of(lambda: join([shares[0], later[1]])) == "SHARES_OF_TWO_SETS"
    assert code_of(lambda: join([shares[0], shares[1]._replace(data=bytes(32))])) == "SHARES_DO_NOT_FIT"
    assert join([*shares[:2], shares[2]]).private_bytes_raw() == secret
    assert X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() not in repr(shares).encode()
