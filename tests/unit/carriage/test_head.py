"""Heads: every field within its bounds, and every event readable."""

from typing import Any

import msgspec
import pytest

from kiosk.core.carriage.cbor import Malformed, pack, unpack
from kiosk.core.carriage.head import (
    CASE_HEAD_BYTES_MAX,
    NO_HASH,
    body_aad,
    decode_head,
    encode_head,
    log_name,
    read_event,
    sign_event,
    verify_event,
)
from kiosk.core.carriage.kinds import SENT
from kiosk.core.event import ClockQuality
from tests.carriage_by_hand import clock, entrusted_log, signing, village_log

LOG, KEY = entrusted_log()
HEAD = LOG.all[2].event.head


def changed(place: int, value: Any) -> bytes:
    fields = unpack(encode_head(HEAD), 10_000)
    fields[place] = value
    return pack(fields)


WRONG: dict[str, tuple[int, Any]] = {
    "an unknown suite": (0, 2),
    "true for a suite": (0, True),
    "a short node": (1, bytes(7)),
    "a long log": (2, bytes(9)),
    "a text for a log": (2, "12345678"),
    "number 0": (3, 0),
    "a negative number": (3, -1),
    "a number past 32 bits": (3, 2**32),
    "a short operation": (4, bytes(7)),
    "a long operation": (4, bytes(17)),
    "kind 0": (5, 0),
    "a kind past 16 bits": (5, 2**16),
    "a case as text": (6, "331003"),
    "a case of 28 digits": (6, (10**27).to_bytes(12, "big")),
    "a short previous hash": (7, bytes(31)),
    "nine hashes in after": (8, [bytes([i]) * 32 for i in range(9)]),
    "after out of order": (8, [b"b" * 32, b"a" * 32]),
    "after twice the same": (8, [b"a" * 32, b"a" * 32]),
    "a map for after": (8, {}),
    "level 0": (9, 0),
    "level 4": (9, 4),
    "true for a level": (9, True),
    "an author that is no staff number": (10, "张三"),
    "an author with a control character": (10, "V\n1"),
    "an author with markup": (10, "<b>V1"),
    "an author with spaces": (10, "V 1"),
    "a long author": (10, "V" * 21),
    "a clock of two readings": (11, [0, 0]),
    "a clock past 64 bits": (11, [2**63, 0, 0]),
    "a negative uptime": (11, [0, -1, 0]),
    "an unknown clock quality": (11, [0, 0, 3]),
    "facts as a list": (12, []),
    "a fact key past 255": (12, {256: 0}),
    "a negative fact key": (12, {-1: 0}),
    "a short body hash": (13, bytes(31)),
    "a body of 0 bytes": (14, 0),
    "a body over its bound": (14, 65_001),
    "a short key id": (15, bytes(15)),
    "a long dictionary id": (16, bytes(5)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_field_out_of_its_bounds_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        decode_head(changed(*WRONG[name]))


def test_a_head_comes_back_as_it_was() -> None:
    for written in LOG.all:
        assert decode_head(encode_head(written.event.head)) == written.event.head
        assert read_event(written.event.signed) == written.event


@pytest.mark.parametrize("count", [12, 14, 16, 18])
def test_a_head_has_13_or_17_fields(count: int) -> None:
    fields = [*unpack(encode_head(HEAD), 10_000), 0][:count]
    with pytest.raises(Malformed):
        decode_head(pack(fields))


def test_a_first_event_names_no_event_before_it() -> None:
    with pytest.raises(Malformed):
        decode_head(encode_head(msgspec.structs.replace(HEAD, seq=1, prev=b"p" * 32)))
    assert decode_head(encode_head(msgspec.structs.replace(HEAD, seq=1, prev=NO_HASH))).seq == 1


def test_an_unknown_kind_is_read_and_kept() -> None:
    for kind in (63, 200, 65_535):
        event = LOG.write(kind, facts={7: [1, b"anything", {3: None}]})
        assert read_event(event.event.signed) == event.event


@pytest.mark.parametrize("at_ms", [0, 4_070_908_800_000, -1, 2**62])  # 1970, 2099, before 1970, nonsense
def test_no_clock_reading_makes_an_event_unreadable(at_ms: int) -> None:
    written = village_log().write(at=clock(at_ms, quality=ClockQuality.UNSET))
    assert read_event(written.event.signed).head.clock.wall_ms == at_ms


def test_a_case_event_is_small_enough_to_travel_downward_inside_another() -> None:
    log = village_log()
    with pytest.raises(Malformed):
        decode_head(encode_head(msgspec.structs.replace(HEAD, facts={1: bytes(CASE_HEAD_BYTES_MAX)})))
    largest = log.write(facts={1: bytes(CASE_HEAD_BYTES_MAX - 300)})
    read_event(log.write(SENT, facts={1: largest.event.signed, 2: [0] * 200}).event.signed)


def test_a_head_over_its_bound_is_neither_signed_nor_read() -> None:
    big = msgspec.structs.replace(HEAD, kind=SENT, facts={1: bytes(16_000)})
    with pytest.raises(Malformed):
        sign_event(signing("village"), big)
    with pytest.raises(Malformed):
        read_event(LOG.all[0].event.signed + bytes(16_000))


def test_a_wrong_key_does_not_verify_an_event() -> None:
    verify_event(signing("village").public_key(), LOG.all[2].event)
    with pytest.raises(Malformed):
        verify_event(signing("neighbour").public_key(), LOG.all[2].event)


def test_what_a_body_is_bound_to_names_its_event() -> None:
    parts: dict[str, Any] = {
        "node": bytes(8), "log": bytes(8), "seq": 9, "operation": bytes(12), "kind": 2, "case": "", "key_id": bytes(16)
    }  # fmt: skip
    bound = {body_aad(HEAD)} | {
        body_aad(msgspec.structs.replace(HEAD, **{name: value})) for name, value in parts.items()
    }
    assert len(bound) == 1 + len(parts)


def test_a_log_is_named_by_node_and_log() -> None:
    assert log_name(HEAD) == HEAD.node + HEAD.log
