"""No station stands in another's way on a relay, and no batch goes unanswered for what others sent before."""

import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.head import sign_event
from kiosk.core.event import ClockQuality, ClockReading, Event, Head, Level
from server.intake import issue
from server.store import attachments, bounds, shelf
from server.store.attachments import sealed_attachment
from server.store.database import reading
from server.uplink import owed, relay
from tests.server_by_hand import House, StationByHand, county, station
from tests.unit.server.test_relay import VILLAGE, both

NEIGHBOUR = "331003001002"


def beyond_a_gap(village: StationByHand, count: int, first: int = 10) -> list[Event]:
    """Authentic events of a log that hang in the air: what comes before them never comes."""
    dice = random.Random(first)
    clock = ClockReading(0, 0, ClockQuality.FREE)
    return [
        sign_event(
            village.signing,
            Head(
                node=village.pen.node,
                log=village.pen.log,
                seq=seq,
                operation=dice.randbytes(8),
                kind=900,
                case="",
                prev=dice.randbytes(32),
                after=(),
                level=Level.VILLAGE,
                author="",
                clock=clock,
                facts={1: dice.randbytes(350)},
            ),
        )
        for seq in range(first, first + count)
    ]


def batch_of(events: list[Event]) -> bytes:
    return write_batch(bytes(8), [Frame(FrameType.EVENT, event.signed) for event in events])


def two(above: House) -> tuple[StationByHand, StationByHand]:
    """Two villages, the one whose log sorts first before the other."""
    both_villages = [station(above, VILLAGE), station(above, NEIGHBOUR, seed=4)]
    first, second = sorted(both_villages, key=lambda village: village.log)
    return first, second


def test_what_a_batch_held_is_vouched_for_before_what_came_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "EXTRAS_COUNT_MAX", 3)
    monkeypatch.setattr(issue, "EXTRAS_TOTAL_MAX", 4)
    with county(tmp_path / "c") as house:
        loud, quiet = two(house)
        for village in (loud, quiet):
            house.receive(village.batch())
        early = beyond_a_gap(loud, 6)
        house.receive(batch_of(early))
        new = [*beyond_a_gap(loud, 2, first=50), *beyond_a_gap(quiet, 2)]
        ack = house.receive(batch_of(new))
        named = {event_hash for extent in ack.recv for _, event_hash in extent.extras}
        assert named == {event.hash for event in new}
        again = house.receive(batch_of(early[:1]))
        assert early[0].hash in {event_hash for extent in again.recv for _, event_hash in extent.extras}


@pytest.mark.parametrize("loud_first", [True, False])
def test_events_that_the_county_never_vouches_for_keep_no_other_log_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loud_first: bool
) -> None:
    monkeypatch.setattr(owed, "EVENTS_COUNT_MAX", 20)
    monkeypatch.setattr(owed, "SHARE_COUNT", 10)
    monkeypatch.setattr(relay, "FRUITLESS_IN_ONE_EXCHANGE_MAX", 2)
    with both(tmp_path) as (above, house, _, uplink):
        uplink.exchange()
        loud, quiet = two(above) if loud_first else two(above)[::-1]
        house.receive(loud.batch())
        house.receive(batch_of(beyond_a_gap(loud, 200)))
        monkeypatch.setattr(bounds, "OUT_OF_LINE_COUNT_MAX", 0)  # at the county: it takes none of them
        quiet.say()
        house.receive(quiet.batch())
        uplink.exchange()
        for one in quiet.written:
            assert above.writer.run(lambda journal, one=one: journal.held(one.event.hash)) is not None


def test_what_was_passed_over_is_offered_again_in_the_next_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with both(tmp_path) as (above, house, line, uplink):
        uplink.exchange()
        village = station(above, VILLAGE)
        house.receive(village.batch())
        far = beyond_a_gap(village, 3)
        house.receive(batch_of(far))
        with monkeypatch.context() as full:
            full.setattr(bounds, "OUT_OF_LINE_COUNT_MAX", 0)
            uplink.exchange()
        assert above.writer.run(lambda journal: journal.held(far[0].hash)) is None
        uplink.exchange()
        assert all(above.writer.run(lambda journal, x=x: journal.held(x.hash)) is not None for x in far)
        sent = len(line.sent)
        uplink.exchange()
        assert len(line.sent) == sent + 1  # the ask alone


def test_a_photograph_that_the_county_does_not_take_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "CHUNKS_COUNT_MAX", 2)
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        dice = random.Random(3)
        sealed = [seal_attachment(bytes(32), dice.randbytes(size)) for size in (60_000, 50_000)]
        ids = sorted(sha256(s).digest() for s in sealed)
        pieces = [write_chunk(c) for s in sealed for c in chunks_of(sha256(s).digest(), s)]
        house.receive(village.batch(chunks=pieces))
        take = attachments._take_one

        def all_but_the_first(journal: Any, chunks: Any, *more: Any) -> Any:
            return None if chunks[0].attachment_id == ids[0] else take(journal, chunks, *more)

        monkeypatch.setattr(attachments, "_take_one", all_but_the_first)
        for _ in range(2):
            uplink.exchange()
        with reading(above.engine) as connection:
            assert sealed_attachment(connection, "331003", ids[1]) is not None
