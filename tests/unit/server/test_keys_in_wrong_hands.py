"""What must be impossible about keys, each at a county as it runs: a body moved into another's event, a victim's
visible ids used first, a key that comes late or never, a county's TLS certificate out of its dates."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.author import Wording, Written, first_wording
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.cbor import pack
from kiosk.core.carriage.certificate import certify_county, verify_chain
from kiosk.core.carriage.head import sign_event
from kiosk.core.carriage.kinds import KEY_SHARED
from kiosk.core.carriage.protocol import Settled, settle
from kiosk.core.casework.kinds import Kind
from server.store import tables as t
from server.uplink.meeting import meet
from server.uplink.pinned import pinned_session
from tests.county_by_hand import COUNTY_CODE, CountyByHand
from tests.office_by_hand import entrust, number, row
from tests.server_by_hand import House, StationByHand, county, station
from tests.unit.courier.test_roads import Answering, tls, url_of

__all__ = ["tls"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as one:
        yield one


def told(house: House, of: StationByHand) -> Settled:
    frames = read_batch(house.downlink.answer(of.ask())).frames
    acks = [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]
    return settle(acks[0], house.node.identity, of.own)


def cases(house: House) -> list[bytes]:
    return house.writer.run(lambda j: list(j.connection.scalars(select(t.case_row.c.id).order_by(t.case_row.c.id))))


def with_body_of(thief: StationByHand, case: str, victim: Written) -> Written:
    """The thief's own Entrusted whose head names, by hash, length and key, the body that lies in the victim's event."""
    made = thief._add(Wording(thief.dice.randbytes(8), int(Kind.ENTRUSTED), case, victim.event.head.facts, "A1"), b"{}")
    head, of = made.event.head, victim.event.head
    forged = msgspec.structs.replace(
        head, sealed_sha256=of.sealed_sha256, sealed_bytes=of.sealed_bytes, key_id=of.key_id,
        dictionary_id=of.dictionary_id,
    )  # fmt: skip
    written = Written(sign_event(thief.signing, forged), victim.sealed, made.witness)
    thief.written[-1] = written
    return written


def test_a_sealed_body_in_another_stations_event_never_opens_with_the_key_events_copied_too(house: House) -> None:
    """A courier's stick holds both; the body is bound to its event and the key to its log."""
    victim, thief = station(house), station(house, "331003001002", seed=4)
    mine, theirs = number(victim), number(thief)
    sealed = entrust(victim, mine)
    share = victim.written[1].event.head
    assert share.kind == KEY_SHARED
    thief._add(Wording(thief.dice.randbytes(8), KEY_SHARED, "", share.facts))
    stolen = with_body_of(thief, theirs, sealed)
    house.receive(victim.batch())
    house.receive(thief.batch())
    house.digest()
    held = house.writer.run(lambda journal: journal.held(stolen.event.hash))
    assert held is not None and held.witness is None and held.awaiting is not None
    assert msgspec.json.decode(row(house, theirs)["folded"])["principal"] == ""
    assert msgspec.json.decode(row(house, mine)["folded"])["principal"] == "王*英"
    assert stolen.event.hash not in told(house, thief).open and sealed.event.hash in told(house, victim).open


def test_a_stations_other_device_that_uses_a_victims_ids_first_suppresses_nothing(house: House) -> None:
    """Number, operation, even the 8 bytes of the log stand readable on a stick; who is first wins nothing by them."""
    victim, thief = station(house), station(house, seed=8)
    case = number(victim)
    mine = entrust(victim, case)
    thief.pen = thief.pen._replace(log=victim.pen.log)
    thief.written.clear()
    thief._add(first_wording(thief.identity, 1, bytes(8)))
    head = mine.event.head
    thief._add(Wording(head.operation, int(Kind.ENTRUSTED), case, head.facts, "A1"))
    house.receive(thief.batch())
    house.digest()
    assert len(cases(house)) == 1
    house.receive(victim.batch())
    house.digest()
    assert [which[:8] for which in cases(house)] == sorted([victim.identity.node, thief.identity.node])
    settled = told(house, victim)
    assert mine.event.hash in settled.recv and mine.event.hash in settled.open
    assert house.incidents() == ["CASE_NUMBER_TWICE"]


def test_a_body_whose_key_never_comes_is_received_and_never_called_open(house: House) -> None:
    village = station(house)
    first, second = entrust(village, number(village)), entrust(village, number(village, 2))
    certificate, key = village.written[:2]
    house.receive(village.batch([certificate, first, second]))
    house.digest()
    settled = told(house, village)
    assert {first.event.hash, second.event.hash} <= settled.recv and not {first.event.hash} & settled.open
    house.wall.ms += 8 * 86_400_000
    house.writer.run(house.office.tick)
    assert "AWAITING_OVER_7_DAYS" in house.incidents()
    house.receive(village.batch([key]))  # after all
    house.digest()
    assert {w.event.hash for w in village.written} == told(house, village).open


def test_a_relay_trusts_the_countys_pinned_key_whatever_its_dates_and_no_other(tls: tuple[Path, bytes]) -> None:
    one = Answering()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls[0])
    one.socket = context.wrap_socket(one.socket, server_side=True)
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        hand = CountyByHand()
        keys = [key.public_key().public_bytes_raw() for key in (hand.signing, hand.sealing, hand.recovery)]
        one.body = pack([certify_county(hand.root, keys[0], keys[1], keys[2], tls[1], COUNTY_CODE, 2)])
        with pinned_session(tls[1]) as session:
            assert session.post(url_of(one) + "/v1/batches", data=b"x", timeout=5).content == one.body
        with pinned_session(bytes(32)) as session, pytest.raises(OSError):
            session.post(url_of(one) + "/v1/batches", data=b"x", timeout=5)
        shown = meet(url_of(one), hand.root_public)
        assert shown is not None and shown == verify_chain(shown.chain, hand.root_public) and shown.generation == 2
        assert meet(url_of(one), CountyByHand(seed=2).root_public) is None
        one.body = pack([certify_county(hand.root, keys[0], keys[1], keys[2], bytes(32), COUNTY_CODE, 3)])
        assert meet(url_of(one), hand.root_public) is None  # certified by the root, and not the key of this connection
        one.body = b"<html>login</html>"
        assert meet(url_of(one), hand.root_public) is None
    finally:
        one.shutdown()
        one.server_close()
