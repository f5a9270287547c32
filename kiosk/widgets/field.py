"""A fact that is typed: its name, what stands in it, and what is wrong with it. Touching it asks for the keyboard."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class FieldBox(Press, Ground, BoxLayout):
    """The box that is touched."""


class Field(BoxLayout):
    """`label`, `value`, `hint` (shown while empty), `error` (a sentence, "" for none), `kind` of what is typed,
    `active` while the keyboard writes into it, `value_role` the size of what stands in it, `secret` shows dots.
    `on_ask` when touched: the page shows its keyboard all the time, and turns it to this field."""

    label = StringProperty("")
    value = StringProperty("")
    hint = StringProperty("")
    error = StringProperty("")
    kind = StringProperty("text")
    active = BooleanProperty(False)
    value_role = StringProperty("heading")
    secret = BooleanProperty(False)

    __events__ = ("on_ask",)

    def shown(self, value: str, hint: str, secret: bool) -> str:
        """What stands in the box."""
        return ("●" * len(value) if secret else value) if value else hint

    def on_ask(self) -> None:
        """It was touched."""


load_twin(__file__, Icon, Text)
