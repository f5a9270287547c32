"""One key of a keyboard, and rows of them: large, one widget each, so that forty appear within a frame."""

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.widgets.fonts import width_px
from kiosk.widgets.ground import Ground
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme

KEY_PX = 64  # at scale 1: old fingers, and a thumb's breadth between two centres
GAP_PX = 8
TALL = 1.25  # a window that stands has room for higher keys
MARGIN_PX = 5  # left and right of the word on a key
TYPE_LEAST_PX = 18
# kind: (ground, line, words), the same while held, and while it cannot be touched
LOOKS: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "letter": (("card", "line", "ink"), ("accent_wash", "accent", "accent")),
    "work": (("sunk", "line", "ink"), ("pressed", "edge", "ink")),
    "done": (("accent", "clear", "on_accent"), ("accent_deep", "clear", "on_accent")),
    "choice": (("card", "edge", "ink"), ("accent", "accent", "on_accent")),
}
OFF = ("paper", "line", "off")


class Key(Press, Ground, Text):
    """`text` is what stands on it, `value` what it types or does; `kind` letter, work, done or choice."""

    value = StringProperty("")
    kind = OptionProperty("letter", options=tuple(LOOKS))

    def __init__(self, **given: Any) -> None:
        given.setdefault("role", "heading")
        given.setdefault("size_hint", (None, None))
        super().__init__(halign="center", **given)
        for name in ("held", "disabled", "kind"):
            self.fbind(name, self._dress_key)
        theme.follow(self._dress_key)
        self._dress_key()

    def _settle(self, *_: object) -> None:
        """A key keeps the size its row gives it, and a long word on it is written smaller rather than cut."""
        wanted = width_px(self.text, theme.size_of(self.role), self.bold)
        room = self.width - 2 * MARGIN_PX * theme.scale
        part = min(1.0, room / wanted) if wanted > 0 < room else 1.0
        self.font_size = max(round(TYPE_LEAST_PX * theme.scale), int(theme.size_of(self.role) * part))
        self.text_size = (None, None)
        self._trigger_texture()

    def _dress_key(self, *_: object) -> None:
        self.fill, self.line, self.tone = OFF if self.disabled else LOOKS[self.kind][self.held]
        self.disabled_color = theme.colour("off")
        self.line_px = 0 if self.line == "clear" else max(1, round((2 if self.kind == "choice" else 1.5) * theme.scale))
        self.radius = theme.radius
        self.lift = 0


class KeyRows(Widget):
    """Rows of keys, each given a breadth in parts of a row's breadth; rows share the height, keys the width.

    A row narrower than the breadth stands in the middle, or with `start` at the left."""

    gap = NumericProperty(GAP_PX)
    start = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        self._rows: list[list[tuple[Widget, float]]] = []
        super().__init__(**given)
        self.fbind("pos", self._place)
        self.fbind("size", self._place)
        self.fbind("gap", self._place)

    def lay(self, rows: Sequence[Sequence[tuple[Widget, float]]], breadth: float) -> None:
        """Show these rows instead of what stood here."""
        self.clear_widgets()
        self._rows, self._breadth = [list(row) for row in rows], breadth
        for row in rows:
            for key, _ in row:
                self.add_widget(key)
        self._place()

    def _place(self, *_: object) -> None:
        if not self._rows:
            return
        high = (self.height - self.gap * (len(self._rows) - 1)) / len(self._rows)
        unit = (self.width + self.gap) / self._breadth
        for number, row in enumerate(self._rows):
            spare = self.width + self.gap - unit * sum(part for _, part in row)
            left = self.x + (0 if self.start else spare / 2)
            for key, part in row:
                key.size = (round(unit * part - self.gap), round(high))
                key.pos = (round(left), round(self.top - (number + 1) * high - number * self.gap))
                left += unit * part


def rows_height(rows: int, key_px: float = KEY_PX) -> float:
    """The least height in pixels of so many rows of keys at the theme's scale."""
    return round((rows * key_px * taller() + (rows - 1) * GAP_PX) * theme.scale)


def taller() -> float:
    """How much higher than at the least keys are in the window as it stands."""
    return TALL if theme.tall else 1.0
