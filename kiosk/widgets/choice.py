"""Choosing one or many of a few: large rows, each with its sign that says whether it is chosen."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import AliasProperty, BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Option(Press, Ground, BoxLayout):
    """One thing to choose: `key`, `label`, `note`, `many` (a tick instead of a dot), `chosen`; `lacking` marks
    one that still has to be."""

    key = StringProperty("")
    label = StringProperty("")
    note = StringProperty("")
    many = BooleanProperty(False)
    chosen = BooleanProperty(False)
    lacking = BooleanProperty(False)

    def sign(self, many: bool, chosen: bool) -> str:
        """The icon that says whether it is chosen."""
        return ("tick-on" if chosen else "tick-off") if many else ("dot-on" if chosen else "dot-off")


class Choice(GridLayout):
    """`options`: (key, label) or (key, label, note) each, strings. `chosen`: the keys chosen, in the options' order;
    `value`: the one chosen, "" for none; `lacking`: the keys marked as still to be chosen. `many` allows
    several. `columns` beside one another. `on_choice(chosen)` at every touch."""

    options = ListProperty()
    chosen = ListProperty()
    lacking = ListProperty()
    many = BooleanProperty(False)
    columns = NumericProperty(1)

    __events__ = ("on_choice",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        build = Clock.create_trigger(self._build, -1)
        self.fbind("options", build)
        self.fbind("many", build)
        self.fbind("chosen", self._show)
        self.fbind("lacking", self._show)
        self._build()

    def _value(self) -> str:
        return self.chosen[0] if self.chosen else ""

    def _take(self, value: str) -> None:
        self.chosen = [value] if value else []

    value = AliasProperty(_value, _take, bind=["chosen"])

    def _build(self, *_: object) -> None:
        self.clear_widgets()
        for key, label, *note in self.options:
            option = Option(key=key, label=label, note=note[0] if note else "", many=self.many)
            option.bind(on_release=self._touched)
            self.add_widget(option)
        self._show()

    def _show(self, *_: object) -> None:
        for option in self.children:
            option.chosen, option.lacking = option.key in self.chosen, option.key in self.lacking

    def _touched(self, option: Option) -> None:
        if not self.many:
            self.chosen = [option.key]
        else:
            keys = set(self.chosen) ^ {option.key}
            self.chosen = [key for key, *_ in self.options if key in keys]
        self.dispatch("on_choice", list(self.chosen))

    def on_choice(self, chosen: list[str]) -> None:
        """An option was touched."""


load_twin(__file__, Icon, Text)
