"""A button: a word, often with an icon. It grows with its words rather than cutting them."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.widgets import fonts
from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme

ICON_EMS = 1.35  # an icon is so much larger than its word
RISE_EMS = 0.06  # characters stand so much below the middle of their line

# kind: (fill, line, text, icon), and the same while held
LOOKS: dict[str, tuple[tuple[str, str, str, str], tuple[str, str, str, str]]] = {
    "primary": (("accent", "clear", "on_accent", "on_accent"), ("accent_deep", "clear", "on_accent", "on_accent")),
    "secondary": (("card", "accent", "accent", "accent"), ("accent_wash", "accent", "accent", "accent")),
    "quiet": (("clear", "clear", "accent", "accent"), ("sunk", "clear", "accent", "accent")),
    "danger": (("card", "bad", "bad", "bad"), ("bad_wash", "bad", "bad", "bad")),
    "soft": (
        ("accent_wash", "accent_soft", "accent", "accent"),
        ("accent_soft", "accent_soft", "accent_deep", "accent_deep"),
    ),
}
# the same while disabled: (fill, line); words and icon are "off"
OFF: dict[str, tuple[str, str]] = {
    "primary": ("sunk", "clear"), "soft": ("sunk", "clear"), "quiet": ("clear", "clear"),
}  # fmt: skip


class BigButton(Press, Ground, Widget):
    """`text`, `icon` (before the word, after it with `icon_after`), `kind`, `hug` (as wide as its words),
    `stacked` (the icon above the word), `on_release`.

    Its height follows its words, theme.touch at least, unless a size_hint_y is given."""

    text = StringProperty("")
    icon = StringProperty("")
    icon_after = BooleanProperty(False)
    kind = OptionProperty("secondary", options=("primary", "secondary", "quiet", "soft", "danger"))
    role = StringProperty("label")
    hug = BooleanProperty(False)
    stacked = BooleanProperty(False)

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        given.setdefault("height", theme.touch)
        self._icon = Icon()
        self._text = Text(role="label", bold=True, halign="center", size_hint=(None, None))
        super().__init__(**given)
        self.add_widget(self._icon)
        self.add_widget(self._text)
        dress = Clock.create_trigger(self._dress, -1)
        self._arrange_soon = Clock.create_trigger(self._arrange, -1)
        for name in ("kind", "held", "disabled", "icon"):
            self.fbind(name, dress)
        for name in ("text", "icon", "icon_after", "role", "hug", "stacked", "size"):
            self.fbind(name, self._arrange_soon)
        self.fbind("pos", self._set_down)
        self._text.fbind("size", self._arrange_soon)
        theme.follow(self._dress)
        theme.follow(self._arrange)
        self._dress()
        self._arrange()

    def _dress(self, *_: object) -> None:
        fill, line, tone, icon = LOOKS[self.kind][self.held]
        if self.disabled:
            (fill, line), tone, icon = OFF.get(self.kind, ("clear", "line")), "off", "off"
        self.fill, self.line, self.line_px = fill, line, round(2 * theme.scale) if line != "clear" else 0
        self.radius = theme.radius
        self.lift = 0 if self.held or self.disabled or self.kind in ("quiet", "soft") else 1
        self._text.tone, self._icon.tone = tone, icon
        self._icon.name = self.icon

    def _arrange(self, *_: object) -> None:
        self._text.role = self.role
        self._icon.side = round(theme.size_of(self.role) * ICON_EMS)
        beside = self._beside
        around = 2 * theme.grid(2.5 if self.kind == "quiet" or not self.hug else 3)
        wanted = max(fonts.width_px(line, self._text.font_size, True) for line in self.text.split("\n")) + 3
        if self.hug:
            self.size_hint_x, self.width = None, max(theme.touch, wanted + beside + around)
        self._text.width = max(1, min(wanted, self.width - around - beside))
        self._text.text = self.text
        if self.size_hint_y is None:
            above = self._icon.height if self.stacked and self.icon else 0
            self.height = max(theme.touch, above + self._text.height + 2 * theme.grid(1.5))
        self._set_down()

    @property
    def _beside(self) -> float:
        """How much width the icon takes from the word, with the gap between them."""
        if not self.icon or self.stacked:
            return 0
        return float(self._icon.width + (theme.grid(1.25) if self.text else 0))

    def _set_down(self, *_: object) -> None:
        if self.stacked and self.icon:
            self._icon.center_x = self._text.center_x = self.center_x
            self._text.y = self.y + (self.height - self._text.height - self._icon.height) / 2
            self._icon.y = self._text.top
            return
        beside = self._beside
        left = self.x + (self.width - self._text.width * bool(self.text) - beside) / 2
        if self.icon_after:
            self._text.x, self._icon.x = left, left + self._text.width + beside - self._icon.width
        else:
            self._icon.x, self._text.x = left, left + beside
        for part in (self._icon, self._text):
            part.y = self.y + (self.height - part.height) / 2
        self._text.y += round(self._text.font_size * RISE_EMS)
