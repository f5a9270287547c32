"""A page or a list with nothing in it: what is not there, why, and what to do now."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.big_button import BigButton
from kiosk.widgets.plaque import Plaque
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Empty(BoxLayout):
    """`icon`, `title`, `text`, and `action`: the word of a button, which says `on_act`; "" for none."""

    icon = StringProperty("list")
    title = StringProperty("")
    text = StringProperty("")
    action = StringProperty("")

    __events__ = ("on_act",)

    def on_act(self) -> None:
        """The button was touched."""


load_twin(__file__, BigButton, Plaque, Text)
