"""A log in which two wrote: what each of them is told of what they share, and what a walk over it finds. First seen by
the simulation."""

from pathlib import Path

import pytest

from kiosk.core.carriage.acknowledgement import read_acknowledgement
from kiosk.core.carriage.ask import Ask, Proved, Report, sign_ask
from kiosk.core.carriage.author import EMPTY, first_wording, write
from kiosk.core.carriage.batch import Frame, FrameType, read_batch, write_batch
from kiosk.core.carriage.protocol import Settled, settle
from server.intake.downlink import Downlink
from server.office.verification import verify
from server.store.safekeeping import keep_safe, use_medium
from server.store.second_medium import SecondMedium
from server.store.vouching import keep_word
from tests.server_by_hand import NOW_MS, House, StationByHand, county, frame_of, relay, station


def told(house: House, who: StationByHand, **proved: int) -> list[Settled]:
    """What the answer to an ask proves to `who`."""
    answer = read_batch(Downlink(house.node, house.writer, house.instruments).answer(who.ask(**proved)))
    acks = [read_acknowledgement(f.payload) for f in answer.frames if f.type is FrameType.ACKNOWLEDGEMENT]
    return [settle(ack, house.node.county, who.own) for ack in acks]


def forked(village: StationByHand) -> StationByHand:
    """A twin that shares the first four events: two of them are an entrustment's, unproved when the card was copied."""
    village.say()
    village.say()
    twin = village.fork(4)
    village.say()
    twin.say(plain=b'{"twin": 1}')
    twin.say(plain=b'{"twin": 2}')
    return twin


