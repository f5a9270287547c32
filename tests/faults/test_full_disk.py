"""A disk that is full before or during a submit: a Refusal, and the journal as it was."""

import json
import os
import resource
from pathlib import Path

import msgspec
import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.verification import verify
from kiosk.settings import Settings, write_settings
from tests.county_by_hand import CountyByHand
from tests.faults.test_killed_submit import in_a_child, numbers
from tests.kiosk_by_hand import example, instruments, make_station, opened, photographs


def test_a_disk_full_before_a_submit_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "kiosk"
    make_station(folder, CountyByHand())
    write_settings(folder, Settings(free_disk_bytes_min=10**12))
    with opened(folder) as station, pytest.raises(Refusal) as refused:
        entrust(station, example(), photographs())
    assert refused.value.code == "DISK_FULL"
    write_settings(folder, Settings(free_disk_bytes_min=0))
    with opened(folder) as station:
        assert numbers(station) == []
        assert verify(station).findings == ()


@pytest.mark.parametrize("bytes_left", [0, 4_096, 16_000, 60_000, 200_000, 300_000])
def test_a_disk_that_fills_during_a_submit_leaves_nothing_half_written(tmp_path: Path, bytes_left: int) -> None:
    folder = tmp_path / "kiosk"
    make_station(folder, CountyByHand())

    def deed(pipe: int) -> None:
        with opened(folder, tools=instruments(3)) as station:
            station.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # No file may grow beyond this: the write fails as on a full disk, in the midst of the WAL.
            resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, resource.RLIM_INFINITY))
            said: dict[str, object] = {}
            try:
                said["shown"] = entrust(station, example(operation="cd" * 16), photographs()).receipt.number
            except Refusal as no:
                said["code"] = no.code
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            said["in_transaction"] = station.store.connection.in_transaction
            said["cases"] = numbers(station)
            os.write(pipe, json.dumps(said).encode())

    answer, killed = in_a_child(deed)
    said = msgspec.json.decode(answer)
    assert not killed
    assert said == {"code": "DISK_FULL", "in_transaction": False, "cases": []}
    with opened(folder) as station:
        assert verify(station).findings == ()
        assert numbers(station) == []
        assert not entrust(station, example(operation="cd" * 16), photographs()).repeated
        assert len(numbers(station)) == 1
