"""A tile of the home screen: what one comes for, as a picture, a word and a line that says what is inside."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin


class Tile(Press, Ground, BoxLayout):
    """`title`, `note`, `icon`; `hue` accent, indigo, ochre, rouge, plum or moss; `strong` fills the whole tile with
    the accent (one tile on a screen)."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    hue = StringProperty("accent")
    strong = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        dress = Clock.create_trigger(self._dress, -1)
        for name in ("strong", "held", "disabled"):
            self.fbind(name, dress)
        theme.follow(self._dress)
        self._dress()

    def _dress(self, *_: object) -> None:
        at_rest, under_finger = ("accent", "accent_deep") if self.strong else ("card", "pressed")
        self.fill = "sunk" if self.disabled else under_finger if self.held else at_rest
        self.radius = theme.radius_card
        self.lift = 0 if self.held or self.disabled else 1


load_twin(__file__, Plaque, Text)
