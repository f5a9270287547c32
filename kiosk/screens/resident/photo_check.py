"""Is this the right one? The photograph as it would be handed in: turn it, take another, or keep it."""

from functools import partial

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import Photograph, prepare
from kiosk.desk.picture_folder import open_picture
from kiosk.desk.station import Station
from kiosk.screens.page import Page
from kiosk.screens.resident import picture as _picture  # noqa: F401  the twin names it
from kiosk.widgets import big_button as _big_button  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class PhotoCheckPage(Page):
    """`number`: the material; `picture`: the name of one in the folder, or `taken`: what the camera took, as a JPEG."""

    heading = StringProperty("")
    said = StringProperty("")
    shown = ObjectProperty(None, allownone=True)
    ready = BooleanProperty(False)
    unfinished = True

    def enter(self, number: int, picture: str = "", taken: bytes = b"", turned: int = 0) -> None:
        """Make it ready, then show it."""
        self.number, self.picture, self.taken, self.turned = number, picture, taken, turned
        self.title = _("看一看照片")
        self.heading = _("看得清楚吗？")
        self._photograph: Photograph | None = None
        self.shell.do(self._deed(), self._show, self._unreadable, _("正在打开照片…"))

    def leave(self) -> None:
        """Nothing of it stays."""
        self._photograph, self.taken, self.shown = None, b"", None

    def back(self) -> bool:
        """Take or choose another."""
        page = "camera" if self.taken else "pictures"
        self.shell.instead(page, number=self.number)
        return True

    def turn(self) -> None:
        """转一下: a quarter to the right."""
        self.turned = (self.turned + 1) % 4
        self.shell.do(self._deed(), self._show, self._unreadable, _("正在转过来…"))

    def keep(self) -> None:
        """用这张."""
        if self._photograph is None:
            return
        try:
            self.shell.visit.keep_photograph(self.number, self._photograph)
        except Refusal as refusal:
            self._unreadable(refusal)
            return
        self.shell.instead("photos", number=self.number)

    def _deed(self) -> "partial[Photograph]":
        return partial(_ready, name=self.picture, taken=self.taken, turned=self.turned)

    def _show(self, photograph: Photograph) -> None:
        self._photograph, self.shown, self.ready = photograph, photograph.full_jpeg, True

    def _unreadable(self, refusal: Refusal) -> None:
        self.said = refusal.text(theme.language)


def _ready(station: Station, name: str, taken: bytes, turned: int) -> Photograph:
    return prepare(taken, _("这张照片"), turned) if taken else open_picture(station, name, turned)


load_twin(__file__)
