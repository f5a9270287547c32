"""The button that says there is more below and goes there: not everybody knows that a screen can be pushed."""

from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.widgets.big_button import BigButton
from kiosk.widgets.twin import load_twin

NEAR_END_PX = 12
PAGE_SHARE = 0.8  # of what is seen; the last fifth stays in sight, so that nobody loses the place


class MoreBelow(FloatLayout):
    """Over the scrolling part `view` (set by `watch`). While `more` is true its button is there."""

    more = BooleanProperty(False)

    def watch(self, view: Any) -> None:
        """Follow this ScrollView."""
        self._view = view
        for name in ("scroll_y", "height", "viewport_size"):
            view.fbind(name, self.look)
        self.look()

    def look(self, *_: object) -> None:
        """See whether there is more below."""
        hidden = self._view.viewport_size[1] - self._view.height
        self.more = hidden > NEAR_END_PX and self._view.scroll_y * hidden > NEAR_END_PX

    def page_down(self) -> None:
        """Show the next part."""
        view = self._view
        hidden = view.viewport_size[1] - view.height
        if hidden > 0:
            view.scroll_y = max(0.0, view.scroll_y - view.height * PAGE_SHARE / hidden)


load_twin(__file__, BigButton)
