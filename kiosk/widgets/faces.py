"""The five grades of a rating as five faces (国办 好差评: 非常满意 to 非常不满意), each with its word."""

from typing import Any

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.ground import Ground
from kiosk.widgets.icon import Icon
from kiosk.widgets.press import Press
from kiosk.widgets.text import Text
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class Face(Press, Ground, BoxLayout):
    """One grade: `icon`, `word`, `hue`, and whether it is the one `chosen` (0 or 1)."""

    icon = StringProperty("")
    word = StringProperty("")
    grade = NumericProperty(5)
    chosen = NumericProperty(0)


class Faces(BoxLayout):
    """`grade` 1 to 5, 0 while none is chosen. `on_grade_chosen(grade)` at every touch."""

    grade = NumericProperty(0)

    __events__ = ("on_grade_chosen",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for grade, word in (
            (5, _("非常满意")), (4, _("满意")), (3, _("基本满意")), (2, _("不满意")), (1, _("非常不满意")),
        ):  # fmt: skip
            face = Face(icon=f"face-{grade}", word=word, grade=grade)
            face.bind(on_release=lambda face: self.choose(int(face.grade)))
            self.fbind("grade", lambda _, now, face=face: setattr(face, "chosen", int(now == face.grade)))
            self.add_widget(face)

    def choose(self, grade: int) -> None:
        """Take this grade and say so."""
        self.grade = grade
        self.dispatch("on_grade_chosen", grade)

    def on_grade_chosen(self, grade: int) -> None:
        """A face was touched."""


load_twin(__file__, Icon, Text)
