"""Batches: whole frames survive damage, and hostile bytes buy neither time nor memory."""

import time

import pytest

from kiosk.core.carriage.batch import (
    BATCH_BYTES_MAX,
    FRAME_OVERHEAD_BYTES,
    FRAMES_COUNT_MAX,
    Frame,
    FrameType,
    frame_bytes,
    read_batch,
    split_event,
    write_batch,
)
from kiosk.core.carriage.cbor import Malformed, pack
from kiosk.core.carriage.cose import SIGN1_START
from tests.carriage_by_hand import batch_of, entrusted_log

LOG, _ = entrusted_log()
NODE = LOG.pen.node
SMALL = [Frame(FrameType.EVENT, SIGN1_START + bytes([i]) * 20) for i in range(1, 5)]
BATCH = write_batch(NODE, SMALL)
HEADER_BYTES = len(BATCH) - 4 * (20 + FRAME_OVERHEAD_BYTES)


def test_a_batch_comes_back_whole() -> None:
    read = read_batch(BATCH)
    assert read == (NODE, tuple(SMALL), (), 0)
    assert read_batch(write_batch(NODE, [])) == (NODE, (), (), 0)


@pytest.mark.parametrize("flip", [0xFF, 0x01, 0x80])
def test_whichever_byte_is_flipped_every_whole_frame_but_the_one_hit_survives(flip: int) -> None:
    """R-BOUND: a scratched stick gives up the rest and names the damage."""
    for at in range(len(BATCH)):
        harmed = bytearray(BATCH)
        harmed[at] ^= flip
        read = read_batch(bytes(harmed))
        hit = (at - HEADER_BYTES) // (20 + FRAME_OVERHEAD_BYTES) if at >= HEADER_BYTES else None
        assert list(read.frames) == [frame for i, frame in enumerate(SMALL) if i != hit], at
        assert len(read.damage) == 1 and read.damage[0].offset <= at < sum(read.damage[0])
        assert (read.sender, read.missing) == ((b"", 0) if hit is None else (NODE, 1))


