"""More than fits: it moves under the finger, and says in words that there is more below."""

from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.widgets.big_button import BigButton
from kiosk.widgets.twin import load_twin


class Scroll(FloatLayout):
    """Holds one widget as high as it wants to be (`size_hint_y: None`). While there is more below, a button says so
    and goes a page down: not everybody knows that a screen can be pushed."""

    more = BooleanProperty(False)

    def add_widget(self, widget: Any, *args: Any, **given: Any) -> None:
        """The kv's own parts stay here; what a page adds goes into the part that moves."""
        view = self.ids.get("view")
        if view is None or len(self.children) < 2:
            super().add_widget(widget, *args, **given)
        else:
            view.add_widget(widget)

    def look(self, *_: object) -> None:
        """See whether there is more below."""
        view = self.ids.view
        inside = view.children[0].height if view.children else 0
        self.more = inside > view.height + 1 and view.scroll_y * (inside - view.height) > 8

    def page_down(self) -> None:
        """Show the next part."""
        view = self.ids.view
        inside = view.children[0].height - view.height
        if inside > 0:
            view.scroll_y = max(0.0, view.scroll_y - view.height * 0.8 / inside)

    def to_top(self) -> None:
        """Show the beginning."""
        self.ids.view.scroll_y = 1


load_twin(__file__, BigButton)
