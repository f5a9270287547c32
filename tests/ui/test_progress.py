"""查进度 under a finger: by the slip's two numbers or its code, offline, as of a time; and what a wrong try meets."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiosk.core.casework.case_number import issue, parse
from kiosk.core.casework.receipt import Receipt
from kiosk.desk.lookup import TRIES_MAX
from kiosk.desk.station import Station
from kiosk.widgets.field import Field
from tests.concluded_by_hand import conclude, entrust_to_county
from tests.county_by_hand import NOW_MS, CountyByHand
from tests.desk_by_hand import exchange_with
from tests.kiosk_by_hand import Wall, instruments, make_station, opened
from tests.ui.driver import Driver, driving, no_line
from tests.ui.walk import faults

ENTER = 13


class Held(NamedTuple):
    """A station with a case that the county concluded, and one that never left here."""

    folder: Path
    concluded: Receipt
    fresh: Receipt


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    folder, county = tmp_path_factory.mktemp("held") / "kiosk", CountyByHand()
    issued = make_station(folder, county)
    with opened(folder, issued) as station:
        concluded = entrust_to_county(station).receipt
        county.now_ms = NOW_MS + 3 * 86_400_000
        conclude(station, county, concluded.number)
        return Held(folder, concluded, entrust_to_county(station).receipt)


@pytest.fixture
def d(held: Held) -> Iterator[Driver]:
    with driving(held.folder) as driver:
        driver.shell.go("progress")
        driver.settle()
        yield driver


def look_up(d: Driver, number: str, code: str) -> None:
    d.tap("清空")
    if len(number) > 8:
        d.tap("输入全部 27 位")
    d.type(number)
    assert d.page.asking == 2, "the code is asked for as soon as the number is there"
    d.type(code)
    d.tap("查一查")


def fields(d: Driver) -> list[Field]:
    return [one for one in d.page.walk() if isinstance(one, Field)]


def scan(d: Driver, text: str) -> None:
    """A code scanner: it types capitals by shift, very fast, and ends with Enter."""
    for character in text:
        d.key(ord(character.lower()), character.lower(), ["shift"] if character.isupper() or character == ":" else [])
    d.key(ENTER)
    d.settle()


def test_what_an_exchange_proves_while_the_case_is_shown_is_shown_and_nothing_more(tmp_path: Path) -> None:
    county = CountyByHand()
    issued = make_station(tmp_path / "kiosk", county)
    with opened(tmp_path / "kiosk", issued) as station:
        receipt = entrust_to_county(station).receipt
    safe = [False]

    def synchronise(station: Station, away: Any) -> Mapping[str, Any]:
        if meeting:
            exchange_with(station, county, safe=safe[0], opened=False)
        return no_line(station, away)

    def proved() -> set[str]:
        return {line.text for line in d.page.ids.truths.children if line.proved}

    meeting: list[bool] = []
    with driving(tmp_path / "kiosk", synchronise=synchronise) as d:
        d.shell.go("progress")
        d.settle()
        look_up(d, receipt.number[-8:], receipt.query_code)
        assert proved() == {"这台机器已登记"} and len(d.page.ids.truths.children) == 6
        d.app.line.now()
        d.settle()
        assert proved() == {"这台机器已登记"}, "a round that proved nothing changes nothing"
        meeting.append(True)
        d.app.line.now()
        d.settle()
        assert proved() == {"这台机器已登记", "已经从本站送出", "县里已收到"}
        safe[0] = True
        d.app.line.now()
        d.settle()
        assert proved() == {"这台机器已登记", "已经从本站送出", "县里已收到", "县里已存好两份"}
        assert len(d.page.ids.truths.children) == 5, "each stands there once; the township is passed by"
        d.tap("看好了")
        d.app.line.now()
        d.settle()
        assert d.shell.at_home


def test_the_last_eight_digits_and_the_code_show_how_the_case_stands_as_of_when(d: Driver, held: Held) -> None:
    look_up(d, held.concluded.number[-8:], held.concluded.query_code)
    assert d.sees("办完了") and d.sees("已办结：准予")
    assert d.sees("截至 2026年11月25日 10:00")
    proved = {line.text for line in d.page.ids.truths.children if line.proved}
    assert proved == {"这台机器已登记", "已经从本站送出", "县里已收到", "县里已存好两份", "已受理"}
    assert d.sees("评价") and faults(d.app.root_window) == []
    for secret in ("王秀英", "13857600001"):
        assert not d.sees(secret)
    d.tap("看好了")
    assert d.shell.at_home


def test_what_is_not_proved_is_said_to_be_not_yet(d: Driver, held: Held) -> None:
    look_up(d, held.fresh.number, held.fresh.query_code)  # all twenty-seven
    assert d.sees("已收件，尚未受理") and not d.sees("评价")
    lines = {line.text: line.proved for line in d.page.ids.truths.children}
    assert lines["这台机器已登记"] and not any(proved for text, proved in lines.items() if text != "这台机器已登记")
    assert "还没有从本站送出" in lines and "还没有受理" in lines


def test_a_scanner_needs_no_typing(d: Driver, held: Held) -> None:
    scan(d, held.concluded.qr)
    assert d.sees("办完了")


def test_a_code_that_is_no_receipts_changes_nothing(d: Driver) -> None:
    scan(d, "https://example.org/")
    assert d.page.asking == 1 and not d.page.error
    scan(d, "DAIBAN1:1:2:3")
    assert d.sees("回执上的二维码不能识别")


def test_digits_that_are_missing_are_asked_for_and_another_village_is_named(d: Driver, held: Held) -> None:
    d.type("1234567")
    d.tap("下一步")
    assert d.sees("编号还差几位")
    number = parse(held.fresh.number)
    document = d.shell.facts.document
    other = next(row for row in document.divisions.rows if len(row.code) == 12 and row.code != held.fresh.number[:12])
    look_up(d, issue(other.station, number.date, 1, 1), "123456")
    assert d.sees(other.name) and d.page.asking == 1


def test_five_wrong_codes_lock_the_case_for_an_hour(held: Held) -> None:
    wall = Wall()
    right = held.fresh.query_code
    wrong = "000000" if right != "000000" else "000001"
    with driving(held.folder, tools=instruments(5, wall)) as d:
        d.shell.go("progress")
        d.settle()
        d.type(held.fresh.number[-8:])
        boxes = [field.pos[:] for field in fields(d)]
        for tried in range(1, TRIES_MAX + 1):
            d.type(wrong)
            d.tap("查一查")
            assert d.sees("编号和查询码对不上") and d.page.code == ""
            assert d.sees("要等一小时再查") == (TRIES_MAX - tried in (1, 2)), "told while it helps"
            assert [field.pos[:] for field in fields(d)] == boxes, "nothing moves under the finger"
        d.type(right)
        d.tap("查一查")
        assert d.sees("请过 60 分钟再来")
        wall.uptime_s += 3_601
        d.type(right)
        d.tap("查一查")
        assert d.sees("已收件，尚未受理")


def test_leaving_drops_what_was_typed(d: Driver, held: Held) -> None:
    page = d.page
    d.type(held.fresh.number[-8:])
    d.type("123")
    d.tap("首页")
    assert (page.number, page.code, page.ids.pad.text) == ("", "", "")


def test_a_number_that_is_not_held_sounds_like_a_wrong_code(d: Driver, held: Held) -> None:
    for tried in range(1, TRIES_MAX):
        d.type("99999999123456" if tried == 1 else "123456")
        d.tap("查一查")
        assert d.sees("编号和查询码对不上") and d.sees("要等一小时再查") == (TRIES_MAX - tried <= 2)
