"""The button that says there is more below and goes there: not everybody knows that a screen can be pushed."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.widgets.big_button import BigButton
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin

NEAR_END_PX = 12
PAGE_SHARE = 0.8  # of what is seen; the last fifth stays in sight, so that nobody loses the place
VIEW_TOUCHES_MIN = 2  # a view lower than so many targets keeps all its room


class MoreBelow(FloatLayout):
    """Under the scrolling part `view` (set by `watch`), over nothing: where all does not fit it takes `room` pixels of
    height. `more`: there is more below; at the end the same button leads back to the beginning. `outside`: the page
    shows that button elsewhere, while `overflows`."""

    more = BooleanProperty(False)
    overflows = BooleanProperty(False)
    outside = BooleanProperty(False)
    room = NumericProperty(0)

    def watch(self, view: Any) -> None:
        """Follow this ScrollView."""
        self._view = view
        for name in ("scroll_y", "height", "viewport_size"):
            view.fbind(name, self.look)
        self.fbind("outside", self.look)
        self.look()

    def look(self, *_: object) -> None:
        """See whether all fits, and whether there is more below."""
        whole = self._view.height + self.room
        strip = round(self.ids.button.height + theme.s1)
        self.overflows = self._view.viewport_size[1] - whole > NEAR_END_PX
        enough = whole >= strip + VIEW_TOUCHES_MIN * theme.touch
        self.room = strip if self.overflows and enough and not self.outside else 0
        hidden = self._view.viewport_size[1] - self._view.height
        self.more = hidden > NEAR_END_PX and self._view.scroll_y * hidden > NEAR_END_PX

    def page_down(self) -> None:
        """Show the next part; from the end the beginning."""
        view = self._view
        hidden = view.viewport_size[1] - view.height
        if not self.more:
            view.scroll_y = 1
        elif hidden > 0:
            view.scroll_y = max(0.0, view.scroll_y - view.height * PAGE_SHARE / hidden)


load_twin(__file__, BigButton)
