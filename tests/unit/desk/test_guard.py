"""The guard: a folder on another machine, or older than it was, begins a new log before anything is written."""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.core.instruments import Instruments
from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.epoch import Why, why_begun
from kiosk.desk.guard import is_another_machine, note_tip
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from kiosk.desk.verification import verify
from kiosk.devices.machine import machine_facts
from kiosk.settings import Settings, read_settings, write_settings
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import bare_example, instruments, make_station, opened

HERE = {"board": "b1", "storage": "s1", "system": "m1", "filesystem": "f1"}


def on(facts: Mapping[str, str], seed: int = 77) -> Instruments:
    return instruments(seed)._replace(hardware=lambda folder: facts)


@pytest.fixture
def issued(folder: Path, county: CountyByHand) -> Issued:
    """A station that was opened on HERE, with one case."""
    issued = make_station(folder, county)
    with opened(folder, issued, on(HERE)) as station:
        entrust(station, bare_example())
    return issued


def epoch_on(folder: Path, facts: Mapping[str, str], seed: int) -> tuple[int, Why]:
    with opened(folder, None, on(facts, seed)) as station:
        assert verify(station).findings == ()
        return station.epoch, why_begun(station)


@pytest.mark.parametrize("part", ["board", "storage"])
def test_another_board_or_disk_begins_a_new_log_once(folder: Path, issued: Issued, part: str) -> None:
    there = {**HERE, part: "another"}
    assert epoch_on(folder, there, 1) == (2, Why.MACHINE)
    assert epoch_on(folder, there, 2) == (2, Why.MACHINE)
    assert epoch_on(folder, HERE, 3) == (3, Why.MACHINE)  # carried back: nobody knows what was written meanwhile


@pytest.mark.parametrize("part", ["system", "filesystem"])
def test_one_weak_part_alone_is_borne_and_both_are_not(folder: Path, issued: Issued, part: str) -> None:
    assert epoch_on(folder, {**HERE, part: "another"}, 1) == (1, Why.FIRST)
    (other,) = {"system", "filesystem"} - {part}
    assert epoch_on(folder, {**HERE, part: "another", other: "another"}, 2) == (1, Why.FIRST)  # one after the other
    assert epoch_on(folder, {**HERE, part: "third", other: "third"}, 3) == (2, Why.MACHINE)


def test_what_cannot_be_read_decides_nothing_and_is_not_forgotten(folder: Path, issued: Issued) -> None:
    assert epoch_on(folder, {}, 1) == (1, Why.FIRST)
    assert epoch_on(folder, {**HERE, "board": "another"}, 2) == (2, Why.MACHINE)
    assert not is_another_machine({}, {"board": b"x"})


def test_no_serial_number_lies_readable_in_the_database(folder: Path, issued: Issued) -> None:
    secret = "SERIAL-0123456789"
    epoch_on(folder, {**HERE, "system": secret}, 1)
    assert all(secret.encode() not in path.read_bytes() for path in folder.glob("kiosk.db*"))


def test_an_old_database_put_back_beside_its_guard_is_noticed(folder: Path, issued: Issued, tmp_path: Path) -> None:
    shutil.copy(folder / "kiosk.db", tmp_path / "yesterday")
    with opened(folder, issued) as station:
        entrust(station, bare_example())
        first = station.log_name
    shutil.copy(tmp_path / "yesterday", folder / "kiosk.db")
    with opened(folder, issued) as station:
        assert (station.began_anew, station.epoch, station.terminal) == (Why.GUARD, 2, 2)
        assert station.log_name != first
        entrust(station, bare_example())
    with opened(folder, issued) as station:
        assert (station.began_anew, station.epoch) == ("", 2)


def test_a_whole_image_put_back_is_noticed_by_the_file_on_another_device(
    folder: Path, issued: Issued, tmp_path: Path
) -> None:
    write_settings(folder, Settings(free_disk_bytes_min=0, guard_file=str(tmp_path / "stick")))
    with opened(folder, issued):
        pass
    shutil.copytree(folder, tmp_path / "image")
    with opened(folder, issued) as station:
        entrust(station, bare_example())
    shutil.rmtree(folder)
    (tmp_path / "image").rename(folder)
    with opened(folder, issued) as station:
        assert (station.began_anew, station.epoch) == (Why.GUARD, 2)
    assert read_settings(folder).guard_file


