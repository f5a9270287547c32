"""Taking a photograph: what the camera sees, as large as it fits, and one large button."""

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.devices.camera import FRAMES_A_SECOND, Camera, Frame, choose_camera
from kiosk.screens.page import Page
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class CameraPage(Page):
    """`number`: the material that is photographed. The camera is on while this page is shown, and no longer."""

    texture = ObjectProperty(None, allownone=True)
    said = StringProperty("")
    sees = BooleanProperty(False)
    unfinished = True

    def enter(self, number: int) -> None:
        """Open the camera that the settings name."""
        self.number = number
        self.title = _("拍一张照片")
        self._camera: Camera | None = None
        self._shown = 0
        self._open()
        self._watch = Clock.schedule_interval(self._look, 1 / FRAMES_A_SECOND)

    def leave(self) -> None:
        """Close it; what it saw is forgotten."""
        self._watch.cancel()
        if self._camera is not None:
            self._camera.close()
        self.texture = None

    def back(self) -> bool:
        """To the material's photographs."""
        self.shell.instead("photos", number=self.number)
        return True

    def take(self) -> None:
        """拍照."""
        if self._camera is None:
            return
        try:
            taken = self._camera.photograph()
        except Refusal as refusal:
            self.said = refusal.text(theme.language)
            return
        self.shell.instead("photo_check", number=self.number, taken=taken)

    def _open(self) -> None:
        facts = self.shell.facts
        provider = choose_camera(facts.camera, Path(facts.camera_folder))
        if provider is None:
            self.said = _("相机没有接好。请叫代办员来看看，也可以不拍照。")
            return
        try:
            self._camera = Camera(provider).open()
        except Refusal as refusal:  # the device still hangs; each look tries again
            self.said = refusal.text(theme.language)

    def _look(self, passed_s: float) -> None:
        if self._camera is None:
            self._open()
        frame = self._camera.latest if self._camera is not None else None
        if self._camera is not None and self._camera.gone:
            self.said = _("相机没有接好。请叫代办员来看看，也可以不拍照。")
        if frame is not None and frame.number != self._shown:
            self._shown, self.sees, self.said = frame.number, True, ""
            self._draw(frame)

    def _draw(self, frame: Frame) -> None:
        texture: Any = self.texture
        if texture is None or tuple(texture.size) != (frame.width, frame.height):
            texture = Texture.create(size=(frame.width, frame.height), colorfmt="rgb")
            texture.flip_vertical()
        texture.blit_buffer(frame.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self.texture = texture
        self.ids.view.canvas.ask_update()


load_twin(__file__)
