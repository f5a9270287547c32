"""What follows, what was promised, what is paid, and a mandate that is taken back, by touches on the real window; and
who stands on the home page for it."""

import datetime
import json
from collections.abc import Iterator

import pytest

from kiosk.core.casework.kinds import Kind
from kiosk.desk.casefile import casefile
from kiosk.desk.deeds import Wanted, act
from kiosk.desk.duty import DUTY_FILE, Duty, OnDuty, write_duty
from kiosk.desk.finding import ERRANDS
from kiosk.desk.station import Station
from kiosk.screens.resident.errands import errands
from tests.desk_by_hand import PROMISE, DeskDay, county_matter, decide, entrusted, exchange_with
from tests.kiosk_by_hand import PIN, bare_example, instruments
from tests.ui.card import scan_card
from tests.ui.driver import Driver, driving
from tests.ui.test_agent_day import sign_here
from tests.ui.village import Line, make_village

STROKES = json.dumps(json.loads(bare_example())["signature"]).encode()
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DeskDay:
    return make_village(tmp_path_factory.mktemp("village"))


@pytest.fixture(scope="module")
def window(made: DeskDay) -> Iterator[Driver]:
    with driving(made.folder, tools=instruments(91, made.wall), synchronise=Line(made.county)) as driver:
        yield driver


@pytest.fixture
def at_desk(window: Driver, made: DeskDay) -> Driver:
    if window.shell.person is None:
        window.shell.go("sign_in")
        window.settle()
        scan_card(window, made.issued.badge)
        window.type(PIN)
        window.tap("登录")
        window.wait_for(lambda: window.shell.person, "signing in")
    window.shell.home()
    window.settle()
    return window


def open_case(window: Driver, number: str) -> None:
    window.shell.go("case", number=number)
    window.settle()


def owing(station: Station, made: DeskDay) -> str:
    """Accepted by the county while two materials may follow by 25 November, and billed 12.50."""
    county = made.county
    number = entrusted(station, "周小红", county_matter(station)).number
    act(station, Wanted(number, "forward", {}))
    exchange_with(station, county)
    decide(station, county, number, Kind.REACHED, {"at_ms": made.wall.ms})
    until = datetime.date(2026, 11, 25)
    decide(station, county, number, Kind.SUPPLY_ALLOWED, {"materials": (2, 3), "until": until})
    decide(station, county, number, Kind.ACCEPTED, PROMISE)
    decide(station, county, number, Kind.FEES_BILLED, {"fen": 1_250})
    exchange_with(station, county)
    return number


def test_f_08_the_home_page_shows_who_is_on_duty_and_help_shows_their_whole_number(
    window: Driver, made: DeskDay
) -> None:
    write_duty(made.folder, Duty(OnDuty("蔡阿良", "13911110000"), OnDuty("李某", "13800000000")))
    window.shell.home()
    window.settle()
    assert window.sees("现在值班") and window.sees("139****0000") and not window.sees("13911110000")
    made.wall.ms += 10 * HOUR_MS  # 20:00
    window.shell.home()
    window.settle()
    assert window.sees("李某") and window.sees("138****0000")
    window.shell.go("help")
    window.settle()
    assert window.sees("李某（值班）") and window.sees("13800000000")
    made.wall.ms -= 10 * HOUR_MS
    (made.folder / DUTY_FILE).unlink()
    window.shell.home()
    window.settle()
    assert not window.sees("现在值班") and window.sees("代办员")


def test_f_09_all_six_tiles_open_at_least_one_live_service(window: Driver) -> None:
    assert len(errands()) == 6
    for errand in errands():
        window.shell.home()
        window.settle()
        window.tap(errand.title)
        if errand.key in ERRANDS:
            rows = window.page.ids.matters.children
            assert rows, errand.key
            code = rows[-1].key
            window.touch(*rows[-1].to_window(*rows[-1].center))
            window.settle()
            assert window.sees(window.shell.catalogue.matter(code).name)
        else:
            window.tap("老人的事")
            assert window.sees("高龄津贴")
    window.shell.home()


def test_c_06_what_is_owed_stands_on_the_case_and_in_the_days_list_and_is_ticked_off(
    at_desk: Driver, made: DeskDay
) -> None:
    number = at_desk.ask(lambda station: owing(station, made))
    at_desk.shell.home()
    at_desk.settle()
    at_desk.tap("本站办")
    assert at_desk.sees("请村民把还欠的材料补来")
    at_desk.tap("周*红")
    assert at_desk.sees("还欠 2 样材料，最迟 11月25日 补来")
    at_desk.tap("交还欠的材料")
    at_desk.tap("带来了", -1)
    at_desk.tap("交还欠的材料", -1)
    assert at_desk.sees("还差 1 样")
    at_desk.tap("现在就交")
    assert at_desk.sees("还欠 1 样材料")
    file = at_desk.ask(lambda station: casefile(station, number))
    assert file.happened[-1].kind is Kind.SUPPLIED and file.case.following is not None
    assert len(file.case.following.materials) == 1


