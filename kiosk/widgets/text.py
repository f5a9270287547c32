"""Text of one role and one tone: it takes the width it is given, wraps, and is as high as it needs."""

from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.label import Label

from kiosk.widgets.theme import LINE_HEIGHT, theme


class Text(Label):
    """`role` display, title, heading, body, label or small; `tone` a colour of the palette; `hug` takes the width of
    the words instead of wrapping at the width given."""

    role = StringProperty("body")
    tone = StringProperty("ink")
    hug = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        super().__init__(line_height=LINE_HEIGHT, **given)
        again = self._dress
        self.fbind("role", again)
        self.fbind("tone", again)
        self.fbind("hug", again)
        self.fbind("width", self._wrap)
        self.fbind("texture_size", self._grow)
        theme.fbind("scale", again)
        theme.fbind("elder", again)
        again()

    def _dress(self, *_: object) -> None:
        self.font_size = theme.size_of(self.role)
        self.color = theme.colour(self.tone)
        self.valign = "middle"
        if self.hug:
            self.size_hint_x = None
        self._wrap()

    def _wrap(self, *_: object) -> None:
        self.text_size = (None, None) if self.hug else (self.width, None)

    def _grow(self, *_: object) -> None:
        if self.size_hint_y is None:
            self.height = self.texture_size[1]
        if self.hug:
            self.width = self.texture_size[0]
