"""The county's words that a relay keeps: enough to prove everything to a station, and no more."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.core.carriage.acknowledgement import Acknowledgement, read_acknowledgement
from kiosk.core.carriage.author import Written
from kiosk.core.carriage.batch import FrameType, read_batch
from kiosk.core.carriage.protocol import settle
from server.intake import downward
from server.store import tables as t
from server.store.database import reading
from server.uplink.relay import Uplink
from tests.server_by_hand import NOW_MS, House, StationByHand, station
from tests.unit.server.test_relay import VILLAGE, both


def opens(house: House, *written: Written) -> None:
    for one in written:
        witness = one.witness
        house.writer.run(lambda journal, one=one, witness=witness: journal.opened(one.event.hash, witness, NOW_MS))


def words(house: House, village: StationByHand, **proved: int) -> list[Acknowledgement]:
    frames = read_batch(house.downlink.answer(village.ask(**proved))).frames
    return [read_acknowledgement(f.payload) for f in frames if f.type is FrameType.ACKNOWLEDGEMENT]


def proved_open(house: House, village: StationByHand, **proved: int) -> set[int]:
    settled = [settle(word, house.node.county, village.own).open for word in words(house, village, **proved)]
    return {w.event.head.seq for w in village.written if any(w.event.hash in opened for opened in settled)}


def hand_on(house: House, village: StationByHand, written: list[Written], uplink: Uplink) -> None:
    house.receive(village.batch(written))
    uplink.exchange()


def test_a_body_that_is_opened_after_its_neighbours_is_proved_by_way_of_the_relay_too(tmp_path: Path) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        late, second, third = village.say(), village.say(), village.say()
        hand_on(house, village, village.written, uplink)
        opens(above, second, third)
        uplink.exchange()
        assert proved_open(house, village) == {1, 2, 4, 5}
        opens(above, late)
        uplink.exchange()
        assert proved_open(house, village, open=2) == {1, 2, 3, 4, 5}


def test_a_body_that_is_never_opened_neither_heaps_up_words_nor_hides_newer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downward, "WORDS_COUNT_MAX", 3)
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        village.say()  # never opened
        hand_on(house, village, village.written, uplink)
        for _ in range(8):
            said = village.say()
            opens_before = len(village.written)
            hand_on(house, village, [said], uplink)
            opens(above, said)
            uplink.exchange()
        heard = words(house, village, recv=opens_before - 2, open=2)
        assert max(extent.n for word in heard for extent in word.recv) == opens_before
        assert proved_open(house, village, recv=opens_before - 2, open=2) >= set(range(4, opens_before + 1))
        with reading(house.engine) as connection:
            kept = select(func.count()).where(t.vouched.c.log_name == village.log)
            assert connection.scalars(kept).one() <= 3


def test_the_newest_word_of_what_is_held_goes_before_older_words_of_what_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downward, "WORDS_COUNT_MAX", 2)
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        hand_on(house, village, village.written, uplink)
        for _ in range(5):
            said = village.say()
            hand_on(house, village, [said], uplink)
            opens(above, said)
            uplink.exchange()
        newest, oldest = words(house, village, recv=2, open=2)
        assert [extent.n for extent in newest.recv] == [7]
        assert [(r.first, r.last) for r in oldest.open] == [(3, 3)]


def test_what_came_behind_an_event_that_never_comes_is_proved_by_way_of_the_relay_though_nothing_of_it_is_opened(
    tmp_path: Path,
) -> None:
    with both(tmp_path) as (above, house, _, uplink):
        village = station(above, VILLAGE)
        _, first, second = village.say(), village.say(), village.say()
        for come in ([*village.written[:2], first], [second]):
            hand_on(house, village, come, uplink)
            told = words(house, village, recv=2, open=2)
            heard = [settle(word, house.node.county, village.own).recv for word in told]
            assert come[-1].event.hash in set().union(*heard)
        assert words(house, village, recv=5, open=5) == []
