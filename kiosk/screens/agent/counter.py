"""A counter: how many there are of a thing, and its word; touching it shows only those."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Counter(Press, Ground, BoxLayout):
    """`count` and `word`; `tone` of the figure; `chosen` while the list below shows only these."""

    key = StringProperty("")
    word = StringProperty("")
    count = NumericProperty(0)
    tone = StringProperty("ink")
    chosen = BooleanProperty(False)
    stacked = BooleanProperty(False)
    wanted = NumericProperty(0)  # the height its word asks for, in pixels


class Counters(GridLayout):
    """`counters`: (key, word, count) or (key, word, count, tone) each; `chosen` the key of one of them;
    `touchable` False: figures only; `stacked`: the word under its figure.
    `on_choice(key)` at every touch."""

    counters = ListProperty()
    chosen = StringProperty("")
    touchable = BooleanProperty(True)
    stacked = BooleanProperty(False)

    __events__ = ("on_choice",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        build = Clock.create_trigger(self._build, -1)
        self._even_soon = Clock.create_trigger(self._even, -1)
        self.fbind("counters", build)
        self.fbind("chosen", self._mark)
        build()

    def _build(self, *_: object) -> None:
        self.clear_widgets()
        for key, word, count, *tone in self.counters:
            counter = Counter(
                key=key, word=word, count=count, tone=tone[0] if tone else "ink", disabled=not self.touchable,
                stacked=self.stacked,
            )  # fmt: skip
            counter.bind(on_release=self._touched, wanted=self._even_soon)
            self.add_widget(counter)
        self._mark()
        self._even()

    def _even(self, *_: object) -> None:
        """All as high as the one with the longest word."""
        height = max((counter.wanted for counter in self.children), default=0)
        for counter in self.children:
            counter.height = height

    def _mark(self, *_: object) -> None:
        for counter in self.children:
            counter.chosen = counter.key == self.chosen

    def _touched(self, counter: Counter) -> None:
        self.chosen = counter.key
        self.dispatch("on_choice", counter.key)

    def on_choice(self, key: str) -> None:
        """A counter was touched."""


load_twin(__file__, Text)
