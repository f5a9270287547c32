"""The frame: going and coming back, doing, and what happens when a page fails by our own mistake."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kivy.base import EventLoop, ExceptionManager
from kivy.core.window import Window

from kiosk.core.refusal import Refusal
from kiosk.desk.rounds import Line
from kiosk.desk.staffing import Issued, sign_in_with_card
from kiosk.screens.page import Page
from kiosk.widgets.dialog import Dialog
from kiosk.widgets.theme import theme
from kiosk.window.kiosk_app import RESCUES_MAX, RESCUES_WITHIN_S, Rescue
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import PIN, make_station
from tests.ui.driver import Driver, Finger, driving
from tests.ui.guide import Guide


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Issued]:
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    return folder, make_station(folder, CountyByHand())


@pytest.fixture(scope="module")
def window(made: tuple[Path, Issued]) -> Iterator[Driver]:
    with driving(made[0]) as driver:
        yield driver


@pytest.fixture
def kiosk(window: Driver) -> Driver:
    window.shell.wipe()
    window.settle()
    return window


def test_back_and_home_lead_through_pages_that_are_built_anew(kiosk: Driver) -> None:
    kiosk.tap("叫人帮忙")
    first = kiosk.page
    kiosk.tap("首页")
    kiosk.tap("叫人帮忙")
    assert type(kiosk.page) is type(first) and kiosk.page is not first and first.shell is None
    kiosk.tap("叫人帮忙")
    kiosk.tap("返回")
    assert kiosk.sees("办手续"), "a second touch on help changed nothing"


def test_language_and_large_type_change_the_page_that_is_shown(kiosk: Driver) -> None:
    kiosk.tap("叫人帮忙")
    kiosk.tap("English")
    assert kiosk.sees("Get help") and not kiosk.sees("叫人帮忙")
    before = kiosk.find("Get help").widget.font_size
    kiosk.tap("Large text")
    assert kiosk.find("Get help").widget.font_size > before
    kiosk.tap("中文")
    assert kiosk.sees("小字") and kiosk.sees("叫人帮忙")


def test_a_refusal_is_told_in_plain_words_or_handed_to_the_page(kiosk: Driver) -> None:
    def refuse(station: object) -> None:
        raise Refusal("DISK_FULL")

    kiosk.shell.do(refuse)
    kiosk.settle()
    assert kiosk.sees(Refusal("DISK_FULL").text("zh")[:12])
    kiosk.tap("知道了")
    heard: list[str] = []
    kiosk.shell.do(refuse, refused=lambda no: heard.append(no.code))
    kiosk.settle()
    assert heard == ["DISK_FULL"] and not kiosk.sees("知道了")


def test_what_comes_back_after_the_page_was_left_is_dropped(kiosk: Driver) -> None:
    heard: list[str] = []
    kiosk.shell.do(lambda station: station.code, heard.append)
    kiosk.shell.go("help")
    kiosk.settle()
    assert heard == []


def test_a_deed_that_lasts_keeps_a_second_tap_away_and_says_what_it_does(kiosk: Driver) -> None:
    go_on = threading.Event()
    heard: list[bool] = []
    kiosk.shell.do(lambda station: go_on.wait(10), heard.append, busy="正在登记，请稍等…")
    kiosk.wait_for(lambda: kiosk.sees("正在登记"), "the veil")
    page = kiosk.page
    x, y = kiosk.shell.width - 100, 40
    finger = Finger(9_999, x / Window.width, y / Window.height)
    for kind in ("begin", "end"):
        EventLoop.post_dispatch_input(kind, finger)
        kiosk.frames()
    assert kiosk.page is page, "the veil took the touch"
    go_on.set()
    kiosk.settle()
    assert heard == [True] and not kiosk.sees("正在登记")


def test_a_deed_that_fails_by_our_own_mistake_lifts_the_veil_says_so_and_logs_nothing_personal(
    kiosk: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(station: object) -> None:
        raise ValueError("王秀英 13957180462")

    kiosk.shell.go("help")
    kiosk.settle()
    with kiosk.real_telling():
        for do in (lambda: kiosk.shell.do(fail, busy="正在登记，请稍等…"), lambda: kiosk.shell.sign_in(fail)):
            do()
            kiosk.settle()
            assert kiosk.sees("不是您的错")
            kiosk.tap("知道了")
            assert not kiosk.sees("不是您的错"), "told once"
            assert not kiosk.sees("正在登记") and not kiosk.sees("正在打开") and kiosk.sees("等的时候")
    kiosk.tap("首页")
    assert kiosk.sees("办手续"), "nothing lies over the page"
    assert "ValueError" in caplog.text and "test_shell.py" in caplog.text
    assert "王秀英" not in caplog.text and "1395718" not in caplog.text


def test_a_round_that_fails_by_our_own_mistake_is_followed_by_the_next(kiosk: Driver) -> None:
    def fail(station: object) -> None:
        raise RuntimeError("ours")

    line, synchronise = kiosk.app.line, kiosk.app.line._synchronise
    failures = line.rounds.failures
    with kiosk.real_telling():
        line._synchronise = fail
        line.now()
        kiosk.settle()
        line._synchronise = synchronise
    assert not line.rounds.under_way and line.rounds.failures == failures + 1
    assert kiosk.sees("办手续") and not kiosk.sees("不是您的错"), "nobody who stands here has to do with it"
    before = line.changed
    kiosk.skip(3_600)
    kiosk.wait_for(lambda: line.changed == before + 1, "the next round, when it is due")


def test_home_asks_first_where_something_would_be_lost(kiosk: Driver) -> None:
    kiosk.tap("叫人帮忙")
    kiosk.page.unfinished = True
    kiosk.tap("首页")
    assert kiosk.sees("要回首页吗？")
    dialog = next(one for one in Window.children if isinstance(one, Dialog))
    assert (dialog.yes, dialog.no) == ("接着办", "回首页"), "the strong button loses nothing"
    kiosk.tap("接着办")
    assert kiosk.sees("等的时候")
    kiosk.page.unfinished = True
    kiosk.tap("首页")
    kiosk.tap("回首页")
    assert kiosk.sees("办手续")


def test_signing_in_shows_the_desk_and_locking_leaves_it(kiosk: Driver, made: tuple[Path, Issued]) -> None:
    kiosk.shell.sign_in(lambda station: sign_in_with_card(station, made[1].badge, PIN))
    kiosk.wait_for(lambda: kiosk.shell.person, "the agent")
    kiosk.settle()
    assert kiosk.sees("代办员 张代办") and kiosk.ask(lambda station: station.author) == "V001"
    kiosk.tap("锁上离开")
    assert kiosk.shell.person is None and kiosk.sees("办手续")
    assert kiosk.ask(lambda station: station.signed_in) is None


def test_the_line_is_told_in_plain_words(kiosk: Driver) -> None:
    assert kiosk.shell.line.line is Line.CLOSED and kiosk.sees("网络不通")


def test_a_page_that_fails_is_left_and_wiped_and_the_screen_says_what_to_do(kiosk: Driver) -> None:
    seconds = [0.0]
    rescue = Rescue(kiosk.app, lambda: seconds[0])
    kiosk.shell.go("help")
    theme.elder = True
    kiosk.shell.visit.answers["name"] = "王秀英"
    assert rescue.handle_exception(ValueError("ours")) == ExceptionManager.PASS
    kiosk.settle()
    assert kiosk.sees("不是您的错") and not theme.elder and not kiosk.shell.visit.answers
    for _ in range(RESCUES_MAX - 1):
        assert rescue.handle_exception(ValueError("ours")) == ExceptionManager.PASS
    assert rescue.handle_exception(ValueError("ours")) == ExceptionManager.RAISE, "it goes on failing: start anew"
    seconds[0] += RESCUES_WITHIN_S + 1
    assert rescue.handle_exception(ValueError("ours")) == ExceptionManager.PASS
    assert rescue.handle_exception(KeyboardInterrupt()) == ExceptionManager.RAISE


def test_every_page_that_was_left_is_freed(kiosk: Driver, made: tuple[Path, Issued]) -> None:
    guide = Guide(kiosk, made[1])
    for name in guide.pages():
        guide.show(name)
        kiosk.settle_once()
    kiosk.shell.wipe()
    kiosk.skip(1)
    gc.unfreeze()
    gc.collect()
    alive = [type(one).__name__ for one in gc.get_objects() if Page in type(one).__mro__]
    assert alive == ["HomePage"]
