"""The ledger: gapless, masked, and nothing in it that a spreadsheet would run."""

from pathlib import Path

from kiosk.desk.casebook import ledger, ledger_sheet
from kiosk.desk.entrusting import entrust
from kiosk.desk.staffing import Issued
from kiosk.desk.station import Station
from tests.kiosk_by_hand import example, opened, photographs


def test_the_ledger_is_gapless_masked_and_safe_in_a_spreadsheet(station: Station) -> None:
    for _ in range(3):
        entrust(station, example(), photographs())
    lines = ledger(station)
    assert [line["sequence"] for line in lines] == ["1", "2", "3"]
    sheet = ledger_sheet(lines)
    assert "王秀英" not in sheet and "13857600001" not in sheet and "999901195509100123" not in sheet
    assert "王*英" in sheet


def test_a_locked_ledger_names_nobody(folder: Path, issued: Issued) -> None:
    with opened(folder) as station:
        entrust(station, example(), photographs())
        (line,) = ledger(station)
    assert (line["principal"], line["phone"], line["group"]) == ("", "", "")
    assert line["progress"] == "委托待签"


def test_no_cell_is_a_formula_and_no_case_number_is_rounded(station: Station) -> None:
    entrust(station, example(), photographs())
    (line,) = ledger(station)
    sheet = ledger_sheet([{**line, "group": "=1+1"}])
    assert ",'=1+1," in sheet
    assert f'"\t{line["number"]}"' in sheet
