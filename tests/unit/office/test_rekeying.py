"""A station's new sealing key: in use once its proof holds, and never on the word of a stolen signing key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.certificate import Identity
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import KEY_SHARED
from kiosk.core.carriage.sealing import recipient_id, unwrap
from kiosk.core.carriage.station_key import change_wording
from server.office.verification import verify
from tests.office_by_hand import VILLAGE
from tests.server_by_hand import House, StationByHand, county, station
from tests.unit.server.test_relay import both

NEW, NEWER = (X25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (7, 8))


def public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def change(of: StationByHand, house: House, new: X25519PrivateKey, old: X25519PrivateKey | None = None) -> None:
    county_key = house.node.identity.sealing_key
    of._add(change_wording(of.dice.randbytes(8), of.pen.node, old or of.sealing, public(new), county_key))


def sealed_to(house: House, of: StationByHand) -> bytes:
    def reader(journal: object) -> Identity | None:
        return house.writer.journal.book.reader_of(of.identity.node)

    found = house.writer.run(reader)
    assert found is not None
    return found.sealing_key


def shares_for(house: House, of: StationByHand, key: X25519PrivateKey) -> int:
    """How many content keys came down that this key opens."""
    frames = [f for f in read_batch(house.downlink.answer(of.ask())).frames if f.type is FrameType.EVENT]
    heads = [read_event(split_event(f.payload)[0]).head for f in frames]
    return sum(unwrap(head, key) is not None for head in heads if head.kind == KEY_SHARED)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as one:
        yield one


def test_a_proved_change_is_used_downward_from_then_on(house: House) -> None:
    village = station(house)
    house.receive(village.batch())
    house.digest()
    assert (shares_for(house, village, village.sealing), shares_for(house, village, NEW)) == (1, 0)
    change(village, house, NEW)
    house.receive(village.batch(village.written[-1:]))
    house.digest()
    assert sealed_to(house, village) == public(NEW) and shares_for(house, village, NEW) == 1
    change(village, house, NEWER, NEW)
    house.receive(village.batch())
    house.digest()
    assert sealed_to(house, village) == public(NEWER)
    assert house.incidents() == [] and not verify(house.node, house.engine, house.instruments).wrong


def test_a_thief_with_the_signing_key_alone_changes_nothing_and_is_raised(house: House) -> None:
    village = station(house)
    house.receive(village.batch())
    wording = change_wording(bytes(8), village.pen.node, NEW, public(NEWER), house.node.identity.sealing_key)
    forged = wording._replace(facts={**wording.facts, 1: village.sealing_public})
    village._add(forged)
    house.receive(village.batch())
    house.digest()
    assert sealed_to(house, village) == village.sealing_public
    assert house.incidents() == ["SEALING_KEY_NOT_PROVED"]


def test_a_key_that_was_left_behind_proves_no_further_change(house: House) -> None:
    """The one who was removed kept the old key and stole the machine: their own change comes too late."""
    village = station(house)
    change(village, house, NEW)
    house.receive(village.batch())
    house.digest()
    change(village, house, NEWER, village.sealing)
    house.receive(village.batch())
    house.digest()
    assert sealed_to(house, village) == public(NEW) and house.incidents() == ["SEALING_KEY_NOT_PROVED"]


def test_a_townships_new_key_takes_the_old_ones_place_in_the_catalogue(house: House) -> None:
    town = station(house, "331003001000")
    house.receive(town.batch())
    house.digest()
    change(town, house, NEW)
    house.receive(town.batch())
    house.digest()
    audience = house.writer.run(lambda journal: house.office.published.case_audience(journal.connection, VILLAGE))
    assert public(NEW) in audience and town.sealing_public not in audience


def test_a_relay_hands_on_what_is_sealed_to_the_new_key(tmp_path: Path) -> None:
    with both(tmp_path) as (above, below, _, uplink):
        village = station(above, VILLAGE)
        change(village, above, NEW)
        below.receive(village.batch())
        uplink.exchange()
        above.digest()
        uplink.exchange()
        assert shares_for(below, village, NEW) == 1
        assert recipient_id(public(NEW)) != recipient_id(village.sealing_public)
