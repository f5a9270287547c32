"""What any death inside COMMIT leaves behind, cut by hand: the submit's pages are appended one by one to the
write-ahead log, so that a kill (or a power cut) at any of its writes leaves a beginning of them, the last one torn.

Beside `test_killed_submit`, where real processes die: this needs no tool, and reaches every byte that it likes.
"""

import shutil
import struct
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.desk.entrusting import entrust
from tests.county_by_hand import CountyByHand
from tests.faults.test_killed_submit import OPERATION, judge
from tests.kiosk_by_hand import bare_example, instruments, make_station, opened

FRAME_HEADER_BYTES = 24


class Submitted(NamedTuple):
    """A station's folder as it lies while its process lives on; the log's length before and after the submit."""

    folder: Path
    before_bytes: int
    after_bytes: int
    frame_bytes: int
    shown: str


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Submitted:
    base = tmp_path_factory.mktemp("torn")
    folder, kept = base / "kiosk", base / "kept"
    make_station(folder, CountyByHand())
    with opened(folder) as station:
        entrust(station, bare_example())
        wal = folder / "kiosk.db-wal"
        before = wal.stat().st_size
        shown = entrust(station, bare_example(operation=OPERATION)).receipt.number
        shutil.copytree(folder, kept, ignore=shutil.ignore_patterns("*-shm"))
    data = (kept / "kiosk.db-wal").read_bytes()
    (page_bytes,) = struct.unpack(">I", data[8:12])
    return Submitted(kept, before, len(data), page_bytes + FRAME_HEADER_BYTES, shown)


def cut(one: Submitted, to: Path, length: int) -> Path:
    shutil.copytree(one.folder, to)
    with (to / "kiosk.db-wal").open("r+b") as wal:
        wal.truncate(length)
    return to


def test_a_submit_cut_at_any_page_or_within_one_is_there_whole_or_not_at_all(
    submitted: Submitted, tmp_path: Path
) -> None:
    one = submitted
    frames = (one.after_bytes - one.before_bytes) // one.frame_bytes
    assert frames > 5 and one.after_bytes == one.before_bytes + frames * one.frame_bytes
    for frame in range(frames):
        start = one.before_bytes + frame * one.frame_bytes
        for length in (start, start + FRAME_HEADER_BYTES + 7, start + one.frame_bytes - 1):
            folder = cut(one, tmp_path / "cut", length)
            assert cases(folder) == 1  # COMMIT is its last page: without that whole, nothing was shown
            judge(folder, "", bare_example(operation=OPERATION), [])
            shutil.rmtree(folder)
    whole = cut(one, tmp_path / "whole", one.after_bytes)
    assert cases(whole) == 2
    judge(whole, one.shown, bare_example(operation=OPERATION), [])


def cases(folder: Path) -> int:
    with opened(folder, tools=instruments(41)) as station:
        return int(station.store.one('SELECT COUNT(*) FROM "case"')[0])
