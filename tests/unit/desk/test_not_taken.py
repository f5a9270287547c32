"""What the other side does not take: said once an exchange, named, and neither a stop for others nor a weight here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.attachment import read_chunk
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import status
from kiosk.desk.entrusting import entrust
from kiosk.desk.refusing import BODY_AGAIN_S, note_not_taken
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import Wall, bare_example, example, make_station, opened, photographs
from tests.unit.desk.test_exchanging import StraightRoad, run, shown


@pytest.fixture
def station(tmp_path: Path, county: CountyByHand) -> Iterator[Station]:
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued) as one:
        yield one


def spoil(station: Station, event_hash: bytes) -> None:
    """Rot on the card: the last byte of a sealed body."""
    station.store.connection.execute(
        "UPDATE event SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB) WHERE hash = ?",
        (event_hash,),
    )


def pass_time(station: Station, seconds: int) -> None:
    """So long with power."""
    clock = station.instruments.clock
    assert isinstance(clock, Wall)
    clock.uptime_s += seconds


def test_an_event_that_the_county_cannot_take_is_offered_once_in_an_exchange_and_stops_no_other(
    station: Station, county: CountyByHand
) -> None:
    spoilt = entrust(station, example(), photographs())
    sound = entrust(station, bare_example(operation="00" * 16))
    spoil(station, spoilt.event_hash)
    road = StraightRoad(county)
    run(station, road)
    offered = [
        read_event(split_event(frame.payload)[0]).hash
        for batch in road.batches
        for frame in read_batch(batch).frames
        if frame.type is FrameType.EVENT
    ]
    assert offered.count(spoilt.event_hash) == 1
    assert "at_county" in shown(station, sound.receipt.number)
    assert "at_county" not in shown(station, spoilt.receipt.number)


def test_a_refusal_is_told_by_the_exchange_and_shown_with_the_case_until_the_event_is_taken(
    station: Station, county: CountyByHand
) -> None:
    done = entrust(station, bare_example())
    sealed = station.store.one("SELECT sealed FROM event WHERE hash = ?", done.event_hash)[0]
    spoil(station, done.event_hash)
    assert run(station, StraightRoad(county)).refused == {done.event_hash.hex(): "BAD_BODY_HASH"}
    line = status(station, done.receipt.number)["events"][0]
    assert (line["refused"]["by"], line["refused"]["reason"]) == ("county", "BAD_BODY_HASH")
    assert {finding.what for finding in verify(station).findings} == {"BODY"}
    station.store.connection.execute("UPDATE event SET sealed = ? WHERE hash = ?", (sealed, done.event_hash))
    pass_time(station, BODY_AGAIN_S)
    assert run(station, StraightRoad(county)).refused == {}
    assert "refused" not in status(station, done.receipt.number)["events"][0]
    assert "at_county" in shown(station, done.receipt.number)
    assert verify(station).findings == ()


def test_a_photograph_that_nobody_keeps_is_begun_once_in_an_exchange(station: Station, county: CountyByHand) -> None:
    entrust(station, example(), photographs())
    road = StraightRoad(county, lambda answer: answer)
    keep = county.take

    def forgetful(batch: bytes) -> None:
        keep(batch)
        county.pieces = {}

    county.take = forgetful  # type: ignore[method-assign]
    done = run(station, road)
    photographs_held = station.store.one("SELECT COUNT(*) FROM attachment")[0]
    pieces = [frame for batch in road.batches for frame in read_batch(batch).frames if frame.type is FrameType.CHUNK]
    assert done.chunks_left == len(pieces)
    begun = [read_chunk(frame.payload) for frame in pieces]
    assert len([chunk for chunk in begun if chunk.offset == 0]) == photographs_held


def carried_count(station: Station) -> int:
    (count,) = station.store.one("SELECT COUNT(*) FROM event WHERE kind = ?", CARRIED)
    assert isinstance(count, int)
    return count


def test_a_login_page_that_is_met_again_and_again_leaves_the_journal_as_it_was(
    station: Station, county: CountyByHand
) -> None:
    def try_in_vain() -> None:
        with pytest.raises(Refusal):
            run(station, StraightRoad(county, lambda _: b"<html>please log in</html>"))

    entrust(station, example(), photographs())
    for _ in range(3):
        try_in_vain()
        assert carried_count(station) == 1
    second = entrust(station, bare_example(operation="00" * 16)).receipt.number
    for _ in range(3):
        try_in_vain()
        assert carried_count(station) == 2  # the new event left here too
    assert shown(station, second) == {"recorded", "left"}
    run(station, StraightRoad(county))
    assert {"left", "at_county"} <= shown(station, second)


def test_an_event_refused_for_good_does_not_make_the_journal_grow_with_every_exchange(
    station: Station, county: CountyByHand
) -> None:
    spoil(station, entrust(station, bare_example()).event_hash)
    for _ in range(2):
        run(station, StraightRoad(county))
    settled = carried_count(station)
    for _ in range(3):
        run(station, StraightRoad(county))
    assert carried_count(station) == settled


def offered(road: StraightRoad, event_hash: bytes) -> int:
    """How often the event was in a batch of this road."""
    frames = [frame for batch in road.batches for frame in read_batch(batch).frames if frame.type is FrameType.EVENT]
    return [read_event(split_event(frame.payload)[0]).hash for frame in frames].count(event_hash)


def test_what_was_set_apart_is_not_sent_again_with_every_exchange(station: Station, county: CountyByHand) -> None:
    spoilt = entrust(station, bare_example()).event_hash
    spoil(station, spoilt)
    road = StraightRoad(county)
    for _ in range(20):
        run(station, road)
    assert offered(road, spoilt) == 1
    pass_time(station, BODY_AGAIN_S)
    for _ in range(20):
        run(station, road)
    assert offered(road, spoilt) == 2


def test_what_is_refused_for_good_waits_for_another_incarnation_and_other_nodes_are_still_offered_it(
    station: Station, county: CountyByHand
) -> None:
    event = entrust(station, bare_example()).event_hash
    note_not_taken(station, county.identity.node, {event: Quarantine.OUTSIDE_ITS_PREFIX})
    note_not_taken(station, bytes(8), {})
    pass_time(station, 100 * BODY_AGAIN_S)
    road = StraightRoad(county)
    run(station, road)
    assert offered(road, event) == 0
    county.number += 1
    county.incarnation = county.dice.randbytes(8)
    run(station, road)
    assert offered(road, event) == 1
