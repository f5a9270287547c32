"""A durable submit against a bare durable insert of the same sealed row, interleaved in one run
(python -m tests.bench.bench_submit [FOLDER]).

* gather: an entrustment's bytes read, checked and compressed, for every one before the first is submitted;
* submit: what happens once the button is pressed: decided, numbered, sealed, signed, folded, committed;
* bare: the signed and sealed bytes of that very event into one table of its own database, one durable transaction.

Syncs are counted by strace around the same loop where it is installed. Prints one JSON object.
Target: a submit takes at most 3 times the insert. It is missed where a sync takes 0.2 ms: there the ratio was 5 to 6
on two busy cores. What a submit does beside its sync (signing, sealing, deciding, folding, ten pages instead of three)
costs 0.7 ms or more, so the ratio falls as a sync gets dearer: 1.1 on a disk that syncs in 4 ms. On a kiosk's flash,
which needs some 5 to 20 ms, it stays well under the target. `ratio` is as measured; `ratio_on_flash` is reckoned, the
same medians with `FLASH_SYNC_MS` added to each, since each was seen to sync once; `met` goes by the first.
"""

import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import msgspec

from kiosk.core.casework.entrustment import Entrustment, read_entrustment, write_entrustment
from kiosk.desk.entrusting import entrust, gather, submit
from kiosk.desk.station import Station
from tests.bench.corpus import records
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import Wall, instruments, make_station, opened

RATIO_MAX = 3.0
SYNCS_MAX = 1.0
FLASH_SYNC_MS = 5.0
SUBMITS, WARM_UP = 400, 30
COUNTED_SUBMITS = 50
CALLS = "fsync,fdatasync,sync_file_range,msync"


def entrustments(count: int) -> list[bytes]:
    """The people, words and signatures of the corpus's other half, entrusting what a form of today asks; without
    photographs, which are measured by bytes elsewhere."""
    asked = read_entrustment(files("assets").joinpath("examples/entrustment-county.json").read_bytes())
    return [write_entrustment(_by(asked, read_entrustment(data))) for data in records("bench", 7, count)]


def _by(asked: Entrustment, one: Entrustment) -> Entrustment:
    said = {"statement": one.answers["statement"]}
    return msgspec.structs.replace(asked, principal=one.principal, answers=said, signature=one.signature)


def bare_database(path: Path) -> sqlite3.Connection:
    """One table, as durable as the journal."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, signed BLOB, sealed BLOB) STRICT")
    return database


def measure(station: Station, bare: sqlite3.Connection, bodies: list[bytes]) -> dict[str, float]:
    """Milliseconds at the median."""
    gathering, recorded, floor = [], [], []
    ready = []
    for file in bodies:
        start = time.perf_counter()
        ready.append(gather(station, file))
        gathering.append(time.perf_counter() - start)
    for turn, gathered in enumerate(ready):
        start = time.perf_counter()
        done = submit(station, gathered)
        submitted = time.perf_counter() - start
        row = station.store.one("SELECT hash, signed, sealed FROM event WHERE hash = ?", done.event_hash)
        start = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO bare (hash, signed, sealed) VALUES (?, ?, ?)", row)
        bare.execute("COMMIT")
        inserted = time.perf_counter() - start
        if turn >= WARM_UP:
            recorded.append(submitted)
            floor.append(inserted)
    gather_ms, submit_ms, bare_ms = (statistics.median(times) * 1000 for times in (gathering, recorded, floor))
    return {
        "gather_ms_p50": gather_ms,
        "submit_ms_p50": submit_ms,
        "bare_insert_ms_p50": bare_ms,
        "ratio": submit_ms / bare_ms,
        "ratio_on_flash": (submit_ms + FLASH_SYNC_MS) / (bare_ms + FLASH_SYNC_MS),
    }


def count_syncs(folder: Path) -> dict[str, float] | None:
    """Syncs a submit, by strace; None where it is not installed."""
    if shutil.which("strace") is None:
        return None
    counted = []
    for count in (1, 1 + COUNTED_SUBMITS):
        log = folder / "syncs"
        command = ["strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(log)]
        subprocess.run(
            [
                *command,
                sys.executable,
                "-m",
                "tests.bench.bench_submit",
                "--only-submit",
                str(folder / "kiosk"),
                str(count),
            ],
            check=True,
        )
        counted.append(sum("(" in line for line in log.read_text().splitlines()))
    return {"syncs_a_submit": (counted[1] - counted[0]) / COUNTED_SUBMITS}


def main() -> None:
    """Measure, or (for strace) only submit."""
    if sys.argv[1:2] == ["--only-submit"]:
        with opened(Path(sys.argv[2]), tools=instruments(int(time.time_ns()), Wall())) as station:
            for file in entrustments(int(sys.argv[3])):
                entrust(station, file)
        return
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        folder = Path(name)
        issued = make_station(folder / "kiosk", CountyByHand())
        with opened(folder / "kiosk", issued) as station:
            figures = measure(station, bare_database(folder / "bare.db"), entrustments(SUBMITS + WARM_UP))
            events = station.store.one("SELECT COUNT(*) FROM event WHERE kind <> 64")[0]
        figures["events_a_submit"] = events / (SUBMITS + WARM_UP)
        figures |= count_syncs(folder) or {}
    met = figures["ratio"] <= RATIO_MAX and figures.get("syncs_a_submit", 0) <= SYNCS_MAX
    print(json.dumps({name: round(value, 3) for name, value in figures.items()} | {"ratio_max": RATIO_MAX, "met": met}))


if __name__ == "__main__":
    main()
