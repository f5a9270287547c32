"""Rating and complaining under a finger: nothing chosen beforehand, 以后再评 always, and the county alone reads it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.casework.kinds import Kind
from kiosk.core.casework.receipt import Receipt
from kiosk.desk.progress import look_up
from kiosk.desk.station import Station
from tests.concluded_by_hand import conclude, entrust_to_county, talk
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station, opened
from tests.ui.driver import Driver, driving
from tests.ui.walk import faults


@pytest.fixture
def county() -> CountyByHand:
    return CountyByHand()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kiosk"


@pytest.fixture
def slip(folder: Path, county: CountyByHand) -> Receipt:
    issued = make_station(folder, county)
    with opened(folder, issued) as station:
        receipt = entrust_to_county(station).receipt
        conclude(station, county, receipt.number)
        return receipt


@pytest.fixture
def d(folder: Path, slip: Receipt) -> Iterator[Driver]:
    """The window at the progress of a concluded case."""
    with driving(folder) as driver:
        whose, progress = driver.ask(lambda station: look_up(station, slip.qr))
        driver.shell.go("case_progress", whose=whose, progress=progress)
        driver.settle()
        yield driver


def said(d: Driver, county: CountyByHand, kind: Kind) -> dict[str, object]:
    """What the county reads of the one event of this kind."""

    def exchanged(station: Station) -> None:
        talk(station, county)

    d.ask(exchanged)
    [event] = county.events(kind)
    assert event.head.author == ""
    body: dict[str, object] = json.loads(county.body(event))
    return body


def recorded(d: Driver, kind: Kind) -> int:
    found: int = d.ask(lambda s: s.store.one("SELECT COUNT(*) FROM event WHERE kind = ?", kind)[0])
    return found


def rated(d: Driver) -> int:
    return recorded(d, Kind.RATED)


def test_no_face_is_chosen_beforehand_and_one_may_always_come_back_later(d: Driver) -> None:
    d.tap("评价")
    assert d.page.face == 0 and not any(face.chosen for face in d.page.ids.faces.children)
    assert faults(d.app.root_window) == []
    d.tap("提交评价")
    assert d.sees("请先点一张脸") and rated(d) == 0
    d.tap("满意")
    d.tap("以后再评")
    assert rated(d) == 0 and d.sees("评价")


def test_a_face_and_what_it_is_about_are_recorded_with_the_standards_codes(
    d: Driver, county: CountyByHand, slip: Receipt
) -> None:
    d.tap("评价")
    d.tap("非常不满意")
    d.tap("非常满意")
    d.tap("服务态度")
    d.tap("跑腿次数")
    d.tap("提交评价")
    assert d.sees("谢谢您的评价")
    d.tap("知道了")
    assert d.shell.at_home
    body = said(d, county, Kind.RATED)
    assert (body["grade"], body["note"]) == (1, "服务态度、跑腿次数")
    assert d.ask(lambda station: look_up(station, slip.qr))[1].rated


def test_the_worst_face_is_the_fifth_code(d: Driver, county: CountyByHand) -> None:
    d.tap("评价")
    d.tap("非常不满意")
    d.tap("提交评价")
    body = said(d, county, Kind.RATED)
    assert body["grade"] == 5 and "note" not in body


def test_a_complaint_is_written_on_our_own_keys_and_goes_to_the_county(d: Driver, county: CountyByHand) -> None:
    d.tap("投诉")
    assert d.sees("投诉电话还没有定") and d.sees("只有县里看得到")
    assert faults(d.app.root_window) == []
    d.tap("写几句")
    d.tap("交上去")
    assert d.sees("还没有写")
    d.type("deng")
    d.tap("等")
    d.type("3")
    d.tap("交上去")
    assert d.sees("投诉已经记下")
    assert said(d, county, Kind.COMPLAINED)["complaint"] == "等3"


def test_two_fingers_on_the_last_button_make_one_rating_and_one_complaint(d: Driver, county: CountyByHand) -> None:
    whose, progress = d.page.whose, d.page.progress
    d.tap("评价")
    d.tap("满意")
    for _ in range(2):
        d.page.send()
    d.settle()
    assert d.sees("谢谢您的评价") and rated(d) == 1
    d.tap("知道了")
    d.shell.go("complaint_words", whose=whose, progress=progress, said="等得太久")
    d.settle()
    d.page.send()
    d.page.send()
    d.settle()
    assert d.sees("投诉已经记下") and recorded(d, Kind.COMPLAINED) == 1


def test_a_page_built_anew_between_two_touches_records_once(d: Driver) -> None:
    d.tap("评价")
    d.tap("满意")
    d.page.send()
    d.shell.instead("rating", **d.page.again({"whose": d.page.whose, "progress": d.page.progress}))
    d.page.send()
    d.settle()
    assert rated(d) == 1


def test_language_and_large_type_keep_what_was_touched(d: Driver) -> None:
    d.tap("评价")
    d.tap("基本满意")
    d.tap("大字")
    assert d.page.face == 3
    d.tap("English")
    assert d.page.face == 3 and d.sees("How was it handled?")


def test_who_comes_to_rate_is_led_to_the_faces_or_told_why_not_yet(
    slip: Receipt, d: Driver
) -> None:
    d.tap("首页")
    d.tap("给我们评分")
    d.type(slip.number[-8:])
    d.type(slip.query_code)
    d.tap("查一查")
    assert d.sees("这件事办得怎么样？")
    d.tap("满意")
    d.tap("提交评价")
    d.tap("知道了")
    d.tap("给我们评分")
    d.type(slip.number[-8:])
    d.type(slip.query_code)
    d.tap("查一查")
    assert d.sees("您已经评过了") and rated(d) == 1
