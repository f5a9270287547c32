"""What is offered: R-LANE in order, R-BOUND in bytes, and never nothing when there is something."""

from collections.abc import Sequence

import pytest

from kiosk.core.carriage.attachment import Chunk, chunks_of
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.protocol import Held, Offer, offer
from kiosk.core.event import Event
from tests.carriage_by_hand import case_number, entrusted_log

LOG, KEY = entrusted_log()
for _n in range(2, 30):
    LOG.entrust(KEY, case_number(sequence=_n))
FIRST, SHARED, *ENTRUSTED = [Held(w.event, w.sealed) for w in LOG.all]
CHUNKS = chunks_of(b"a" * 32, bytes(40_000))


def with_its_key(event: Event) -> Sequence[Held]:
    return (FIRST, SHARED)


def offered(
    bytes_max: int, events: Sequence[Held] = ENTRUSTED, chunks: Sequence[Chunk] = (), **more: Sequence[bytes]
) -> Offer:
    return offer(LOG.pen.node, events, with_its_key, chunks, bytes_max, **more)


def test_an_offer_brings_each_events_key_and_certificate_once() -> None:
    found = offered(1_000_000)
    assert found.events == tuple(h.event for h in (FIRST, SHARED, *ENTRUSTED))
    assert len(read_batch(found.batch).frames) == len(found.events)


@pytest.mark.parametrize("bytes_max", [0, 1_600, 2_000, 5_000, 9_000])
def test_an_offer_stays_within_its_bound_but_one_event_always_fits(bytes_max: int) -> None:
    found = offered(bytes_max)
    assert len(found.batch) <= max(bytes_max, len(offered(0).batch))
    assert len(offered(0).events) == 3
    rest = [h for h in ENTRUSTED if h.event not in found.events]
    assert found.events[2:] == tuple(
        h.event for h in ENTRUSTED[: len(ENTRUSTED) - len(rest)]
    )  # a prefix: nothing is skipped


def test_r_lane_acknowledgements_then_events_then_attachments() -> None:
    found = offered(100_000, chunks=CHUNKS, acknowledgements=[b"ack"])
    kinds = [frame.type for frame in read_batch(found.batch).frames]
    assert kinds == sorted(kinds) and kinds[0] is FrameType.ACKNOWLEDGEMENT and kinds[-1] is FrameType.CHUNK
    assert found.chunks == tuple(CHUNKS)


def test_r_lane_no_attachment_travels_before_an_event_that_waits() -> None:
    assert offered(3_000, chunks=CHUNKS).chunks == ()
    assert len(offered(100, events=(), chunks=CHUNKS).chunks) == 1  # one piece always fits
    assert len(offered(20_000, events=(), chunks=CHUNKS).chunks) == 1


def test_with_nothing_to_say_there_is_no_batch() -> None:
    assert offered(1_000, events=()) == Offer(b"", (), ())
