"""Backup and restore on a disk that takes no more: what was there is there, nothing is half-made, a refusal says so."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.test_backup_and_restore import refused, said
from tests.processes_by_hand import Kiosk, ended, example, make_kiosk, no_file_beyond
from tests.running_by_hand import enrol
from tests.server_by_hand import found

VILLAGE = "331003001001"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


@pytest.fixture
def kiosk(tmp_path: Path, county: Path) -> Kiosk:
    kiosk = make_kiosk(tmp_path / "kiosk", enrol(county, VILLAGE, "https://127.0.0.1:1"))
    kiosk.entrust(example()).said["case"]
    return kiosk


@pytest.mark.parametrize("bytes_max", [0, 4_096, 100_000, 200_000])
def test_a_backup_that_does_not_fit_leaves_no_file(kiosk: Kiosk, tmp_path: Path, bytes_max: int) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert kiosk.run("backup", out, wrapper=no_file_beyond(bytes_max)).refusal == "FILE_UNWRITABLE"
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("bytes_max", [0, 4_096, 100_000])
def test_a_station_that_does_not_fit_is_not_restored_by_half(kiosk: Kiosk, tmp_path: Path, bytes_max: int) -> None:
    kiosk.run("backup", tmp_path / "b").said["events"]
    before = kiosk.kept()
    new = Kiosk(tmp_path / "new")
    assert new.run("restore", tmp_path / "b", wrapper=no_file_beyond(bytes_max)).refusal == "DISK_FULL"
    assert not new.folder.exists() and not [*tmp_path.glob("*.restoring")]
    over = kiosk.run("restore", tmp_path / "b", "--over", wrapper=no_file_beyond(bytes_max))
    assert over.refusal == "DISK_FULL"
    assert kiosk.kept() == before and not [*tmp_path.glob("*.before-*")]
    assert new.run("restore", tmp_path / "b").said["epoch"] == 2


@pytest.mark.parametrize("bytes_max", [0, 4_096, 300_000])
def test_a_county_that_does_not_fit_keeps_the_database_it_had(county: Path, tmp_path: Path, bytes_max: int) -> None:
    import subprocess
    import sys

    said("backup", county, tmp_path / "b")
    before = {path.name: path.read_bytes() for path in (county / "keys").iterdir()}
    words = [*no_file_beyond(bytes_max), sys.executable, "-m", "server", "restore", str(county), str(tmp_path / "b"),
             "--over"]  # fmt: skip
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    done = ended(process)
    assert (done.status, done.err.splitlines()[0]) == (1, "STORAGE_FULL"), done
    assert {path.name: path.read_bytes() for path in (county / "keys").iterdir()} == before
    assert not [*county.glob("*.restoring*")] and said("verify", county)["whole"]
    shutil.copytree(county / "keys", tmp_path / "new" / "keys")
    assert said("restore", tmp_path / "new", tmp_path / "b")["number"] == 2
    assert refused("restore", county, tmp_path / "b") == "FOLDER_NOT_EMPTY"
