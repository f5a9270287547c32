"""Text of one role and one tone: it takes the width it is given, wraps by 避头尾, and is as high as it needs."""

from functools import lru_cache
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.label import Label
from kivy.utils import get_hex_from_color

from kiosk.widgets import fonts
from kiosk.widgets.line_breaks import break_lines
from kiosk.widgets.theme import theme

SLACK_PX = 1  # hints may make one glyph a pixel wider
BROKEN_MAX = 1_000  # texts remembered with their line breaks, until the window wipes them


class Text(Label):
    """`role` display, title, heading, body, label or small; `tone` a colour of the palette; `hug` takes the width of
    the words instead of wrapping at the width given. `text` stays as it was given; what is drawn has line breaks of
    its own, and another font or a code for a character that the main font lacks. The height is right at once, before
    anything is drawn, so that a layout settles in one pass."""

    role = StringProperty("body")
    tone = StringProperty("ink")
    hug = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        super().__init__(**given)
        self.valign = "middle"
        for name in ("role", "tone", "hug"):
            self.fbind(name, self._dress)
        for name in ("text", "width", "font_size", "bold", "size_hint_y"):
            self.fbind(name, self._settle)
        theme.follow(self._dress)
        self._dress()

    @property
    def lines(self) -> list[str]:
        """The text as it is broken into lines at the width it now has."""
        if self.hug or self.width < self.font_size:
            return self.text.split("\n")
        return _broken(self.text, int(self.width) - SLACK_PX, self.font_size, self.bold)

    def _dress(self, *_: object) -> None:
        self.font_size = theme.size_of(self.role)
        self.color = self.disabled_color = theme.colour(self.tone)  # who disables it says the tone for that
        if self.hug:
            self.size_hint_x = None
        self._settle()

    def _settle(self, *_: object) -> None:
        lines = self.lines if self.text else []
        if self.hug:
            widths = (fonts.width_px(line, self.font_size, self.bold) for line in lines)
            self.width = max(widths, default=0) + SLACK_PX
        self.text_size = (None, None) if self.hug else (self.width, None)
        if self.size_hint_y is None:
            self.height = _height(len(lines), self.font_size)
        self._trigger_texture()

    def texture_update(self, *_: object) -> None:
        """Draw the lines; called by Kivy before the next frame."""
        plain = fonts.drawable(self.text)
        if self.markup is plain:
            self.markup = not plain  # Kivy makes another core label
        self.texture = None
        lines = self.lines if self.text.strip() else []
        if not lines:
            self.texture_size = (0, 0)
            return
        text = "\n".join(lines)
        self._label.text = text if plain else f"[color={get_hex_from_color(self.color)}]{fonts.shown(text)}[/color]"
        self._label.usersize = self.text_size
        self._label.refresh()
        self.texture = self._label.texture
        if self.texture is not None:
            self.texture_size = list(self.texture.size)


@lru_cache(BROKEN_MAX)
def _broken(text: str, width_px: int, size_px: float, bold: bool) -> list[str]:
    return break_lines(text, width_px, lambda piece: fonts.width_px(piece, size_px, bold))


@lru_cache(256)
def _height(count: int, size: float) -> float:
    """What Kivy makes of `count` lines, in pixels. The font's own distance from line to line is 1.45 of its size."""
    if count == 0:
        return 0
    label = CoreLabel(text="\n".join("国" * count), font_size=size)  # zh-only
    label.refresh()
    return label.texture.size[1] if label.texture else 0
