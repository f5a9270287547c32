"""Signing with a finger, and a signature shown again: thick smooth ink on paper."""

from collections.abc import Iterable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Line, Mesh
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from kiosk.widgets.baked import texture_of
from kiosk.widgets.big_button import BigButton
from kiosk.widgets.ground import Ground
from kiosk.widgets.ink import NIB_UNITS, Dab, Ink, dabs
from kiosk.widgets.text import Text
from kiosk.widgets.theme import theme
from kiosk.widgets.words import say as _

NIB_TEXTURE_PX = 32
CHUNK_POINTS = 48  # ink is drawn in pieces, so that a long stroke is not drawn anew at every move


class SignaturePad(BoxLayout):
    """`strokes` is what kiosk/core/casework/signature.py calls a signature, () while empty; `enough` whether it is more
    than a touch. One unit is a pixel at scale 1. `on_ink` after every stroke, and when it was cleared."""

    strokes = ObjectProperty(())
    enough = BooleanProperty(False)
    hint = StringProperty("")

    __events__ = ("on_ink",)

    def __init__(self, **given: Any) -> None:
        super().__init__(orientation="vertical", **given)
        self.paper = Paper(pad=self)
        self._tools = BoxLayout(size_hint_y=None)
        self._undo = BigButton(text=_("退一笔"), kind="secondary", on_release=self._take_back)
        self._clear = BigButton(text=_("全部重写"), kind="secondary", on_release=self._wipe)
        for button in (self._undo, self._clear):
            self._tools.add_widget(button)
        self.add_widget(self.paper)
        self.add_widget(self._tools)
        theme.follow(self._measure)
        self.fbind("hint", self.paper.tell)
        self._measure()
        self.say_ink()

    def _measure(self, *_of: object) -> None:
        self.spacing = self._tools.spacing = theme.s2
        self._tools.height = theme.touch

    def clear(self) -> None:
        """An empty pad."""
        self.paper.wipe()

    def say_ink(self) -> None:
        """The ink changed."""
        self.strokes, self.enough = self.paper.ink.strokes, self.paper.ink.enough
        self._undo.disabled = self._clear.disabled = not self.strokes
        self.paper.tell()
        self.dispatch("on_ink")

    def on_ink(self) -> None:
        """The ink changed."""

    def _take_back(self, *_of: object) -> None:
        self.paper.undo()

    def _wipe(self, *_of: object) -> None:
        self.clear()


class Paper(Ground, Widget):
    """Where the finger writes. A second finger writes nothing; a finger that leaves the paper writes at its edge."""

    def __init__(self, pad: SignaturePad, **given: Any) -> None:
        self.ink, self._pad = Ink(), pad
        super().__init__(fill="card", line="edge", **given)
        self.line_px, self.radius = round(2 * theme.scale), theme.radius
        with self.canvas:
            self._rule_colour = Color(*theme.colour("line"))
            self._rule = Line(width=1.2)
            self._ink_colour = Color(*theme.colour("ink"))
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        self._meshes: list[list[Mesh]] = []
        self._asking = Text(role="heading", tone="soft", halign="center")
        self.add_widget(self._asking)
        self.fbind("pos", self._set_down)
        self.fbind("size", self._set_down)

    def tell(self, *_of: object) -> None:
        """Ask for the name while the paper is empty."""
        self._asking.text = "" if self.ink.strokes else self._pad.hint or _("请用手指在这里写您的名字")
        self._set_down()

    def undo(self) -> None:
        """Take the last stroke away."""
        self.ink.undo()
        for mesh in self._meshes.pop() if self._meshes else ():
            self._drawn.remove(mesh)
        self._pad.say_ink()

    def wipe(self) -> None:
        """Take everything away."""
        self.ink.clear()
        self._drawn.clear()
        self._meshes.clear()
        self._pad.say_ink()

    def _set_down(self, *_of: object) -> None:
        margin, level = theme.s4, self.y + self.height * 0.2
        self._rule.points = (self.x + margin, level, self.right - margin, level)
        self._asking.width = max(1, self.width - 2 * margin)
        self._asking.pos = (self.x + margin, self.y + self.height * 0.55 - self._asking.height / 2)
        if self.ink.strokes:
            self._draw_all()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        touch.grab(self)  # every finger is held, so that none of thirty presses anything behind the paper
        if self.ink.down(touch.uid, *self._units(touch), self._now_ms()):
            self._asking.text = ""
            self._meshes.append([])
            self._draw_stroke()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        if self.ink.move(touch.uid, *self._units(touch), self._now_ms()):
            self._draw_stroke()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.ink.up(touch.uid)
        self._pad.say_ink()
        return True

    def _units(self, touch: Any) -> tuple[float, float]:
        """The finger in units of the pad, held inside it."""
        x = min(max(touch.x - self.x, 0), self.width) / theme.scale
        y = min(max(self.top - touch.y, 0), self.height) / theme.scale
        return x, y

    def _now_ms(self) -> int:
        return round(Clock.time() * 1000)

    def _draw_stroke(self) -> None:
        """Draw the end of the last stroke anew; what is further back stands."""
        stroke, meshes = self.ink.strokes[-1], self._meshes[-1]
        chunk = (len(stroke) - 1) // CHUNK_POINTS
        for number in range(max(0, min(chunk, len(meshes)) - 1), chunk + 1):
            part = stroke[max(0, number * CHUNK_POINTS - 1) : (number + 1) * CHUNK_POINTS + 1]
            if number == len(meshes):
                meshes.append(Mesh(mode="triangles", texture=_nib()))
                self._drawn.add(meshes[-1])
            _fill(meshes[number], dabs(part, NIB_UNITS), self.x, self.top, theme.scale)

    def _draw_all(self) -> None:
        for stroke, meshes in zip(self.ink.strokes, self._meshes, strict=False):
            for number, mesh in enumerate(meshes):
                part = stroke[max(0, number * CHUNK_POINTS - 1) : (number + 1) * CHUNK_POINTS + 1]
                _fill(mesh, dabs(part, NIB_UNITS), self.x, self.top, theme.scale)


def _fill(mesh: Mesh, touches: Iterable[Dab], left: float, top: float, scale: float) -> None:
    """One square of the round nib for each dab; units grow downward from the upper left, pixels upward."""
    vertices: list[float] = []
    count = 0
    for dab in touches:
        half = dab.breadth * scale / 2 + 1  # the nib's soft rim
        x, y = left + dab.x * scale, top - dab.y * scale
        for across, up in ((0, 0), (1, 0), (1, 1), (0, 1)):
            vertices += (x + (2 * across - 1) * half, y + (2 * up - 1) * half, across, up)
        count += 1
    mesh.vertices = vertices
    mesh.indices = [base * 4 + corner for base in range(count) for corner in (0, 1, 2, 2, 3, 0)]


_nibs: list[Any] = []


def _nib() -> Any:
    """A white disc with a soft rim; drawn once."""
    if not _nibs:
        fine = 8
        side = NIB_TEXTURE_PX * fine
        disc = Image.new("L", (side, side), 0)
        ImageDraw.Draw(disc).ellipse((fine, fine, side - fine, side - fine), fill=255)
        picture = Image.new("RGBA", (NIB_TEXTURE_PX, NIB_TEXTURE_PX), (255, 255, 255, 0))
        picture.putalpha(disc.resize(picture.size, Image.Resampling.LANCZOS))
        _nibs.append(texture_of(picture))
    return _nibs[0]
