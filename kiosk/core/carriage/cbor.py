"""Deterministic CBOR (RFC 8949 §4.2.1): one value, one encoding; anything else is not ours.

Reading re-encodes and compares, so that a second spelling of the same value can never carry a
second hash. Integers, byte strings, ASCII or UTF-8 text, arrays, integer-keyed maps, bool and
null only: no floats, no tags, no indefinite lengths.
"""

from typing import Any

import cbor2


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
    try:
        value = cbor2.loads(data, max_depth=depth_max, allow_indefinite=False, allow_duplicate_keys=False)
        again = cbor2.dumps(value, canonical=True)
    except Exception as error:  # cbor2 raises many kinds on hostile bytes; all mean the same here
        raise Malformed(str(error)) from error
    if again != data:
        raise Malformed("not the deterministic encoding")
    return value


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
