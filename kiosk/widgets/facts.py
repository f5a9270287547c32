"""Facts under one another: the name of each beside it, what it says after it. For summaries, notices and receipts."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Fact(BoxLayout):
    """One fact: `label`, `value`, `tone` of the value."""

    label = StringProperty("")
    value = StringProperty("")
    tone = StringProperty("ink")
    share = NumericProperty(0.28)


class Facts(BoxLayout):
    """`rows`: (label, value) or (label, value, tone) each. `share` of the width is the labels'."""

    rows = ListProperty()
    share = NumericProperty(0.28)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        build = Clock.create_trigger(self._build, -1)
        self.fbind("rows", build)
        self.fbind("share", build)
        self._build()

    def _build(self, *_: object) -> None:
        self.clear_widgets()
        for label, value, *tone in self.rows:
            self.add_widget(Fact(label=label, value=value, tone=tone[0] if tone else "ink", share=self.share))


load_twin(__file__, Text)
