"""A row of bars, those passed filled: the picture beside the words of Steps."""

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, RoundedRectangle
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.widgets.theme import theme


class Bars(Widget):
    """`now` of `total` bars are filled."""

    now = NumericProperty(1)
    total = NumericProperty(1)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        draw = Clock.create_trigger(self._draw, -1)
        for name in ("now", "total", "pos", "size"):
            self.fbind(name, draw)
        draw()

    def _draw(self, *_: object) -> None:
        total = max(1, int(self.total))
        gap = theme.s1
        each = (self.width - gap * (total - 1)) / total
        self.canvas.clear()
        with self.canvas:
            for bar in range(total):
                Color(*(theme.accent if bar < self.now else theme.line))
                RoundedRectangle(
                    pos=(self.x + bar * (each + gap), self.y), size=(max(1, each), self.height),
                    radius=[self.height / 2], segments=6,
                )  # fmt: skip
