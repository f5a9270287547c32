"""Two hundred people entrust, and nothing that lies about afterwards tells who they are: not the kiosk's disk with its
write-ahead log, nor its backup, temporary files, the stick, nor the relay's disk.
The badge opens it (the search would find it then); the searcher itself finds what is planted."""

import json
import random
import resource
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from kiosk.core.carriage.attachment import open_attachment
from kiosk.core.casework.kinds import Kind
from kiosk.desk import sticks
from kiosk.desk.backup import backup
from kiosk.desk.entrusting import entrust
from kiosk.desk.opening import Opener
from kiosk.desk.photograph import open_photograph
from kiosk.desk.station import Station
from tests.answers_by_hand import answers_for
from tests.courier_by_hand import VILLAGES, HouseRoad, kiosk, synchronise
from tests.faults.searched import ENCODINGS, search
from tests.kiosk_by_hand import bare_example, example, instruments
from tests.processes_by_hand import ROOT
from tests.running_by_hand import running
from tests.server_by_hand import county, found, relay

PEOPLE = 200
PHOTOGRAPHED = 20  # of them with photographs: their bytes are unlike any other's
NAME, ADDRESS, STATEMENT = "龘靐", "麤鱻垚路", "饕餮之愿"
PHONE, ID_NUMBER = "1990090", "65900419001231"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(nth: int) -> str:
    digits = f"{ID_NUMBER}{nth:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def photographs(folder: Path, dice: random.Random) -> list[Path]:
    """Two pictures of noise, under the names that the example gives them."""
    paths = [folder / "application.jpg", folder / "id-card.jpg"]
    for path in paths:
        Image.frombytes("RGB", (96, 96), dice.randbytes(96 * 96 * 3)).save(path)
    return paths


def person(nth: int, photographed: bool) -> bytes:
    principal = {
        "name": f"{NAME}{chr(0x4E00 + nth)}", "id_number": id_number(nth), "phone": f"{PHONE}{nth:04d}",
        "address": f"{ADDRESS}{nth}号",
    }  # fmt: skip
    answers = {**answers_for("MZ-01"), "hardship_more": f"{STATEMENT}{nth}", "staff_relative_name": STATEMENT}
    strokes = [
        [[100, 100 + i, i * 10], [31337 % 1000, 271 + i, i * 10 + 5], [180, 112 + nth, i * 10 + 9]] for i in range(4)
    ]
    changes = {"principal": principal, "answers": answers, "signature": strokes, "operation": f"{nth:032x}"}
    return example(**changes) if photographed else bare_example(**changes)


def test_nothing_that_lies_about_tells_who_entrusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, stick, safe = tmp_path / "temporary", tmp_path / "stick", tmp_path / "backups"
    for folder in (temporary, stick, safe):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    marks: dict[str, str | bytes] = {
        "name": NAME, "address": ADDRESS, "statement": STATEMENT, "phone": PHONE, "id number": ID_NUMBER,
        "signature": "[337,271,",
    }  # fmt: skip
    dice = random.Random(8)
    with (
        county(tmp_path / "county") as above,
        relay(tmp_path / "relay", above, "331003001") as town,
        kiosk(tmp_path / "kiosk", above, VILLAGES[0]) as station,
    ):
        for nth in range(PEOPLE):
            paths = photographs(tmp_path, dice) if nth < PHOTOGRAPHED else []
            entrust(station, person(nth, bool(paths)), paths)
            for path in paths:
                full = open_photograph(path)
                marks[f"photograph {nth} {path.name}"] = full.full_jpeg[-90:-60]
                path.unlink()
        synchronise(station, HouseRoad(town))
        sticks.export(station, stick)
        backup(station.folder, safe, instruments())
        assert (tmp_path / "kiosk" / "kiosk.db-wal").stat().st_size, "the write-ahead log is looked at, too"
        places = [tmp_path / "kiosk", tmp_path / "relay", stick, safe, temporary]
        assert sum(path.stat().st_size for place in places for path in place.rglob("*")) > 3_000_000
        assert search(places, marks) == []
        assert opened_by_the_badge(station, tmp_path / "opened", marks) == set(marks)


def opened_by_the_badge(station: Station, folder: Path, marks: Mapping[str, str | bytes]) -> set[str]:
    """The same marks in what somebody signed in can open: bodies, and the photographs by the keys in them."""
    folder.mkdir()
    opener, told = Opener(station), []
    for (event_hash,) in station.store.all("SELECT hash FROM event WHERE kind = ?", int(Kind.ENTRUSTED)):
        body = opener.body(event_hash)
        assert body is not None
        told.append(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
        for one in body.get("attachments", ()):
            sealed = station.store.one("SELECT sealed FROM attachment WHERE id = ?", bytes.fromhex(one["id"]))[0]
            (folder / one["id"]).write_bytes(open_attachment(b64decode(one["key"]), sealed))
    assert len(told) == PEOPLE
    (folder / "bodies").write_text("\n".join(told), encoding="utf-8")
    return {hit.mark for hit in search([folder], marks)}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("before", range(5))
def test_the_searcher_finds_what_is_planted(tmp_path: Path, encoding: str, before: int) -> None:
    mark, dice = f"{NAME}{ID_NUMBER}", random.Random(before)
    plain = dice.randbytes(before) + mark.encode(encoding) + dice.randbytes(7)
    for number, data in enumerate((plain, b64encode(plain), urlsafe_b64encode(plain), plain.hex().encode())):
        (tmp_path / str(number)).write_bytes(dice.randbytes(50) + data + dice.randbytes(50))
        assert {hit.where.name for hit in search([tmp_path], {"mark": mark})} == {str(n) for n in range(number + 1)}
    assert search([tmp_path], {"another": NAME[::-1]}) == []


def test_no_process_leaves_a_core(tmp_path: Path) -> None:
    asked = (
        "import resource, sys; from kiosk.__main__ import main; main(['verify', sys.argv[1]], standalone_mode=False)"
    )
    tell = f"try:\n    {asked}\nexcept BaseException: pass\nimport resource as r; print(r.getrlimit(r.RLIMIT_CORE))"
    done = subprocess.run([sys.executable, "-c", tell, tmp_path], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "(0, 0)"
    with running(found(tmp_path / "county")) as server:
        assert resource.prlimit(server.process.pid, resource.RLIMIT_CORE) == (0, 0)
