"""A tile of the home screen: what one comes for, as a picture, a word and a line that says what is inside."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets import fonts
from kiosk.widgets.ground import Ground
from kiosk.widgets.line_breaks import break_lines
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin


class Tile(Press, Ground, BoxLayout):
    """`title`, `note`, `icon`; `hue` accent, indigo, ochre, rouge, plum or moss; `strong` fills the whole tile with
    the accent (one tile on a screen); `upright` sets the words under the picture instead of beside it. Where the note
    would not fit it is left out, never the title."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    hue = StringProperty("accent")
    strong = BooleanProperty(False)
    upright = BooleanProperty(False)
    least_height = NumericProperty(0)  # pixels that picture and title need

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        dress = Clock.create_trigger(self._dress, -1)
        for name in ("strong", "held", "disabled"):
            self.fbind(name, dress)
        theme.follow(self._dress)
        self._dress()

    def role_of(self, title: str, width: float, size: float) -> str:
        """The role of the title: one step smaller where it would not stand on one line of `width` pixels."""
        return "title" if fonts.width_px(title, size, True) <= width else "heading"

    def picture_side(self, upright: bool, height: float, words: float, _scale: float) -> float:
        """How large the picture is in a tile of `height` with `words` pixels of words."""
        if theme.elder and not upright:  # the same at every height: how wide the title may be never changes by it
            return theme.touch + theme.s2 - theme.s4
        room = height - 2 * theme.s3 - words - theme.s1 if upright else height - theme.s4
        return max(theme.grid(6), min(theme.grid(11), room))

    def note_fits(self, width: float, height: float, note: str, title: float, size: float) -> bool:
        """Whether the note has room under the title. All lengths in pixels."""
        lines = len(break_lines(note, max(1.0, width / size), fonts.width_of)) if note else 0
        picture = theme.grid(8) + theme.s3 if self.upright else 0
        return title + lines * size * 1.46 + picture <= height - 2 * theme.s2

    def _dress(self, *_: object) -> None:
        at_rest, under_finger = ("accent", "accent_deep") if self.strong else ("card", "pressed")
        self.fill = "sunk" if self.disabled else under_finger if self.held else at_rest
        self.radius = theme.radius_card
        self.lift = 0 if self.held or self.disabled else 1


load_twin(__file__, Plaque, Text)
