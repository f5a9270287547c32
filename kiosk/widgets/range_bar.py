"""A number between two others: a large minus, a large plus, and a bar that is touched where the number is wanted."""

from decimal import Decimal
from typing import Any

from kivy.graphics import Color, SmoothEllipse, SmoothRoundedRectangle
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.key import Key, rows_height
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme

KEY_PX = 96
RAIL_PX, KNOB_PX = 12, 44


class RangeBar(BoxLayout):
    """`text` is the number, "" while none was chosen; `least`, `most` and `step` as the form writes them. The first
    touch of minus or plus begins at `least`."""

    text = StringProperty("")
    least = StringProperty("1")
    most = StringProperty("10")
    step = StringProperty("1")

    def __init__(self, **given: Any) -> None:
        given.setdefault("size_hint_y", None)
        super().__init__(**given)
        self.rail = Rail(bar=self)
        self._minus = Key(text="－", role="title", kind="choice", on_release=lambda _: self._by(-1))
        self._plus = Key(text="＋", role="title", kind="choice", on_release=lambda _: self._by(1))
        self._least, self._most = Text(role="label", tone="soft"), Text(role="label", tone="soft", halign="right")
        ends, middle = BoxLayout(size_hint_y=None), BoxLayout(orientation="vertical")
        ends.bind(minimum_height=ends.setter("height"))
        for end in (self._least, self._most):
            ends.add_widget(end)
        for part in (self.rail, ends):
            middle.add_widget(part)
        for part in (self._minus, middle, self._plus):
            self.add_widget(part)
        for name in ("text", "least", "most"):
            self.fbind(name, self._show)
        theme.follow(self._measure)
        self._measure()
        self._show()

    def _measure(self, *_of: object) -> None:
        self.spacing = theme.s2
        side = round(KEY_PX * theme.scale)
        if self.size_hint_y is None:
            self.height = rows_height(1, KEY_PX)
        for key in (self._minus, self._plus):
            key.size_hint_y, key.width = 1, side

    @property
    def part(self) -> float:
        """Where the number stands between the two ends, 0 to 1."""
        least, most = Decimal(self.least), Decimal(self.most)
        return float((Decimal(self.text) - least) / (most - least)) if self.text and most != least else 0.0

    def take(self, part: float) -> None:
        """The number nearest to a place on the bar, 0 at its left end to 1."""
        least, most, step = Decimal(self.least), Decimal(self.most), Decimal(self.step)
        steps = round(Decimal(min(max(part, 0.0), 1.0)) * (most - least) / step)
        self.text = _plain(least + min(steps, int((most - least) / step)) * step)

    def _by(self, steps: int) -> None:
        least, most, step = Decimal(self.least), Decimal(self.most), Decimal(self.step)
        if not self.text:
            self.text = _plain(least)
            return
        wanted = Decimal(self.text) + steps * step
        if min(least, most) <= wanted <= max(least, most):
            self.text = _plain(wanted)

    def _show(self, *_of: object) -> None:
        self._least.text, self._most.text = self.least, self.most
        self._minus.disabled = bool(self.text) and self.text == self.least
        self._plus.disabled = bool(self.text) and self.text == self.most
        self.rail.draw()


class Rail(Widget):
    """The bar: what is chosen is filled, with a knob at its end. A finger may be set down anywhere on it, and drawn."""

    def __init__(self, bar: RangeBar, **given: Any) -> None:
        self._bar = bar
        super().__init__(**given)
        self.fbind("pos", self.draw)
        self.fbind("size", self.draw)

    def draw(self, *_of: object) -> None:
        """Draw it as the number stands."""
        high, knob = round(RAIL_PX * theme.scale), round(KNOB_PX * theme.scale)
        left, wide, middle = self.x + knob / 2, max(1, self.width - knob), self.center_y
        reach = wide * self._bar.part
        self.canvas.clear()
        with self.canvas:
            Color(*theme.edge)
            SmoothRoundedRectangle(pos=(left, middle - high / 2), size=(wide, high), radius=[high / 2])
            if self._bar.text:
                Color(*theme.accent)
                SmoothRoundedRectangle(pos=(left, middle - high / 2), size=(max(high, reach), high), radius=[high / 2])
                SmoothEllipse(pos=(left + reach - knob / 2, middle - knob / 2), size=(knob, knob))

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._move(touch.x)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        self._move(touch.x)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def _move(self, x: float) -> None:
        knob = round(KNOB_PX * theme.scale)
        self._bar.take((x - self.x - knob / 2) / max(1, self.width - knob))


def _plain(number: Decimal) -> str:
    """Without an exponent, and without noughts that say nothing."""
    whole = number.normalize()
    return format(whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole, "f")
