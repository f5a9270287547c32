"""Purging: a body leaves a kiosk when the county has it on two devices, has opened it, and the grace period has run."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.cbor import Malformed
from kiosk.core.carriage.purge import DAY_S
from kiosk.core.casework.kinds import Kind
from kiosk.core.refusal import Refusal
from kiosk.desk import purging
from kiosk.desk.casebook import ledger, status
from kiosk.desk.casefile import casefile
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.entrusting import entrust
from kiosk.desk.leafing import leaves, masked_name, open_names
from kiosk.desk.purging import purge
from kiosk.desk.settling import settle_acknowledgement
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.desk.station import Station
from kiosk.desk.store import Store
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.desk_by_hand import exchange_with
from tests.kiosk_by_hand import PIN, Wall, example, instruments, make_station, opened, photographs

GRACE_DAYS, RETENTION_DAYS = 7, 30  # as shipped


class Kiosk:
    """A station with one ended case of two photographs, its county and its clock."""

    def __init__(self, folder: Path) -> None:
        self.county, self.wall = CountyByHand(), Wall()
        self.folder, self.tools = folder, instruments(5, self.wall)
        self.codes: dict[str, str] = {}
        self.issued: Issued = make_station(folder, self.county, tools=self.tools)

    def begin(self, station: Station) -> None:
        self.station = station
        sign_in_with_card(station, self.issued.badge, PIN)

    def entrust(self) -> str:
        receipt = entrust(self.station, example(operation=""), photographs()).receipt
        self.codes[receipt.number] = receipt.query_code
        return receipt.number

    def end(self, number: str) -> None:
        """Withdrawn: nothing is left to be done with it."""
        act(self.station, Wanted(number, "withdraw", {"reason": "不办了"}))

    def sync(self, *, safe: bool = True, opened: bool = True, same_device: bool = False) -> None:
        self.county.same_device = same_device
        exchange_with(self.station, self.county, safe=safe, opened=opened)

    def days(self, days: float) -> None:
        self.wall.uptime_s += int(days * DAY_S)

    def bodies(self) -> int:
        return int(self.station.store.one("SELECT COUNT(*) FROM event WHERE origin = 1 AND length(sealed) > 0")[0])

    def photographs(self) -> int:
        return int(self.station.store.one("SELECT COUNT(*) FROM attachment")[0])

    def wait(self, days: float) -> purging.Purged:
        """Turns of the purge until so many powered days have gone by; the last one's answer."""
        purge(self.station)
        self.days(days)
        return purge(self.station)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path / "kiosk")
    with opened(made.folder, tools=made.tools) as station:
        made.begin(station)
        yield made


@pytest.fixture
def number(kiosk: Kiosk) -> str:
    number = kiosk.entrust()
    kiosk.end(number)
    return number