def test_a_fee_is_paid_in_yuan_up_to_what_was_billed(at_desk: Driver, made: DeskDay) -> None:
    number = at_desk.ask(lambda station: owing(station, made))
    open_case(at_desk, number)
    at_desk.tap("代缴费用")
    at_desk.type("12.51")
    at_desk.tap("下一步")
    assert at_desk.sees("最多 12.50 元")
    at_desk.tap("清空")
    at_desk.type("12.5")
    at_desk.tap("下一步")
    at_desk.tap("下一步")
    assert at_desk.sees("这一项要填"), "said also where the keyboard has the room"
    at_desk.type("123")
    at_desk.tap("下一步")
    assert at_desk.sees("12.50 元") and at_desk.sees("123")
    at_desk.tap("代缴费用", -1)
    file = at_desk.ask(lambda station: casefile(station, number))
    assert file.case.paid_fen == file.case.billed_fen == 1_250 and "pay" not in file.deeds


def test_a_day_is_touched_part_by_part_and_lies_ahead(at_desk: Driver, made: DeskDay) -> None:
    number = at_desk.ask(lambda station: entrusted(station, "郑老根", county_matter(station)).number)
    open_case(at_desk, number)
    at_desk.tap("走绿色通道")
    at_desk.tap("高龄老人")
    at_desk.tap("下一步")
    at_desk.tap("下一步")
    assert at_desk.sees("还没有点完")
    at_desk.tap("11 月")
    at_desk.tap("23")
    at_desk.tap("下一步")
    assert at_desk.sees("这一天已经过了")
    at_desk.tap("30")
    at_desk.tap("下一步")
    assert at_desk.sees("11月30日")
    at_desk.tap("走绿色通道", -1)
    file = at_desk.ask(lambda station: casefile(station, number))
    assert file.case.priority is not None and file.case.priority.until == datetime.date(2026, 11, 30)
    at_desk.shell.home()
    at_desk.settle()
    assert at_desk.sees("高龄老人，先办")


def test_c_12_a_promise_is_read_and_signed_and_its_check_stands_on_the_case(at_desk: Driver, made: DeskDay) -> None:
    matter = "WJ-01"
    number = at_desk.ask(
        lambda station: entrusted(station, "吴阿妹", station.document.catalogue.matter(matter)).number
    )
    open_case(at_desk, number)
    promised = Wanted(number, "promise-proof", {"materials": "2", "version": "1"}, STROKES)
    at_desk.ask(lambda station: act(station, promised))
    open_case(at_desk, number)
    assert at_desk.sees("承诺要核查")
    at_desk.ask(lambda station: act(station, Wanted(number, "accept", {})))
    open_case(at_desk, number)
    assert at_desk.sees("承诺要在 12月23日 前核查")
    at_desk.tap("核查承诺")
    at_desk.tap("不属实")
    at_desk.tap("下一步")
    at_desk.tap("核查承诺", -1)
    assert at_desk.sees("承诺核查过了：不属实")


def test_f_02_the_principal_signs_the_revocation_and_the_page_says_what_now(at_desk: Driver, made: DeskDay) -> None:
    number = at_desk.ask(lambda station: entrusted(station, "周老大", county_matter(station)).number)
    open_case(at_desk, number)
    at_desk.tap("撤销委托")
    at_desk.tap("下一步")
    assert at_desk.sees("还没有签名") and at_desk.sees("代办员不能再替我办")
    sign_here(at_desk)
    at_desk.tap("下一步")
    at_desk.tap("撤销委托", -1)
    at_desk.tap("撤销委托", -1)
    assert at_desk.sees("撤销了委托，代办员不能再替他办") and at_desk.sees("重新委托") and not at_desk.sees("上报")
    at_desk.tap("看填的内容")
    assert at_desk.sees("委托人已经撤销委托")
    at_desk.tap("知道了")
    open_case(at_desk, number)
    at_desk.tap("重新委托")
    sign_here(at_desk)
    at_desk.tap("下一步")
    at_desk.tap("重新委托", -1)
    assert not at_desk.sees("撤销了委托，代办员不能再替他办") and at_desk.sees("上报")
