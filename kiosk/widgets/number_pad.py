"""The number pad: ten digits in the order of a telephone, delete, clear, and X for the end of an identity number."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.key import GAP_PX, Key, KeyRows, rows_height
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _

ID_DIGITS = 17  # before the check character, which may be X (GB 11643-1999)
KEY_PX = 76  # digits are fewer and may be larger


class NumberPad(BoxLayout):
    """`text` is what has been typed, `length_max` how many characters it may have; `with_x` offers X as the eighteenth
    character of an identity number, `with_point` the decimal point; `done_text` names a last key that says `on_done`.
    `on_full` is said when a key was touched and nothing more fits."""

    text = StringProperty("")
    length_max = NumericProperty(18)
    with_x = BooleanProperty(False)
    with_point = BooleanProperty(False)
    done_text = StringProperty("")

    __events__ = ("on_done", "on_full")

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        super().__init__(**given)
        self._digits, self._work = KeyRows(), KeyRows(size_hint_x=0.36)
        self.add_widget(self._digits)
        self.add_widget(self._work)
        for name in ("with_x", "with_point", "done_text"):
            self.fbind(name, self._lay)
        for name in ("text", "length_max"):
            self.fbind(name, self._allow)
        theme.follow(self._size)
        self._lay()

    def _lay(self, *_of: object) -> None:
        self._x = Key(text="X", value="X", role="title", on_release=self._typed)
        rows = [[(self._digit(value), 1) for value in row] for row in ("123", "456", "789")]
        last: list[tuple[Key, float]] = [(self._digit("0"), 1)]
        if self.with_x:
            last = [(self._x, 1), (last[0][0], 1)]
        elif self.with_point:
            last = [(Key(text=".", value=".", role="title", on_release=self._typed), 1), (last[0][0], 1)]
        last = [*last[:-1], (last[-1][0], 3 - (len(last) - 1))]
        self._digits.lay([*rows, last], 3)
        delete = Key(text=_("删除"), value="delete", kind="work", role="body", on_release=self._deleted)
        clear = Key(text=_("清空"), value="clear", kind="work", role="body", on_release=self._cleared)
        keys = [delete, clear]
        if self.done_text:
            keys.append(Key(text=self.done_text, value="done", kind="done", role="body", on_release=self._finished))
        self._work.lay([[(key, 1)] for key in keys], 1)
        self._size()
        self._allow()

    def _digit(self, value: str) -> Key:
        return Key(text=value, value=value, role="title", on_release=self._typed)

    def _size(self, *_of: object) -> None:
        self.spacing = self._digits.gap = self._work.gap = round(GAP_PX * theme.scale)
        if self.size_hint_y is None:
            self.height = rows_height(4, KEY_PX)

    def _allow(self, *_of: object) -> None:
        self._x.disabled = len(self.text) != ID_DIGITS

    def _typed(self, key: Key) -> None:
        if len(self.text) >= self.length_max or (key.value == "." and ("." in self.text or not self.text)):
            self.dispatch("on_full")
            return
        self.text += key.value

    def _deleted(self, _key: Key) -> None:
        self.text = self.text[:-1]

    def _cleared(self, _key: Key) -> None:
        self.text = ""

    def _finished(self, _key: Key) -> None:
        self.dispatch("on_done")

    def on_done(self) -> None:
        """The last key was touched."""

    def on_full(self) -> None:
        """Nothing more fits."""