def test_both_twins_are_told_of_the_events_they_share_by_the_last_one_before_the_fork(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        twin = forked(village)
        house.receive(village.batch())
        shared, own = [w.event.hash for w in twin.written[:4]], [w.event.hash for w in twin.written[4:]]
        settled = settle(house.receive(twin.batch()), house.node.identity, twin.own)
        assert settled.recv == {*shared, *own}
        assert settle(house.receive(village.batch()), house.node.identity, village.own).recv >= set(shared)


def test_what_twins_share_is_safe_once_it_lies_on_the_second_medium(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        twin = forked(village)
        house.receive(village.batch())
        house.receive(twin.batch())
        medium = SecondMedium(tmp_path / "second", house.node.identity.node, bytes(16))
        house.writer.run(lambda journal: use_medium(journal, medium, False, NOW_MS))
        assert all(not one.safe for one in told(house, twin))
        keep_safe(house.engine, house.writer, medium, house.node.county_code, NOW_MS)
        everything = {w.event.hash for w in twin.written}
        assert set().union(*(one.safe for one in told(house, twin))) == everything
        medium.close()


def test_a_relay_keeps_the_word_that_tells_twins_of_what_they_share(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as township:
        village = station(house)
        twin = forked(village)
        township.receive(twin.batch())
        house.receive(village.batch())
        word = house.receive(twin.batch())
        township.writer.run(lambda journal: keep_word(journal, word, NOW_MS))
        owed = "SELECT hash FROM event WHERE owed"
        left = township.writer.run(lambda journal: set(journal.connection.exec_driver_sql(owed).scalars()))
        assert not left & {w.event.hash for w in twin.written}


def test_a_walk_follows_the_branch_that_came_first_whichever_has_the_lower_hash(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        for seed in (3, 4, 5, 6):  # of four forks some have the second branch's hash below the first's
            village = station(house, f"33100300100{seed}", seed)
            twin = forked(village)
            house.receive(village.batch())
            house.receive(twin.batch())
        assert verify(house.node, house.engine, house.instruments).wrong == ()


def test_what_comes_after_an_event_that_is_never_taken_is_proved_open_all_the_same(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say(kind=3, case="4" * 27)  # on a case of nobody's prefix
        after = village.say()
        house.receive(village.batch())
        house.digest()
        assert any(after.event.hash in one.open for one in told(house, village))


def test_what_comes_after_a_hole_in_a_forked_log_is_not_listed_because_neither_twin_could_check_it(
    tmp_path: Path,
) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        twin = forked(village)
        house.receive(village.batch())
        house.receive(twin.batch())
        house.digest()
        first = {w.event.hash for w in village.written}
        assert set().union(*(one.open for one in told(house, village))) == first


def test_a_card_put_back_is_told_of_its_events_by_the_end_that_its_new_log_names(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        older = village.fork(3)
        village.say()
        house.receive(village.batch())
        assert not any(one.recv for one in told(house, older)), "it does not hold the last event"
        ends = [(older.log, older.written[-1].tip)]
        older.pen = older.pen._replace(log=b"new log!")
        first = write(older.pen, EMPTY, first_wording(older.identity, 2, b"operation", ends), older.reading)
        house.receive(write_batch(older.identity.node, [frame_of(first)]))
        older.pen = older.pen._replace(log=village.pen.log)
        proved = told(house, older, recv=0)
        assert set().union(*(one.recv for one in proved)) == {w.event.hash for w in older.written}


def test_whatever_is_handed_over_and_held_is_vouched_for_though_its_fork_was_never_taken(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        twin = village.fork(3)
        village.say()
        village.say()
        twin.say(kind=3, case="4" * 27)  # the first event of its own is on a case of nobody's prefix: never taken
        twin.say(plain=b'{"twin": 1}')
        house.receive(village.batch())
        settled = settle(house.receive(twin.batch()), house.node.identity, twin.own)
        assert settled.recv == {w.event.hash for w in twin.written} - {twin.written[3].event.hash}


@pytest.mark.parametrize("brought", [(1, 2, 3, 4, 5, 6), (1, 2)])
def test_a_relay_goes_on_owing_one_twins_events_whatever_number_the_other_has_reached(
    tmp_path: Path, brought: tuple[int, ...]
) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as township:
        village = station(house)
        village.say()
        village.say()
        twin = village.fork(4)
        for each in range(3):
            village.say(plain=b'{"village": %d}' % each)
            twin.say(plain=b'{"twin": %d}' % each)
        township.receive(village.batch([village.written[seq - 1] for seq in brought]))
        township.receive(twin.batch(twin.written[:6]))
        township.receive(village.batch(village.written[6:]))
        word = house.receive(village.batch())
        township.writer.run(lambda journal: keep_word(journal, word, NOW_MS))
        owed = "SELECT hash FROM event WHERE owed"
        left = township.writer.run(lambda journal: set(journal.connection.exec_driver_sql(owed).scalars()))
        assert {w.event.hash for w in twin.written[4:6]} <= left
        assert village.written[6].event.hash not in left and village.written[0].event.hash not in left


def test_a_relay_is_told_of_each_log_by_itself_for_two_logs_of_a_node_may_be_two_copies(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house, relay(tmp_path / "r", house, "331003001") as township:
        village = station(house)
        village.say()
        house.receive(village.batch())
        older = village.fork(1)
        older.pen = older.pen._replace(log=b"new log!")
        first = write(older.pen, EMPTY, first_wording(older.identity, 2, b"operation"), older.reading)
        house.receive(write_batch(older.identity.node, [frame_of(first)]))
        house.receive(township_batch(township))
        house.digest()
        own = tuple(Proved(log, 0, 0, 0) for log in (village.log, older.log))
        ask = Ask(
            township.node.identity.node, township.node.log, NOW_MS, 1, 1, own, (),
            Report("daiban 0.1", 10**9, None, 5, 0), 200_000,
        )  # fmt: skip
        answer = house.downlink.answer(sign_ask(township.node.signing_key, ask).signed)
        acks = [
            read_acknowledgement(frame.payload)
            for frame in read_batch(answer).frames
            if frame.type is FrameType.ACKNOWLEDGEMENT
        ]
        opened = [one for ack in acks for one in settle(ack, house.node.identity, village.own).open]
        assert village.written[-1].event.hash in opened


def township_batch(township: House) -> bytes:
    """The relay's own certificate."""
    rows = township.writer.run(lambda journal: journal.rows(township.node.identity.node + township.node.log))
    return write_batch(township.node.identity.node, [Frame(FrameType.EVENT, row.event.signed) for row in rows])


def test_who_asks_is_told_of_what_twins_share_though_its_fork_was_never_taken(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        twin = village.fork(3)
        village.say()
        village.say()
        twin.say(kind=3, case="4" * 27)  # the first event of its own is on a case of nobody's prefix: never taken
        twin.say(plain=b'{"twin": 1}')
        house.receive(village.batch())
        house.receive(twin.batch())
        proved = set().union(*(one.recv for one in told(house, twin)))
        assert proved == {w.event.hash for w in twin.written} - {twin.written[3].event.hash}


def test_of_a_log_with_a_hole_no_more_is_named_than_how_far_it_is_held_and_what_lies_beyond(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        for _ in range(4):
            village.say()
        beyond = village.written[-1]
        house.receive(write_batch(village.identity.node, [frame_of(w) for w in (*village.written[:4], beyond)]))
        extents = house.writer.run(lambda journal: journal.extents(village.identity.node + village.pen.log))
        assert [(one.n, one.extras) for one in extents] == [(4, ((beyond.event.head.seq, beyond.event.hash),))]
