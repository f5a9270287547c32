"""What the county takes, keeps apart and vouches for."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.attachment import chunks_of, seal_attachment, write_chunk
from kiosk.core.carriage.batch import BATCH_BYTES_MAX
from kiosk.core.carriage.protocol import settle
from kiosk.core.refusal import Refusal
from server.store import tables as t
from server.store.attachments import sealed_attachment
from server.store.database import reading
from tests.server_by_hand import House, StationByHand, county, station

VILLAGE = "331003001001"


def count(house: House, table: object) -> int:
    with reading(house.engine) as connection:
        return connection.scalars(select(func.count()).select_from(table)).one()  # type: ignore[arg-type]


def events_of(house: House, one: StationByHand) -> int:
    with reading(house.engine) as connection:
        return connection.scalars(
            select(func.count()).select_from(t.event).where(t.event.c.log_name == one.log)
        ).one()


def test_a_batch_is_vouched_for_event_by_event(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        settled = settle(house.receive(village.batch()), house.node.identity, village.own)
        assert settled.recv == {w.event.hash for w in village.written}
        assert settled.safe == frozenset()


def test_a_replayed_batch_changes_nothing_and_is_vouched_for_again(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        first = house.receive(village.batch())
        before = count(house, t.event)
        again = house.receive(village.batch())
        assert count(house, t.event) == before
        assert again.recv == first.recv and again.counter == first.counter + 1
        assert not house.incidents()


def test_events_in_any_order_over_several_batches_come_to_the_same_reach(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        for _ in range(4):
            village.say()
        certificate, key, *said = village.written
        house.receive(village.batch([said[3], said[1]]))
        house.receive(village.batch([said[0], certificate]))
        ack = house.receive(village.batch([said[2], key]))
        assert [(e.n, e.hash, e.extras) for e in ack.recv] == [(6, said[3].event.hash, ())]
        assert not house.incidents()


def test_events_of_an_unknown_author_are_received_without_effect_until_its_certificate_comes(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        said = village.say()
        ack = house.receive(village.batch(village.written[1:]))
        assert [(e.n, len(e.extras)) for e in ack.recv] == [(0, 2)]
        assert settle(ack, house.node.identity, village.own).recv == {w.event.hash for w in village.written[1:]}
        assert village.log not in house.writer.journal.identities

        ack = house.receive(village.batch(village.written[:1]))
        assert [(e.n, e.hash, e.extras) for e in ack.recv] == [(3, said.event.hash, ())]


def test_a_forged_event_that_waited_for_a_certificate_goes_apart_and_makes_no_branch(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        forger = village.fork(1)
        forger.pen = forger.pen._replace(key=station(house, "331003001002", seed=4).signing)
        forged = forger.say()
        house.receive(village.batch([forged]))
        assert events_of(house, village) == 1
        ack = house.receive(village.batch())
        assert [(e.n, e.extras) for e in ack.recv] == [(3, ())]
        assert [q[2:] for q in ack.quarantined] == [(forged.event.hash, int(Quarantine.BAD_SIGNATURE))]
        assert events_of(house, village) == 3
        assert house.incidents() == []


def test_a_second_event_at_one_place_is_kept_named_and_raised(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        clone = village.fork(2)
        other = clone.say()
        house.receive(village.batch())
        ack = house.receive(clone.batch([other]))
        assert [(e.n, e.hash, e.extras) for e in ack.recv] == [
            (3, village.written[2].event.hash, ((3, other.event.hash),)),
            (2, village.written[1].event.hash, ()),  # what both share, for whoever wrote the branch
        ]
        assert house.incidents() == ["BRANCH"]


def test_the_branch_that_goes_on_from_what_is_held_is_the_log(tmp_path: Path) -> None:
    """The clone's event 4 arrives first and takes the place; the true event 4 continues the chain and wins it back."""
    with county(tmp_path / "c") as house:
        village = station(house)
        clone = village.fork(2)
        clone.say()
        other = clone.say()
        village.say()
        village.say()
        house.receive(village.batch(village.written[:3]))
        house.receive(clone.batch([other]))
        ack = house.receive(village.batch())
        assert [(e.n, e.hash, e.extras) for e in ack.recv] == [
            (4, village.written[3].event.hash, ((4, other.event.hash),)),
            # nobody can tell where the clone, whose event 3 never came, went its own way: what both surely share
            (2, village.written[1].event.hash, ()),
            (1, village.written[0].event.hash, ()),
        ]
        rows = house.writer.run(lambda journal: journal.rows(village.log))
        assert [row.event.hash for row in rows] == [w.event.hash for w in village.written]


