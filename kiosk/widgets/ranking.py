"""Putting things into an order: each row goes up or down by one touch, and says which place it has."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.big_button import BigButton
from kiosk.widgets.ground import Ground
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Ranked(Ground, BoxLayout):
    """One of them: its `place` from 1, its `label`; `first` and `last` cannot go further."""

    key = StringProperty("")
    label = StringProperty("")
    place = NumericProperty(1)
    first = BooleanProperty(False)
    last = BooleanProperty(False)

    __events__ = ("on_move",)

    def on_move(self, by: int) -> None:
        """It is to go so many places down; up is -1."""


class Ranking(BoxLayout):
    """`options`: (key, label) each; `order`: the keys as they stand, the foremost first. `on_moved(order)` when one was
    moved."""

    options = ListProperty()
    order = ListProperty()

    __events__ = ("on_moved",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        build = Clock.create_trigger(self._build, -1)
        for name in ("options", "order"):
            self.fbind(name, build)
        self._build()

    def _build(self, *_of: object) -> None:
        labels = dict(self.options)
        rows = [key for key in self.order if key in labels]
        rows += [key for key in labels if key not in rows]
        self.clear_widgets()
        for place, key in enumerate(rows, 1):
            row = Ranked(key=key, label=labels[key], place=place, first=place == 1, last=place == len(rows))
            row.bind(on_move=lambda row, by: self._move(row.key, by))
            self.add_widget(row)
        self._rows = rows

    def _move(self, key: str, by: int) -> None:
        at = self._rows.index(key)
        order = list(self._rows)
        order[at], order[at + by] = order[at + by], order[at]
        self.order = order
        self.dispatch("on_moved", list(order))

    def on_moved(self, order: list[str]) -> None:
        """The order has changed."""


load_twin(__file__, BigButton, Text)
