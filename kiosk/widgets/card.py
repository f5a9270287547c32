"""A card: one group of things that belong together, on its own ground."""

from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.theme import theme


class Card(Ground, BoxLayout):
    """A BoxLayout, vertical unless told, padded by s3; as high as its content while `snug`. `fill` a palette name."""

    snug = BooleanProperty(True)

    def __init__(self, **given: Any) -> None:
        given.setdefault("orientation", "vertical")
        given.setdefault("padding", theme.s3)
        given.setdefault("spacing", theme.s2)
        given.setdefault("radius", theme.radius_card)
        given.setdefault("lift", 1)
        super().__init__(**given)
        self.fbind("minimum_height", self._snug)
        self.fbind("snug", self._snug)
        self._snug()

    def _snug(self, *_: object) -> None:
        if self.snug:
            self.size_hint_y = None
            self.height = self.minimum_height
