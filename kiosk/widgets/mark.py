"""A mark: how a thing stands, as an icon and a word on a tinted ground. Never a colour alone."""

from kivy.properties import OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin

ICONS = {"good": "check", "wait": "clock", "bad": "warn", "info": "info", "plain": "dot"}


class Mark(Ground, BoxLayout):
    """`kind` good, wait, bad, info or plain; `word` what it says; `icon` the kind's own unless given."""

    kind = OptionProperty("plain", options=tuple(ICONS))
    word = StringProperty("")
    icon = StringProperty("")

    def icon_of(self, icon: str, kind: str) -> str:
        """The icon shown."""
        return icon or ICONS[kind]

    def tone_of(self, kind: str) -> str:
        """The palette's name of the words."""
        return "soft" if kind == "plain" else kind

    def fill_of(self, kind: str) -> str:
        """The palette's name of the ground."""
        return "sunk" if kind == "plain" else f"{kind}_wash"


load_twin(__file__, Icon, Text)
