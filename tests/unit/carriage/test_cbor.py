"""One value has one encoding, and nothing else is read."""

import pytest

from kiosk.core.carriage.cbor import Malformed, pack, unpack

NOT_OURS = {
    "a longer spelling of 1": "1801",
    "a longer spelling of a length": "580101",
    "an indefinite byte string": "5f4101ff",
    "an indefinite array": "9f01ff",
    "keys out of order": "a202000100",
    "the same key twice": "a201000100",
    "a text key": "a1616100",
    "an array as key": "a1810100",
    "a text key deep inside": "8181a1616100",
    "a float": "f93e00",
    "not a number": "f97e00",
    "undefined": "f7",
    "a simple value": "e0",
    "a bignum": "c249010000000000000000",
    "a date": "c11a514b67b0",
    "a set": "d90102820102",
    "a decimal": "c482011bffffffffffffffff",
    "a reference to itself": "d81c81d81d00",
    "a regular expression": "d823646128612b",
    "a foreign tag": "da00010000f6",
    "two values": "0101",
    "nothing": "",
    "half a string": "4401",
    "half a length": "59ff",
    "not UTF-8": "61ff",
    "a reserved length": "1c",
    "a lone break": "ff",
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_only_the_one_encoding_of_a_plain_value_is_read(name: str) -> None:
    with pytest.raises(Malformed):
        unpack(bytes.fromhex(NOT_OURS[name]), 100)


@pytest.mark.parametrize(
    "value",
    [0, -1, 2**64 - 1, -(2**63), b"", b"\x00" * 300, "䶮㐂", [], [[], [1, [b"a"]]], {}, {1: {2: [True, None]}}, False],
)
def test_what_we_write_is_what_we_read(value: object) -> None:
    assert unpack(pack(value), 1_000) == value


def test_bytes_over_the_bound_are_refused_before_they_are_read() -> None:
    with pytest.raises(Malformed, match="11 bytes, at most 10"):
        unpack(b"\xff" * 11, 10)


def test_nesting_is_bounded() -> None:
    assert unpack(b"\x81" * 10 + b"\x00", 100)
    for depth in (13, 50_000):
        with pytest.raises(Malformed):
            unpack(b"\x81" * depth + b"\x00", 100_000)


def test_a_promised_length_is_not_believed() -> None:
    for start in ("5b7fffffffffffffff", "9b7fffffffffffffff", "bb7fffffffffffffff", "9a10000000", "7b00000000ffffffff"):
        with pytest.raises(Malformed):
            unpack(bytes.fromhex(start), 100)
