"""What ends a relay's duty to hand an event on, and what does not."""

from pathlib import Path

from sqlalchemy import update

from kiosk.core.carriage.author import Written
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.protocol import settle
from server.store import tables as t
from tests.server_by_hand import House, StationByHand, frame_of, station
from tests.unit.server.test_relay import VILLAGE, both, owed

NOBODY = bytes(8)


def spoilt(written: Written) -> Written:
    return written._replace(sealed=written.sealed[:-1] + bytes([written.sealed[-1] ^ 1]))


def rot(house: House, written: Written) -> None:
    """The body as a failing disk gives it back."""
    e = t.event.c
    changed = update(t.event).where(e.hash == written.event.hash).values(sealed=spoilt(written).sealed)
    house.writer.run(lambda journal: journal.connection.execute(changed) and None)


def custody_of(house: House, village: StationByHand, batch: bytes) -> frozenset[bytes]:
    return settle(house.receive(batch), house.node.identity, village.own).custody


def test_the_county_s_no_to_a_copy_with_a_spoilt_body_does_not_end_the_duty_to_hand_on_the_true_one(
    tmp_path: Path,
) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        uplink.exchange()
        village = station(above, VILLAGE)
        said = village.say()
        house.receive(village.batch())
        before = owed(house)
        word = above.intake.receive(write_batch(NOBODY, [frame_of(w) for w in (*village.written[:2], spoilt(said))]))
        house.receive(write_batch(NOBODY, [Frame(FrameType.ACKNOWLEDGEMENT, word)]))
        assert owed(house) == before - 2 == 1
        uplink.exchange()
        assert owed(house) == 0 and above.writer.run(lambda journal: journal.held(said.event.hash)) is not None


def test_a_body_that_rotted_in_custody_is_raised_vouched_for_no_longer_and_taken_anew(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        said, after = village.say(), village.say()
        house.receive(village.batch())
        rot(house, said)
        uplink.exchange()
        assert house.incidents() == ["BODY_HARMED"] and owed(house) == 0
        assert above.writer.run(lambda journal: journal.held(said.event.hash)) is None
        everything = {w.event.hash for w in village.written}
        assert custody_of(house, village, village.batch([after])) == everything - {said.event.hash}
        assert custody_of(house, village, village.batch([said])) == everything
        uplink.exchange()
        assert owed(house) == 0 and above.writer.run(lambda journal: journal.held(said.event.hash)) is not None
