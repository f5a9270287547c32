"""Purging against a real county: what a kiosk hears of safety, over which road, and what a county makes of a body that
does not come any more."""

from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete

from kiosk.core.carriage.acknowledgement import Quarantine
from kiosk.core.carriage.batch import Frame, FrameType, write_batch
from kiosk.core.carriage.purge import DAY_S
from kiosk.core.casework.kinds import Kind
from kiosk.desk.casebook import ledger
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.exchanging import Exchanged, exchange
from kiosk.desk.purging import purge
from kiosk.desk.station import Station
from kiosk.desk.verification import verify as verify_station
from server.office.verification import verify
from server.store import tables as t
from tests.valley_by_hand import Straight, Valley


@pytest.fixture
def valley(tmp_path: Path) -> Iterator[Valley]:
    with ExitStack() as stack:
        yield Valley(tmp_path, stack)


def held(station: Station) -> int:
    return int(station.store.one("SELECT COUNT(*) FROM event WHERE length(sealed) > 0 AND kind <> ?", Kind.PURGED)[0])


def let_go(valley: Valley, station: Station) -> tuple[str, ...]:
    purge(station)
    valley.wall.uptime_s += 31 * DAY_S
    return purge(station).cases


def test_a_village_lets_go_once_a_real_county_has_all_of_it_twice_and_its_township_does_too(valley: Valley) -> None:
    number = valley.ended()
    assert let_go(valley, valley.village) == (), "which photographs are safe has not been asked yet"
    valley.sync(valley.village)
    assert let_go(valley, valley.village) == (number,) and held(valley.village) == 0
    valley.sync(valley.town)
    assert let_go(valley, valley.town) == (number,)
    for station in (valley.village, valley.town):
        valley.sync(station)
        assert ledger(station)[0]["principal"] and not verify_station(station).findings
    wrong = verify(valley.house.node, valley.house.engine, valley.house.instruments, valley.folder / "second").wrong
    assert wrong == () and valley.house.incidents() == [] and valley.bodies(valley.house, number) == 4


def test_over_a_relay_the_county_s_word_on_photographs_comes_home_too(valley: Valley) -> None:
    uplink = valley.uplink()

    def between() -> None:
        uplink.exchange()
        valley.settle()
        uplink.exchange()

    def over_the_relay() -> None:
        exchange(valley.village, Straight(valley.relay, between), lambda: 0.0, Exchanged())

    number = valley.entrusted()
    over_the_relay()
    valley.withdraw(number)
    for _ in range(3):
        over_the_relay()
        purge(valley.village)
    assert let_go(valley, valley.village) == (number,)
    assert not verify_station(valley.village).findings


def test_what_was_let_go_of_is_taken_bare_with_its_authors_word_and_from_nobody_without(valley: Valley) -> None:
    number = valley.ended()
    let_go(valley, valley.village)
    valley.sync(valley.village)
    assert let_go(valley, valley.village) == (number,)
    rows = valley.village.store.all("SELECT signed, sealed, kind FROM event WHERE origin = 1 ORDER BY log, seq")
    forget(valley)
    bare = [Frame(FrameType.EVENT, signed + sealed) for signed, sealed, kind in rows if kind != Kind.PURGED]
    node = valley.village.identity.node
    for claims in (node, valley.house.node.identity.node):  # whoever says that it sends it
        stripped = valley.house.receive(write_batch(claims, bare))
        assert {q[3] for q in stripped.quarantined} == {Quarantine.BODY_MISSING}
    whole = valley.house.receive(write_batch(node, [Frame(FrameType.EVENT, s + b) for s, b, _ in rows]))
    assert whole.quarantined == () and whole.recv[0].n == len(rows), "in one batch with the Purged that says so"
    valley.settle()
    assert verify(valley.house.node, valley.house.engine, valley.house.instruments).purged == 2
    forget(valley)
    valley.house.receive(write_batch(node, [Frame(FrameType.EVENT, s + b) for s, b, k in rows if b or k > 63]))
    late = valley.house.receive(write_batch(node, bare))
    assert late.quarantined == (), "and when the Purged came before"


def forget(valley: Valley) -> None:
    """The county lost both media: it knows nothing of that village's events."""
    node = valley.village.identity.node

    def gone(journal: object) -> None:
        connection = valley.house.writer.journal.connection
        connection.execute(delete(t.event).where(t.event.c.node == node))
        connection.execute(t.log.update().where(t.log.c.node == node).values(n=0, hash=bytes(32), safe_n=0))

    valley.house.writer.run(gone)


def test_a_body_written_after_the_purge_is_never_taken_bare(valley: Valley) -> None:
    number = valley.ended()
    let_go(valley, valley.village)
    valley.sync(valley.village)
    assert let_go(valley, valley.village) == (number,)
    valley.sync(valley.village)
    act(valley.village, Wanted(number, "complain", {"complaint": "没有人通知我"}, query_code=valley.codes[number]))
    rows = valley.village.store.all("SELECT signed, sealed, kind FROM event WHERE origin = 1 ORDER BY log, seq")
    signed, sealed = next((s, b) for s, b, kind in rows if kind == Kind.COMPLAINED)
    node = valley.village.identity.node
    purged = next(s + b for s, b, kind in rows if kind == Kind.PURGED)
    for frames in ([signed], [purged, signed]):  # somebody on the way took it off
        stripped = valley.house.receive(write_batch(node, [Frame(FrameType.EVENT, frame) for frame in frames]))
        assert {q[3] for q in stripped.quarantined} == {Quarantine.BODY_MISSING}
    assert valley.house.receive(write_batch(node, [Frame(FrameType.EVENT, signed + sealed)])).quarantined == ()
    held = valley.house.writer.run(lambda journal: journal.held(sha256(signed).digest()))
    assert held is not None and held.sealed == sealed
