"""What is kept and how long, by command: the county's periods, erasing one case, and a kiosk that lets go."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from kiosk.__main__ import main as kiosk_main
from kiosk.core.catalogue.document import Limits
from server.__main__ import main as server_main
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import cheap_wraps
from tests.server_by_hand import found
from tests.valley_by_hand import ADMIN, Valley


def run(program: click.Command, *words: object) -> Result:
    with cheap_wraps():
        return CliRunner().invoke(program, [str(word) for word in words])


def done(program: click.Command, *words: object) -> dict[str, Any]:
    ended = run(program, *words, "--json")
    assert ended.exit_code == 0, ended.output
    (line,) = ended.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


@pytest.fixture
def valley_with_a_case(tmp_path: Path) -> tuple[Path, str, list[bytes]]:
    """The folder of a county, closed again, the number of an ended case, and bytes of its sealed bodies and pieces."""
    with ExitStack() as stack:
        valley = Valley(tmp_path, stack)
        number = valley.ended()
        valley.settle()
        sealed = valley.village.store.all("SELECT sealed FROM event WHERE length(sealed) > 0 AND origin = 1")
        sealed += valley.village.store.all("SELECT sealed FROM attachment")
    return tmp_path / "county", number, [body[20:60] for (body,) in sealed]


def test_the_county_changes_its_periods_by_a_new_version_that_says_so(tmp_path: Path) -> None:
    folder = found(tmp_path / "county")
    shipped = done(server_main, "limits", folder)["limits"]
    assert shipped == {name: getattr(Limits(), name) for name in Limits.__struct_fields__}
    change = ("--set", "purge_grace_days=10", "--set", "county_retention_days=10950", "--as", ADMIN)
    changed = done(server_main, "limits", folder, *change)
    assert changed["version"] == 2 and changed["limits"]["purge_grace_days"] == 10
    assert done(server_main, "limits", folder)["limits"] == changed["limits"]
    assert changed["limits"]["county_retention_days"] == 10_950 and changed["limits"]["correction_days"] == 15
    for wrong in ("purge_grace_days=0", "purge_grace_days=x", "nothing=3", "kiosk_retention_days=99999"):
        refused = run(server_main, "limits", folder, "--set", wrong, "--as", ADMIN)
        assert refused.exit_code == 1 and "PERIOD_WRONG" in refused.stderr
    assert done(server_main, "limits", folder)["limits"] == changed["limits"]


def test_a_case_is_erased_by_command_and_verify_agrees(valley_with_a_case: tuple[Path, str, list[bytes]]) -> None:
    folder, number, canaries = valley_with_a_case
    assert len(canaries) == 6 and all(on_disk(folder, canary) for canary in canaries)
    assert done(server_main, "erase", folder, "--ended", "--look") == {"erased": [], "over": [], "refused": []}
    refused = run(server_main, "erase", folder, number, "--as", ADMIN)
    assert refused.exit_code == 1 and "ERASE_WHY_MISSING" in refused.stderr
    assert run(server_main, "erase", folder).exit_code == 2
    erased = done(server_main, "erase", folder, number, "--note", "2026年第7号申请", "--as", ADMIN)
    assert erased["erased"][0]["bodies"] == 2 and erased["erased"][0]["attachments"] == 4
    report = done(server_main, "verify", folder)
    assert report["whole"] and report["erased"] == 4 and report["findings"] == []
    kept = run(server_main, "verify", folder, "--second-medium", folder.parent / "second", "--json")
    assert kept.exit_code == 1, "the medium was not at hand"
    codes = {one["code"] for one in json.loads(kept.stdout)["findings"]}
    assert codes == {"MEDIUM_KEPT_ERASED", "MEDIUM_KEPT_PHOTOGRAPH"}
    assert not any(on_disk(folder, canary) for canary in canaries), "nothing is left, not even sealed"


def on_disk(folder: Path, canary: bytes) -> bool:
    """Whether the database or its log holds these bytes, in a page that is used or in one that is free."""
    return any(canary in path.read_bytes() for path in folder.glob("node.db*"))


def test_a_relays_verify_counts_no_cases(valley_with_a_case: tuple[Path, str, list[bytes]]) -> None:
    folder, _, _ = valley_with_a_case
    report = done(server_main, "verify", folder.parent / "relay")
    assert report["whole"] and "cases" not in report and "unfolded" not in report
    assert "cases" not in run(server_main, "verify", folder.parent / "relay").stdout


def test_a_kiosk_says_what_waits_and_verifies_in_words(tmp_path: Path) -> None:
    (tmp_path / "enrol.json").write_bytes(CountyByHand().enrol(staff=(("V001", "张代办"),)))
    (tmp_path / "pin").write_text("271828\n")
    folder = tmp_path / "kiosk"
    done(kiosk_main, "init", folder, "--enrol", tmp_path / "enrol.json")
    badge = tmp_path / "badge.png"
    done(kiosk_main, "staff", folder, "add", "V001", "--badge-out", badge, "--pin-file", tmp_path / "pin")
    said = done(kiosk_main, "purge", folder, "--badge", badge, "--pin-file", tmp_path / "pin")
    assert said["cases"] == [] and said["waiting"] == {"unproved": 0, "resting": 0, "locked": 0}
    told = run(kiosk_main, "verify", folder)
    assert told.exit_code == 0 and "全部相符" in told.stdout
