"""A township relay: custody, its own word, and the county's word handed on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.core.carriage.acknowledgement import Quarantine, read_acknowledgement
from kiosk.core.carriage.ask import Have, read_ask, sign_ask
from kiosk.core.carriage.author import EMPTY, first_wording, write
from kiosk.core.carriage.backoff import Again, after_status
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, split_event, write_batch
from kiosk.core.carriage.head import log_name, read_event
from kiosk.core.carriage.protocol import settle
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal
from server.office.verification import verify
from server.store.database import reading
from server.store.vouching import keep_word
from server.uplink.owed import Turn, owed_events, proved_logs
from server.uplink.relay import Uplink
from server.uplink.road import Failed, Measured
from tests.server_by_hand import NOW_MS, House, StationByHand, county, frame_of, relay, station

TOWNSHIP = "331003001"
VILLAGE, ELSEWHERE = "331003001001", "331003002203"


class Line:
    """A road that ends at a county in this process; `cut` breaks it, `portal` answers a login page."""

    def __init__(self, house: House) -> None:
        self.house, self.cut, self.portal = house, False, False
        self.measured = Measured()
        self.sent: list[bytes] = []
        self.batches: list[bytes] = []

    def post(self, path: str, body: bytes, answer_bytes: int) -> bytes:
        if self.cut:
            raise Failed(Refusal("ROAD_CLOSED", url="x"), Again.LATER)
        if self.portal:
            return b"<html>login</html>"
        self.sent.append(body)
        self.batches += [body] if path == "/v1/batches" else []
        try:
            return self.house.intake.receive(body) if path == "/v1/batches" else self.house.downlink.answer(body)
        except Refusal as refusal:
            refused = Refusal("PEER_REFUSED", peer_code=refusal.code)
            raise Failed(refused, after_status(refusal.status)) from refusal


@contextmanager
def both(folder: Path) -> Iterator[tuple[House, House, Line, Uplink]]:
    with county(folder / "c") as above, relay(folder / "r", above, TOWNSHIP) as house:
        line = Line(above)
        road: Any = line
        uplink = Uplink(house.node, house.engine, house.writer, road, house.instruments, "test", lambda: 10**9)
        yield above, house, line, uplink


def owed(house: House) -> int:
    with reading(house.engine) as connection:
        return len(owed_events(connection, house.node.county_code, Turn()))


def said_to(house: House, village: StationByHand, ask: bytes = b"") -> list[frozenset[bytes]]:
    county_identity = house.node.county
    frames = read_batch(house.downlink.answer(ask or village.ask())).frames
    acks = [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]
    return [settle(ack, county_identity, village.own).recv for ack in acks]


def downward(house: House, village: StationByHand, have: Sequence[Have] = ()) -> list[Frame]:
    return [f for f in read_batch(house.downlink.answer(village.ask(have))).frames if f.type is FrameType.EVENT]


def end_of_answer(above: House, village: StationByHand) -> bytes:
    """What the county answers to a station that holds the first event of its downward log already."""
    above.receive(village.batch())
    above.digest()
    first = read_event(split_event(downward(above, village)[0].payload)[0])
    frames = downward(above, village, [Have(log_name(first.head), 1, first.hash)])
    assert frames
    return write_batch(above.node.identity.node, frames)


def test_a_relay_vouches_for_custody_in_its_own_name_and_for_nothing_more(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, _):
        village = station(above, VILLAGE)
        village.say()
        ack = house.receive(village.batch())
        settled = settle(ack, house.node.identity, village.own)
        assert ack.level is Level.TOWNSHIP and ack.issuer == house.node.identity.node
        assert settled.custody == {w.event.hash for w in village.written}
        assert (settled.recv, settled.safe, settled.open) == (frozenset(), frozenset(), frozenset())


def test_a_relay_takes_only_its_own_township(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, _):
        stranger = station(above, ELSEWHERE)
        ack = house.receive(stranger.batch())
        assert {q[3] for q in ack.quarantined} == {int(Quarantine.OUTSIDE_ITS_PREFIX)} and ack.recv == ()


def test_what_is_in_custody_reaches_the_county_and_its_word_reaches_the_station(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        village.say()
        house.receive(village.batch())
        assert said_to(house, village) == []
        uplink.exchange()
        assert owed(house) == 0
        row = above.writer.run(lambda journal: journal.held(village.written[-1].event.hash))
        assert row is not None and row.sealed == village.written[-1].sealed
        assert {w.event.hash for w in village.written} in said_to(house, village)


def test_of_an_earlier_log_that_went_to_the_county_straight_a_station_hears_by_way_of_the_relay(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        village.say()
        above.receive(village.batch())
        before = read_ask(village.ask())
        earlier = [(village.log, village.written[-1].tip)]
        pen = village.pen._replace(log=b"new log!")
        first = write(pen, EMPTY, first_wording(village.identity, 2, b"operated", earlier), village.reading)
        house.receive(write_batch(pen.node, [frame_of(first)]))
        ask = sign_ask(pen.key, msgspec.structs.replace(before, log=pen.log)).signed
        assert said_to(house, village, ask) == []
        uplink.exchange()
        assert said_to(house, village, ask) == [{w.event.hash for w in village.written}]


def test_a_relay_owes_no_more_what_the_county_holds_though_the_end_of_its_log_came_by_another_road(
    tmp_path: Path,
) -> None:
    with both(tmp_path) as (above, house, line, uplink):
        village = station(above, VILLAGE)
        for _ in range(5):
            village.say()
        house.receive(village.batch(village.written[:4]))
        above.receive(village.batch())
        house.receive(village.batch(village.written[5:6]))
        uplink.exchange()
        uplink.exchange()
        handed_over = len(line.batches)
        uplink.exchange()
        assert owed(house) == 0 and len(line.batches) == handed_over


def test_nothing_that_a_station_asks_about_another_s_log_makes_the_relay_ask(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, _):
        village, other = station(above, VILLAGE), station(above, "331003001002", seed=4)
        house.receive(village.batch())
        own = read_ask(other.ask()).own
        ask = msgspec.structs.replace(read_ask(village.ask()), own=own)
        house.downlink.answer(sign_ask(village.signing, ask).signed)
        own_log = house.node.identity.node + house.node.log
        with reading(house.engine) as connection:
            assert {one.log for one in proved_logs(connection, house.node.county_code)} == {own_log, village.log}


def test_downward_logs_come_by_way_of_the_relay_to_their_station_alone(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village, other = station(above, VILLAGE), station(above, "331003001002", seed=4)
        for one in (village, other):
            house.receive(one.batch())
        uplink.exchange()
        above.digest()
        uplink.exchange()
        mine = [f for f in read_batch(house.downlink.answer(village.ask())).frames if f.type is FrameType.EVENT]
        direct = [f for f in read_batch(above.downlink.answer(village.ask())).frames if f.type is FrameType.EVENT]
        assert mine == direct != []
        assert not set(mine) & set(read_batch(house.downlink.answer(other.ask())).frames)


def test_a_stick_s_part_of_a_downward_log_is_the_countys_at_a_relay_that_is_never_sent_its_beginning(
    tmp_path: Path,
) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        uplink.exchange()
        elsewhere = station(above, ELSEWHERE)
        house.intake.receive(end_of_answer(above, elsewhere))
        uplink.exchange()
        assert verify(house.node, house.engine, house.instruments).findings == ()


def test_a_stick_s_part_of_a_downward_log_is_handed_on_once_the_relay_has_its_beginning(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        house.receive(village.batch())
        house.intake.receive(end_of_answer(above, village))
        assert downward(house, village) == []  # no station believes what no certificate stands before
        uplink.exchange()
        assert downward(house, village) == downward(above, village) != []
        assert verify(house.node, house.engine, house.instruments).findings == ()


def test_a_relay_opens_no_body_and_folds_no_case(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        village.say(kind=1, case="331003001001202611220010017")
        house.receive(village.batch())
        uplink.exchange()
        assert house.node.sealing_key is None
        assert house.writer.run(lambda journal: journal.unfolded()) == []
        held = house.writer.run(lambda journal: journal.held(village.written[-1].event.hash))
        assert held is not None and held.witness is None


@pytest.mark.parametrize("trouble", ["cut", "portal"])
def test_a_failed_exchange_settles_nothing_and_the_next_one_goes_on(tmp_path: Path, trouble: str) -> None:
    with both(tmp_path) as (above, house, line, uplink):
        village = station(above, VILLAGE)
        village.say()
        house.receive(village.batch())
        before = owed(house)
        setattr(line, trouble, True)
        with pytest.raises(Failed) as failed:
            uplink.exchange()
        assert failed.value.refusal.code == {"cut": "ROAD_CLOSED", "portal": "CAPTIVE_PORTAL"}[trouble]
        assert owed(house) == before > 0
        setattr(line, trouble, False)
        uplink.exchange()
        assert owed(house) == 0


def test_after_a_restore_of_the_county_everything_held_is_handed_over_again(tmp_path: Path) -> None:
    import msgspec

    from tests.server_by_hand import found

    with both(tmp_path) as (above, house, line, uplink):
        village = station(above, VILLAGE)
        village.say()
        house.receive(village.batch())
        uplink.exchange()
        assert owed(house) == 0
        restored = House(found(tmp_path / "restored"))  # the same keys, and nothing of what was taken since
        restored.intake._node = restored.downlink._node = msgspec.structs.replace(above.node, incarnation_number=2)
        line.house = restored
        with pytest.raises(Failed) as failed:
            uplink.exchange()
        assert failed.value.again is Again.LATER
        line.sent.clear()
        uplink.exchange()
        assert owed(house) == 0
        again = restored.writer.run(lambda journal: journal.held(village.written[-1].event.hash))
        restored.close()
        assert again is not None and again.sealed == village.written[-1].sealed


def test_an_old_word_of_the_county_is_not_believed_after_a_newer_incarnation(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, _):
        village = station(above, VILLAGE)
        house.receive(village.batch())
        old = read_acknowledgement(above.intake.receive(village.batch()))
        import msgspec

        above.intake._node = msgspec.structs.replace(above.node, incarnation_number=2)
        newer = above.receive(station(above, "331003001002", seed=8).batch())
        house.writer.run(lambda journal: keep_word(journal, newer, NOW_MS))
        before = owed(house)
        house.writer.run(lambda journal: keep_word(journal, old, NOW_MS))
        assert owed(house) == before > 0


def test_a_photograph_in_custody_goes_on_piece_by_piece(tmp_path: Path) -> None:
    import os
    from hashlib import sha256

    from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
    from server.store.attachments import sealed_attachment

    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        sealed = seal_attachment(os.urandom(32), os.urandom(60_000))
        which = sha256(sealed).digest()
        house.receive(village.batch(chunks=[write_chunk(c) for c in chunks_of(which, sealed)]))
        uplink.exchange()
        with reading(above.engine) as connection:
            assert sealed_attachment(connection, "331003", which) == sealed


def test_a_word_that_a_station_brings_because_the_county_forgot_it_is_shown_to_the_county_once(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, line, uplink):
        village = station(above, VILLAGE)
        earlier = above.receive(village.batch())
        later = above.receive(station(above, "331003001002", seed=8).batch())
        house.writer.run(lambda journal: keep_word(journal, later, NOW_MS))
        house.receive(write_batch(village.identity.node, [Frame(FrameType.ACKNOWLEDGEMENT, earlier.signed)]))
        for _ in range(2):
            uplink.exchange()
        words = [frame.payload for batch in line.batches for frame in read_batch(batch).frames]
        assert words.count(earlier.signed) == 1
