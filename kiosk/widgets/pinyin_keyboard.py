"""The pinyin keyboard: letters below, the characters they may mean above, one syllable after another.

What it shows follows from `spelling`, `text` and the page of candidates; which character a spelling may mean is
kiosk/widgets/pinyin.py's knowledge, not the keyboard's.
"""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.key import GAP_PX, KEY_PX, Key, KeyRows, rows_height, taller
from kiosk.widgets.pinyin import SPELLING_LETTERS_MAX, Candidate, bundled_syllables
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _

LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
DIGITS = "1234567890"
# What addresses are made of, and the marks they need.
PLACES = ("省", "市", "县", "区", "镇", "乡", "村", "组", "号", "室")  # zh-only
SIGNS = (("路", "街", "巷", "弄", "栋", "幢", "楼", "单元", "小区"), ("-", "/", "（", "）", "、", "：", "·"))  # zh-only
SPELLED_PX = 40  # the line that shows the letters as syllables
CHOICE_PX = 70  # a candidate is chosen by its strokes: larger than a letter
CHOICE_LEAST_PX = 76
ARROW_PX = 84


class PinyinKeyboard(BoxLayout):
    """`text` is what has been written, `length_max` how many characters it may have. `kind` name offers surnames first
    and shows no digits; text adds digits, Latin letters and marks. `spelling` are the letters not yet chosen from.
    `done_text` names a last key that says `on_done`; `on_full` is said when nothing more fits."""

    text = StringProperty("")
    spelling = StringProperty("")
    length_max = NumericProperty(40)
    kind = OptionProperty("text", options=("name", "text"))
    mode = OptionProperty("pinyin", options=("pinyin", "latin", "signs"))
    capital = BooleanProperty(False)
    page = NumericProperty(0)
    done_text = StringProperty("")

    __events__ = ("on_done", "on_full")

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        self._candidates: list[Candidate] = []
        super().__init__(orientation="vertical", **given)
        self._spelled = Text(role="body", tone="accent", bold=True, hug=True)
        self._to_come = Text(role="body", tone="soft", hug=True)
        self._strip = KeyRows(size_hint_y=None)
        self._strip.start = True
        self._hint = Text(role="body", tone="soft", halign="center")
        self._top = Widget(size_hint_y=None)
        self._keys = KeyRows()
        for part in (self._spelled, self._to_come, self._strip, self._hint):
            self._top.add_widget(part)
        self.add_widget(self._top)
        self.add_widget(self._keys)
        self._top.fbind("pos", self._place_top)
        self._top.fbind("size", self._place_top)
        for name in ("kind", "mode", "capital", "done_text"):
            self.fbind(name, self._lay)
        for name in ("spelling", "text", "kind"):
            self.fbind(name, self._look_up)
        self.fbind("page", self._offer)
        theme.follow(self._lay)
        self._lay()
        self._look_up()

    # the keys

    def _lay(self, *_of: object) -> None:
        rows: list[list[tuple[Key, float]]] = []
        if self.kind == "text":
            top = PLACES if self.mode == "signs" else tuple(DIGITS)
            rows.append([(self._writing(each), 1) for each in top])
        if self.mode == "signs":
            rows += [[(self._writing(each), 1) for each in line] for line in (DIGITS, *SIGNS)]
        else:
            rows += [[(self._letter(each), 1) for each in line] for line in LETTERS]
        delete = Key(text=_("删除"), kind="work", role="label", on_release=self._delete)
        if self.mode == "latin":
            shift = Key(text=_("小写") if self.capital else _("大写"), kind="work", role="label", on_release=self._shift)
        else:
            shift = Key(text=_("清空"), kind="work", role="label", on_release=self._clear)
        rows[-1] = [(shift, 1.5), *rows[-1], (delete, 1.5)]
        rows.append(self._last_row())
        self._keys.lay(rows, 10)
        self._measure(len(rows))

    def _last_row(self) -> list[tuple[Key, float]]:
        word = _("选第一个字") if self.kind == "name" else _("空格")
        self._bar = Key(text=word, kind="work", role="label", on_release=self._space)
        space = self._bar
        done = [(Key(text=self.done_text, kind="done", role="label", on_release=self._finish), 2.0)]
        done = done if self.done_text else []
        if self.kind == "name":
            return [(self._writing("·"), 1.5), (space, 8.5 - 2 * len(done)), *done]
        turns = {"pinyin": _("拼音"), "latin": _("英文"), "signs": _("符号")}
        others = [
            (Key(text=name, value=mode, kind="work", role="label", on_release=self._turn), 1.5)
            for mode, name in turns.items()
            if mode != self.mode
        ]
        comma, stop = (self._writing(each) for each in ("，。" if self.mode != "latin" else ",."))
        return [*others, (comma, 1), (space, 5 - 2 * len(done)), (stop, 1), *done]

    def _letter(self, letter: str) -> Key:
        shown = letter.upper() if self.mode == "latin" and self.capital else letter
        return Key(text=shown, value=shown, on_release=self._type_letter)

    def _writing(self, sign: str) -> Key:
        return Key(text=sign, value=sign, on_release=self._type_sign)

    def _measure(self, rows: int) -> None:
        self.spacing = self._keys.gap = self._strip.gap = round(GAP_PX * theme.scale)
        top = round((SPELLED_PX + CHOICE_PX * taller()) * theme.scale)
        if self.size_hint_y is None:
            self.height = top + self.spacing + rows_height(rows - (self.mode == "signs"), KEY_PX)
        # signs need nothing above them, and have a row more
        self._top.height = 0 if self.mode == "signs" else top
        self._place_top()

    def _place_top(self, *_of: object) -> None:
        choice = round(CHOICE_PX * taller() * theme.scale)
        for part in (self._spelled, self._to_come):
            part.center_y = self._top.y + choice + (self._top.height - choice) / 2
        self._spelled.x = self._top.x + theme.s1
        self._to_come.x = self._spelled.x + self._spelled.width + theme.s1
        self._strip.pos, self._strip.size = self._top.pos, (self._top.width, choice)
        # not by `center`: Kivy works it out anew only after this was called
        self._hint.width = self._top.width
        self._hint.pos = (self._top.x, self._top.y + (self._top.height - self._hint.height) / 2)
        self._offer()

    # what the letters may mean

    def _look_up(self, *_of: object) -> None:
        name = self.kind == "name"
        table = bundled_syllables()
        self._candidates = table.candidates(
            self.spelling, surname=name and not self.text, given=name and bool(self.text)
        )
        head, *rest = table.split(self.spelling) or [""]
        self._spelled.text, self._to_come.text = head, " ".join(rest)
        self._hint.text = "" if self.spelling or self.mode != "pinyin" else self._told()
        self.page = 0
        self._place_top()

    def _told(self) -> str:
        if self.kind == "name" and not self.text:
            return _("请打拼音，再点上面的字。比如姓“李”，打 l i")
        return _("接着打下一个字的拼音")

    def _offer(self, *_of: object) -> None:
        count = self.per_page
        start = int(self.page) * count
        self._bar.disabled = self.kind == "name" and not self._candidates
        shown = self._candidates[start : start + count]
        row: list[tuple[Key, float]] = []
        for candidate in shown:
            key = Key(text=candidate.char, kind="choice", role="title", on_release=self._choose)
            key.candidate = candidate
            row.append((key, 1))
        if len(self._candidates) > count:
            back = Key(text=_("前面"), value="-1", kind="work", role="label", on_release=self._leaf)
            on = Key(text=_("更多"), value="1", kind="work", role="label", on_release=self._leaf)
            back.disabled, on.disabled = start == 0, start + count >= len(self._candidates)
            row += [(Widget(), count - len(shown))] if len(shown) < count else []
            row += [(back, 1.1), (on, 1.1)]
        self._strip.lay([row] if row else [], self._breadth())

    @property
    def per_page(self) -> int:
        """How many candidates one page shows at this width."""
        return max(4, int((self.width - 2 * ARROW_PX * theme.scale) // (CHOICE_LEAST_PX * theme.scale)))

    def _breadth(self) -> float:
        return self.per_page + 2.2

    # touches

    def _type_letter(self, key: Key) -> None:
        if self.mode == "latin":
            self._write(key.value)
        elif len(self.spelling) < SPELLING_LETTERS_MAX:
            self.spelling += key.value

    def _type_sign(self, key: Key) -> None:
        self._settle_spelling()
        self._write(key.value)

    def _settle_spelling(self) -> None:
        """Take the first candidate of each syllable still open, as every pinyin keyboard does before a mark."""
        while self.spelling and self._candidates:
            if not self._take(self._candidates[0]):
                return

    def _choose(self, key: Any) -> None:
        self._take(key.candidate)

    def _take(self, candidate: Candidate) -> bool:
        if not self._write(candidate.char):
            return False
        self.spelling = self.spelling[candidate.letters :]
        return True

    def _write(self, what: str) -> bool:
        if len(self.text) + len(what) > self.length_max:
            self.dispatch("on_full")
            return False
        self.text += what
        return True

    def _space(self, _key: Key) -> None:
        if self.spelling:
            if self._candidates:
                self._take(self._candidates[0])
        elif self.text and self.kind == "text":
            self._write(" ")

    def _delete(self, _key: Key) -> None:
        if self.spelling:
            self.spelling = self.spelling[:-1]
        else:
            self.text = self.text[:-1]

    def _clear(self, _key: Key) -> None:
        self.spelling = self.text = ""

    def _shift(self, _key: Key) -> None:
        self.capital = not self.capital

    def _turn(self, key: Key) -> None:
        self._settle_spelling()
        self.mode = key.value
        self._look_up()

    def _leaf(self, key: Key) -> None:
        self.page += int(key.value)

    def _finish(self, _key: Key) -> None:
        spelled = bool(self.spelling)
        self._settle_spelling()
        if spelled and not self.spelling and self.kind == "name":
            return  # a character of a name that the keyboard chose is looked at before one goes on
        self.dispatch("on_done")

    def on_done(self) -> None:
        """The last key was touched."""

    def on_full(self) -> None:
        """Nothing more fits."""
