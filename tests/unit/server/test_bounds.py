"""What one node may make the county keep: its own cases and logs fill up, nobody else's, and the writer goes on."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.author import Written
from server.store import bounds
from tests.office_by_hand import TOWNSHIP_STATION, VILLAGE, entrust, number
from tests.server_by_hand import House, StationByHand, county, station


def branches(one: StationByHand, count: int, case: str = "") -> list[Written]:
    """So many events at the place after the last."""
    return [one.fork(len(one.written)).say(kind=60, case=case, facts={1: mark}) for mark in range(count)]


def held(house: House, written: list[Written]) -> int:
    return house.writer.run(lambda journal: sum(journal.held(w.event.hash) is not None for w in written))


def test_one_node_fills_its_own_room_in_a_case_and_no_other_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CASE_EVENTS_COUNT_MAX", 5)
    with county(tmp_path / "c") as house:
        village, town = station(house, VILLAGE, 3), station(house, TOWNSHIP_STATION, 4)
        entrust(village, case := number(village))
        greedy = [town.say(kind=60, case=case) for _ in range(7)]
        ack = house.receive(town.batch())
        assert [q[3] for q in ack.quarantined] == [Quarantine.TOO_MANY_OF_ITS_CASE] * 2
        again = house.receive(town.batch())
        assert [q[3] for q in again.quarantined] == [Quarantine.TOO_MANY_OF_ITS_CASE] * 2
        assert held(house, greedy) == 5 and house.incidents() == ["CASE_EVENTS_FULL"]
        assert house.receive(village.batch()).quarantined == ()


def test_events_of_a_claimed_author_take_no_room_from_the_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CASE_EVENTS_COUNT_MAX", 5)
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        case = number(village)
        liar = village.fork(2)
        liar.pen = liar.pen._replace(key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
        false = [liar.say(kind=60, case=case) for _ in range(7)]
        ack = house.receive(village.batch(false))
        assert [q[3] for q in ack.quarantined] == [Quarantine.AWAITING_CERTIFICATE] * 2 and not house.incidents()
        assert held(house, false) == 5
        said = [village.say(kind=60, case=case) for _ in range(5)]
        house.receive(village.batch())
        assert held(house, said) == 5 and held(house, false) == 0


def test_what_is_out_of_line_is_bounded_and_fits_once_the_gap_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "OUT_OF_LINE_COUNT_MAX", 3)
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        said = [village.say() for _ in range(7)]
        house.receive(village.batch(village.written[:2]))
        ack = house.receive(village.batch(said[1:]))
        assert [q[3] for q in ack.quarantined] == [Quarantine.AWAITING_PREDECESSOR] * 3
        assert held(house, said) == 3 and house.incidents() == ["LOG_OUT_OF_LINE"]
        ack = house.receive(village.batch(said))
        assert held(house, said) == 7 and not ack.quarantined
        assert [(extent.n, extent.extras) for extent in ack.recv] == [(9, ())]


def test_a_log_that_forks_a_hundred_times_is_one_incident(tmp_path: Path) -> None:
    with county(tmp_path / "c") as house:
        village = station(house, VILLAGE)
        other = branches(village, 20)
        village.say()
        second = branches(village, 20)
        house.receive(village.batch())
        house.receive(village.batch([*other, *second]))
        assert house.incidents() == ["BRANCH"]
        assert house.writer.run(lambda journal: journal.connection.exec_driver_sql(
            "SELECT count(*) FROM incident"
        ).scalar()) == 1  # fmt: skip
