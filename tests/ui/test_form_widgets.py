"""The pads that a form's questions are answered on, under real touches, in every size and language."""

import pytest
from kivy.core.window import Window
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.key import Key
from kiosk.widgets.range_bar import RangeBar
from kiosk.widgets.ranking import Ranking
from kiosk.widgets.theme import theme
from kiosk.widgets.when_pad import WhenPad
from tests.ui.driver import tree_of
from tests.ui.hand import SIZES, holding
from tests.ui.walk import faults

THREE = [("road", "修路"), ("lamp", "装路灯"), ("hall", "办食堂")]


def test_a_birthday_is_six_touches() -> None:
    with holding() as (hand, show):
        pad = show(WhenPad())
        hand.type("1950")
        hand.tap("3 月")
        hand.tap("12")
        assert pad.text == "1950/3/12"


def test_a_part_is_touched_again_to_change_it_and_the_others_stay() -> None:
    with holding() as (hand, show):
        pad = show(WhenPad(text="1950/3/12"))
        hand.tap("3 月")
        hand.tap("4 月")
        assert (pad.text, pad.part) == ("1950/4/12", "month"), "nothing is open any more: it stays here"
        hand.tap("1950 年")
        hand.tap("删除")
        hand.type("1")
        assert pad.text == "1951/4/12"


def test_a_day_that_the_month_does_not_have_is_neither_offered_nor_kept() -> None:
    with holding() as (hand, show):
        pad = show(WhenPad(text="2024/1/31"))
        hand.tap("1 月")
        hand.tap("2 月")
        assert (pad.text, pad.part) == ("2024/2/", "day")
        hand.tap("30")
        assert pad.text == "2024/2/"
        hand.tap("29")
        assert pad.text == "2024/2/29"
        hand.tap("2024 年")
        hand.tap("删除")
        hand.type("3")
        assert (pad.text, pad.part) == ("2023/2/", "day")


def test_what_was_chosen_is_taken_back_by_a_second_touch() -> None:
    with holding() as (hand, show):
        pad = show(WhenPad(kind="time", text="8/5"))
        hand.tap("8 时")
        hand.tap("8")
        hand.tap("5 分")
        hand.tap("5 分", nth=1)
        assert pad.text == ""


@pytest.mark.parametrize(("kind", "touches", "typed"), [
    ("year", ["1", "9", "7", "8"], "1978"), ("month-year", ["1", "9", "7", "8", "7 月"], "1978/7"),
    ("time", ["14", "30 分"], "14/30"), ("date_time", ["2", "0", "2", "6", "11 月", "22", "8", "0 分"], "2026/11/22/8/0"),
])  # fmt: skip
def test_every_kind_asks_its_own_parts_one_after_another(kind: str, touches: list[str], typed: str) -> None:
    with holding() as (hand, show):
        pad = show(WhenPad(kind=kind))
        for touch in touches:
            keys = [one for one in hand.seen() if isinstance(one.widget, Key) and one.widget.text == touch]
            hand.touch(*keys[0].centre)
        assert pad.text == typed


def test_minus_and_plus_stay_between_the_ends() -> None:
    with holding() as (hand, show):
        bar = show(RangeBar(least="1", most="3", size_hint_x=1))
        hand.tap("＋")
        assert bar.text == "1"
        for _ in range(4):
            hand.tap("＋")
        assert bar.text == "3"
        for _ in range(4):
            hand.tap("－")
        assert bar.text == "1"


@pytest.mark.parametrize(("part", "number"), [(0.0, "0"), (0.5, "2.5"), (1.0, "5"), (0.31, "1.5")])
def test_a_touch_on_the_bar_takes_the_nearest_number(part: float, number: str) -> None:
    with holding() as (_hand, show):
        bar = show(RangeBar(least="0", most="5", step="0.5"))
        bar.take(part)
        assert bar.text == number


def test_a_finger_drawn_along_the_bar_ends_where_it_is_lifted() -> None:
    with holding() as (hand, show):
        bar = show(RangeBar(least="0", most="10"))
        rail = bar.rail
        hand.stroke([(rail.x + 20, rail.center_y), (rail.center_x, rail.center_y), (rail.right + 90, rail.center_y)])
        assert bar.text == "10"


def test_a_thing_goes_up_by_one_touch_and_the_first_goes_no_further() -> None:
    with holding() as (hand, show):
        told = []
        ranking = show(Ranking(options=THREE))
        ranking.bind(on_moved=lambda _, order: told.append(order))
        hand.tap("往前", nth=2)
        hand.tap("往前", nth=1)
        assert told == [["road", "hall", "lamp"], ["hall", "road", "lamp"]]
        hand.tap("往前")
        assert len(told) == 2
        assert [text for text in hand.words() if text in dict(THREE).values()] == ["办食堂", "修路", "装路灯"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_every_pad_keeps_the_rules_of_the_screen(size: tuple[int, int], elder: bool, language: str) -> None:
    with holding(size, elder=elder, language=language) as (hand, show):
        column = show(BoxLayout(orientation="vertical", size_hint=(None, None)))
        column.width = (540 if theme.wide else 700) * theme.scale
        for pad in (
            WhenPad(text="1950/3/"), WhenPad(kind="date_time", text="2026/11/22//"), WhenPad(kind="year"),
            RangeBar(text="4"), Ranking(options=THREE),
        ):  # fmt: skip
            column.add_widget(pad)
            column.height = pad.height
            hand.frames(6)
            assert faults(Window, hand.pixels()) == []
            assert all(key.width >= 60 for key in tree_of(pad) if isinstance(key, Key))
            column.remove_widget(pad)
