"""A list that may be long: only the rows in sight exist, and each is as high as its words."""

import math
from collections import defaultdict
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.recycleview import RecycleView
from kivy.uix.recycleview.views import RecycleDataAdapter, RecycleDataViewBehavior

from kiosk.widgets import fonts
from kiosk.widgets.crisp import Crisp
from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.mark import Mark
from kiosk.widgets.more_below import MoreBelow
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin

LINE_SIZES = 1.46  # the font's distance from line to line
BREAK_SLACK = 1.05  # 避头尾 leaves the end of some lines empty


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
            self.parent.parent.parent.dispatch("on_pick", self.key)  # its column, what moves, Rows


class LoneRow(Row):
    """A row that stands by itself, outside of a list: as high as its words, and it says its own `on_release`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(size_hint_y=None, **given)
        theme.follow(self._follow)

    def on_kv_post(self, base_widget: Any) -> None:
        """The words are there now."""
        self.ids.words.fbind("height", self._follow)
        self._follow()

    def on_release(self) -> None:
        """Whoever made it binds this."""

    def _follow(self, *_: object) -> None:
        self.height = max(theme.touch, self.ids.words.height + theme.s3)


class OwnRows(RecycleDataAdapter):
    """Keeps the rows that are not needed just now with their list. Kivy would hand them to whichever list comes next,
    past the life of the page that showed them, with its words and without the bindings that were undone with it."""

    def invalidate(self) -> None:
        """The data changed: every row is free for any of it, so it is kept under a key that no row of data has."""
        spare = [view for kind in self.dirty_views.values() for view in kind.values()] + list(self.views.values())
        self.views, self.dirty_views = {}, defaultdict(dict)
        for view in spare:
            self.dirty_views[type(view)][object()] = view


class RowList(Crisp, RecycleView):
    """The part of Rows that moves."""

    def __init__(self, **given: Any) -> None:
        super().__init__(view_adapter=OwnRows(), **given)


class Rows(FloatLayout):
    """`rows`: dicts with title and, as wanted, note, icon, mark, mark_kind, key, opens (False: cannot be touched).
    `on_pick(key)` when one is touched."""

    rows = ListProperty()

    __events__ = ("on_pick",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        fill = Clock.create_trigger(self._fill, -1)
        self.fbind("rows", fill)
        self.fbind("width", fill)
        theme.follow(self._fill)
        fill()

    def on_kv_post(self, base_widget: Any) -> None:
        """The parts are there now."""
        self.ids.more.watch(self.ids.view)

    def _fill(self, *_: object) -> None:
        self.ids.view.data = [row | {"row_size": (None, self.height_of(row))} for row in self.rows]

    def height_of(self, row: dict[str, Any]) -> float:
        """As high as the row's words at this width; counted from widths of characters, without drawing them."""
        beside = theme.s1 + theme.s3 * 2 + theme.icon + theme.s2 * 2  # padding, the bar's room, the arrow
        if row.get("icon"):
            beside += theme.grid(7) + theme.s2
        if row.get("mark"):
            beside += theme.s2 + theme.grid(4) + theme.small * (1.15 + fonts.width_of(row["mark"], True))
        room = max(theme.body * 4, self.width - beside)
        lines = (
            math.ceil(fonts.width_of(line) * size * BREAK_SLACK / room) * size
            for part, size in (("title", theme.body), ("note", theme.small))
            for line in row.get(part, "").split("\n")
        )
        return max(theme.touch, round(sum(lines) * LINE_SIZES) + theme.s3)

    def on_pick(self, key: object) -> None:
        """A row was touched."""


load_twin(__file__, Icon, Mark, MoreBelow, Plaque, Text)
