"""An icon on a small tinted ground of its own: what makes a tile or an empty page known from afar."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.twin import load_twin


class Plaque(Ground, Widget):
    """`name` of the icon, `tone` of its strokes, `fill` of the ground, `side` in pixels."""

    name = StringProperty("")
    tone = StringProperty("accent")
    side = NumericProperty(72)


load_twin(__file__, Icon)
