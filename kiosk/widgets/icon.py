"""An icon of the one drawn family, crisp at any size: a mask drawn once for each size, tinted when shown."""

from functools import lru_cache
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from kiosk.widgets.baked import texture_of
from kiosk.widgets.icon_paths import GRID_UNITS, STROKE_UNITS, strokes
from kiosk.widgets.theme import theme

ICONS_MAX = 256  # masks kept; a screen shows about twenty
SMALL_PX, SMALL_STROKE_UNITS = 40, 2.1  # below this, strokes as heavy as the words beside them
FINE = 8  # drawn so many times larger, then brought down


class Icon(Widget):
    """`name` of an SVG in assets/icons ("" draws nothing), `tone` of the palette, `side` in pixels (0: theme.icon)."""

    name = StringProperty("")
    tone = StringProperty("ink")
    side = NumericProperty(0)

    def __init__(self, name: str = "", **given: Any) -> None:
        given.setdefault("size_hint", (None, None))
        super().__init__(name=name, **given)
        with self.canvas:
            self._tint = Color(1, 1, 1, 1)
            self._picture = Rectangle()
        draw = Clock.create_trigger(self._draw, -1)
        for prop in ("name", "tone", "side"):
            self.fbind(prop, draw)
        self.fbind("pos", self._place)
        self.fbind("size", self._place)
        theme.follow(self._draw)
        self._measure()
        draw()

    def _measure(self) -> int:
        side = round(self.side or theme.icon)
        if self.size_hint_x is None:
            self.width = side
        if self.size_hint_y is None:
            self.height = side
        return side

    def _draw(self, *_: object) -> None:
        side = self._measure()
        self._tint.rgba = theme.colour(self.tone if self.name else "clear")
        if self.name:
            self._picture.texture = mask(self.name, side)
            self._picture.size = (side, side)
        self._place()

    def _place(self, *_: object) -> None:
        side = self._picture.size[0]
        # counted from pos and size: the cached center is not yet the new one while pos is being told
        self._picture.pos = (round(self.x + (self.width - side) / 2), round(self.y + (self.height - side) / 2))


@lru_cache(maxsize=ICONS_MAX)
def mask(name: str, side_px: int) -> Any:
    """A white texture whose alpha is the icon at `side_px`; KeyError when nobody has drawn it."""
    unit = side_px * FINE / GRID_UNITS
    width = (STROKE_UNITS if side_px >= SMALL_PX else SMALL_STROKE_UNITS) * unit
    picture = Image.new("L", (side_px * FINE, side_px * FINE), 0)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes(name):
        points = [(x * unit, y * unit) for x, y in stroke.points]
        if stroke.filled:
            pen.polygon(points, fill=255)
            continue
        if stroke.closed:
            points.append(points[0])
        pen.line(points, fill=255, width=round(width), joint="curve")
        for x, y in (points[0], points[-1]):  # round ends
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    picture = picture.resize((side_px, side_px), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", picture.size, (255, 255, 255, 0))
    white.putalpha(picture)
    return texture_of(white)
