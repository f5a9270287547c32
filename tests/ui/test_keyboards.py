"""The keyboards under real touches: what is touched is what is written, in every size and language."""

import gc
import weakref

import pytest

from kiosk.widgets.fonts import width_px
from kiosk.widgets.key import Key
from kiosk.widgets.number_pad import NumberPad
from kiosk.widgets.pinyin import CANDIDATES_MAX
from kiosk.widgets.pinyin_keyboard import PinyinKeyboard
from tests.ui.driver import tree_of
from tests.ui.hand import SIZES, holding

KEY_LEAST_PX = 64
TYPE_LEAST_PX = 18


def test_a_name_is_written_syllable_by_syllable() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(kind="name"))
        hand.type("lixiuying")
        for char in "李秀英":
            hand.tap(char)
        assert (board.text, board.spelling) == ("李秀英", "")


def test_candidates_further_on_are_found_by_leafing_and_back() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(kind="text"))
        hand.type("yi")
        first = [key.text for key in tree_of(board) if isinstance(key, Key) and key.kind == "choice"]
        hand.tap("更多")
        second = [key.text for key in tree_of(board) if isinstance(key, Key) and key.kind == "choice"]
        assert not set(first) & set(second)
        hand.tap("前面")
        assert first == [key.text for key in tree_of(board) if isinstance(key, Key) and key.kind == "choice"]


def test_a_rare_name_can_be_typed_and_is_drawn() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(kind="name", text="王"))
        hand.type("xi")
        while not hand.sees("㐂") and board.page < CANDIDATES_MAX // board.per_page:
            board.page += 1  # many touches of 更多
            hand.settle()
        hand.tap("㐂")
        assert board.text == "王㐂"


def test_a_mark_takes_the_first_characters_of_what_is_still_open() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard())
        hand.type("nihao")
        hand.tap("，")
        assert board.spelling == ""
        assert board.text.endswith("，")
        assert len(board.text) == 3


def test_an_address_has_digits_letters_and_the_words_of_addresses() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard())
        hand.tap("符号")
        hand.tap("村")
        hand.type("12")
        hand.tap("号")
        hand.tap("英文")
        hand.tap("大写")
        hand.type("AB")
        hand.tap("小写")
        hand.type("c")
        hand.tap("拼音")
        hand.tap("空格")
        assert board.text == "村12号ABc "


def test_delete_takes_the_last_letter_first_and_then_the_last_character() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(text="王"))
        hand.type("li")
        hand.tap("删除")
        assert (board.text, board.spelling) == ("王", "l")
        hand.tap("删除")
        hand.tap("删除")
        hand.tap("删除")
        assert (board.text, board.spelling) == ("", "")


def test_clear_empties_everything() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(text="王秀英"))
        hand.type("li")
        hand.tap("清空")
        assert (board.text, board.spelling) == ("", "")


def test_nothing_longer_than_allowed_is_written_and_it_says_so() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(kind="name", length_max=2, text="王"))
        said = []
        board.bind(on_full=lambda _: said.append(True))
        hand.type("xiuying")
        hand.tap("秀")
        hand.tap("英")
        assert board.text == "王秀"
        assert said


def test_the_last_key_takes_what_is_open_and_a_name_is_looked_at_before_it_is_done() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(kind="name", text="李", done_text="下一步"))
        done = []
        board.bind(on_done=lambda board: done.append(board.text))
        hand.type("xiu")
        hand.tap("下一步")
        assert (len(board.text), done) == (2, [])
        hand.tap("下一步")
        assert len(done) == 1
        assert len(done[0]) == 2


def test_digits_are_typed_deleted_and_cleared() -> None:
    with holding() as (hand, show):
        pad = show(NumberPad(length_max=11))
        hand.type("1385760")
        hand.tap("删除")
        assert pad.text == "138576"
        hand.tap("清空")
        assert pad.text == ""


def test_x_is_only_the_eighteenth_character_of_an_identity_number() -> None:
    with holding() as (hand, show):
        pad = show(NumberPad(with_x=True, text="9999011955"))
        hand.tap("X")
        assert pad.text == "9999011955"
        hand.type("0910012")
        hand.tap("X")
        assert pad.text == "99990119550910012X"
        said = []
        pad.bind(on_full=lambda _: said.append(True))
        hand.tap("5")
        assert len(pad.text) == 18
        assert said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_every_key_is_large_enough_and_holds_its_word(size: tuple[int, int], elder: bool, language: str) -> None:
    with holding(size, elder=elder, language=language) as (hand, show):
        for board in (
            PinyinKeyboard(kind="name", done_text="下一步"), PinyinKeyboard(spelling="yi", done_text="下一步"),
            PinyinKeyboard(mode="latin"), PinyinKeyboard(mode="signs"), NumberPad(with_x=True, done_text="下一步"),
        ):  # fmt: skip
            show(board)
            board.pos = (0, 0)
            hand.settle()
            keys = [key for key in tree_of(board) if isinstance(key, Key)]
            assert len(keys) > 10
            for key in keys:
                assert min(key.size) >= KEY_LEAST_PX - 1, (key.text, key.size)
                assert key.font_size >= TYPE_LEAST_PX
                assert width_px(key.text, key.font_size) <= key.width, key.text
                assert board.x <= key.x + 1 and key.right <= board.right + 1, key.text
            places = [(key.x, key.y, key.right, key.top) for key in keys]
            for one in places:
                for other in places:
                    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                    assert one is other or apart, (one, other)
            board.parent.remove_widget(board)


def test_a_keyboard_that_has_left_the_window_is_forgotten_with_what_was_typed() -> None:
    with holding() as (hand, show):
        board = show(PinyinKeyboard(text="王秀英", spelling="li"))
        gone = weakref.ref(board)
        board.parent.remove_widget(board)
        del board
        hand.frames(4)
        gc.collect()
        assert gone() is None
