"""Keys by command, as real processes: enrolment by code, shares and drill, a stolen kiosk, rotation."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processes_by_hand import ROOT, Kiosk
from tests.running_by_hand import running
from tests.server_by_hand import found

VILLAGE, NEIGHBOUR, TOWNSHIP = "331003001001", "331003001002", "331003001"
WAIT_S = 120


def server(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "server", *map(str, words)], capture_output=True, text=True, timeout=WAIT_S, cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def done(*words: object) -> dict[str, Any]:
    finished = server(*words, "--json")
    assert finished.returncode == 0, finished.stderr
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def refused(*words: object) -> str:
    finished = server(*words)
    assert finished.returncode == 1 and finished.stdout == "", finished
    return finished.stderr.splitlines()[0]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return found(tmp_path / "county")


def with_agent(kiosk: Kiosk) -> Kiosk:
    kiosk.pin.write_text("271828")
    added = kiosk.run("staff", "add", "V001", "--badge-out", kiosk.badge, "--pin-file", kiosk.pin)
    assert added.status == 0, added.err
    return kiosk


def test_a_station_enrols_over_the_network_with_a_code_typed_by_hand_and_once_alone(
    county: Path, tmp_path: Path
) -> None:
    with running(county) as up:
        given = done("enrol", county, VILLAGE, "--code", "--url", up.url)["enrolled"][0]
        assert len(given["code"]) == 19 and not list(tmp_path.glob("**/*.json.new"))
        typed = given["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
        kiosk = Kiosk(tmp_path / "kiosk")
        assert kiosk.run("init", "--code", typed, "--url", up.url).said["station"] == VILLAGE
        assert with_agent(kiosk).run("sync").said["ok"]
        again = Kiosk(tmp_path / "again")
        assert again.run("init", "--code", typed, "--url", up.url).refusal == "PEER_REFUSED"
        assert not again.folder.exists()


def test_a_pictures_text_holds_address_and_pin_and_another_key_behind_that_address_is_refused(
    county: Path, tmp_path: Path
) -> None:
    other = found(tmp_path / "other")
    with running(county) as up, running(other) as wrong:
        given = done("enrol", county, VILLAGE, "--code", "--url", up.url, "--out", tmp_path / "out")["enrolled"][0]
        assert (tmp_path / "out").joinpath(f"{VILLAGE}-01-code.svg").stat().st_mode & 0o777 == 0o600
        assert up.said["pin"] in given["text"] and given["text"].endswith(up.url)
        kiosk = Kiosk(tmp_path / "kiosk")
        assert kiosk.run("init", "--code", given["text"], "--url", wrong.url).refusal == "PEER_REFUSED"
        pinned = given["text"].replace(up.said["pin"], "00" * 32)
        assert kiosk.run("init", "--code", pinned).refusal == "PEER_NOT_TRUSTED"
        assert kiosk.run("init", "--code", given["text"]).said["station"] == VILLAGE
        assert with_agent(kiosk).run("sync").said["ok"]


def test_a_mistyped_code_and_a_missing_address_are_said_before_anything_is_asked(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "kiosk")
    mistyped = kiosk.run("init", "--code", "0000-0000-0000-0001", "--url", "https://127.0.0.1:1")
    assert mistyped.refusal == "ENROLMENT_CODE_WRONG"
    assert kiosk.run("init", "--code", "0000-0000-0000-0000").refusal == "ENROLMENT_ADDRESS_MISSING"
    assert kiosk.run("init").status == 2


def test_two_of_three_shares_open_what_the_county_keeps_and_the_key_is_written_nowhere(
    county: Path, tmp_path: Path
) -> None:
    key = (county / "offline" / "recovery.key").read_bytes()
    pages = [Path(page) for page in done("keys", county, "shares", "--out", tmp_path / "pages")["pages"]]
    assert [page.stat().st_mode & 0o777 for page in pages] == [0o600] * 3
    offline = tmp_path / "safe"
    (county / "offline").rename(offline)
    first = done("keys", county, "drill", "--share", pages[0], "--share", pages[2])
    assert first["bodies"] == 0 and "试件" in first["said"][0]
    with running(county) as up:
        kiosk = Kiosk(tmp_path / "kiosk")
        given = done("enrol", county, VILLAGE, "--code", "--url", up.url)["enrolled"][0]
        assert kiosk.run("init", "--code", given["text"]).status == 0
        example = (ROOT / "assets/examples/entrustment.json").read_text()
        fields = json.loads(example)
        for row in fields["materials"]:
            row.pop("attachments", None)
        with_agent(kiosk).entrust(json.dumps(fields).encode())
        assert kiosk.run("sync").said["ok"]
        second = done("keys", county, "drill", "--share", pages[1], "--share", pages[2])
        assert second["bodies"] >= 1
        assert refused("keys", county, "drill", "--share", pages[1], "--share", pages[1]) == "SHARES_TOO_FEW"
    later = done("keys", county, "shares", "--out", tmp_path / "later", "--recovery-key", offline / "recovery.key")
    assert refused("keys", county, "drill", "--share", pages[0], "--share", later["pages"][1]) == "SHARES_OF_TWO_SETS"
    (tmp_path / "root.key").write_bytes((offline / "root.key").read_bytes())
    assert (
        refused("keys", county, "shares", "--out", tmp_path / "x", "--recovery-key", tmp_path / "root.key")
        == "RECOVERY_KEY_WRONG"
    )
    kept = b"".join(path.read_bytes() for path in county.rglob("*") if path.is_file())
    assert key not in kept and key.hex().encode() not in kept


def test_a_stolen_kiosk_is_believed_to_its_last_receipt_and_its_neighbour_goes_on(county: Path, tmp_path: Path) -> None:
    fields = json.loads((ROOT / "assets/examples/entrustment.json").read_text())
    for row in fields["materials"]:
        row.pop("attachments", None)

    def entrust(kiosk: Kiosk) -> str:
        said: str = kiosk.entrust(json.dumps({**fields, "operation": ""}).encode()).said["case"]
        return said

    with running(county) as up:
        kiosks = []
        for code in (VILLAGE, NEIGHBOUR):
            given = done("enrol", county, code, "--code", "--url", up.url)["enrolled"][0]
            kiosk = Kiosk(tmp_path / code)
            assert kiosk.run("init", "--code", given["text"]).status == 0
            kiosks.append(with_agent(kiosk))
        stolen, honest = kiosks
        mine = entrust(stolen)
        assert stolen.run("sync").said["ok"]
        last = stolen.rows("SELECT MAX(seq) FROM event WHERE origin = 1")[0][0]
        the_thiefs = entrust(stolen)
        said = done("keys", county, "revoke", VILLAGE, "--last-seq", last)
        assert said["events_beyond"] == 0
        synced = stolen.run("sync")
        assert synced.status == 1 and "NODE_REVOKED" in synced.out + synced.err
        theirs = entrust(honest)
        assert honest.run("sync").said["ok"]
        cases = {one["case"] for one in done("cases", county)["cases"]}
        assert {mine, theirs} <= cases and the_thiefs not in cases
        assert refused("keys", county, "revoke", VILLAGE, "--last-seq", last) == "REVOKED_ALREADY"
    assert done("verify", county)["whole"]
    assert stolen.verified() and honest.verified()



def test_a_county_that_changed_its_keys_is_believed_by_kiosk_and_relay_under_the_new_ones_alone(
    county: Path, tmp_path: Path
) -> None:
    fields = json.loads((ROOT / "assets/examples/entrustment.json").read_text())
    for row in fields["materials"]:
        row.pop("attachments", None)

    def entrust(kiosk: Kiosk) -> str:
        said: str = kiosk.entrust(json.dumps({**fields, "operation": ""}).encode()).said["case"]
        return said

    medium = ("--second-medium", tmp_path / "m", "--allow-same-device")
    with running(county, *medium) as up:
        port = up.url.rsplit(":", 1)[1]
        direct, behind = Kiosk(tmp_path / "direct"), Kiosk(tmp_path / "behind")
        for kiosk, code in ((direct, VILLAGE), (behind, NEIGHBOUR)):
            given = done("enrol", county, code, "--code", "--url", up.url)["enrolled"][0]
            assert kiosk.run("init", "--code", given["text"]).status == 0
            with_agent(kiosk)
        out = tmp_path / "relay-enrolment"
        done("enrol", county, TOWNSHIP, "--out", out, "--url", up.url)
        (file,) = out.glob("*.json")
        done("init", tmp_path / "relay", "--enrol", file)
        before = [entrust(direct), entrust(behind)]
        assert direct.run("sync").said["ok"]
        assert refused("keys", county, "rotate") == "FOLDER_IN_USE"
    with running(tmp_path / "relay", "--upstream", up.url) as relay:
        assert behind.run("sync", "--url", relay.url).said["exchange"]["proved"] == {"custody": 3}
        (tmp_path / "wrong.key").write_bytes(bytes(32))
        assert refused("keys", county, "rotate", "--root-key", tmp_path / "wrong.key") == "ROOT_KEY_WRONG"
        changed = done("keys", county, "rotate")
        assert (changed["generation"], changed["number"]) == (2, 2)
        with running(county, "--port", port, *medium) as again:
            assert again.said["pin"] == changed["pin"] != up.said["pin"]
            said = direct.run("sync").said
            assert said["ok"] and said["exchange"]["new_incarnation"], said
            after = [entrust(direct), entrust(behind)]
            assert direct.run("sync").said["unproved"] == 0
            assert until(lambda: behind.run("sync", "--url", relay.url).said["unproved"] == 0)
            cases = {one["case"] for one in done("cases", county)["cases"]}
            assert set(before) | set(after) <= cases
    assert done("verify", county)["whole"]
    assert direct.verified() and behind.verified()
    assert direct.rows("SELECT generation FROM county_certificate") == [(2,)]


def until(call: Callable[[], bool]) -> bool:
    """Whether it came true within a minute: a relay exchanges in its own time."""
    give_up = time.monotonic() + 60
    while not (found := call()) and time.monotonic() < give_up:
        time.sleep(1)
    return found


def test_a_person_who_leaves_a_station_reads_nothing_more_and_the_county_takes_the_new_key(
    county: Path, tmp_path: Path
) -> None:
    with running(county) as up:
        given = done("enrol", county, VILLAGE, "--code", "--url", up.url)["enrolled"][0]
        kiosk = Kiosk(tmp_path / "kiosk")
        assert kiosk.run("init", "--code", given["text"]).status == 0
        with_agent(kiosk)
        by = ("--by-badge", kiosk.badge, "--by-pin-file", kiosk.pin)
        leaver = ("--badge-out", tmp_path / "leaver.png", "--pin-file", kiosk.pin)
        assert kiosk.run("staff", "add", "V002", *leaver, *by).status == 0
        assert kiosk.run("sync").said["ok"]
        assert kiosk.run("staff", "remove", "V002", *by).said == {"removed": "V002", "rotation_due": True}
        ledger = kiosk.run("ledger", "--badge", tmp_path / "leaver.png", "--pin-file", kiosk.pin)
        assert ledger.refusal == "UNLOCK_REFUSED"
        assert kiosk.run("sync").said["ok"]
        assert until(lambda: kiosk.run("sync").said["ok"] and not kiosk.run("staff", "list").said["rotation_due"])
    assert kiosk.verified()
