"""The tokens of the design as Kivy properties, so that kv binds to them and follows at once.

`theme` is the only one. Lengths are pixels, already multiplied by `scale` (the window's size) and, for type and
targets, by the elder mode. What each token is for: docs/design-language.md.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

from kivy.event import EventDispatcher
from kivy.properties import AliasProperty, BooleanProperty, ColorProperty, NumericProperty, OptionProperty

from kiosk.widgets.palette import rgba
from kiosk.widgets.words import speak

GRID = 8  # px at scale 1: every distance is a multiple of it
# The smallest window all is drawn for; a larger one shows the same, larger, since people stand as far from it.
WIDE_PX = (1280, 800)
TALL_PX = (800, 1280)
SCALE_MAX = 1.35
ELDER = 1.25  # body 24 -> 30 dp: the wish of the standard for elder versions (up to 30)
TYPE = {"display": 46, "title": 36, "heading": 29, "body": 24, "label": 22, "small": 20}
TOUCH_PX = 72  # 60 is the least allowed; a finger that trembles needs more
ICON_PX = 32


class Theme(EventDispatcher):
    """Colours as r, g, b, a; lengths in pixels; `wide` and `tall` say how the window stands."""

    language = OptionProperty("zh", options=("zh", "en"))
    elder = BooleanProperty(False)
    scale = NumericProperty(1.0)
    wide = BooleanProperty(True)

    paper, card, sunk, pressed, line, edge, ink, soft, off = (
        ColorProperty(rgba(name)) for name in "paper card sunk pressed line edge ink soft off".split()
    )
    accent, accent_deep, accent_wash, accent_soft, on_accent, seal = (
        ColorProperty(rgba(name)) for name in "accent accent_deep accent_wash accent_soft on_accent seal".split()
    )
    good, good_wash, wait, wait_wash, bad, bad_deep, bad_wash, info, info_wash = (
        ColorProperty(rgba(name))
        for name in "good good_wash wait wait_wash bad bad_deep bad_wash info info_wash".split()
    )
    clear = ColorProperty((1, 1, 1, 0))

    def __init__(self, **given: Any) -> None:
        self._followers: set[WeakMethod[Any]] = set()
        super().__init__(**given)

    def on_language(self, _: "Theme", language: str) -> None:
        """Say everything in this language from now on; who changes it builds the page anew."""
        speak(language)

    def follow(self, method: Callable[..., object]) -> None:
        """Call a widget's bound method whenever `scale` or `elder` changes, for as long as the widget lives.

        Never bind a widget to the theme with `fbind`: the theme outlives every page and would keep all of them."""
        reference = WeakMethod(method, self._followers.discard)
        self._followers.add(reference)

    def on_scale(self, *_: object) -> None:
        """Everybody who follows measures anew."""
        for reference in tuple(self._followers):
            method = reference()
            if method is not None:
                method()

    on_elder = on_scale

    def colour(self, name: str) -> tuple[float, float, float, float]:
        """Any named colour of the palette; KeyError for a name that is not one."""
        return (0.0, 0.0, 0.0, 0.0) if name == "clear" else rgba(name)

    def size_of(self, role: str) -> float:
        """The type size of a role in pixels; KeyError for a role that is not one."""
        return round(TYPE[role] * self.scale * (ELDER if self.elder else 1))

    def fit(self, width: float, height: float) -> None:
        """Take the window's size: which way it stands, and how large everything is drawn."""
        self.wide = width >= height
        least = WIDE_PX if self.wide else TALL_PX
        self.scale = max(1.0, min(SCALE_MAX, width / least[0], height / least[1]))

    def grid(self, steps: float) -> float:
        """`steps` of the grid in pixels: grid(2) is 16 at scale 1."""
        return round(GRID * steps * self.scale)

    tall = AliasProperty(lambda self: not self.wide, bind=["wide"])

    # the grid, named by its steps
    s1, s2, s3, s4, s5, s6, s8 = (
        AliasProperty(lambda self, steps=steps: self.grid(steps), bind=["scale"]) for steps in (1, 2, 3, 4, 5, 6, 8)
    )
    touch = AliasProperty(
        lambda self: round(TOUCH_PX * self.scale * (1.15 if self.elder else 1)), bind=["scale", "elder"]
    )
    icon = AliasProperty(
        lambda self: round(ICON_PX * self.scale * (1.2 if self.elder else 1)), bind=["scale", "elder"]
    )
    radius = AliasProperty(lambda self: round(14 * self.scale), bind=["scale"])
    radius_card = AliasProperty(lambda self: round(20 * self.scale), bind=["scale"])

    # the type scale, in pixels
    display, title, heading, body, label, small = (
        AliasProperty(lambda self, role=role: self.size_of(role), bind=["scale", "elder"]) for role in TYPE
    )


theme = Theme()
