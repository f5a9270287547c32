"""`python -m kiosk`: one JSON object, exits 0, 1 and 2, refusals on stderr, and no secret as an argument."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from kiosk.__main__ import main
from kiosk.desk.folder import held_folder
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import cheap_wraps

EXAMPLES = Path(str(files("assets").joinpath("examples")))


class Shell:
    """A folder with an enrolled kiosk, and commands run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "enrol.json").write_bytes(CountyByHand().enrol(staff=(("V001", "张代办"),)))
        (folder / "pin").write_text("271828\n")
        self.sign_in = ("--badge", "badge.png", "--pin-file", "pin")

    def run(self, *words: str) -> Result:
        made = ("k", "badge.png", "out.csv", "month.pdf", "r.png", "slip")
        paths = [str(self.folder / word) if word in made or (self.folder / word).exists() else word for word in words]
        with cheap_wraps():
            return CliRunner().invoke(main, paths)

    def json(self, *words: str) -> dict[str, Any]:
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        (line,) = done.stdout.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found

    def refusal(self, *words: str) -> str:
        done = self.run(*words, "--json")
        assert done.exit_code == 1
        return done.stderr.split(":", 1)[0]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    one = Shell(tmp_path)
    one.json("init", "k", "--enrol", "enrol.json")
    one.json("staff", "k", "add", "V001", "--badge-out", "badge.png", "--pin-file", "pin", "--passphrase-out", "slip")
    return one


def entrust(shell: Shell, *words: str) -> dict[str, Any]:
    return shell.json(
        "entrust", "k", str(EXAMPLES / "entrustment.json"), "--attach", str(EXAMPLES / "application.jpg"),
        "--attach", str(EXAMPLES / "id-card.jpg"), *words,
    )  # fmt: skip


def test_a_day_at_a_station_by_command(shell: Shell) -> None:
    done = entrust(shell, *shell.sign_in, "--receipt", "r.png")
    assert (shell.folder / "r.png").read_bytes().startswith(b"\x89PNG")
    from kiosk.devices.receipt_image import read_receipt

    assert read_receipt((shell.folder / "r.png").read_bytes()) == done["receipt"]["qr"]
    assert shell.json("act", "k", done["case"], "forward", *shell.sign_in)["state"] == "已上报"
    assert shell.json("status", "k", done["case"])["state"] == "已上报"
    assert "principal" not in shell.json("status", "k", done["case"])
    assert shell.json("status", "k", done["case"], "--passphrase-file", "slip")["principal"] == "王*英"
    ledger = shell.json("ledger", "k", "--csv", "out.csv", *shell.sign_in)
    assert [row["number"] for row in ledger["cases"]] == [done["case"]]
    assert (shell.folder / "out.csv").read_text("utf-8-sig").startswith("序号,办件编号")
    assert shell.json("verify", "k")["sound"]


def test_f_05_a_month_of_the_ledger_is_printed_by_whoever_is_signed_in(shell: Shell) -> None:
    done = entrust(shell, *shell.sign_in)
    month = f"{done['case'][12:16]}-{done['case'][16:18]}"
    said = shell.json("ledger", "k", "--month", month, "--pdf", "month.pdf", *shell.sign_in)
    assert [(row["sequence"], row["number"]) for row in said["cases"]] == [("1", done["case"])]
    assert (shell.folder / "month.pdf").read_bytes().startswith(b"%PDF-")
    assert shell.json("ledger", "k", "--month", "2020-01")["cases"] == []
    assert shell.refusal("ledger", "k", "--month", month, "--pdf", "month.pdf") == "UNLOCK_NEEDED"
    assert shell.refusal("ledger", "k", "--month", "November") == "MONTH_WRONG"
    assert shell.run("ledger", "k", "--pdf", "month.pdf").exit_code == 2


def test_f_08_duty_is_set_changed_and_shown_while_the_window_holds_the_folder(shell: Shell) -> None:
    assert shell.json("duty", "k", "show") == {"duty": None}
    assert shell.refusal("duty", "k", "set", "--day-name", "张某") == "DUTY_WRONG"
    day = ("--day-name", "张某", "--day-phone", "13911110000")
    night = ("--night-name", "李某", "--night-phone", "13800000000")
    with held_folder(shell.folder / "k"):
        shell.json("duty", "k", "set", *day, *night)
        said = shell.json("duty", "k", "set", "--until", "18:00")["duty"]
    assert said == {
        "day": {"name": "张某", "phone": "13911110000"},
        "night": {"name": "李某", "phone": "13800000000"},
        "begins": "08:30",
        "ends": "18:00",
    }
    assert shell.json("duty", "k", "show")["duty"] == said
    assert shell.refusal("duty", "badge.png", "show") == "NOT_A_KIOSK"
    assert shell.run("duty", "k", "show", "--until", "19:00").exit_code == 2


def test_a_line_that_is_down_is_no_fault_and_claims_nothing(shell: Shell) -> None:
    entrust(shell)
    done = shell.run("sync", "k", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 0 and done.stderr.startswith("NO_ROAD_OPEN")
    assert not said["ok"] and said["roads"][0]["code"] == "ROAD_CLOSED"
    assert said["proved"] == {"custody": 0, "recv": 0, "safe": 0, "open": 0}
    assert said["unproved"] == 1


def test_a_pin_alone_never_unlocks(shell: Shell) -> None:
    assert shell.refusal("ledger", "k", "--pin-file", "pin") == "UNLOCK_REFUSED"


def test_a_deed_without_a_badge_is_refused(shell: Shell) -> None:
    case = entrust(shell)["case"]
    assert shell.refusal("act", "k", case, "receive") == "UNLOCK_NEEDED"


def test_two_processes_on_one_folder_do_not_mix(shell: Shell) -> None:
    with held_folder(shell.folder / "k"):
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "verify", str(shell.folder / "k"), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("FOLDER_IN_USE")


def test_a_folder_is_enrolled_once(shell: Shell) -> None:
    assert shell.refusal("init", "k", "--enrol", "enrol.json") == "FOLDER_NOT_EMPTY"


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"\xff" * 100])
def test_what_is_no_enrolment_file_makes_no_station(tmp_path: Path, spoilt: bytes) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "enrol.json").write_bytes(spoilt)
    assert shell.refusal("init", "k", "--enrol", "enrol.json") == "NOT_AN_ENROLMENT"
    assert not (tmp_path / "k").exists()


def test_a_folder_without_a_station_is_said_to_have_none(tmp_path: Path) -> None:
    assert Shell(tmp_path).refusal("verify", "k") == "NOT_A_KIOSK"


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("staff", "k", "add"), ("staff", "k", "add", "V2"), ("act", "k", "1", "accept", "--field", "x"),
     ("act", "k", "1", "accept", "--operation", "xyz"), ("entrust", "k"), ("init", "k")],
)  # fmt: skip
def test_wrong_usage_exits_2(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell.run(*words).exit_code == 2


def test_no_option_takes_a_secret_itself() -> None:
    for command in main.commands.values():
        for parameter in command.params:
            secret = any(word in (parameter.name or "") for word in ("pin", "passphrase", "query_code", "badge"))
            assert not secret or isinstance(parameter.type, click.Path), (command.name, parameter.name)
