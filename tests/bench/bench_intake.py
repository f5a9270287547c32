"""Intake with a durable acknowledgement, against its own floor, interleaved in one run.

* intake: the bytes of a batch through `Intake.receive`, several callers at once as in the server: frames, heads,
  signatures in threads, one transaction with the acknowledgement in it, COMMIT before the answer;
* floor: the same number of Ed25519 checks over the same bytes in the same threads, then the same signed and sealed
  bytes into one bare table, one durable transaction a batch.

The rates of a machine move by 1.5 to 3; the median of the ratios within one run does not. Target: at least 0.4.
Run: python -m tests.bench.bench_intake. Prints one JSON object, with the memory of an idle server at rest.
"""

import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.core.carriage.author import Written
from kiosk.core.carriage.cbor import pack
from kiosk.core.carriage.cose import payload_of
from kiosk.core.carriage.head import EVENT_PURPOSE
from server.intake.receive import Intake, in_threads
from tests.bench.corpus import records
from tests.server_by_hand import House, StationByHand, found

RATIO_MIN = 0.4
ROUNDS, BATCHES, EVENTS_IN_BATCH = 7, 4, 100
CALLERS = 4  # stations whose batches are in hand at once


def verify(item: tuple[Ed25519PublicKey, bytes]) -> None:
    """What no receiver can leave out: the signature over the signed structure."""
    key, signed = item
    key.verify(signed[-64:], pack(["Signature1", b"\xa1\x01\x27", EVENT_PURPOSE, payload_of(signed)]))


def floor(
    database: sqlite3.Connection, checks: Callable[..., object], key: Ed25519PublicKey, batches: Sequence[list[Written]]
) -> float:
    began = time.perf_counter()
    for written in batches:
        list(checks(verify, [(key, w.event.signed) for w in written]))  # type: ignore[call-overload]
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT INTO bare VALUES (?, ?, ?)", [(w.event.hash, w.event.signed, w.sealed) for w in written]
        )
        database.execute("COMMIT")
    return time.perf_counter() - began


def intake(door: Intake, callers: ThreadPoolExecutor, batches: Sequence[bytes]) -> float:
    began = time.perf_counter()
    for signed in callers.map(door.receive, batches):
        assert signed
    return time.perf_counter() - began


def idle_memory_bytes(folder: Path) -> int:
    """Resident memory of a real server that has nothing to do."""
    command = [sys.executable, "-m", "server", "run", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(2.0)  # until the first turn of the digest is over
        resident = psutil.Process(process.pid).memory_info().rss
        process.send_signal(signal.SIGTERM)
    return int(resident)


def case_number(dice: random.Random) -> str:
    """27 digits that begin with the village's."""
    return f"331003001001{dice.randrange(10**15):015d}"


def main() -> None:
    """Run it and print the figures."""
    dice = random.Random(5)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as where:
        folder = found(Path(where) / "county")
        house = House(folder)
        village = StationByHand(house.enrol("331003001001"))
        key = village.signing.public_key()
        house.receive(village.batch())
        house.writer.start()
        checks = max(2, os.cpu_count() or 2)
        run = in_threads(ThreadPoolExecutor(checks), checks)
        door = Intake(house.node, house.writer, house.instruments, run)
        callers = ThreadPoolExecutor(CALLERS)
        bare = sqlite3.connect(Path(where) / "bare.db", isolation_level=None)
        bare.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE bare (hash BLOB PRIMARY KEY, signed BLOB NOT NULL, sealed BLOB NOT NULL);"
        )
        bodies = cycle(records("bench", 1, 2_000))
        ratios, intake_s, floor_s = [], [], []
        for round_ in range(ROUNDS + 1):
            batches = [
                [village.say(1, case_number(dice), next(bodies)) for _ in range(EVENTS_IN_BATCH)]
                for _ in range(BATCHES)
            ]
            sent = [village.batch(written) for written in batches]
            if round_ % 2:
                a = intake(door, callers, sent)
                b = floor(bare, run, key, batches)
            else:
                b = floor(bare, run, key, batches)
                a = intake(door, callers, sent)
            if round_:  # the first warms up
                ratios.append(b / a)
                intake_s.append(a)
                floor_s.append(b)
        held = house.writer.run(lambda journal: journal.extent(village.log).n)
        assert held == len(village.written), "every event is held without a gap"
        house.close()
        events = BATCHES * EVENTS_IN_BATCH
        figures = {
            "ratio": round(statistics.median(ratios), 3),
            "ratio_min": RATIO_MIN,
            "ratio_low_high": [round(min(ratios), 3), round(max(ratios), 3)],
            "intake_events_per_s": round(events / statistics.median(intake_s)),
            "floor_events_per_s": round(events / statistics.median(floor_s)),
            "events_in_batch": EVENTS_IN_BATCH,
            "server_rss_at_rest_mb": round(idle_memory_bytes(folder) / 2**20, 1),
        }
        print(json.dumps(figures | {"met": figures["ratio"] >= RATIO_MIN}))


if __name__ == "__main__":
    main()
