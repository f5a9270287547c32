"""Taking a photograph: what the camera sees, as large as it fits, and one large button."""

from pathlib import Path

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.devices.camera import FRAMES_A_SECOND, Camera, choose_camera
from kiosk.screens.resident.photographing import Photographing
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import camera_view as _camera_view  # noqa: F401
from kiosk.widgets import card as _card  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class CameraPage(Photographing):
    """The camera is on while this page is shown, and no longer."""

    said = StringProperty("")
    sees = BooleanProperty(False)

    def enter(self, number: int = 0, key: str = "") -> None:
        """Open the camera that the settings name."""
        self.stand_for(number, key)
        self.title = _("拍一张照片")
        self._camera: Camera | None = None
        self._open()
        self.ids.view.newest = lambda: self._camera.latest if self._camera is not None else None
        self._watch = Clock.schedule_interval(self._look, 1 / FRAMES_A_SECOND)

    def leave(self) -> None:
        """Close it; what it saw is forgotten."""
        self._watch.cancel()
        if self._camera is not None:
            self._camera.close()
        self.ids.sight.clear_widgets()

    def take(self) -> None:
        """拍照."""
        if self._camera is None:
            return
        try:
            taken = self._camera.photograph()
        except Refusal as refusal:
            self.said = refusal.text(theme.language)
            return
        self.shell.instead("photo_check", taken=taken, **self.purpose)

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
        camera = self._camera
        if camera is not None and camera.gone:
            self.said = _("相机没有接好。请叫代办员来看看，也可以不拍照。")
        elif camera is not None and camera.latest is not None:
            self.said = ""


load_twin(__file__)
