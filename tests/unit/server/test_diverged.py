"""A station that holds a downward log otherwise than its county: another log begins, and everything goes down again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.carriage.ask import Have
from kiosk.core.carriage.author import Pen, Tip, Wording, write
from kiosk.core.carriage.batch import FrameType, read_batch, split_event
from kiosk.core.carriage.head import NODE_BYTES, read_event
from kiosk.core.carriage.kinds import SENT
from kiosk.core.event import Level
from server.intake.diverged import GIVEN_UP_COUNT_MAX
from server.office.digest import Office
from server.office.restoring import begin_incarnation
from server.store import tables as t
from server.store.shelf import LogPurpose, LogRow
from tests.office_by_hand import VILLAGE, forwarded_case
from tests.server_by_hand import House, StationByHand, county, station


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with county(tmp_path / "c") as house:
        yield house


@pytest.fixture
def village(house: House) -> StationByHand:
    village = station(house, VILLAGE, 3)
    forwarded_case(house, village)
    return village


def down(house: House, village: StationByHand) -> LogRow:
    """The log that speaks to the village now."""
    condition = (t.log.c.reader == village.pen.node, t.log.c.purpose == LogPurpose.DOWN.value)
    [row] = house.writer.run(lambda journal: journal.logs(*condition))
    return row


def sent(house: House, village: StationByHand, *have: Have) -> list[bytes]:
    """The office's events that come down in answer to an ask."""
    frames = read_batch(house.downlink.answer(village.ask(have))).frames
    heads = [read_event(split_event(frame.payload)[0]).head for frame in frames if frame.type is FrameType.EVENT]
    return [head.facts[1] for head in heads if head.kind == SENT]


def test_who_holds_all_of_it_hears_nothing_again(house: House, village: StationByHand) -> None:
    row = down(house, village)
    everything = sent(house, village)
    assert everything and sent(house, village, Have(row.name, row.n, row.hash)) == []
    assert down(house, village).name == row.name


@pytest.mark.parametrize("beyond", [0, 5])
def test_who_holds_another_event_at_our_place_or_more_than_we_wrote_hears_everything_in_another_log(
    house: House, village: StationByHand, beyond: int
) -> None:
    before, everything = down(house, village), sent(house, village)
    other = Have(before.name, before.n + beyond, bytes(32))
    assert sent(house, village, other) == []
    house.digest()
    assert down(house, village).name != before.name
    assert sorted(sent(house, village, other)) == sorted(everything)


def test_who_holds_another_end_of_a_log_that_we_retired_hears_in_another_what_we_had_written_there(
    house: House, village: StationByHand
) -> None:
    """An older copy of the county went on in the log, was proved one, and began anew before the station asked."""
    before, everything = down(house, village), sent(house, village)
    node = house.writer.run(lambda journal: begin_incarnation(journal, house.node, house.instruments))
    house.office = Office(node, house.instruments)
    house.digest()
    other = Have(before.name, before.n + 5, bytes(32))
    assert sent(house, village, other) == []
    house.digest()
    assert sorted(sent(house, village, other)) == sorted(everything)
    after = down(house, village)
    now = (other, Have(after.name, after.n, after.hash))
    assert sent(house, village, *now) == []
    house.digest()
    assert down(house, village) == after and sent(house, village, *now) == []


def test_an_end_of_our_log_that_another_copy_of_us_wrote_is_not_ours_though_it_came_home(
    house: House, village: StationByHand
) -> None:
    before, everything = down(house, village), sent(house, village)
    pen = Pen(house.node.identity.node, before.name[NODE_BYTES:], house.node.signing_key, Level.COUNTY)
    [shared] = house.writer.run(lambda journal: journal.rows(before.name, before.n - 1, 1))
    tip, elsewhere = Tip(before.n - 1, shared.event.hash), []
    for which in (b"other--1", b"other--2", b"other--3"):
        elsewhere.append(write(pen, tip, Wording(which, SENT, "", {}), house.wall(), None))
        tip = elsewhere[-1].tip
    house.receive(village.batch(elsewhere))
    other = Have(before.name, tip.seq, tip.hash)
    assert sent(house, village, other) == []
    house.digest()
    assert sorted(sent(house, village, other)) == sorted(everything)


def test_who_holds_all_of_a_log_that_we_retired_hears_nothing_again(house: House, village: StationByHand) -> None:
    before = down(house, village)
    node = house.writer.run(lambda journal: begin_incarnation(journal, house.node, house.instruments))
    house.office = Office(node, house.instruments)
    house.digest()
    everything = Have(before.name, before.n, before.hash)
    for _ in range(2):
        assert sent(house, village, everything) == []
        house.digest()


def test_what_goes_down_once_more_waits_behind_what_comes_in(house: House, village: StationByHand) -> None:
    row = down(house, village)
    sent(house, village, Have(row.name, row.n, bytes(32)))
    house.writer.run(lambda journal: journal.note_unfolded(["9" * 27], house.wall.ms))
    first, *behind = house.writer.run(lambda journal: journal.unfolded())
    assert first == "9" * 27 and behind


def test_a_station_that_lies_wears_out_nobody(house: House, village: StationByHand) -> None:
    names = set()
    for _ in range(GIVEN_UP_COUNT_MAX + 5):
        row = down(house, village)
        names.add(row.name)
        sent(house, village, Have(row.name, row.n, bytes(32)))
        house.digest()
    assert len(names) == GIVEN_UP_COUNT_MAX + 1
    assert house.incidents() == []
