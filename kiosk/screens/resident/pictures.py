"""Choosing a photograph out of the station's folder: eight at a time, the newest first, known by what they show."""

import datetime
from functools import partial
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.core.casework.days import china_minute
from kiosk.core.refusal import Refusal
from kiosk.desk.picture_folder import Picture, PictureFolder, PictureReader, picture_folder
from kiosk.screens.resident.photographing import Photographing
from kiosk.screens.resident.picture import PictureTile
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import empty as _empty  # noqa: F401
from kiosk.widgets.theme import theme
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

AT_A_TIME = 8
SLOW_S = 8.0  # a folder that has not answered by then hangs; it may still come


class PicturesPage(Photographing):
    """`first`: the place of the first one shown."""

    heading = StringProperty("")
    said = StringProperty("")
    nothing = StringProperty("")
    first = NumericProperty(0)
    more = BooleanProperty(False)

    def enter(self, number: int = 0, key: str = "", first: int = 0) -> None:
        """List the folder, then fetch what is shown of it."""
        self.stand_for(number, key)
        self.first = first
        self.title = _("选一张照片")
        self.heading = _("是哪一张？请点一下。")
        self._reader: PictureReader | None = None
        self._slow = Clock.schedule_once(self._late, SLOW_S)
        self.shell.do(picture_folder, self._open, self._unreadable)

    def leave(self) -> None:
        """What was not read yet is not wanted any more."""
        self._slow.cancel()
        if self._reader is not None:
            self._reader.close()
        self.ids.tiles.clear_widgets()

    def turn(self, by: int) -> None:
        """Eight further on or back."""
        self.shell.instead("pictures", first=max(0, self.first + by * AT_A_TIME), **self.purpose)

    def _open(self, folder: PictureFolder) -> None:
        self._reader = PictureReader(folder, deliver)
        self._reader.list(self._list, self._unreadable)

    def _late(self, _passed_s: float) -> None:
        self._unreadable(Refusal("FOLDER_UNREADABLE"))

    def _list(self, pictures: tuple[Picture, ...]) -> None:
        assert self._reader is not None
        self._slow.cancel()
        self.nothing = ""
        shown = pictures[int(self.first) : int(self.first) + AT_A_TIME]
        self.more = len(pictures) > self.first + AT_A_TIME
        if not shown:
            self.nothing = _("文件夹里没有照片。请代办员把照片放进来，或者用相机拍。")
        for picture in shown:
            tile = PictureTile(key=picture.name, word=_day(picture.changed_ms))
            tile.bind(on_release=self._chosen)
            self.ids.tiles.add_widget(tile)
            self._reader.thumbnail(picture.name, partial(setattr, tile, "picture"), partial(_is_broken, tile))

    def _chosen(self, tile: PictureTile) -> None:
        if not tile.broken:
            self.shell.instead("photo_check", picture=tile.key, **self.purpose)

    def _unreadable(self, refusal: Refusal) -> None:
        self._slow.cancel()
        self.nothing = refusal.text(theme.language)


def deliver(call: Any) -> None:
    """Have it called by the window's thread."""
    Clock.schedule_once(lambda _passed_s: call(), 0)


def _is_broken(tile: PictureTile, _refusal: Refusal) -> None:
    tile.broken = True


def _day(changed_ms: int) -> str:
    day, minute = china_minute(changed_ms).split()
    date = datetime.date.fromisoformat(day)
    return _("{month}月{day}日 {time}").format(month=date.month, day=date.day, time=minute)


load_twin(__file__)
