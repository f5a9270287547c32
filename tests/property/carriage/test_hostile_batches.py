"""Whatever comes in: readers raise Malformed or read, and nothing that was not signed ever becomes an event."""

import contextlib
import tracemalloc
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.ask import read_ask
from kiosk.core.carriage.attachment import open_attachment, read_chunk
from kiosk.core.carriage.batch import BATCH_BYTES_MAX, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed, unpack
from kiosk.core.carriage.certificate import verify_chain
from kiosk.core.carriage.cose import decrypt0, payload_of, verify1
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.examine import examine
from kiosk.core.carriage.head import decode_head, read_event
from kiosk.core.carriage.pin import pin_of_certificate
from tests.carriage_by_hand import DICTIONARY, THE_COUNTY, batch_of, case_number, entrusted_log

LOG, KEY = entrusted_log()
for _n in (2, 3):
    LOG.entrust(KEY, case_number(sequence=_n))
BATCH = batch_of(LOG)
SIGNED = {w.event.hash: (w.event.signed, w.sealed) for w in LOG.all}
MEMORY_BYTES_MAX = 4 * BATCH_BYTES_MAX

edits = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), st.integers(0, len(BATCH) - 1), st.integers(1, 255)),
        st.tuples(st.just("cut"), st.integers(0, len(BATCH)), st.integers(0, 400)),
        st.tuples(st.just("put"), st.integers(0, len(BATCH)), st.binary(max_size=40)),
        st.tuples(st.just("copy"), st.integers(0, len(BATCH)), st.integers(0, 900)),
    ),
    max_size=6,
)


def edited(data: bytes, changes: list[tuple[str, int, Any]]) -> bytes:
    out = bytearray(data)
    for what, at, how in changes:
        at = min(at, len(out))
        if what == "flip" and at < len(out):
            out[at] ^= how
        elif what == "cut":
            del out[at : at + how]
        elif what == "put":
            out[at:at] = how
        elif what == "copy":
            out[at:at] = out[at : at + how]
    return bytes(out)


@settings(max_examples=400, deadline=None)
@given(edits)
def test_a_mutated_batch_is_malformed_or_yields_signed_events_only(changes: list[tuple[str, int, Any]]) -> None:
    """R-RAW, R-BOUND: with the author known, every event taken is byte for byte one that was signed."""
    data = edited(BATCH, changes)
    try:
        batch = read_batch(data)
    except Malformed:
        return
    examined = examine(batch, {LOG.name: LOG.identity}, THE_COUNTY.root_public)
    for taken in examined.taken:
        if taken.awaiting is None:
            assert SIGNED[taken.event.hash] == (taken.event.signed, taken.sealed)
    hurt = sum(damage.bytes_lost for damage in batch.damage)
    assert 0 <= hurt <= len(data)


@settings(max_examples=150, deadline=None)
@given(edits)
def test_an_unknown_authors_mutated_batch_yields_no_event_with_effect(changes: list[tuple[str, int, Any]]) -> None:
    try:
        batch = read_batch(edited(BATCH, changes))
    except Malformed:
        return
    examined = examine(batch, {}, THE_COUNTY.root_public)
    assert all(identity == LOG.identity for identity in examined.identities.values())
    assert all(taken.event.hash in SIGNED for taken in examined.taken if taken.awaiting is None)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4), st.binary(min_size=1, max_size=12), st.binary(max_size=3_000))
def test_memory_is_bounded_whatever_the_bytes_promise(kind: int, pattern: bytes, tail: bytes) -> None:
    data = (b"\xda" + bytes([kind]) + pattern) * 20_000 + tail
    tracemalloc.start()
    try:
        examine(read_batch(data[:BATCH_BYTES_MAX]), {}, THE_COUNTY.root_public)
    except Malformed:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < MEMORY_BYTES_MAX


ENTRUSTED = LOG.all[2]
READERS: list[Callable[[bytes], object]] = [
    read_batch,
    split_event,
    read_event,
    decode_head,
    payload_of,
    read_acknowledgement,
    read_ask,
    read_chunk,
    pin_of_certificate,
    DICTIONARY.decompress,
    lambda data: unpack(data, 100_000),
    lambda data: verify1(THE_COUNTY.key.public_key(), data, b"p"),
    lambda data: verify_document(THE_COUNTY.key.public_key(), data),
    lambda data: verify_chain((data,), THE_COUNTY.root_public),
    lambda data: verify_chain((data, *LOG.identity.chain[1:]), THE_COUNTY.root_public),
    lambda data: decrypt0(KEY.secret, data, b""),
    lambda data: open_attachment(KEY.secret, data),
    lambda data: open_attachment(data, KEY.secret),
]
starts = st.sampled_from(
    [b"", ENTRUSTED.event.signed, ENTRUSTED.sealed, LOG.identity.chain[0], ENTRUSTED.event.signed[10:-66]]
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(range(len(READERS))), starts, edits, st.binary(max_size=200))
def test_every_reader_raises_malformed_or_reads(
    place: int, start: bytes, changes: list[tuple[str, int, Any]], more: bytes
) -> None:
    with contextlib.suppress(Malformed):
        READERS[place](edited(start, changes) + more)
