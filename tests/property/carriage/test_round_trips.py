"""What is written is what is read, for every value that fits, and it has one encoding only."""

import itertools
from typing import Any

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kiosk.core.carriage.acknowledgement import (
    Acknowledgement,
    Extent,
    Range,
    covers,
    read_acknowledgement,
    sign_acknowledgement,
)
from kiosk.core.carriage.ask import Ask, Have, Proved, Report, read_ask, sign_ask
from kiosk.core.carriage.attachment import chunks_of, open_attachment, read_chunk, seal_attachment, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.cbor import Malformed, pack, unpack
from kiosk.core.carriage.cose import SIGN1_START, decrypt0, encrypt0, sign1, verify1
from kiosk.core.carriage.extent import START, advance, ranges
from kiosk.core.carriage.head import decode_head, encode_head
from kiosk.core.event import ClockQuality, ClockReading, Head, Level
from tests.carriage_by_hand import DICTIONARY, signing

KEY = signing("county")
hashes = st.binary(min_size=32, max_size=32)
logs = st.binary(min_size=16, max_size=16)
seqs = st.integers(1, 2**32 - 1)
plain: st.SearchStrategy[Any] = st.recursive(
    st.integers(-(2**63), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-(2**63), 2**64 - 1), inner, max_size=4),
    max_leaves=12,
)
facts = st.dictionaries(st.integers(0, 255), plain, max_size=5)
clocks = st.builds(
    ClockReading, st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 2**63 - 1), st.sampled_from(ClockQuality)
)
heads = st.builds(
    Head,
    node=st.binary(min_size=8, max_size=8),
    log=st.binary(min_size=8, max_size=8),
    seq=st.integers(2, 2**32 - 1),
    operation=st.binary(min_size=8, max_size=16),
    kind=st.integers(1, 65_535),
    case=st.just("") | st.integers(0, 10**27 - 1).map(lambda n: f"{n:027d}"),
    prev=hashes,
    after=st.lists(hashes, max_size=8, unique=True).map(lambda found: tuple(sorted(found))),
    level=st.sampled_from(Level),
    author=st.from_regex(r"\A(|[A-Za-z0-9][A-Za-z0-9._@-]{0,19})\Z"),
    clock=clocks,
    facts=facts,
)
bodies = st.fixed_dictionaries(
    {
        "sealed_sha256": hashes,
        "sealed_bytes": st.integers(1, 65_000),
        "key_id": st.binary(min_size=16, max_size=16),
        "dictionary_id": st.binary(min_size=4, max_size=4),
    }
)


@given(plain)
def test_cbor(value: Any) -> None:
    try:
        assert unpack(pack(value), 10_000) == value
    except Malformed as error:
        assert "depth" in str(error)


@given(st.binary(max_size=60))
def test_whatever_is_read_as_cbor_has_no_second_spelling(data: bytes) -> None:
    try:
        value = unpack(data, 100)
    except Malformed:
        return
    assert pack(value) == data


@settings(deadline=None)
@given(heads, st.none() | bodies)
def test_heads(head: Head, body: dict[str, Any] | None) -> None:
    whole = msgspec.structs.replace(head, **(body or {}))
    data = encode_head(whole)
    assume(len(data) < 8_000)
    try:
        assert decode_head(data) == whole
    except Malformed as error:
        assert "depth" in str(error)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(FrameType)[1:]), st.binary(max_size=300)), max_size=12),
    st.binary(min_size=8, max_size=8),
)
def test_batches(payloads: list[tuple[FrameType, bytes]], sender: bytes) -> None:
    frames = [Frame(kind, SIGN1_START + data if kind is FrameType.EVENT else data) for kind, data in payloads]
    assert read_batch(write_batch(sender, frames)) == (sender, tuple(frames), (), 0)


@settings(deadline=None)
@given(st.binary(max_size=2_000), st.binary(max_size=30))
def test_signed_and_sealed_bytes(data: bytes, bound: bytes) -> None:
    assert verify1(KEY.public_key(), sign1(KEY, data, bound), bound) == data
    assert decrypt0(bytes(32), encrypt0(bytes(32), bytes(12), data, bound), bound) == data
    assert DICTIONARY.decompress(DICTIONARY.compress(data)) == data