def test_a_torn_batch_gives_up_every_whole_frame_wherever_it_is_torn() -> None:
    for cut in range(1, len(BATCH)):
        whole = max(0, (cut - HEADER_BYTES) // (20 + FRAME_OVERHEAD_BYTES))
        if cut < HEADER_BYTES:
            with pytest.raises(Malformed):
                read_batch(BATCH[:cut])
            continue
        read = read_batch(BATCH[:cut])
        assert list(read.frames) == SMALL[:whole] and read.missing == 4 - whole


def test_a_hundred_scratches_cost_a_hundred_frames_and_no_more() -> None:
    frames = [Frame(FrameType.EVENT, SIGN1_START + bytes([i % 256, i // 256]) * 300) for i in range(500)]
    data = bytearray(write_batch(NODE, frames))
    each = 600 + FRAME_OVERHEAD_BYTES
    for i in range(0, 500, 5):
        data[len(data) - each * (500 - i) + 100] ^= 1
    read = read_batch(bytes(data))
    assert list(read.frames) == [frame for i, frame in enumerate(frames) if i % 5]
    assert len(read.damage) == read.missing == 100


def test_a_true_start_hidden_inside_a_false_one_is_found() -> None:
    wanted = frame_bytes(SMALL[0])
    for false in (
        b"\xda",
        b"\xda\x02",
        b"\xda\x02\x00",
        b"\xda\x02\x00\x00",
        b"\xda\x02\x00\x00\x05",
        b"\xda\x02\x00\x00\x05abcd",
    ):
        assert read_batch(BATCH + false + wanted).frames == (*SMALL, SMALL[0])


def test_a_foreign_file_is_no_batch() -> None:
    for foreign in (b"", b"PK\x03\x04" + bytes(1000), b"<!DOCTYPE html><title>login</title>", b"\xda" * 1000, b"\x00"):
        with pytest.raises(Malformed):
            read_batch(foreign)


@pytest.mark.parametrize("header", [[2, NODE, 1], [1, b"short", 1], [1, NODE], [1, NODE, -1], [1, NODE, 2**20], {}, 7])
def test_another_format_of_batch_is_refused(header: object) -> None:
    with pytest.raises(Malformed):
        read_batch(frame_bytes(Frame(FrameType.HEADER, pack(header))) + frame_bytes(SMALL[0]))


def test_an_oversized_batch_is_refused_before_it_is_read() -> None:
    with pytest.raises(Malformed, match="at most"):
        read_batch(BATCH + bytes(BATCH_BYTES_MAX))
    with pytest.raises(Malformed):
        write_batch(NODE, [Frame(FrameType.DOCUMENT, bytes(3 * 2**20))] * 3)
    with pytest.raises(Malformed):
        write_batch(NODE, [Frame(FrameType.EVENT, SIGN1_START)] * (FRAMES_COUNT_MAX + 1))
    tiny = frame_bytes(Frame(FrameType.EVENT, SIGN1_START))
    with pytest.raises(Malformed, match="frames"):
        read_batch(tiny * (FRAMES_COUNT_MAX + 2))


@pytest.mark.parametrize("kind", list(FrameType))
def test_every_type_of_frame_has_its_bound(kind: FrameType) -> None:
    with pytest.raises(Malformed, match="at most"):
        frame_bytes(Frame(kind, SIGN1_START + bytes(3 * 2**20 + 1)))


def test_an_event_travels_without_the_seven_bytes_that_every_event_begins_with() -> None:
    whole = Frame(FrameType.EVENT, LOG.all[0].event.signed)
    assert len(frame_bytes(whole)) == len(whole.payload) - 7 + FRAME_OVERHEAD_BYTES
    assert read_batch(batch_of(LOG)).frames[0] == whole
    with pytest.raises(Malformed):
        frame_bytes(Frame(FrameType.EVENT, b"no event at all"))


HOSTILE = {
    "nothing but the magic byte": b"\xda",
    "types without lengths": b"\xda\x00",
    "tiny frames": b"\xda\x02\x00\x00\x01",
    "large documents": b"\xda\x03\x2f\xff\xff",
    "lengths just over the bound": b"\xda\x00\x00\x00\x41",
    "events of any length": b"\xda\x02\x01\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_eight_megabytes_of_hostile_bytes_are_read_in_bounded_time(name: str) -> None:
    """R-BOUND. About 0.3 s here at the worst; without the bounds some of these take an hour."""
    data = (HOSTILE[name] * BATCH_BYTES_MAX)[:BATCH_BYTES_MAX]
    began = time.process_time()
    with pytest.raises(Malformed):
        read_batch(data)
    assert time.process_time() - began < 4


def test_duplicated_and_re_ordered_frames_are_read_as_they_come() -> None:
    shuffled = [SMALL[2], SMALL[0], SMALL[2]]
    assert list(read_batch(write_batch(NODE, shuffled)).frames) == shuffled
    assert read_batch(BATCH + BATCH).frames == (*SMALL, *SMALL)


def test_an_event_frame_is_split_at_the_end_of_its_signature() -> None:
    for written in LOG.all:
        assert split_event(written.event.signed + written.sealed) == (written.event.signed, written.sealed)
    signed = LOG.all[0].event.signed
    for wrong in (b"", signed[:9], signed[:-1], bytes(200), b"\xd2\x84\x43\xa1\x01\x27\xa0\x5b" + bytes(100)):
        with pytest.raises(Malformed):
            split_event(wrong)


def test_a_real_batch_is_as_long_as_its_parts() -> None:
    parts = sum(len(w.event.signed) - len(SIGN1_START) + len(w.sealed) + FRAME_OVERHEAD_BYTES for w in LOG.all)
    assert len(batch_of(LOG)) == parts + FRAME_OVERHEAD_BYTES + 12
