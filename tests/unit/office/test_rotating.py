"""A county that changes its keys: the root decides, a crash leaves old or new, nothing kept is lost."""

import random
import shutil
from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.certificate import certify_county, newer_county, verify_chain
from kiosk.core.carriage.document import verify_document
from kiosk.core.carriage.head import read_event
from kiosk.core.carriage.kinds import NODE_CERTIFIED
from kiosk.core.carriage.protocol import settle
from kiosk.core.carriage.revocation import Why, verify_revocations
from kiosk.core.catalogue.document import SealingKey, decode_document
from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from server.node import KEYS, NEXT, open_node
from server.office import rotating
from server.office.backup import backup
from server.office.restoring import checked, restore
from server.office.revoking import revoke
from server.office.rotating import Rotated, rotate
from server.office.verification import verify
from server.store import notes
from server.store.database import DATABASE_FILE
from tests.carriage_by_hand import County
from tests.office_by_hand import VILLAGE, forwarded_case, row
from tests.server_by_hand import House, StationByHand, Wall, found, station

TOOLS = Instruments(Wall(), random.Random(77).randbytes)


def changed(folder: Path) -> Rotated:
    return rotate(folder, (folder / "offline" / "root.key").read_bytes(), TOOLS, "tester")


def closed(folder: Path) -> tuple[StationByHand, str]:
    """A county with one case, not running any more; the station and the case."""
    house = House(folder)
    village = station(house)
    case = forwarded_case(house, village)
    house.close()
    return village, case


