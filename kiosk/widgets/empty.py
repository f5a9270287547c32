"""A page or a list with nothing in it: what is not there, why, and what to do now."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.plaque import Plaque
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Empty(BoxLayout):
    """`icon`, `title`, and `text`: what to do instead."""

    icon = StringProperty("list")
    title = StringProperty("")
    text = StringProperty("")


load_twin(__file__, Plaque, Text)
