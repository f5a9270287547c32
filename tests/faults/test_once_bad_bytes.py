"""Bytes that once broke a reader, found by the fuzzer or beside what it found: each is refused in words for good."""

from io import BytesIO
from pathlib import Path
from tarfile import GNU_FORMAT, TarInfo

import pytest

from kiosk.core.carriage.backup import MANIFEST, read_manifest
from kiosk.core.carriage.cose import sign1
from kiosk.core.refusal import Refusal
from kiosk.desk import opening
from kiosk.desk.casebook import ledger
from kiosk.desk.entrusting import entrust
from kiosk.settings import SETTINGS_FILE, read_settings
from tests.county_by_hand import CountyByHand
from tests.faults.fuzz_targets import KEY
from tests.kiosk_by_hand import bare_example, make_station, opened

NOT_UTF8 = b'{"format": "\xbc"}'


def test_a_manifest_that_is_no_utf8_is_refused() -> None:
    signed = sign1(KEY, NOT_UTF8, b"whatever")
    info = TarInfo(MANIFEST)
    info.size = len(signed)
    with pytest.raises(Refusal, match="BACKUP_UNREADABLE"):
        read_manifest(BytesIO(info.tobuf(GNU_FORMAT) + signed + bytes(1_024)))


def test_settings_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b'{"roads": ["\xff"]}')
    with pytest.raises(Refusal):
        read_settings(tmp_path)


def test_a_body_that_opens_and_is_no_utf8_leaves_the_ledger_standing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = make_station(tmp_path / "kiosk", CountyByHand())
    with opened(tmp_path / "kiosk", issued) as station:
        number = entrust(station, bare_example()).receipt.number
        monkeypatch.setattr(opening, "open_body", lambda *_: NOT_UTF8)
        assert [line["number"] for line in ledger(station)] == [number]
