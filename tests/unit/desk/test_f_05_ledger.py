"""F-5 台账: every request has its line, every line all its columns; a month prints without a gap; nothing is deleted."""

import json

import pytest

from kiosk.core.casework.codes import Result, VoidedFor
from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.ledger import COLUMNS
from kiosk.core.refusal import Refusal
from kiosk.desk.casebook import ledger, of_month
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.station import Station
from kiosk.devices.ledger_paper import STACKED, draw_ledger, ledger_cells
from tests.county_by_hand import CountyByHand
from tests.desk_by_hand import DAY_MS, PROMISE, county_matter, decide, entrusted, exchange_with
from tests.kiosk_by_hand import Wall, bare_example

STROKES = json.dumps(json.loads(bare_example())["signature"]).encode()
NOVEMBER_22_MS = 1_795_312_800_000  # 2026-11-22 10:00 in China


@pytest.fixture
def wall(station: Station) -> Wall:
    clock = station.instruments.clock
    assert isinstance(clock, Wall)
    return clock


def entrust_many(station: Station, count: int) -> list[str]:
    return [entrusted(station, "王秀英").number for _ in range(count)]


def test_f_05_the_ledger_for_2026_11_prints_41_rows_numbering_without_gaps(
    station: Station, county: CountyByHand, wall: Wall
) -> None:
    wall.ms = NOVEMBER_22_MS
    numbers = entrust_many(station, 41)
    act(station, Wanted(numbers[3], "withdraw", {"reason": "录重了"}))
    wall.ms += 9 * DAY_MS  # 1 December
    entrust_many(station, 2)
    lines = of_month(ledger(station), "2026-11")
    assert [line["sequence"] for line in lines] == [str(number) for number in range(1, 42)]
    assert [line["number"] for line in lines] == numbers
    assert lines[3]["progress"] == "撤回" and lines[3]["remark"].endswith("撤回：录重了"), "put right, and not deleted"
    assert [line["sequence"] for line in of_month(ledger(station), "2026-12")] == ["1", "2"]
    cells = ledger_cells(lines)
    assert [row[0] for row in cells] == [str(number) for number in range(1, 42)]
    assert draw_ledger("宁溪镇乌岩头村便民服务站", "2026-11", lines).startswith(b"%PDF-")


def test_f_05_every_column_of_the_ledger_has_its_place_on_paper() -> None:
    assert sorted(name for _, names in STACKED for name in names) == sorted(COLUMNS)


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "26-11", "2026-11-01", "２０２６-11"])
def test_f_05_a_month_is_written_as_2026_11(station: Station, month: str) -> None:
    with pytest.raises(Refusal) as no:
        of_month(ledger(station), month)
    assert no.value.code == "MONTH_WRONG"


def test_f_05_a_whole_case_fills_every_column(station: Station, county: CountyByHand, wall: Wall) -> None:
    number = entrusted(station, "王秀英", county_matter(station)).number
    act(station, Wanted(number, "forward", {}))
    exchange_with(station, county)
    decide(station, county, number, Kind.REACHED, {"at_ms": wall.ms})
    decide(station, county, number, Kind.ACCEPTED, PROMISE)
    decide(station, county, number, Kind.HANDLING_STARTED, {})
    decide(station, county, number, Kind.FEES_BILLED, {"fen": 1_250})
    exchange_with(station, county)
    act(station, Wanted(number, "pay", {"fen": "1250", "receipt": "A00123"}))
    exchange_with(station, county)
    decide(station, county, number, Kind.CONCLUDED, {"result": Result.GRANTED})
    decide(station, county, number, Kind.RESULT_SENT, {})
    exchange_with(station, county)
    act(station, Wanted(number, "deliver", {}, STROKES))
    act(station, Wanted(number, "follow-up", {"way": "phone", "outcome": "content"}))
    (line,) = ledger(station)
    assert line["fee_receipt"] == "A00123（12.50元）"
    assert line["followed_up"].endswith(" 电话 满意") and line["taken_by"] == "县 C001"
    assert line["signed_for"] == "已签收" and line["result"] == "准予"
    assert {name for name in COLUMNS if not line[name]} <= {"archive", "remark"}, "not archived, nothing to remark"


def test_f_05_what_was_entered_wrongly_stands_with_its_reason(station: Station, county: CountyByHand) -> None:
    number = entrusted(station, "王秀英", county_matter(station)).number
    exchange_with(station, county)
    decide(station, county, number, Kind.VOIDED, {"why": VoidedFor.ENTRY_ERROR}, reason="同一件录了两次")
    exchange_with(station, county)
    (line,) = ledger(station)
    assert line["sequence"] == "1" and line["result"] == "删除办结"
    assert line["remark"].endswith("更正：作废（删除办结）：同一件录了两次")
