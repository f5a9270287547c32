"""The photographs of one material: those taken so far, and the ways to another."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.screens.page import Page
from kiosk.screens.resident.picture import PictureTile
from kiosk.widgets import big_button as _big_button  # noqa: F401  the twin names them
from kiosk.widgets import empty as _empty  # noqa: F401
from kiosk.widgets.dialog import ask
from kiosk.widgets.twin import load_twin
from kiosk.widgets.words import say as _

PHOTOS_A_MATERIAL_MAX = 9  # six materials of nine stay below what one entrustment may carry (60)


class PhotosPage(Page):
    """`number` is the material's; 好了 and 返回 lead back to the materials."""

    heading = StringProperty("")
    said = StringProperty("")
    inviting = StringProperty("")
    count = NumericProperty(0)
    folder = BooleanProperty(False)
    camera = BooleanProperty(False)
    unfinished = True

    def enter(self, number: int) -> None:
        """Show what was taken."""
        self.number = number
        visit = self.shell.visit
        material = visit.matter.material(number)
        self.title = _("给材料拍照片")
        self.heading = material.name
        # The folder shows other people's papers: it is the agent's.
        self.folder = self.shell.facts.has_pictures and self.shell.person is not None
        self.camera = self.shell.facts.camera != "none"
        self.inviting = _inviting(self.camera, self.folder)
        if not self.folder:
            self.ids.ways.remove_widget(self.ids.choose)
        self._show()

    def back(self) -> bool:
        """To the materials."""
        self.done()
        return True

    def done(self) -> None:
        """好了."""
        place = self.shell.visit.photographs_lead_to
        if place is not None:
            self.shell.back_to(place.page, **place.given)
            return
        self.shell.instead("materials", show=self.number)

    def choose(self) -> None:
        """从文件里选."""
        self.shell.instead("pictures", number=self.number)

    def take(self) -> None:
        """拍一张."""
        self.shell.instead("camera", number=self.number)

    def _show(self) -> None:
        visit, tiles = self.shell.visit, self.ids.tiles
        names = visit.photographs_of(self.number)
        tiles.clear_widgets()
        for place, name in enumerate(names, 1):
            tile = PictureTile(picture=visit.photographs[name].thumb_jpeg, key=name)
            tile.word = _("第 {place} 张").format(place=place)
            tile.bind(on_release=lambda tile: self._touched(tile.key))
            tiles.add_widget(tile)
        self.count = len(names)
        full = self.count >= PHOTOS_A_MATERIAL_MAX
        self.said = _("这样材料的照片已经够了。") if full else _("点一下照片，可以去掉它。") if names else ""
        self.ids.take.disabled = full or not self.camera
        if self.folder:  # otherwise taken away, and perhaps freed
            self.ids.choose.disabled = full

    def _touched(self, name: str) -> None:
        ask(_("不要这张照片了？"), "", _("去掉它"), _("留着"), lambda: self._drop(name), kind="wait", danger=True)

    def _drop(self, name: str) -> None:
        self.shell.visit.drop_photograph(name)
        self._show()


def _inviting(camera: bool, folder: bool) -> str:
    """How to come to the first photograph."""
    if camera and folder:
        return _("请在下面点“拍一张”或者“选一张”。没有照片也能交。")
    if camera:
        return _("请在下面点“拍一张”。没有照片也能交。")
    if folder:
        return _("请在下面点“选一张”。没有照片也能交。")
    return _("这台机器没有相机，代办员登录以后可以帮您选照片。没有照片也能交。")


load_twin(__file__)