def test_old_bodies_open_and_new_words_stand_under_the_new_keys_alone(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    village, case = closed(folder)
    before = open_node(folder)
    done = changed(folder)
    assert (done.generation, done.number) == (2, 2)
    house = House(folder)
    try:
        county = house.node.identity
        old = before.identity
        assert (county.generation, county.node, county.recovery_key) == (2, old.node, old.recovery_key)
        assert len({county.signing_key, old.signing_key, county.sealing_key, old.sealing_key}) == 4
        assert row(house, case)["case_no"] == case and not verify(house.node, house.engine, TOOLS).wrong
        ack = house.receive(village.batch())
        assert settle(ack, county, village.own).recv and ack.incarnation_number == 2
        with pytest.raises(Malformed):
            settle(ack, before.identity, village.own)
        village.say()  # sealed to the old key by a kiosk that has not heard
        house.receive(village.batch(village.written[-1:]))
        house.digest()
        held = house.writer.run(lambda journal: journal.held(village.written[-1].event.hash))
        assert held is not None and held.witness == village.written[-1].witness
    finally:
        house.close()


def test_a_station_gets_the_new_certificate_the_catalogue_and_the_revocations_anew(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    house = House(folder)
    village, thief = station(house), station(house, "331003001002", seed=4)
    for one in (village, thief):
        house.receive(one.batch())
    house.digest()
    house.writer.run(
        lambda journal: revoke(
            journal, house.node, house.office.published, TOOLS, "331003001002", 2, Why.STOLEN, "tester"
        )
    )
    house.close()
    changed(folder)
    house = House(folder)
    try:
        frames = read_batch(house.downlink.answer(village.ask())).frames
        documents = [f.payload for f in frames if f.type is FrameType.DOCUMENT]
        key = house.node.identity.verifier()
        listed = verify_revocations(key, documents[0])
        kept = house.writer.run(lambda journal: notes.document(journal.connection, journal.county))
        assert kept is not None
        catalogue = verify_document(key, kept[1])
        assert listed.version == 2 and listed.has(thief.identity.node) and catalogue.version == 2
        certified = [read_event(split_event(f.payload)[0]).head for f in frames if f.type is FrameType.EVENT]
        chains = [tuple(head.facts[1]) for head in certified if head.kind == NODE_CERTIFIED]
        shown = [verify_chain(chain, house.node.root_public) for chain in chains]
        old = verify_chain(village.enrolment.chain[-1:], village.enrolment.root)
        newest = newer_county(old, shown)
        assert newest == house.node.identity and newer_county(house.node.identity, [old]) is None
        acks = [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]
        assert acks and all(settle(ack, house.node.identity, village.own) for ack in acks)
    finally:
        house.close()


def test_a_new_station_is_enrolled_under_the_new_keys_and_an_old_certificate_stays_valid(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    house = House(folder)
    unused = house.enrol(VILLAGE)
    house.close()
    changed(folder)
    house = House(folder, seed=6)
    try:
        for file, generation in ((unused, 1), (house.enrol("331003001002"), 2)):
            one = StationByHand(file, seed=generation)
            assert one.identity.generation == generation
            assert not house.receive(one.batch()).quarantined
    finally:
        house.close()


def test_without_the_root_nothing_changes(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    before = {path: path.read_bytes() for path in (folder / KEYS).iterdir()}
    for wrong in (bytes(32), b"", bytes(31), (folder / "offline" / "recovery.key").read_bytes()):
        with pytest.raises(Refusal) as caught:
            rotate(folder, wrong, TOOLS, "tester")
        assert caught.value.code == "ROOT_KEY_WRONG"
    assert {path: path.read_bytes() for path in (folder / KEYS).iterdir()} == before


@pytest.mark.parametrize("at", ["before the card", "after the card", "half moved", "before the database"])
def test_a_crash_anywhere_leaves_the_old_keys_or_the_new_and_the_next_start_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    folder = found(tmp_path / "c")
    village, case = closed(folder)
    kept = open_node(folder).identity

    class Dead(Exception):
        pass

    def die(*_: object) -> None:
        raise Dead

    def half(at_folder: Path, card: object) -> None:
        (at_folder / KEYS / NEXT / "signing.key").replace(at_folder / KEYS / "signing.key")
        raise Dead

    if at == "before the card":
        monkeypatch.setattr(rotating, "write_card", die)
    elif at == "before the database":
        monkeypatch.setattr(rotating, "_follow", die)
    else:
        monkeypatch.setattr(rotating, "finish_change", die if at == "after the card" else half)
    with pytest.raises(Dead):
        changed(folder)
    monkeypatch.undo()
    node = open_node(folder)
    assert node.identity.generation == (1 if at == "before the card" else 2)
    assert (node.identity == kept) == (at == "before the card")
    house = House(folder)
    try:
        node, why = checked(house.node, house.writer, TOOLS, None)
        assert why == ("" if at == "before the card" else "keys") and house.incidents() == []
        assert row(house, case)["case_no"] == case
    finally:
        house.close()
    house = House(folder)
    try:
        assert settle(house.receive(village.batch()), house.node.identity, village.own).recv
        assert not verify(house.node, house.engine, TOOLS).wrong
    finally:
        house.close()
    assert changed(folder).generation == (2 if at == "before the card" else 3)
    assert not (folder / KEYS / NEXT).exists()


def test_after_keys_of_before_a_change_were_laid_back_one_more_change_goes_above_both(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    closed(folder)
    shutil.copytree(folder / KEYS, tmp_path / "safe")
    assert changed(folder).generation == 2
    shutil.rmtree(folder / KEYS)
    shutil.copytree(tmp_path / "safe", folder / KEYS)
    house = House(folder)
    checked(house.node, house.writer, TOOLS, None)
    house.close()
    assert changed(folder).generation == 3


def test_only_the_root_makes_a_generation_and_it_is_read_exactly() -> None:
    county, other = County(), County("another county")
    keys = county.identity
    fields = (keys.signing_key, keys.sealing_key, keys.recovery_key, bytes(32), "999901")
    first, second = (certify_county(county.root, *fields, generation) for generation in (1, 2))
    assert verify_chain((first,), county.root_public).generation == 1
    newer = verify_chain((second,), county.root_public)
    assert newer.generation == 2 and newer_county(county.identity, [county.identity, newer]) == newer
    assert newer_county(newer, [county.identity, newer]) is None
    stranger = verify_chain((certify_county(other.root, *fields, 9),), other.root_public)
    assert newer_county(county.identity, [stranger]) is None
    with pytest.raises(Malformed):
        verify_chain((certify_county(other.root, *fields, 2),), county.root_public)


def test_the_pen_of_a_renewed_county_never_writes_in_a_log_of_other_keys(tmp_path: Path) -> None:
    folder = found(tmp_path / "c")
    closed(folder)
    before = open_node(folder)
    changed(folder)
    after = open_node(folder)
    assert after.log != before.log and after.incarnation_number == before.incarnation_number + 1


@pytest.mark.parametrize("way", ["restored", "put back by hand"])
def test_a_database_of_before_the_change_is_taken_over_by_the_new_keys(tmp_path: Path, way: str) -> None:
    folder = found(tmp_path / "c")
    village, case = closed(folder)
    file = backup(folder, "", tmp_path / "b", TOOLS).file
    shutil.copy(folder / DATABASE_FILE, tmp_path / "image")
    changed(folder)
    if way == "restored":
        restore(folder, file, TOOLS, "tester", over=True)
    else:
        shutil.copy(tmp_path / "image", folder / DATABASE_FILE)
        house = House(folder)
        assert checked(house.node, house.writer, TOOLS, None)[1] == "card"
        house.close()
    house = House(folder)
    try:
        kept = house.writer.run(lambda journal: notes.document(journal.connection, journal.county))
        assert kept is not None
        catalogue = decode_document(verify_document(house.node.identity.verifier(), kept[1]).content)
        assert SealingKey("county", "", house.node.identity.sealing_key) in catalogue.sealing_keys
        assert row(house, case)["case_no"] == case and not verify(house.node, house.engine, TOOLS).wrong
        assert settle(house.receive(village.batch()), house.node.identity, village.own).recv
    finally:
        house.close()
