"""A node that is shown its own word: what it remembers changes nothing, what it does not is proof of another copy."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete

from kiosk.core.carriage.acknowledgement import Acknowledgement, Extent, sign_acknowledgement
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from server.store import tables as t
from server.store.incarnation import ACK_COUNTER, ACKS_KEPT_COUNT, superseded_by
from tests.county_by_hand import CountyByHand
from tests.server_by_hand import House, StationByHand, county, station


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as house:
        yield house


@pytest.fixture
def village(house: House) -> StationByHand:
    return station(house)


def show(house: House, village: StationByHand, ack: Acknowledgement) -> int:
    """Bring the county this word; the number that it then knows to be announced (0: it remembers all)."""
    house.receive(write_batch(village.identity.node, [Frame(FrameType.ACKNOWLEDGEMENT, ack.signed)]))
    return house.writer.run(superseded_by)


def signed(house: House, ack: Acknowledgement, **changes: object) -> Acknowledgement:
    return sign_acknowledgement(house.node.signing_key, msgspec.structs.replace(ack, **changes))


def test_a_word_that_it_gave_changes_nothing(house: House, village: StationByHand) -> None:
    told = [house.receive(village.batch()) for _ in range(3)]
    assert [show(house, village, ack) for ack in told] == [0, 0, 0] and house.incidents() == []


@pytest.mark.parametrize(
    "changes",
    [{"incarnation_number": 2}, {"incarnation": b"other-01"}, {"counter": 10_000}, {"at_ms": 1}],
    ids=["higher number", "another log of this number", "a counter not reached yet", "another word of this counter"],
)
def test_a_word_under_its_own_signature_that_it_does_not_remember_is_proof(
    house: House, village: StationByHand, changes: dict[str, object]
) -> None:
    ack = signed(house, house.receive(village.batch()), **changes)
    called = []
    house.writer.journal.when_superseded = lambda: called.append(True)
    assert show(house, village, ack) == ack.incarnation_number
    assert called and house.incidents() == ["PEER_KNOWS_MORE"]


def test_a_word_too_old_to_be_kept_is_believed_by_what_it_names(house: House, village: StationByHand) -> None:
    ack = house.receive(village.batch())

    def long_ago(journal: object) -> None:
        house.writer.journal.set_note(ACK_COUNTER, b"%d" % (ack.counter + ACKS_KEPT_COUNT))
        house.writer.journal.connection.execute(delete(t.acknowledgement))

    house.writer.run(long_ago)
    assert show(house, village, ack) == 0
    lost = Extent(village.log, 9, bytes(range(32)))
    assert show(house, village, signed(house, ack, recv=(lost,))) == 1


def test_nobody_else_can_make_a_county_begin_anew(house: House, village: StationByHand) -> None:
    ack = house.receive(village.batch())
    stranger = CountyByHand(seed=9).signing
    for key in (stranger, village.signing):
        forged = sign_acknowledgement(key, msgspec.structs.replace(ack, incarnation_number=1_000))
        assert show(house, village, forged) == 0
    assert show(house, village, signed(house, ack, issuer=village.identity.node, incarnation_number=7)) == 0
    assert house.incidents() == []