extents = st.builds(Extent, logs, seqs, hashes, st.lists(st.tuples(seqs, hashes), max_size=4).map(tuple))
spans = st.tuples(logs, seqs, seqs).map(lambda r: Range(r[0], min(r[1:]), max(r[1:])))


@settings(deadline=None)
@given(
    st.lists(extents, max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(tuple),
    st.lists(st.tuples(logs, st.integers(0, 2**32 - 1), hashes, st.integers(1, 255)), max_size=3).map(tuple),
    st.lists(st.tuples(hashes, st.integers(0, 2**31)), max_size=3).map(tuple),
    st.booleans(),
    st.sampled_from(Level),
)
def test_acknowledgements(
    held: Any, opened: Any, apart: Any, attachments: Any, same_device: bool, level: Level
) -> None:
    ack = Acknowledgement(
        b"issuer-1",
        b"county-1",
        3,
        9,
        -5,
        level,
        same_device,
        held,
        held[:1],
        opened,
        bytes(32) if opened else b"",
        apart,
        attachments,
    )
    signed = sign_acknowledgement(KEY, ack)
    assert read_acknowledgement(signed.signed) == signed


@settings(deadline=None)
@given(
    st.lists(st.builds(Proved, logs, *[st.integers(0, 2**32 - 1)] * 3), max_size=4).map(tuple),
    st.lists(st.builds(Have, logs, st.integers(0, 2**32 - 1), hashes), max_size=4).map(tuple),
    st.builds(
        Report,
        st.text(max_size=40),
        st.integers(0, 2**62),
        st.none() | st.integers(-(2**60), 2**60),
        *[st.integers(0, 2**40)] * 2,
    ),
    st.lists(hashes, max_size=3).map(tuple),
)
def test_asks(own: Any, down: Any, report: Report, attachments: Any) -> None:
    ask = sign_ask(KEY, Ask(b"node-id1", b"log-id-1", -1, 0, 0, own, down, report, 0, attachments))
    assert read_ask(ask.signed) == ask


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60_000), st.binary(min_size=32, max_size=32))
def test_attachments(length: int, key: bytes) -> None:
    sealed = seal_attachment(key, bytes(length))
    pieces = [read_chunk(write_chunk(chunk)) for chunk in chunks_of(bytes(32), sealed)]
    assert open_attachment(key, b"".join(piece.data for piece in pieces)) == bytes(length)


@given(st.permutations(range(1, 9)), st.integers(0, 8))
def test_a_log_reaches_as_far_whatever_the_order_of_arrival(order: list[int], missing: int) -> None:
    chain = [bytes(32)] + [bytes([n]) * 32 for n in range(1, 9)]
    beyond = [(n, chain[n - 1], chain[n]) for n in order if n != missing]
    assert advance(START, beyond).n == (missing - 1 if missing else 8)
    half = advance(START, beyond[:4])
    assert advance(half, beyond) == advance(START, beyond)  # counting what was counted changes nothing


@given(st.sets(st.integers(1, 60)))
def test_ranges_name_each_number_once(numbers: set[int]) -> None:
    found = ranges(numbers)
    assert {n for first, last in found for n in range(first, last + 1)} == numbers
    assert all(after[0] > before[1] + 1 for before, after in itertools.pairwise(found))


@given(st.integers(1, 6), st.integers(1, 6))
def test_an_extent_covers_what_comes_before_it_and_nothing_after(n: int, seq: int) -> None:
    hash_at = {i: bytes([i]) * 32 for i in range(1, 7)}
    assert covers((Extent(b"l" * 16, n, hash_at[n]),), b"l" * 16, seq, hash_at[seq], hash_at) is (seq <= n)
    assert not covers((Extent(b"l" * 16, n, hash_at[n]),), b"m" * 16, seq, hash_at[seq], hash_at)