def test_a_truncated_batch_gives_up_every_whole_frame(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        ack = house.receive(village.batch()[:-5])
        assert [e.n for e in ack.recv] == [2]


def test_a_flipped_bit_costs_one_event_and_not_its_neighbours(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        village.say()
        village.say()
        batch = bytearray(village.batch())
        batch[len(village.batch(village.written[:3])) - 40] ^= 1  # in the body of event 3
        ack = house.receive(bytes(batch))
        assert [(e.n, [seq for seq, _ in e.extras]) for e in ack.recv] == [(2, [4])]


def test_a_body_of_another_event_goes_apart(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        first, second = village.say(), village.say()
        ack = house.receive(village.batch([*village.written[:2], second._replace(sealed=first.sealed)]))
        assert [(q[1], q[3]) for q in ack.quarantined] == [(4, int(Quarantine.BAD_BODY_HASH))]
        assert count(house, t.apart) == 1
        house.receive(village.batch([second._replace(sealed=first.sealed)]))
        assert count(house, t.apart) == 1


def test_a_station_of_another_county_goes_apart_as_foreign(tmp_path: Path) -> None:
    from tests.county_by_hand import CountyByHand

    with county(tmp_path / "c") as house:
        stranger = StationByHand(CountyByHand(seed=77).enrol())
        stranger.say()
        ack = house.receive(stranger.batch())
        assert {q[3] for q in ack.quarantined} == {int(Quarantine.FOREIGN)}
        assert ack.recv == ()
        assert events_of(house, stranger) == 0


def test_what_is_no_batch_or_too_large_is_refused_and_nothing_is_stored(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        before = count(house, t.event)
        with pytest.raises(Refusal, match="BATCH_UNREADABLE"):
            house.intake.receive(b"<html>login</html>")
        with pytest.raises(Refusal, match="BATCH_TOO_LARGE"):
            house.intake.receive(bytes(BATCH_BYTES_MAX + 1))
        assert count(house, t.event) == before and count(house, t.apart) == 0


def test_an_event_of_an_unknown_kind_is_kept_whole(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        said = village.say(kind=40_000, facts={200: [1, b"x"]})
        house.receive(village.batch())
        row = house.writer.run(lambda journal: journal.held(said.event.hash))
        assert row is not None and (row.event.signed, row.sealed) == (said.event.signed, said.sealed)


def test_a_second_use_of_an_enrolment_file_is_an_incident(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        file = house.enrol(VILLAGE)
        house.receive(StationByHand(file, seed=3).batch())
        assert house.incidents() == []
        house.receive(StationByHand(file, seed=4).batch())
        assert house.incidents() == ["ENROLMENT_USED_TWICE"]


def test_an_attachment_comes_in_pieces_over_several_batches_and_is_whole_once_its_hash_holds(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        from hashlib import sha256

        sealed = seal_attachment(os.urandom(32), os.urandom(50_000))
        which = sha256(sealed).digest()
        pieces = [write_chunk(chunk) for chunk in chunks_of(which, sealed)]
        ack = house.receive(village.batch(chunks=[pieces[0], pieces[2]]))
        assert ack.attachments == ((which, 16_384),)
        with reading(house.engine) as connection:
            assert sealed_attachment(connection, "331003", which) is None
        ack = house.receive(village.batch([], [pieces[1], pieces[3]]))
        assert ack.attachments == ((which, len(sealed)),)
        with reading(house.engine) as connection:
            assert sealed_attachment(connection, "331003", which) == sealed


def test_pieces_that_are_not_the_attachment_are_dropped_and_asked_for_again(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        pieces = [write_chunk(chunk) for chunk in chunks_of(bytes(32), os.urandom(20_000))]
        ack = house.receive(village.batch(chunks=pieces))
        assert ack.attachments == ((bytes(32), 0),)
        assert house.incidents() == ["ATTACHMENT_HARMED"] and count(house, t.chunk) == 0


def test_pieces_from_a_sender_nobody_knows_fill_no_disk(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        pieces = [write_chunk(chunk) for chunk in chunks_of(bytes(32), os.urandom(20_000))]
        assert house.receive(village.batch([], pieces)).attachments == ()
        assert count(house, t.chunk) == 0


def test_a_full_disk_acknowledges_nothing_and_takes_nothing(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house)
        for _ in range(40):
            village.say(plain=os.urandom(20_000))
        house.receive(village.batch(village.written[:3]))

        def pages(journal: object) -> int:
            return int(house.writer.journal.connection.exec_driver_sql("PRAGMA page_count").scalar_one())

        full = house.writer.run(pages) + 4
        house.writer.run(lambda j: j.connection.exec_driver_sql(f"PRAGMA max_page_count={full}").scalar_one())
        with pytest.raises(Refusal, match="STORAGE_FULL"):
            house.receive(village.batch())
        assert events_of(house, village) == 3
        house.writer.run(lambda j: j.connection.exec_driver_sql("PRAGMA max_page_count=1000000").scalar_one())
        assert [e.n for e in house.receive(village.batch()).recv] == [42]
