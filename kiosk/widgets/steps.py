"""Where one is on the way: 第 2 步，共 7 步, in words and as a row of bars."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.bars import Bars
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Steps(BoxLayout):
    """`now` from 1 to `total`; `name` says in words what this step is about."""

    now = NumericProperty(1)
    total = NumericProperty(1)
    name = StringProperty("")

    def said(self, now: float, total: float) -> str:
        """The step in words."""
        return _("第 {now} 步，共 {total} 步").format(now=int(now), total=int(total))


load_twin(__file__, Bars, Text)
