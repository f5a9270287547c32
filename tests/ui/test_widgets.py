"""Every part of the widget set, as the gallery shows it: the rules of each screen hold for each part already."""

import gc
from weakref import ref

import pytest
from kivy.core.window import Window
from PIL import ImageChops

from kiosk.core.refusal import Refusal
from kiosk.screens.wiping import close_dialogs, unbind_tree
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.choice import Choice, Option
from kiosk.widgets.dialog import Dialog, ask, tell_refusal
from kiosk.widgets.faces import Faces
from kiosk.widgets.field import Field
from kiosk.widgets.ground import Ground
from kiosk.widgets.palette import PAIRS
from kiosk.widgets.rows import Row, Rows
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.tile import Tile
from tests.ui.driver import tree_of
from tests.ui.gallery_pages import LONG, PAGES
from tests.ui.hand import SIZES, holding
from tests.ui.walk import faults

MODES = [(size, elder) for size in SIZES for elder in (False, True)]


def open_dialogs() -> list[Dialog]:
    return [child for child in Window.children if isinstance(child, Dialog)]


@pytest.fixture(autouse=True)
def no_dialog_stays():
    yield
    close_dialogs()


@pytest.mark.parametrize("page", ["parts", "words", "tiles", "empty"])
@pytest.mark.parametrize(("size", "elder"), MODES)
def test_every_part_keeps_the_rules_in_every_size(page: str, size: tuple[int, int], elder: bool) -> None:
    with holding(size, elder=elder) as (hand, show):
        show(PAGES[page]())
        hand.frames(6)
        assert faults(Window, hand.pixels()) == []


@pytest.mark.parametrize("page", ["parts", "words", "tiles", "empty"])
def test_text_stands_only_on_grounds_it_was_measured_on(page: str) -> None:
    with holding() as (hand, show):
        show(PAGES[page]())
        hand.frames(6)
        used = {(text.tone, ground_of(text)) for child in Window.children for text in tree_of(child)
                if isinstance(text, Text) and text.text}  # fmt: skip
        assert used
        assert used - set(PAIRS) == set()


def ground_of(text: Text) -> str:
    """The palette's name of what a text stands on."""
    above = text
    while above is not None and above is not getattr(above, "parent", None):
        if isinstance(above, Ground) and above.fill != "clear":
            return above.fill
        above = above.parent
    return "paper"


@pytest.mark.parametrize("make", [
    lambda: BigButton(text="下一步", kind="primary"), lambda: BigButton(text="返回"),
    lambda: BigButton(text="跳过", kind="quiet"), lambda: BigButton(text="查一查", kind="soft"),
    lambda: BigButton(text="撤回", kind="danger"), lambda: Tile(title="看小病", icon="clinic", size_hint=(0.4, 0.3)),
    lambda: Tile(title="办手续", icon="office", strong=True, size_hint=(0.4, 0.3)),
    lambda: Option(key="a", label="本人"),
])  # fmt: skip
def test_a_touch_is_answered_within_the_frame(make) -> None:
    with holding() as (hand, show):
        part = show(make())
        before = hand.pixels()
        finger = hand.fingers([part.center])
        hand.frames(1)
        assert ImageChops.difference(before, hand.pixels()).getbbox() is not None
        hand.lift(finger)


def test_a_button_grows_with_its_words_instead_of_cutting_them() -> None:
    with holding() as (hand, show):
        button = show(BigButton(text=LONG, icon="document", size_hint_x=None, width=300))
        assert button.height > theme.touch
        assert faults(Window, hand.pixels()) == []


def test_what_is_disabled_does_nothing_and_can_be_read() -> None:
    with holding() as (hand, show):
        done = []
        button = show(BigButton(text="下一步", kind="primary", disabled=True))
        button.bind(on_release=done.append)
        hand.touch(*button.center)
        assert done == []
        assert faults(Window, hand.pixels()) == []


def test_two_fingers_on_one_button_release_it_once_each_and_a_finger_that_leaves_does_not() -> None:
    with holding() as (hand, show):
        done = []
        button = show(BigButton(text="下一步"))
        button.bind(on_release=done.append)
        hand.stroke([button.center, (button.center_x, button.top + 200)])
        assert done == []
        left, right = hand.fingers([(button.x + 40, button.center_y), (button.right - 40, button.center_y)])
        hand.lift([left])
        hand.lift([right])
        assert len(done) == 2


def test_one_of_few_is_chosen_by_touch_and_the_other_is_let_go() -> None:
    with holding() as (hand, show):
        told = []
        choice = show(Choice(options=[("a", "本人"), ("b", "家人", "要带身份证")]))
        choice.bind(on_choice=lambda _, chosen: told.append(chosen))
        hand.tap("本人")
        hand.tap("家人")
        assert (choice.value, told) == ("b", [["a"], ["b"]])


