"""The office by command, as real processes: on the real divisions and catalogue, and beside a running server."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.carriage.enrolment import read_enrolment
from tests.office_by_hand import VILLAGE, entrust, number
from tests.server_by_hand import House, StationByHand

ROOT = Path(__file__).parents[2]
WAIT_S = 120


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )


def done(*words: object) -> dict[str, Any]:
    """The JSON of a command that must succeed."""
    ended = run(*words, "--json")
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def refusal(*words: object) -> str:
    """The code of a command that must be refused: exit 1, nothing on standard output, both languages beside it."""
    ended = run(*words)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout == ""
    code, zh, en = ended.stderr.splitlines()
    assert any("一" <= character <= "鿿" for character in zh)
    assert en[0].isascii() and en[0].isalnum()
    return code


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county founded by command, with staff and one case under way at a village."""
    folder = tmp_path_factory.mktemp("office") / "county"
    done("init", folder, "--county", "331003")
    people = folder.parent / "people.csv"
    people.write_text(
        "number,name,level,prefix,roles\nT1,镇窗口,township,331003001,clerk;approver\nC1,县窗口,county,331003,clerk\n",
        encoding="utf-8",
    )
    assert len(done("staff", folder, "import", people)["added"]) == 2
    [made] = done("enrol", folder, VILLAGE, "--out", folder.parent / "files")["enrolled"]
    station = StationByHand(Path(made["file"]).read_bytes())
    entrust(station, number(station), mandate=False)
    house = House(folder)
    house.receive(station.batch())
    house.close()
    return folder


@pytest.fixture(scope="module")
def case(county: Path) -> str:
    [found] = done("cases", county)["cases"]
    return str(found["case"])


@pytest.fixture
def served(county: Path) -> Iterator[Path]:
    """The same county while `run` holds its folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "run", str(county), "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["level"] == "county"
        yield county
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_init_prints_what_to_keep_offline_and_how_each_material_was_read(tmp_path: Path) -> None:
    ended = run("init", tmp_path / "c", "--county", "331003")
    assert ended.returncode == 0, ended.stderr
    assert "root.key" in ended.stdout and "recovery.key" in ended.stdout and "非必要" in ended.stdout
    assert refusal("init", tmp_path / "c", "--county", "331003") == "FOLDER_NOT_EMPTY"


def test_init_of_a_wrong_sheet_leaves_no_folder(tmp_path: Path) -> None:
    sheet = tmp_path / "catalogue.csv"
    sheet.write_text("not a catalogue\n", encoding="utf-8")
    assert refusal("init", tmp_path / "c", "--county", "331003", "--catalogue", sheet) == "CATALOGUE_ROW"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.csv"]


def test_a_relay_is_made_from_its_file_shows_heads_and_decides_nothing(county: Path, tmp_path: Path) -> None:
    [made] = done("enrol", county, "331003001", "--out", tmp_path)["enrolled"]
    assert done("init", tmp_path / "relay", "--enrol", made["file"])["role"] == "relay"
    assert done("cases", tmp_path / "relay") == {"cases": [], "count": 0}
    assert refusal("act", tmp_path / "relay", "1", "accept", "--as", "T1") == "COUNTY_ONLY"
    assert refusal("staff", tmp_path / "relay", "add", "X", "--name", "某", "--level", "county", "--prefix", "331003",
                   "--roles", "clerk") == "COUNTY_ONLY"  # fmt: skip
    assert done("verify", tmp_path / "relay")["whole"] is True


def test_an_enrolment_file_is_whole_and_names_its_station(county: Path, tmp_path: Path) -> None:
    [made] = done("enrol", county, "331003001000", "--out", tmp_path, "--url", "https://10.0.0.1:8331")["enrolled"]
    enrolment = read_enrolment(Path(made["file"]).read_bytes())
    assert (enrolment.station, enrolment.terminal, enrolment.url) == ("331003001000", 1, "https://10.0.0.1:8331")
    assert enrolment.staff == (("T1", "镇窗口"),)
    assert refusal("enrol", county, "331003", "--out", tmp_path) == "STATION_CODE_WRONG"


def test_a_deed_that_the_table_does_not_permit_is_refused(county: Path, case: str) -> None:
    assert refusal("act", county, case, "accept", "--as", "T1") == "NOT_AT_INTAKE"
    assert refusal("act", county, case, "conclude", "--field", "result=granted", "--as", "C1") == "STAFF_NOT_A_CLERK"
    assert refusal("act", county, case, "accept", "--field", "note", "--as", "T1") == "FIELD_SPELT_WRONG"
    assert done("cases", county)["cases"][0]["state"] == "委托待签"


def test_a_command_is_done_by_the_running_server_as_it_is_done_alone(served: Path, case: str) -> None:
    alone = done("cases", served, case)
    assert alone["found"][0]["state"] == "委托待签"
    assert refusal("act", served, case, "accept", "--as", "T1") == "NOT_AT_INTAKE"
    assert refusal("act", served, case, "accept", "--as", "nobody") == "STAFF_UNKNOWN"
    post = ("--level", "county", "--prefix", "331003", "--roles", "supervisor")
    done("staff", served, "add", "S1", "--name", "督办", *post)
    voided = done("act", served, case, "void", "--field", "why=entry_error", "--field", "reason=录错", "--as", "S1")
    assert (voided["kind"], voided["state"]) == ("voided", "归档")
    assert [step["kind"] for step in done("cases", served, case)["found"][0]["timeline"]][-2:] == ["Voided", "Archived"]
    assert done("verify", served)["whole"] is True
    second = run("run", served, "--port", "0")
    assert second.returncode == 1 and second.stderr.startswith("FOLDER_IN_USE")


def test_verify_names_what_is_wrong_and_ends_with_one(county: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(county, copy, ignore=shutil.ignore_patterns("control.sock"))
    with sqlite3.connect(copy / "node.db") as database:
        database.execute("UPDATE event SET sealed = x'00' WHERE length(sealed) > 0 AND case_no != ''")
    database.close()
    ended = run("verify", copy)
    assert ended.returncode == 1 and ended.stderr.startswith("VERIFY_FAILED") and "正文与事件头不符" in ended.stdout


def test_wrong_usage_ends_with_two(county: Path) -> None:
    for words in (("dance",), ("init", county), ("enrol", county, "--out", county), ("act", county), ("cases",)):
        assert run(*words).returncode == 2, words


def test_help_tells_every_command_in_chinese_and_english() -> None:
    said = run("--help").stdout
    for command in ("init", "run", "enrol", "staff", "cases", "act", "verify"):
        assert command in said
        ended = run(command, "--help") if command != "staff" else run("staff", ".", "--help")
        assert ended.returncode == 0
        assert any("一" <= character <= "鿿" for character in ended.stdout), command
