"""A notice inside a page: something to know before going on. With an icon, never a colour alone."""

from kivy.properties import OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.mark import ICONS
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin


class Notice(Ground, BoxLayout):
    """`kind` info, wait, bad or good; `title` (may be empty) and `text`; `icon` the kind's own unless given."""

    kind = OptionProperty("info", options=("info", "wait", "bad", "good"))
    title = StringProperty("")
    text = StringProperty("")
    icon = StringProperty("")

    def icon_of(self, icon: str, kind: str) -> str:
        """The icon shown."""
        return icon or ICONS[kind]


load_twin(__file__, Icon, Text)
