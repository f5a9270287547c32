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
        self.folder = self.shell.facts.has_pictures
        self.camera = self.shell.facts.camera != "none"
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
        self.ids.choose.disabled = full or not self.folder

    def _touched(self, name: str) -> None:
        ask(_("不要这张照片了？"), "", _("去掉它"), _("留着"), lambda: self._drop(name), kind="wait", danger=True)

    def _drop(self, name: str) -> None:
        self.shell.visit.drop_photograph(name)
        self._show()


load_twin(__file__)