def test_many_are_chosen_in_the_order_they_stand_in() -> None:
    with holding() as (hand, show):
        choice = show(Choice(many=True, options=[("a", "甲"), ("b", "乙"), ("c", "丙")]))
        hand.tap("丙")
        hand.tap("甲")
        assert choice.chosen == ["a", "c"]
        hand.tap("丙")
        assert choice.chosen == ["a"]


def test_a_field_says_that_it_was_touched() -> None:
    with holding() as (hand, show):
        asked = []
        field = show(Field(label="姓名", hint="点这里填写"))
        field.bind(on_ask=asked.append)
        hand.tap("点这里填写")
        assert asked == [field]


def test_a_secret_shows_how_many_and_not_which() -> None:
    with holding() as (hand, show):
        show(Field(label="密码", value="271828", secret=True))
        assert hand.sees("●●●●●●")
        assert not hand.sees("271828")


def test_a_list_of_ten_thousand_holds_only_the_rows_in_sight_and_says_which_is_touched() -> None:
    with holding() as (hand, show):
        picked = []
        rows = show(Rows(rows=[{"title": f"第{n}件", "key": n} for n in range(10_000)]))
        rows.bind(on_pick=lambda _, key: picked.append(key))
        hand.frames(6)
        assert 5 <= sum(isinstance(widget, Text) and "件" in widget.text for widget in tree_of(rows)) < 60
        hand.tap("第3件")
        assert picked == [3]


def test_a_row_used_again_forgets_what_the_last_one_showed() -> None:
    with holding() as (hand, show):
        rows = show(Rows(rows=[{"title": f"第{n}件", "note": "有字", "mark": "已受理", "icon": "document", "key": n}
                               for n in range(40)]))  # fmt: skip
        hand.frames(6)
        rows.rows = [{"title": "只有名字", "key": 0}]
        hand.frames(6)
        assert [text for text in hand.words() if text in ("有字", "已受理")] == []


def test_a_list_shows_its_own_rows_whatever_a_list_that_is_gone_showed() -> None:
    with holding() as (hand, show):
        gone = show(Rows(rows=[{"title": f"王秀英{n}", "note": "上一个人的", "key": n} for n in range(4)]))
        hand.frames(6)
        gone.rows = []
        Window.remove_widget(gone)
        unbind_tree(gone)
        hand.frames(2)
        show(Rows(rows=[{"title": "李建国", "key": 0}]))
        hand.frames(6)
        assert hand.words() == ["李建国"]


def test_rows_are_freed_with_their_list() -> None:
    with holding() as (hand, show):
        rows = show(Rows(rows=[{"title": "王秀英", "note": "上一个人的", "key": n} for n in range(4)]))
        hand.frames(6)
        shown = [ref(widget) for widget in tree_of(rows) if isinstance(widget, Row)]
        assert shown
        rows.rows = []
        hand.frames(2)
        Window.remove_widget(rows)
        unbind_tree(rows)
        del rows
        gc.collect()
        assert [row().title for row in shown if row() is not None] == []


def test_a_grade_is_one_touch_and_can_be_changed() -> None:
    with holding() as (hand, show):
        graded = []
        faces = show(Faces())
        faces.bind(on_grade_chosen=lambda _, grade: graded.append(grade))
        hand.tap("满意")
        hand.tap("非常不满意")
        assert (faces.grade, graded) == (1, [4, 1])


@pytest.mark.parametrize(("size", "elder"), MODES)
def test_a_dialog_keeps_the_rules_and_takes_every_touch(size: tuple[int, int], elder: bool) -> None:
    with holding(size, elder=elder) as (hand, show):
        done, answered = [], []
        under = show(BigButton(text="下面的", size_hint=(1, 1)))
        under.bind(on_release=done.append)
        ask("要撤回这份委托吗？", LONG, "撤回", "先不撤回", lambda: answered.append(True), lambda: answered.append(False))
        hand.frames(6)
        assert faults(Window, hand.pixels()) == []
        hand.touch(10, 10)
        assert (done, answered, len(open_dialogs())) == ([], [], 1)
        hand.tap("先不撤回")
        assert (answered, open_dialogs()) == ([False], [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_is_told_in_the_language_chosen_without_its_code(language: str) -> None:
    with holding(language=language) as (hand, _):
        no = Refusal("QUERY_CODE_WRONG")
        tell_refusal(no)
        hand.frames(6)
        assert hand.sees(no.text(language))
        assert not hand.sees("QUERY_CODE_WRONG")


def test_nothing_stays_open_when_the_visitor_has_gone() -> None:
    with holding() as (hand, _):
        answered = []
        ask("甲", on_yes=lambda: answered.append(1), on_no=lambda: answered.append(0))
        ask("乙")
        close_dialogs()
        hand.frames(3)
        assert (open_dialogs(), answered, hand.words()) == ([], [], [])
