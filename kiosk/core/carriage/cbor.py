"""Deterministic CBOR (RFC 8949 §4.2.1): one value, one encoding; anything else is not ours.

Reading re-encodes and compares, so that a second spelling of the same value can never carry a
second hash. Integers of 64 bits, byte strings, UTF-8 text, arrays, integer-keyed maps, bool and
null only: no floats, no tags, no indefinite lengths. Tags are refused before anything is decoded,
because a decoder gives each tag a meaning (dates, regular expressions, references to itself) that
hostile bytes should never reach.
"""

from typing import Any

import cbor2

_BYTES, _TEXT, _MAP, _TAG = 2, 3, 5, 6  # major types; what comes after _TAG are the simple values and floats
_SIMPLE = frozenset((0xF4, 0xF5, 0xF6))  # false, true, null


class Malformed(ValueError):
    """Bytes that are not the one encoding of a value we know. Never shown to a person as it is:
    the caller names it by a refusal or quarantines the one frame it stands in."""


def pack(value: Any) -> bytes:
    """The one encoding of `value`."""
    return cbor2.dumps(value, canonical=True)


def unpack(data: bytes, bytes_max: int, depth_max: int = 12) -> Any:
    """The value of `data`; Malformed when it is longer than `bytes_max`, deeper or spelt otherwise."""
    if len(data) > bytes_max:
        raise Malformed(f"{len(data)} bytes, at most {bytes_max}")
    has_maps = _only_plain_items(data)
    try:
        value = cbor2.loads(data, max_depth=depth_max, allow_indefinite=False, allow_duplicate_keys=False)
        again = cbor2.dumps(value, canonical=True)
    except Exception as error:  # cbor2 raises many kinds on hostile bytes; all mean the same here
        raise Malformed(str(error)) from error
    if again != data:
        raise Malformed("not the deterministic encoding")
    if has_maps and not _integer_keyed(value):
        raise Malformed("a map with other keys than integers")
    return value


def _only_plain_items(data: bytes) -> bool:
    """Malformed when an item of `data` is of a kind that we never write; whether there is a map among them."""
    at, end, has_maps = 0, len(data), False
    while at < end:
        first = data[at]
        major, extra = first >> 5, first & 31
        if major >= _TAG:
            if first not in _SIMPLE:
                raise Malformed("a tag, a float or another item that is not ours")
            at += 1
            continue
        if extra > 27:
            raise Malformed("an indefinite length")
        value_bytes = 0 if extra < 24 else 1 << (extra - 24)
        at += 1 + value_bytes
        if major in (_BYTES, _TEXT):
            at += extra if not value_bytes else int.from_bytes(data[at - value_bytes : at], "big")
        has_maps = has_maps or major == _MAP
    return has_maps


def _integer_keyed(value: Any) -> bool:
    if type(value) is list:
        return all(_integer_keyed(item) for item in value)
    if type(value) is dict:
        return all(type(key) is int and _integer_keyed(item) for key, item in value.items())
    return True


def expect(condition: bool, what: str) -> None:
    """Malformed, naming `what`, unless `condition` holds."""
    if not condition:
        raise Malformed(what)


def is_bytes(value: Any, low: int, high: int | None = None) -> bool:
    """Whether `value` is a byte string of `low` (to `high`) bytes."""
    return type(value) is bytes and low <= len(value) <= (low if high is None else high)


def is_int(value: Any, low: int, high: int) -> bool:
    """Whether `value` is an integer (not a bool) from `low` to `high`."""
    return type(value) is int and low <= value <= high
