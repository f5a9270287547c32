"""What a card, a button and a field stand on: a rounded surface with a hairline and a soft shadow.

Mixed into a widget; changing `fill` or `lift` (a press) changes the picture within the frame.
"""

from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics import BorderImage, Canvas, Color
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.widgets.baked import Baked, Look, bake
from kiosk.widgets.theme import theme


class Ground(Widget):
    """`fill` and `line` are names of the palette ("clear" for none), `radius` and `line_px` pixels, `lift` 0 to 2."""

    fill = StringProperty("card")
    line = StringProperty("clear")
    line_px = NumericProperty(0)
    radius = NumericProperty(0)
    lift = NumericProperty(0)

    def __init__(self, **given: Any) -> None:
        self._baked: Baked | None = None
        EventLoop.ensure_window()
        if self.canvas is None:  # Kivy makes it only now, and the ground must be there when properties are set
            self.canvas = Canvas()
        super().__init__(**given)
        with self.canvas.before:
            self._seen = Color(1, 1, 1, 1)
            self._picture = BorderImage(auto_scale="off")
            Color(1, 1, 1, 1)
        bake_soon = Clock.create_trigger(self._bake, -1)
        for name in ("fill", "line", "line_px", "radius", "lift"):
            self.fbind(name, bake_soon)
        self.fbind("pos", self._place)
        self.fbind("size", self._place)
        bake_soon()

    def _bake(self, *_: object) -> None:
        if self.fill == "clear" and not self.line_px:
            self._seen.a = 0
            return
        look = Look(
            _bytes(self.fill), _bytes(self.line if self.line_px else "clear"), int(self.line_px), int(self.radius),
            int(self.lift), round(theme.scale, 2),
        )  # fmt: skip
        baked = bake(look)
        self._seen.a = 1
        self._picture.texture = baked.texture
        self._picture.border = (baked.border_px,) * 4
        self._baked = baked
        self._place()

    def _place(self, *_: object) -> None:
        if self._baked is not None:
            margin = self._baked.margin_px
            self._picture.pos = (round(self.x) - margin, round(self.y) - margin)
            self._picture.size = (round(self.width) + 2 * margin, round(self.height) + 2 * margin)


def _bytes(name: str) -> tuple[int, int, int, int]:
    red, green, blue, alpha = (round(part * 255) for part in theme.colour(name))
    return red, green, blue, alpha
