"""The day a disk dies, by command and with real processes: of a county, of a kiosk; and a restore that is killed."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.core.casework.case_number import parse
from kiosk.desk.folder import held_folder
from tests.processes_by_hand import ROOT, Kiosk, example, make_kiosk
from tests.running_by_hand import DEADLINE_S, Server, command, enrol, running
from tests.server_by_hand import found

VILLAGE = "331003001001"
KILLS_COUNT = 4


class Town(NamedTuple):
    folder: Path
    county: Path
    options: tuple[object, ...]
    kiosk: Kiosk


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A county's folder and a kiosk that is enrolled at it; nothing runs."""
    county = found(tmp_path / "county")
    kiosk = make_kiosk(tmp_path / "kiosk", enrol(county, VILLAGE, "https://127.0.0.1:1"))
    yield Town(tmp_path, county, ("--second-medium", tmp_path / "medium", "--allow-same-device"), kiosk)


def said(*words: object) -> dict[str, Any]:
    done = command(*words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*words: object) -> str:
    done = command(*words)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    return done.stderr.splitlines()[0]


def entrusts(town: Town, server: Server, count: int = 1) -> list[str]:
    cases = [town.kiosk.entrust(example()).said["case"] for _ in range(count)]
    assert town.kiosk.run("sync", "--url", server.url).said["unproved"] == 0
    return cases


def cases_at(county: Path) -> set[str]:
    return {one["case"] for one in said("cases", county)["cases"]}


def test_the_day_the_countys_disk_dies(town: Town) -> None:
    with running(town.county, *town.options) as server:
        cases = entrusts(town, server)
        made = said("backup", town.county, town.folder / "yesterday.backup")
        assert made["code"] == "331003" and made["events"] > 3
        assert refused("backup", town.county, town.folder / "yesterday.backup") == "FILE_IS_THERE"
        cases += entrusts(town, server, 2)
        time.sleep(1)  # the second medium follows
        server.process.kill()
        server.process.wait(DEADLINE_S)
    for key in (town.county / "keys").glob("*.key"):
        assert key.read_bytes() not in (town.folder / "yesterday.backup").read_bytes()
    for path in town.county.glob("node.db*"):
        path.unlink()
    assert refused("run", town.county, "--port", "0") == "DATABASE_MISSING"
    assert refused("cases", town.county) == "DATABASE_MISSING"

    new = town.folder / "new"
    backup, medium = town.folder / "yesterday.backup", town.folder / "medium"
    assert refused("restore", new, backup, "--second-medium", medium) == "RESTORE_NEEDS_KEYS"
    shutil.copytree(town.county / "keys", new / "keys")
    assert refused("restore", new, backup, "--second-medium", town.folder) == "MEDIUM_UNREADABLE"
    done = said("restore", new, backup, "--second-medium", medium)
    assert done["number"] == 2 and done["back_events"] > 3
    assert refused("restore", new, backup) == "FOLDER_NOT_EMPTY"
    assert said("verify", new, "--second-medium", medium)["whole"]
    with running(new, *town.options) as server:
        synced = town.kiosk.run("sync", "--url", server.url).said
        assert synced["exchange"]["new_incarnation"] and synced["unproved"] == 0
        cases += entrusts(town, server)
        assert cases_at(new) == set(cases)
    assert town.kiosk.verified()["events"]


def test_the_day_a_kiosks_card_dies(town: Town) -> None:
    with running(town.county, *town.options) as server:
        first = entrusts(town, server)
        with held_folder(town.kiosk.folder):  # as its window does
            made = town.kiosk.run("backup", town.folder).said
        backup = Path(made["backup"])
        assert backup.name.startswith(VILLAGE) and made["events"] > 2
        second = entrusts(town, server)
        shutil.rmtree(town.kiosk.folder)
        assert town.kiosk.run("sync", "--url", server.url).refusal == "NOT_A_KIOSK"
        restored = town.kiosk.run("restore", backup).said
        assert (restored["epoch"], restored["terminal"]) == (2, 2)
        assert town.kiosk.run("restore", backup).refusal == "FOLDER_NOT_EMPTY"
        third = entrusts(town, server)
        assert parse(third[0]).terminal == 2
        synced = town.kiosk.run("sync", "--url", server.url).said
        assert synced["log"] == {"number": 2, "terminal": 2, "why": "restored"}
        here = {one["number"] for one in town.kiosk.run("ledger").said["cases"]}
        assert here == cases_at(town.county) == {*first, *second, *third}
    town.kiosk.verified()
    assert said("verify", town.county, "--second-medium", town.folder / "medium")["whole"]


