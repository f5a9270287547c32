"""What a camera sees now, as large as it fits. The pixels are handed to the screen and kept nowhere else."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.widgets.theme import theme

LOOKS_A_SECOND = 10
UPRIGHT = (0, 1, 1, 1, 1, 0, 0, 0)  # the buffer's first row is the top one, a texture's the lowest


class CameraView(Widget):
    """`newest` is a function that gives the newest frame (number, width, height, rgb) or None; it is asked while the
    view is in a window. `seen` says whether a picture is shown."""

    newest = ObjectProperty(None, allownone=True)
    seen = BooleanProperty(False)

    def __init__(self, newest: Callable[[], Any] | None = None, **given: Any) -> None:
        self._texture: Any = None
        self._number = 0
        super().__init__(newest=newest, **given)
        with self.canvas:
            Color(*theme.colour("sunk"))
            self._ground = Rectangle()
            self._light = Color(1, 1, 1, 0)
            self._picture = Rectangle()
        for name in ("pos", "size"):
            self.fbind(name, self._place)
        self._looking = Clock.schedule_interval(self.look, 1 / LOOKS_A_SECOND)

    def look(self, *_of: object) -> None:
        """Take the newest frame, if there is another one."""
        frame = self.newest() if self.newest is not None else None
        if frame is None or frame.number == self._number:
            return
        self._number = frame.number
        if self._texture is None or self._texture.size != (frame.width, frame.height):
            self._texture = Texture.create(size=(frame.width, frame.height), colorfmt="rgb")
        self._texture.blit_buffer(frame.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._picture.texture, self._light.a, self.seen = self._texture, 1, True
        self._place()

    def on_parent(self, _of: object, parent: Widget | None) -> None:
        """Out of the window, nothing is looked at and nothing stays."""
        if parent is None:
            self.forget()
            self._looking.cancel()
        else:
            self._looking()

    def forget(self) -> None:
        """Wipe the last picture from the screen's memory too."""
        if self._texture is not None:
            self._texture.blit_buffer(bytes(3 * self._texture.width * self._texture.height), colorfmt="rgb")
        self._picture.texture, self._texture, self._light.a = None, None, 0
        self.seen, self._number = False, 0

    def _place(self, *_of: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size
        if self._texture is None:
            return
        wide, high = self._texture.size
        scale = min(self.width / wide, self.height / high)
        self._picture.size = (round(wide * scale), round(high * scale))
        self._picture.pos = (
            round(self.x + (self.width - self._picture.size[0]) / 2),
            round(self.y + (self.height - self._picture.size[1]) / 2),
        )
        self._picture.tex_coords = UPRIGHT