def test_a_safe_open_and_ended_case_goes_after_its_periods_and_its_row_stays(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    before = {column: ledger(kiosk.station)[0][column] for column in ("principal", "phone", "matter", "materials")}
    assert before["principal"] and kiosk.photographs() > 0
    gone = kiosk.wait(RETENTION_DAYS)
    assert gone.cases == (number,) and gone.bodies >= 2 and gone.attachments > 0 and gone.bytes > 100_000
    assert kiosk.bodies() == 1 and kiosk.photographs() == 0, "the row that stays"
    after = ledger(kiosk.station)[0]
    file, leaf = casefile(kiosk.station, number), leaves(kiosk.station)[0]
    kiosk.station.opened_names.clear()
    open_names(kiosk.station, [leaf])
    masked = before["principal"]
    assert (file.principal, masked_name(kiosk.station, leaf.identity), file.phone) == (masked, masked, before["phone"])
    assert {column: after[column] for column in before} == before and after["sequence"] == "1"
    assert [event["zh"] for event in status(kiosk.station, number)["events"]][-1] == "清除"
    assert not verify(kiosk.station).findings
    kiosk.sync()
    assert purge(kiosk.station).cases == (), "what is gone is not let go of again"


def test_nothing_goes_before_it_is_safe_open_and_past_its_grace(kiosk: Kiosk, number: str) -> None:
    assert kiosk.wait(400).cases == (), "never carried"
    kiosk.sync(safe=False)
    assert kiosk.wait(400).cases == (), "received and opened, on one medium"
    kiosk.sync()
    assert kiosk.wait(RETENTION_DAYS).cases == (number,), "and now all of it was proved"


def test_safe_alone_is_not_open(kiosk: Kiosk, number: str) -> None:
    kiosk.sync(opened=False)
    assert kiosk.wait(400).cases == ()
    kiosk.sync(opened=True)
    purge(kiosk.station)
    kiosk.days(GRACE_DAYS - 0.01)
    assert purge(kiosk.station).cases == (), "the grace period begins with the last proof"
    kiosk.days(0.02)
    assert purge(kiosk.station).cases == (number,)


def test_a_county_that_calls_one_device_two_frees_nothing_and_one_that_mends_that_does(
    kiosk: Kiosk, number: str
) -> None:
    kiosk.sync(same_device=True)
    assert kiosk.wait(400).cases == () and status(kiosk.station, number)["truths"]["safe"]
    kiosk.sync(same_device=False)
    assert kiosk.wait(GRACE_DAYS).cases == (number,) and not verify(kiosk.station).findings


def test_a_photograph_that_is_not_safe_keeps_its_case(kiosk: Kiosk, number: str) -> None:
    kiosk.county.tells_safe_attachments = False
    kiosk.sync()
    assert kiosk.wait(400).cases == ()
    kiosk.county.tells_safe_attachments = True
    kiosk.sync()
    assert kiosk.wait(GRACE_DAYS).cases == (number,)


def test_an_open_case_stays_however_long_it_is_proved(kiosk: Kiosk) -> None:
    kiosk.entrust()
    kiosk.sync()
    assert kiosk.wait(4_000).cases == () and kiosk.photographs() > 0


def test_a_new_incarnation_takes_every_proof_and_the_grace_begins_anew(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    kiosk.wait(RETENTION_DAYS - 1)
    kiosk.county.restored()
    kiosk.sync(safe=False, opened=False)
    kiosk.days(2)
    assert purge(kiosk.station).cases == (), "its period is over, its proofs are gone"
    kiosk.sync()
    assert kiosk.wait(GRACE_DAYS - 1).cases == ()
    assert kiosk.wait(1).cases == (number,)


def test_an_older_a_forged_and_a_strangers_word_free_nothing(kiosk: Kiosk, number: str) -> None:
    kiosk.sync(safe=False, opened=False)
    old = kiosk.county.acknowledge(safe=True, opened=True)
    kiosk.county.restored()
    kiosk.sync(safe=False, opened=False)
    settle_acknowledgement(kiosk.station, old.signed, (kiosk.station.county,))
    assert kiosk.wait(400).cases == (), "the word of an incarnation that is over"
    forged = bytearray(kiosk.county.acknowledge(safe=True, opened=True).signed)
    forged[-1] ^= 1
    with pytest.raises(Malformed):
        settle_acknowledgement(kiosk.station, bytes(forged), (kiosk.station.county,))
    stranger = CountyByHand(seed=99)
    stranger.held = kiosk.county.held
    stranger.sealing = kiosk.county.sealing
    with pytest.raises(Malformed):
        settle_acknowledgement(kiosk.station, stranger.acknowledge(safe=True).signed, (kiosk.station.county,))
    assert kiosk.wait(400).cases == ()


def test_no_clock_on_the_wall_lets_anything_go(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    purge(kiosk.station)
    for year in (1970, 2099, 2038):
        kiosk.wall.ms = (year - 1970) * 31_556_952_000
        assert purge(kiosk.station).cases == ()


def test_a_boot_loses_seconds_and_gains_none(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    kiosk.wait(RETENTION_DAYS - 1)
    kiosk.wall.uptime_s = 60
    assert purge(kiosk.station).cases == ()
    kiosk.days(0.5)
    assert purge(kiosk.station).cases == ()
    kiosk.days(0.5)
    assert purge(kiosk.station).cases == (number,)


def test_on_a_low_disk_the_retention_is_not_waited_for_and_the_grace_is(
    kiosk: Kiosk, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.sync()
    purge(kiosk.station)
    monkeypatch.setattr(Store, "free_disk_bytes", lambda self: purging.LOW_DISK_BYTES - 1)
    kiosk.days(GRACE_DAYS - 1)
    assert purge(kiosk.station).cases == ()
    kiosk.days(1)
    assert purge(kiosk.station).cases == (number,)


def test_a_locked_station_lets_nothing_go_and_says_so(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    kiosk.station.signed_in = None
    assert kiosk.wait(RETENTION_DAYS) == purging.Purged(locked=1) and kiosk.photographs() > 0
    kiosk.begin(kiosk.station)
    assert purge(kiosk.station).cases == (number,)


def test_a_turn_is_bounded_and_the_next_goes_on(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [kiosk.entrust() for _ in range(3)]
    for number in numbers:
        kiosk.end(number)
    kiosk.sync()
    monkeypatch.setattr(purging, "TURN_BYTES_MAX", 1_000)
    first = kiosk.wait(RETENTION_DAYS)
    assert len(first.cases) == 1 and first.more
    second, third = purge(kiosk.station), purge(kiosk.station)
    assert sorted((*first.cases, *second.cases, *third.cases)) == sorted(numbers) and not third.more


def test_space_is_given_back_to_the_file_system(kiosk: Kiosk) -> None:
    for _ in range(4):
        kiosk.end(kiosk.entrust())
    kiosk.sync()
    kiosk.station.store.settle_down(0)
    database = kiosk.station.store.path
    before = database.stat().st_size
    gone = kiosk.wait(RETENTION_DAYS)
    kept = before - database.stat().st_size
    assert kept > 0.9 * gone.bytes, f"{gone.bytes} bytes went and {kept} came back"
    assert gone.given_back_bytes >= kept - 100_000


def test_nothing_of_what_went_is_left_on_the_disk_not_even_sealed(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    store = kiosk.station.store
    sealed = store.all("SELECT sealed FROM event WHERE origin = 1 AND length(sealed) > 0")
    canaries = [body[20:60] for (body,) in (*sealed, *store.all("SELECT sealed FROM attachment"))]

    def on_disk(canary: bytes) -> bool:
        return any(canary in path.read_bytes() for path in kiosk.folder.glob("kiosk.db*"))

    assert all(on_disk(canary) for canary in canaries)
    assert kiosk.wait(RETENTION_DAYS).cases == (number,)
    assert not any(on_disk(canary) for canary in canaries)


def test_what_comes_after_a_purge_goes_with_one_of_its_own(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    kiosk.wait(RETENTION_DAYS)
    code = kiosk.codes[number]
    act(kiosk.station, Wanted(number, "complain", {"complaint": "没有人通知我"}, query_code=code))
    kiosk.sync()
    assert kiosk.wait(GRACE_DAYS).bodies == 1
    assert ledger(kiosk.station)[0]["principal"] and not verify(kiosk.station).findings


@pytest.mark.parametrize("statement", ["INSERT INTO event", "UPDATE event", "DELETE FROM attachment", "COMMIT"])
def test_a_purge_that_fails_anywhere_leaves_everything(kiosk: Kiosk, number: str, statement: str) -> None:
    kiosk.sync()
    purge(kiosk.station)
    kiosk.days(RETENTION_DAYS)
    held = kiosk.bodies(), kiosk.photographs(), ledger(kiosk.station)
    real, failed = kiosk.station.store.connection, Failing(kiosk.station.store.connection, statement)
    kiosk.station.store.connection = failed  # type: ignore[assignment]
    with pytest.raises(Refusal):
        purge(kiosk.station)
    kiosk.station.store.connection = real
    assert failed.failed and held == (kiosk.bodies(), kiosk.photographs(), ledger(kiosk.station))
    assert not verify(kiosk.station).findings
    assert purge(kiosk.station).cases == (number,)


class Failing:
    """A connection whose disk fails at the first statement that begins so."""

    def __init__(self, real: sqlite3.Connection, statement: str) -> None:
        self.real, self.statement, self.failed = real, statement, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self._look(sql)
        return self.real.execute(sql, *values)

    def executemany(self, sql: str, rows: Any) -> sqlite3.Cursor:
        self._look(sql)
        return self.real.executemany(sql, rows)

    def _look(self, sql: str) -> None:
        # What the note of a turn commits is no part of what is let go of.
        if sql.startswith(self.statement) and not self.failed and (self.statement != "COMMIT" or self._purging()):
            self.failed = True
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    def _purging(self) -> bool:
        return self.real.execute("SELECT 1 FROM event WHERE kind = ?", (int(Kind.PURGED),)).fetchone() is not None


def test_what_comes_down_later_without_a_body_makes_no_second_purged(kiosk: Kiosk, number: str) -> None:
    kiosk.sync()
    assert kiosk.wait(RETENTION_DAYS).cases == (number,)
    event = kiosk.county.decide(number, Kind.ARCHIVED, {}, "")
    kiosk.county.send(kiosk.station.identity, event)
    kiosk.sync()
    assert kiosk.wait(1).cases == () and kiosk.wait(1).more is False
    assert kiosk.station.store.one("SELECT COUNT(*) FROM event WHERE kind = ?", Kind.PURGED) == (1,)
    assert purging.waiting(kiosk.station) == purging.Waiting(0, 0, 0)
