"""More than fits: it moves under the finger, and says in words that there is more below."""

from typing import Any

from kivy.uix.floatlayout import FloatLayout
from kivy.uix.scrollview import ScrollView

from kiosk.widgets.crisp import Crisp
from kiosk.widgets.more_below import MoreBelow
from kiosk.widgets.twin import load_twin


class ScrollPart(Crisp, ScrollView):
    """The part that moves."""


class Scroll(FloatLayout):
    """Holds one widget as high as it wants to be (`size_hint_y: None`), and shows the button of MoreBelow."""

    def on_kv_post(self, base_widget: Any) -> None:
        """The parts are there now."""
        self.ids.more.watch(self.ids.view)

    def add_widget(self, widget: Any, *args: Any, **given: Any) -> None:
        """What a page adds goes into the part that moves; the kv's own two parts stay here."""
        if isinstance(widget, ScrollPart | MoreBelow):
            super().add_widget(widget, *args, **given)
        else:
            self.ids.view.add_widget(widget)


load_twin(__file__, MoreBelow)
