"""A receipt's picture is kept with an agent alone, in the folder that was named, and says nothing of the person."""

from pathlib import Path

import msgspec
import pytest

from kiosk.core.refusal import Refusal
from kiosk.desk.entrusting import entrust
from kiosk.desk.receipt_file import keep_receipt, may_keep_receipts
from kiosk.desk.staffing import Issued
from kiosk.devices.receipt_image import read_receipt
from kiosk.settings import read_settings, write_settings
from tests.kiosk_by_hand import bare_example, opened


def named(folder: Path, receipts: Path) -> None:
    write_settings(folder, msgspec.structs.replace(read_settings(folder), receipt_folder=str(receipts)))


def test_the_picture_is_the_owners_alone_and_its_code_leads_back_to_the_case(
    tmp_path: Path, folder: Path, issued: Issued
) -> None:
    receipts = tmp_path / "receipts"
    receipts.mkdir()
    named(folder, receipts)
    with opened(folder, issued) as station:
        receipt = entrust(station, bare_example()).receipt
        assert keep_receipt(station, receipt) == keep_receipt(station, receipt)
    [kept] = receipts.iterdir()
    assert read_receipt(kept.read_bytes()) == receipt.qr
    assert kept.name == f"回执-{receipt.number}.png" and kept.stat().st_mode & 0o077 == 0


def test_of_a_resident_alone_no_picture_is_kept(tmp_path: Path, folder: Path, issued: Issued) -> None:
    named(folder, tmp_path)
    with opened(folder) as station:
        receipt = entrust(station, bare_example()).receipt
        assert not may_keep_receipts(station)
        with pytest.raises(Refusal, match="RECEIPT_NEEDS_AGENT"):
            keep_receipt(station, receipt)
    assert not list(tmp_path.glob("*.png"))


def test_a_folder_that_is_gone_is_told_and_the_entrustment_stands(tmp_path: Path, folder: Path, issued: Issued) -> None:
    named(folder, tmp_path / "stick" / "pulled-out")
    with opened(folder, issued) as station:
        receipt = entrust(station, bare_example()).receipt
        with pytest.raises(Refusal, match="FILE_UNWRITABLE"):
            keep_receipt(station, receipt)
        assert station.store.one('SELECT 1 FROM "case" WHERE number = ?', receipt.number)