def test_the_guard_remembers_in_calm_moments_too(folder: Path, issued: Issued, tmp_path: Path) -> None:
    """A window runs for weeks: an image taken and put back meanwhile is older than the last exchange."""
    with opened(folder, issued) as station:
        shutil.copy(folder / "kiosk.db", tmp_path / "image")
        entrust(station, bare_example())
        note_tip(station)
        guard = (folder / "guard").read_bytes()
    shutil.copy(tmp_path / "image", folder / "kiosk.db")
    (folder / "guard").write_bytes(guard)
    for beside in ("kiosk.db-wal", "kiosk.db-shm"):
        (folder / beside).unlink(missing_ok=True)
    with opened(folder, issued) as station:
        assert station.began_anew == Why.GUARD


@pytest.mark.parametrize("harm", ["missing", "torn", "another's", "older", "no place"])
def test_a_guard_that_tells_nothing_of_use_begins_no_log(
    folder: Path, issued: Issued, tmp_path: Path, harm: str
) -> None:
    guard = folder / "guard"
    older = guard.read_bytes()
    with opened(folder, issued) as station:
        entrust(station, bare_example())
    if harm == "missing":
        guard.unlink()
    elif harm == "torn":
        guard.write_bytes(guard.read_bytes()[:20])
    elif harm == "another's":
        make_station(tmp_path / "other", CountyByHand(seed=4), tools=instruments(5))
        shutil.copy(tmp_path / "other" / "guard", guard)
    elif harm == "older":
        guard.write_bytes(older)
    else:
        write_settings(folder, Settings(free_disk_bytes_min=0, guard_file=str(tmp_path / "not" / "there")))
    with opened(folder, issued) as station:
        assert (station.began_anew, station.epoch) == ("", 1)


def test_nothing_is_written_where_a_due_log_cannot_be_begun(folder: Path, issued: Issued) -> None:
    write_settings(folder, Settings(free_disk_bytes_min=10**12))
    with pytest.raises(Refusal, match="DISK_FULL"), opened(folder, None, on({**HERE, "board": "another"})):
        raise AssertionError("it was opened")


def test_a_clone_on_another_card_and_its_original_write_in_two_logs(
    folder: Path, issued: Issued, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "clone")

    def wrote(station: Station) -> tuple[bytes, str]:
        return station.log_name, entrust(station, bare_example()).receipt.number

    with opened(tmp_path / "clone", issued, on({**HERE, "storage": "another card"}, 5)) as station:
        clone = wrote(station)
    with opened(folder, issued, on(HERE, 6)) as station:
        original = wrote(station)
    assert clone[0] != original[0] and clone[1] != original[1]


def test_the_facts_of_a_board_a_card_and_a_network_card_are_read(tmp_path: Path) -> None:
    import os

    sys, etc = tmp_path / "sys", tmp_path / "etc"
    etc.mkdir()
    (etc / "machine-id").write_text("abc\n")
    device = tmp_path.stat().st_dev
    disk = sys / "devices/mmc/mmcblk0"
    (disk / "part").mkdir(parents=True)
    (disk / "device").mkdir()
    (disk / "device/cid").write_text("1b534d00\n")
    (disk / "part/partition").write_text("1\n")
    (sys / "dev/block").mkdir(parents=True)
    (sys / f"dev/block/{os.major(device)}:{os.minor(device)}").symlink_to(disk / "part")
    for name, kind in (("eth0", "pci0/usb1"), ("eth1", "pci0/0000"), ("wlan0", "pci0/0001")):
        (sys / "devices" / kind / name).mkdir(parents=True)
        card = sys / "class/net" / name
        card.mkdir(parents=True)
        (card / "device").symlink_to(sys / "devices" / kind / name)
        (card / "addr_assign_type").write_text("3\n" if name == "wlan0" else "0\n")
        (card / "address").write_text(f"00:00:00:00:00:{name[-1]:0>2}\n")
    found = machine_facts(tmp_path, sys, etc)
    assert (found["board"], found["storage"], found["system"]) == ("00:00:00:00:00:01", "1b534d00", "abc")
    (sys / "firmware/devicetree/base").mkdir(parents=True)
    (sys / "firmware/devicetree/base/serial-number").write_bytes(b"10000000c0ffee\0")
    assert machine_facts(tmp_path, sys, etc)["board"] == "10000000c0ffee"
    assert machine_facts(tmp_path, tmp_path / "none", tmp_path / "none").keys() <= {"filesystem"}


def test_remembering_costs_a_calm_moment_and_no_submit(folder: Path, issued: Issued) -> None:
    with opened(folder, issued) as station:
        before = (folder / "guard").stat().st_mtime_ns
        time.sleep(0.01)
        entrust(station, bare_example())
        assert (folder / "guard").stat().st_mtime_ns == before
