"""`daiban demo --headless` with real processes and sockets, and its counters on deliberately damaged copies."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from kiosk.core.carriage.head import log_name, read_event, sign_event
from kiosk.core.casework.case_number import issue, parse
from kiosk.core.casework.kinds import Kind
from kiosk.demo.counters import Counts, count

ENTRUSTED_COUNT = 5


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """One demo played to its end: its folder and the JSON object it printed."""
    folder = tmp_path_factory.mktemp("demo") / "stage"
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--headless", "--dir", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder, json.loads(done.stdout)


@pytest.fixture
def copy(demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy of the demo's folders to damage."""
    shutil.copytree(demo[0], tmp_path / "stage", ignore=shutil.ignore_patterns("control.sock"))
    return tmp_path / "stage"


def recount(stage: Path) -> Counts:
    return count(stage / "county", [stage / "village-a", stage / "village-b"])


@contextmanager
def county_database(stage: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(stage / "county" / "node.db")) as database, database:
        yield database


@contextmanager
def village_database(stage: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(stage / "village-a" / "kiosk.db")) as database, database:
        yield database


def test_every_entrustment_goes_all_the_way_and_nothing_is_lost_doubled_or_falsely_claimed(
    demo: tuple[Path, dict[str, Any]],
) -> None:
    said = demo[1]
    steps = ("entrusted", "received", "safe", "opened", "concluded", "delivered", "followed_up", "rated", "archived")
    for step in steps:
        assert said[step] == ENTRUSTED_COUNT, (step, said)
    assert said["corrected"] == 1
    assert [said[name] for name in ("quarantined", "lost", "doubled", "false_sent")] == [0, 0, 0, 0]
    assert said["claims"] > 3 * ENTRUSTED_COUNT
    assert said["photographs"] == 4  # two, each as a thumbnail and in full
    assert said["photographs_lost"] == 0
    assert said["mark"] == "演示"


def test_the_counters_say_the_same_of_an_undamaged_copy(demo: tuple[Path, dict[str, Any]], copy: Path) -> None:
    assert {**recount(copy)._asdict(), "mark": "演示", "seconds": demo[1]["seconds"]} == demo[1]


def test_an_entrustment_missing_from_the_county_is_counted_lost_and_its_claims_false(copy: Path) -> None:
    with county_database(copy) as database:
        database.execute("DELETE FROM event WHERE hash = (SELECT hash FROM event WHERE kind = 1 LIMIT 1)")
    counts = recount(copy)
    assert counts.lost == 1
    assert counts.false_sent >= 3  # recv, safe and open of that event


def test_one_changed_byte_in_the_countys_journal_is_counted_lost(copy: Path) -> None:
    with county_database(copy) as database:
        event_hash, signed = database.execute("SELECT hash, signed FROM event WHERE kind = 1 LIMIT 1").fetchone()
        changed = signed[:40] + bytes([signed[40] ^ 1]) + signed[41:]
        database.execute("UPDATE event SET signed = ? WHERE hash = ?", (changed, event_hash))
    assert recount(copy).lost == 1


def test_a_second_effect_of_one_operation_is_counted_doubled(copy: Path) -> None:
    """A cloned kiosk writes the same operation again under another number, properly signed."""
    key = Ed25519PrivateKey.from_private_bytes((copy / "village-a" / "keys" / "signing.key").read_bytes())
    with village_database(copy) as database:
        (signed,) = database.execute("SELECT signed FROM event WHERE kind = 1 AND origin = 1 LIMIT 1").fetchone()
    head = read_event(signed).head
    number = parse(head.case)
    other = issue(number.station, number.date, number.terminal, number.sequence + 500)
    forged = sign_event(key, replace(head, case=other, seq=head.seq + 1000))
    with county_database(copy) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(event)")]
        row = dict(zip(columns, database.execute("SELECT * FROM event WHERE kind = 1 LIMIT 1").fetchone(), strict=True))
        row |= {"hash": forged.hash, "signed": forged.signed, "seq": forged.head.seq, "case_no": other}
        row |= {"log_name": log_name(head), "node": head.node, "operation": head.operation, "kind": int(Kind.ENTRUSTED)}
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO event ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    assert recount(copy).doubled == 1


def test_a_claim_whose_acknowledgement_was_altered_is_counted_false(copy: Path) -> None:
    with village_database(copy) as database:
        rows = database.execute("SELECT hash, signed FROM acknowledgement").fetchall()
        for name, signed in rows:
            altered = signed[:-1] + bytes([signed[-1] ^ 1])
            database.execute("UPDATE acknowledgement SET signed = ? WHERE hash = ?", (altered, name))
    assert recount(copy).false_sent > 0


def test_a_claim_that_its_acknowledgement_does_not_make_is_counted_false(copy: Path) -> None:
    with village_database(copy) as database:
        (unclaimed,) = database.execute(
            "SELECT hash FROM event WHERE origin = 2 AND hash NOT IN (SELECT event FROM mark) LIMIT 1"
        ).fetchone()
        database.execute(
            "INSERT INTO mark SELECT ?, 'recv', incarnation_number, acknowledgement FROM mark "
            "WHERE state = 'recv' LIMIT 1",
            (unclaimed,),
        )
    assert recount(copy).false_sent == 1


def test_a_photograph_with_a_piece_missing_at_the_county_is_counted_lost(copy: Path) -> None:
    with county_database(copy) as database:
        database.execute("DELETE FROM chunk WHERE rowid = (SELECT rowid FROM chunk LIMIT 1)")
    assert recount(copy).photographs_lost == 1


def test_what_the_county_holds_apart_is_counted(copy: Path) -> None:
    with county_database(copy) as database:
        database.execute(
            "INSERT INTO apart (county, hash, reason, log_name, seq, raw, from_node, count, first_at_ms, last_at_ms) "
            "VALUES ('331003', x'01', 11, x'', 0, x'00', x'', 1, 0, 0)"
        )
    assert recount(copy).quarantined == 1
