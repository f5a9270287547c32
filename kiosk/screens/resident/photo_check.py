"""Is this the right one? The photograph as it would be handed in: turn it, take another, or keep it."""

from functools import partial

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import Photograph, prepare
from kiosk.desk.picture_folder import PictureFolder, PictureReader, picture_folder
from kiosk.desk.station import Station
from kiosk.screens.resident import picture as _picture  # noqa: F401  the twin names it
from kiosk.screens.resident.photographing import Photographing
from kiosk.screens.resident.pictures import SLOW_S, deliver
from kiosk.widgets import big_button as _big_button  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _


class PhotoCheckPage(Photographing):
    """`picture`: the name of one in the folder, or `taken`: what the camera took, as a JPEG."""

    heading = StringProperty("")
    said = StringProperty("")
    busy = StringProperty("")
    shown = ObjectProperty(None, allownone=True)
    ready = BooleanProperty(False)

    def enter(
        self, number: int = 0, key: str = "", picture: str = "", taken: bytes = b"", turned: int = 0
    ) -> None:
        """Make it ready, then show it."""
        self.stand_for(number, key)
        self.picture, self.taken, self.turned = picture, taken, turned
        self.title = _("看一看照片")
        self.heading = _("看得清楚吗？")
        self._photograph: Photograph | None = None
        self._reader: PictureReader | None = None
        self._slow = Clock.create_trigger(self._late, SLOW_S)
        self._read(_("正在打开照片…"))

    def leave(self) -> None:
        """Nothing of it stays."""
        self._slow.cancel()
        if self._reader is not None:
            self._reader.close()
        self._photograph, self.taken, self.shown = None, b"", None

    def back(self) -> bool:
        """Take or choose another."""
        page = "camera" if self.taken else "pictures"
        self.shell.instead(page, **self.purpose)
        return True

    def turn(self) -> None:
        """转一下: a quarter to the right."""
        self.turned = (self.turned + 1) % 4
        self._read(_("正在转过来…"))

    def keep(self) -> None:
        """用这张."""
        if self._photograph is None:
            return
        try:
            self.keep_photograph(self._photograph)
        except Refusal as refusal:
            self._unreadable(refusal)
            return
        super().back()

    def _read(self, busy: str) -> None:
        """What the camera took is in memory, and the desk makes it ready; a file is read beside, since it may hang."""
        if self.taken:
            deed = partial(_ready, taken=self.taken, turned=self.turned)
            self.shell.do(deed, self._show, self._unreadable, busy)
            return
        self.ready, self.busy = False, busy
        self._slow()
        self.shell.do(picture_folder, self._open, self._unreadable)

    def _open(self, folder: PictureFolder) -> None:
        self._reader = self._reader or PictureReader(folder, deliver)
        self._reader.open(self.picture, self.turned, self._show, self._unreadable)

    def _late(self, _passed_s: float) -> None:
        self._unreadable(Refusal("FOLDER_UNREADABLE"))

    def _show(self, photograph: Photograph) -> None:
        self._slow.cancel()
        self.said = self.busy = ""
        self._photograph, self.shown, self.ready = photograph, photograph.full_jpeg, True

    def _unreadable(self, refusal: Refusal) -> None:
        self._slow.cancel()
        self.busy, self.said = "", refusal.text(theme.language)


def _ready(_station: Station, taken: bytes, turned: int) -> Photograph:
    return prepare(taken, _("这张照片"), turned)


load_twin(__file__)