def test_nobody_reads_a_name_in_a_backup(town: Town) -> None:
    name = "䶮㐂金凤"
    town.kiosk.entrust(example(principal={"name": name})).said["case"]
    with running(town.county, *town.options) as server:
        assert town.kiosk.run("sync", "--url", server.url).said["unproved"] == 0
        time.sleep(1)
        said("backup", town.county, town.folder / "county.backup")
    town.kiosk.run("backup", town.folder / "kiosk.backup").said["events"]
    id_number = json.loads(example())["principal"]["id_number"]
    for file in ("county.backup", "kiosk.backup"):
        data = (town.folder / file).read_bytes()
        for canary in (name, id_number):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gbk" if canary is id_number else "gb18030"):
                assert canary.encode(encoding) not in data, (file, canary, encoding)


def test_an_image_put_back_unnoticed_makes_the_server_begin_anew_by_itself(town: Town) -> None:
    """No second medium, the whole folder as it was: the kiosk shows the county its own word, and the process goes on
    at the same address as another incarnation."""
    with running(town.county) as server:
        entrusts(town, server)
    shutil.copytree(town.county, town.folder / "image")
    with running(town.county) as server:
        cases = entrusts(town, server, 2)
    shutil.rmtree(town.county)
    (town.folder / "image").rename(town.county)
    with running(town.county) as server:
        for _ in range(2):
            town.kiosk.run("sync", "--url", server.url)
        assert server.process.stdout is not None
        again = json.loads(server.process.stdout.readline())
        assert again["url"] == server.url and server.process.poll() is None
        synced = town.kiosk.run("sync", "--url", server.url).said
        assert synced["county_incarnation"] == 2 and synced["unproved"] == 0
        assert set(cases) < cases_at(town.county)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(DEADLINE_S) == 0


@pytest.mark.parametrize("half", ["kiosk", "server"])
def test_a_restore_that_is_killed_leaves_what_was_there_or_nothing(town: Town, half: str) -> None:
    backup = town.folder / "b"
    with running(town.county, *town.options) as server:
        entrusts(town, server, 2)
        time.sleep(1)
    words = [sys.executable, "-m", half, "restore"]
    if half == "kiosk":
        town.kiosk.run("backup", backup).said["events"]
        place, words = town.kiosk.folder, [*words, str(town.kiosk.folder), str(backup), "--over"]
    else:
        said("backup", town.county, backup)
        place = town.county
        words = [*words, str(town.county), str(backup), "--over", "--second-medium", str(town.folder / "medium")]
    began = time.monotonic()
    assert subprocess.run(words, cwd=ROOT, capture_output=True).returncode == 0
    whole_s = time.monotonic() - began
    killed = 0
    for kill in range(KILLS_COUNT):
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(whole_s * (0.4 + 0.6 * kill / KILLS_COUNT))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if half == "kiosk":
            if not place.exists():  # between the two renames: the old folder stands beside, whole
                max(place.parent.glob(f"{place.name}.before-*"), key=lambda path: path.stat().st_ctime_ns).rename(place)
            assert town.kiosk.verified()["cases"] == 2
        else:
            assert len(cases_at(place)) == 2
            assert said("verify", place, "--second-medium", town.folder / "medium")["whole"]
    assert killed > KILLS_COUNT // 2
    assert subprocess.run(words, cwd=ROOT, capture_output=True).returncode == 0
    with running(town.county, *town.options) as server:
        assert town.kiosk.run("sync", "--url", server.url).said["unproved"] == 0
