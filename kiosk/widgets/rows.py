"""A list that may be long: only the rows in sight exist, and each is as high as its words."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.recycleview import RecycleView
from kivy.uix.recycleview.views import RecycleDataViewBehavior

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.mark import Mark
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin

LINE_SIZES = 1.46  # the font's distance from line to line


class Row(RecycleDataViewBehavior, Press, Ground, BoxLayout):
    """One row: `title` (wraps), `note`, `icon`, a mark of `mark_kind` saying `mark`, `key` for whoever picks it."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    mark = StringProperty("")
    mark_kind = StringProperty("plain")
    key = ObjectProperty(None, allownone=True)
    opens = BooleanProperty(True)

    def refresh_view_attrs(self, view: Any, index: int, data: dict[str, Any]) -> None:
        """Take a row's data; what it does not name goes back to empty, since rows are used again."""
        plain = {"title": "", "note": "", "icon": "", "mark": "", "mark_kind": "plain", "key": None, "opens": True}
        super().refresh_view_attrs(view, index, plain | data)

    def on_release(self) -> None:
        """The list says which row it was."""
        if self.opens:
            self.parent.parent.dispatch("on_pick", self.key)


class LoneRow(Row):
    """A row that stands by itself, outside of a list: as high as its words, and it says its own `on_release`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(size_hint_y=None, **given)
        self.ids.words.fbind("height", self._follow)
        theme.fbind("touch", self._follow)
        self._follow()

    def on_release(self) -> None:
        """Whoever made it binds this."""

    def _follow(self, *_: object) -> None:
        self.height = max(theme.touch, self.ids.words.height + theme.s3)


class Rows(RecycleView):
    """`rows`: dicts with title and, as wanted, note, icon, mark, mark_kind, key, opens (False: cannot be touched).
    `on_pick(key)` when one is touched."""

    rows = ListProperty()
    gap = NumericProperty(0)

    __events__ = ("on_pick",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        fill = Clock.create_trigger(self._fill, -1)
        self.fbind("rows", fill)
        self.fbind("width", fill)
        theme.follow(self._fill)
        fill()

    def _fill(self, *_: object) -> None:
        self.data = [row | {"row_size": (None, self._height(row))} for row in self.rows]

    def _height(self, row: dict[str, Any]) -> float:
        """As high as the row's words at this width; counted from widths of characters, without drawing them."""
        beside = 2 * theme.s3 + theme.icon + theme.s2  # padding and the arrow
        if row.get("icon"):
            beside += theme.grid(7) + theme.s2
        if row.get("mark"):
            beside += theme.s2 + theme.grid(6) + theme.small * 1.15 + _em(row["mark"]) * theme.small
        room = max(theme.body * 4, self.width - beside - theme.s1)
        title = -(-_em(row.get("title", "")) * theme.body * 1.04 // room) * theme.body
        note = -(-_em(row.get("note", "")) * theme.small * 1.04 // room) * theme.small
        return max(theme.touch, round((title + note) * LINE_SIZES) + theme.s3)

    def on_pick(self, key: object) -> None:
        """A row was touched."""


def _em(text: str) -> float:
    """The width of a text in units of its size: Chinese characters are square, Latin ones a little over half."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.6 for character in text)


load_twin(__file__, Icon, Mark, Plaque, Text)
