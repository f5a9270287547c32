"""A sequence number taken outside its transaction is impossible: it is read and used in one, so that whatever fails
gives it back, and nobody else can have taken it meanwhile."""

import sqlite3
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.core.carriage.author import Wording
from kiosk.core.carriage.kinds import CARRIED
from kiosk.core.event import Event
from kiosk.desk.entrusting import entrust
from kiosk.desk.journal import Entry, append, tip_of
from kiosk.desk.verification import verify
from server.office.verification import verify as verify_county
from server.store import tables as t
from server.store.journal import Journal
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import bare_example, make_station, opened
from tests.server_by_hand import county

THREADS_COUNT, EACH_COUNT = 6, 20
UNKNOWN_KIND = 900


class Unwell(Exception):
    pass


def test_a_kiosks_event_that_is_not_committed_leaves_its_number_to_the_next(tmp_path: Path) -> None:
    issued = make_station(tmp_path / "kiosk", CountyByHand())
    with opened(tmp_path / "kiosk", issued) as station:
        before = tip_of(station.store, station.log_name)
        entry = Entry(Wording(b"operation", CARRIED, "", {1: [], 2: 1, 3: 0}))
        seen: list[int] = []

        def fails(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
            seen.extend(event.head.seq for event in events)
            raise Unwell

        for _ in range(3):
            with pytest.raises(Unwell):
                append(station, [entry], fails)
            assert tip_of(station.store, station.log_name) == before
        entrust(station, bare_example())
        rows = station.store.all("SELECT seq FROM event WHERE origin = 1 ORDER BY seq")
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        assert seen == [before.seq + 1] * 3  # the same number every time, and then the entrustment's
        assert verify(station).findings == ()


def test_deeds_of_many_threads_some_of_which_fail_leave_no_gap_and_no_place_taken_twice(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        house.writer.start()
        failed: list[int] = []

        def deed(number: int, journal: Journal) -> None:
            wording = Wording(house.instruments.draw(8), UNKNOWN_KIND, "", {1: number})
            journal.append(house.node.pen, [(wording, None)], house.instruments)
            if number % 3 == 0:
                raise Unwell

        def work(thread: int) -> None:
            for number in range(EACH_COUNT):
                try:
                    house.writer.run(partial(deed, number))
                except Unwell:
                    failed.append(number)

        threads = [threading.Thread(target=work, args=(one,)) for one in range(THREADS_COUNT)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        e = t.event.c
        name = house.node.identity.node + house.node.log
        asked = select(e.seq).where(e.log_name == name).order_by(e.seq)
        numbers = house.writer.run(lambda journal: list(journal.connection.scalars(asked)))
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(failed) == THREADS_COUNT * len(range(0, EACH_COUNT, 3))
        assert len(numbers) == 1 + THREADS_COUNT * EACH_COUNT - len(failed)
        assert verify_county(house.node, house.engine, house.instruments).wrong == ()
