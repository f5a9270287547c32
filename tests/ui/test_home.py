"""首页: six errands that each lead somewhere real, in every size, both languages, and large type."""

from collections.abc import Iterator
from types import SimpleNamespace

import msgspec
import pytest
from kivy.core.window import Window

from kiosk.desk.finding import ERRANDS
from kiosk.settings import read_settings, write_settings
from kiosk.widgets.theme import theme
from kiosk.widgets.tile import Tile
from kiosk.widgets.words import say as _
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station
from tests.ui.driver import Driver, driving, tree_of
from tests.ui.hand import SIZES
from tests.ui.walk import faults

PHONE = "0576-8888 6666"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    folder = tmp_path_factory.mktemp("station") / "kiosk"
    make_station(folder, CountyByHand())
    write_settings(folder, msgspec.structs.replace(read_settings(folder), help_phone=PHONE))
    with driving(folder) as driver:
        yield driver


@pytest.fixture
def home(window: Driver) -> Driver:
    theme.elder, theme.language = False, "zh"
    if tuple(Window.size) != SIZES[0]:
        window.resize(*SIZES[0])
    window.shell.home()
    window.settle()
    return window


def tiles(driver: Driver) -> list[Tile]:
    return [widget for widget in tree_of(driver.page) if isinstance(widget, Tile)][::-1]


def test_six_tiles_stand_in_the_order_of_the_speech_and_one_is_strong(home: Driver) -> None:
    found = tiles(home)
    assert [tile.title for tile in found] == ["办手续", "问农技", "看小病", "买东西", "卖农产品", "调解纠纷"]
    assert [tile.title for tile in found if tile.strong] == ["办手续"]


def test_paperwork_leads_to_the_matters(home: Driver) -> None:
    home.tap("办手续")
    assert home.shell._way[-1].name == "matters"


@pytest.mark.parametrize("number", range(1, 6))
def test_every_other_errand_leads_to_a_matter_that_can_be_entrusted_and_to_a_person(home: Driver, number: int) -> None:
    home.tap(tiles(home)[number].title)
    assert home.shell._way[-1].name == "errand"
    assert home.sees("张代办")
    assert home.sees(PHONE)
    assert faults(Window, home.pixels()) == []
    key = list(ERRANDS)[number - 1]
    from kiosk.desk.finding import errand_matters

    matter = errand_matters(home.shell.catalogue.matters, key)[0]
    home.tap(matter.name)
    assert home.shell.visit.matter.code == matter.code


def test_an_errand_without_a_matter_says_so_and_whom_to_ask(home: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.screens.resident.errands.errand_matters", lambda matters, key: ())
    home.tap("看小病")
    assert home.sees("这件事现在还不能在这台机器上办")
    assert home.sees("张代办")
    assert faults(Window, home.pixels()) == []


@pytest.mark.parametrize(
    ("word", "page", "title"),
    [("查办到哪了", "progress", "查进度"), ("给我们评分", "progress", "评价"), ("登录", "sign_in", "代办员登录")],
)
def test_the_doors_lead_where_they_say(home: Driver, word: str, page: str, title: str) -> None:
    home.tap(word)
    assert home.shell._way[-1].name == page
    assert home.shell.title == title


def test_who_is_here_and_the_number_to_call_stand_on_the_first_page(home: Driver) -> None:
    assert home.sees("张代办")
    assert home.sees(PHONE)


def test_a_closed_line_is_told_in_plain_words_and_nothing_is_locked(home: Driver) -> None:
    home.wait_for(lambda: home.sees("网络不通，不影响您办事"), "the sentence of a closed line")
    assert not any(tile.disabled for tile in tiles(home))


@pytest.mark.parametrize("size", SIZES)
def test_home_keeps_the_rules_where_words_are_longest_and_largest(home: Driver, size: tuple[int, int]) -> None:
    theme.elder, theme.language = True, "en"
    home.resize(*size)
    assert faults(Window, home.pixels()) == []
    assert len(tiles(home)) == 6


def test_with_seven_agents_of_long_names_home_scrolls_instead_of_cutting(home: Driver) -> None:
    theme.elder = True
    home.page.ids.agent.names = "、".join(["阿卜杜拉·买买提"] * 7)
    home.frames(8)
    assert faults(Window, home.pixels()) == []


@pytest.mark.parametrize(("to_be_rated", "page"), [(True, "rating"), (False, "case_progress")])
def test_who_came_to_rate_gets_there_only_where_the_case_may_be_rated(
    home: Driver, monkeypatch: pytest.MonkeyPatch, to_be_rated: bool, page: str
) -> None:
    home.tap("给我们评分")
    shown: list[str] = []
    monkeypatch.setattr(type(home.shell), "instead", lambda _, name, **given: shown.append(name))
    home.page._found((object(), SimpleNamespace(to_be_rated=to_be_rated)))
    assert shown == [page]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["演示代办员甲", "阿卜杜热合曼·买买提尼亚孜"])
def test_in_large_type_the_whole_of_home_stands_in_the_smallest_window(home: Driver, name: str, language: str) -> None:
    theme.elder, theme.language = True, language
    home.page.ids.agent.names = name
    home.frames(8)
    for word in ("查办到哪了", "给我们评分", "登录", name, PHONE):
        one = home.find(_(word))
        assert one.shown.height == one.whole.height, f"{word} is cut"
    assert not home.sees(_("下面还有"))


def test_who_filled_nothing_is_not_told_that_it_is_still_there(home: Driver) -> None:
    home.tap("叫人帮忙")
    assert home.sees("回到刚才那一页") and not home.sees("您填的内容还在")
    home.tap("返回")
    assert home.sees("办手续")
