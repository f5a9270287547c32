"""The county's places: one tree by prefix."""

from importlib.resources import files

import pytest

from kiosk.core.catalogue.divisions import Division, grow, read_divisions
from kiosk.core.event import Level
from kiosk.core.refusal import Refusal

TEXT = files("assets").joinpath("divisions/331003.csv").read_text(encoding="utf-8")
SMALL = "code,level,name,parent\n999901,county,演示县,\n999901101,township,演示镇,999901\n999901101201,village,甲村,999901101\n"


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_divisions(text)
    return caught.value


def test_the_county_has_19_townships_and_348_villages() -> None:
    county = read_divisions(TEXT)
    levels = [row.level for row in county.rows]
    assert [levels.count(level) for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)] == [1, 19, 348]
    assert county.county == Division("331003", Level.COUNTY, "黄岩区", "")


def test_a_station_is_called_by_its_township_and_village() -> None:
    county = read_divisions(TEXT)
    assert county.station_name("331003205224") == "平田乡黄溪村"
    assert county.station_name("331003205000") == "平田乡"
    assert county.station_name("331003000000") == "黄岩区"


def test_s_47_the_station_of_a_township_has_its_digits_and_three_zeros() -> None:
    county = read_divisions(TEXT)
    assert county.township_of("331003205224").station == "331003205000"
    assert county.township_of("331003205000").code == "331003205"


def test_the_county_belongs_to_no_township() -> None:
    with pytest.raises(Refusal, match="DIVISION_UNKNOWN"):
        read_divisions(TEXT).township_of("331003000000")


def test_s_47_a_station_sees_what_lies_under_its_prefix() -> None:
    under = read_divisions(TEXT).under("331003205")
    assert len(under) == 10
    assert all(row.code.startswith("331003205") for row in under)


@pytest.mark.parametrize("code", ["331003205999", "110105", "", "33100320522", "x" * 40])
def test_an_unknown_code_is_refused_by_name(code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_divisions(TEXT).of(code)
    assert caught.value.code == "DIVISION_UNKNOWN"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("999901101201,village,乙村,999901101", "重复"),
        ("99990110120,village,乙村,999901101", "12位"),
        ("99990110120x,village,乙村,999901101", "12位"),
        ("９９９９01101202,village,乙村,999901101", "12位"),
        ("999901102201,village,乙村,999901101", "上级应为999901102"),
        ("999901102201,village,乙村,999901102", "不在表中"),
        ("999901101000,village,乙村,999901101", "000"),
        ("999901101202,village,,999901101", "名称"),
        ("999901101202,hamlet,乙村,999901101", "层级"),
        ("999901101202,village,乙村", "列数"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_nothing_is_imported(line: str, reason: str) -> None:
    no = refused(SMALL + line + "\n")
    assert (no.code, no.params["row"]) == ("DIVISION_ROW", 5)
    assert reason in no.text("zh")


def test_two_counties_in_one_sheet_are_refused() -> None:
    assert "恰有一个县" in refused(SMALL + "999902,county,又一县,\n").text("zh")


def test_a_sheet_with_another_header_is_refused() -> None:
    assert refused(SMALL.replace("parent", "up", 1)).params["row"] == 1


def test_a_sheet_that_is_not_csv_is_refused_at_its_row() -> None:
    assert refused(SMALL + '9999"01,"village').params["row"] == 5
    assert refused(SMALL.replace("镇", "\r镇", 1)).code == "DIVISION_ROW"


def test_rows_in_any_order_make_the_same_tree() -> None:
    county = read_divisions(SMALL)
    assert grow(list(reversed(county.rows))) == county
