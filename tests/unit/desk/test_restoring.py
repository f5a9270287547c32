"""A station put back from its backup: whole or not at all, in a new log, and nothing of what was before is lost."""

import shutil
from pathlib import Path

import pytest

from kiosk.core.carriage.backup import MANIFEST
from kiosk.core.carriage.head import read_event
from kiosk.core.casework.case_number import parse
from kiosk.core.refusal import Refusal
from kiosk.desk.backup import backup
from kiosk.desk.entrusting import entrust
from kiosk.desk.epoch import Why, why_begun
from kiosk.desk.folder import held_folder
from kiosk.desk.restoring import restore
from kiosk.desk.staffing import Issued
from kiosk.desk.verification import verify
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import Wall, bare_example, instruments, make_station, opened


@pytest.fixture
def issued(tmp_path: Path, county: CountyByHand) -> Issued:
    """A station with one case, backed up while it is open, that goes on to a second."""
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued) as station:
        entrust(station, bare_example())
        backup(tmp_path / "kiosk", tmp_path / "b", instruments())
        entrust(station, bare_example())
    return issued


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_backed_up_is_there_again_and_verifies(tmp_path: Path, issued: Issued) -> None:
    done = restore(tmp_path / "new", tmp_path / "b", instruments(3))
    assert (done.epoch, done.terminal) == (2, 2)
    with opened(tmp_path / "new", issued) as station:
        assert station.store.one('SELECT COUNT(*) FROM "case"')[0] == 1
        assert (station.epoch, why_begun(station)) == (2, Why.RESTORED)
        assert verify(station).findings == ()


def test_how_long_the_new_machine_ran_before_lets_no_grace_period_go_by(tmp_path: Path, issued: Issued) -> None:
    with opened(tmp_path / "kiosk") as station:
        counted_s = station.powered_s()
    tools = instruments(3, Wall(uptime_s=90 * 86_400))
    restore(tmp_path / "new", tmp_path / "b", tools)
    with opened(tmp_path / "new", issued, tools) as station:
        assert station.powered_s() <= counted_s


def test_two_folders_restored_from_one_backup_write_in_two_logs(tmp_path: Path, issued: Issued) -> None:
    logs, numbers = set(), set()
    for seed, name in enumerate(("one", "two")):
        restore(tmp_path / name, tmp_path / "b", instruments(30 + seed))
        with opened(tmp_path / name, issued) as station:
            logs.add(station.log_name)
            numbers.add(parse(entrust(station, bare_example()).receipt.number).terminal)
    assert len(logs) == 2
    assert numbers == {2}  # nobody could know: the county shows 重号


def test_the_new_log_says_how_far_the_one_before_is_held(tmp_path: Path, issued: Issued) -> None:
    restore(tmp_path / "new", tmp_path / "b", instruments(3))
    with opened(tmp_path / "new", issued) as station:
        row = station.store.one("SELECT signed FROM event WHERE log = ? AND seq = 1", station.log_name)
        before = station.store.one(
            "SELECT seq, hash FROM event WHERE log = ? ORDER BY seq DESC", station.log_names[0]
        )
        assert read_event(row[0]).head.facts[3] == [[station.log_names[0], *before]]


def test_a_folder_that_holds_anything_is_not_touched(tmp_path: Path, issued: Issued) -> None:
    before = files(tmp_path / "kiosk")
    with pytest.raises(Refusal, match="FOLDER_NOT_EMPTY"):
        restore(tmp_path / "kiosk", tmp_path / "b", instruments(3))
    assert files(tmp_path / "kiosk") == before


def test_a_backup_goes_over_its_own_station_only_and_keeps_what_was_there(
    tmp_path: Path, issued: Issued, county: CountyByHand
) -> None:
    make_station(tmp_path / "other", county, tools=instruments(8))
    with pytest.raises(Refusal, match="BACKUP_OF_ANOTHER"):
        restore(tmp_path / "other", tmp_path / "b", instruments(3), over=True)
    for number in (1, 2):
        done = restore(tmp_path / "kiosk", tmp_path / "b", instruments(3 + number), over=True)
        assert done.epoch == 1 + number  # the number of the folder that it replaces is not used again
    with opened(tmp_path / "kiosk.before-1", issued) as station:
        assert (station.epoch, station.store.one('SELECT COUNT(*) FROM "case"')[0]) == (1, 2)


def test_over_a_folder_that_is_no_stations_nothing_is_moved(tmp_path: Path, issued: Issued) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "wedding.jpg").write_bytes(b"not a station")
    with pytest.raises(Refusal, match="FOLDER_NOT_EMPTY"):
        restore(tmp_path / "photos", tmp_path / "b", instruments(3), over=True)
    assert files(tmp_path / "photos") == {"wedding.jpg": b"not a station"}
    assert not (tmp_path / "photos.before-1").exists()


def test_a_folder_in_use_is_not_replaced(tmp_path: Path, issued: Issued) -> None:
    with held_folder(tmp_path / "kiosk"), pytest.raises(Refusal, match="FOLDER_IN_USE"):
        restore(tmp_path / "kiosk", tmp_path / "b", instruments(3), over=True)


def test_any_changed_byte_is_refused_and_leaves_nothing(tmp_path: Path, issued: Issued) -> None:
    whole = (tmp_path / "b").read_bytes()
    assert whole.startswith(MANIFEST.encode())
    step = len(whole) // 60
    for at in [*range(0, 2_000, 37), *range(2_000, len(whole) - 10_240, step)]:
        (tmp_path / "torn").write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
        try:
            restore(tmp_path / "new", tmp_path / "torn", instruments(3))
        except Refusal as no:
            assert no.code in ("BACKUP_UNREADABLE", "BACKUP_DAMAGED")
            assert not (tmp_path / "new").exists() and not (tmp_path / "new.restoring").exists()
        else:  # padding, or a field of a tar header that nothing reads
            shutil.rmtree(tmp_path / "new")


def test_a_backup_cut_short_is_refused_and_leaves_nothing(tmp_path: Path, issued: Issued) -> None:
    whole = (tmp_path / "b").read_bytes()
    for length in range(0, len(whole) - 1_024, len(whole) // 40):
        (tmp_path / "torn").write_bytes(whole[:length])
        with pytest.raises(Refusal, match=r"BACKUP_(UNREADABLE|DAMAGED)"):
            restore(tmp_path / "new", tmp_path / "torn", instruments(3))
        assert not (tmp_path / "new").exists() and not (tmp_path / "new.restoring").exists()


def test_an_older_backup_is_never_written_over(tmp_path: Path, issued: Issued) -> None:
    before = (tmp_path / "b").read_bytes()
    with pytest.raises(Refusal, match="FILE_IS_THERE"):
        backup(tmp_path / "kiosk", tmp_path / "b", instruments())
    assert (tmp_path / "b").read_bytes() == before
    (tmp_path / "many").mkdir()
    made = backup(tmp_path / "kiosk", tmp_path / "many", instruments())
    assert made.file.name.startswith(made.station) and [*(tmp_path / "many").iterdir()] == [made.file]


def test_a_station_without_staff_is_not_backed_up(tmp_path: Path, issued: Issued) -> None:
    """Its sealing key still lies open: a backup of it would be readable."""
    from kiosk.desk.enrolling import enrol
    from kiosk.settings import Settings

    enrol(tmp_path / "bare", CountyByHand().enrol(), instruments(5), Settings())
    with pytest.raises(Refusal, match="STATION_HAS_NO_STAFF"):
        backup(tmp_path / "bare", tmp_path / "c", instruments())
    assert not (tmp_path / "c").exists() and not [*tmp_path.glob(".c*")]
