"""A picture out of memory on the screen: never from a file, and kept in no cache of the toolkit."""

import io
from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.image import Image as KivyImage
from PIL import Image

from kiosk.widgets.baked import texture_of
from kiosk.widgets.ground import Ground
from kiosk.widgets.press import Press
from kiosk.widgets.twin import load_twin


def texture_from(picture: bytes) -> Any:
    """A texture of a JPEG or PNG of our own making."""
    with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")) as opened:
        return texture_of(opened.convert("RGBA"))


class Picture(KivyImage):
    """`bytes_shown`: a JPEG or PNG, None for none yet. As large as fits, never stretched out of its shape."""

    bytes_shown = ObjectProperty(None, allownone=True)

    def on_bytes_shown(self, _: object, picture: bytes | None) -> None:
        """Show it."""
        self.texture = texture_from(picture) if picture else None


class PictureTile(Press, Ground, BoxLayout):
    """One picture to choose: `picture` its bytes (None: still coming), `word` below it, `key` for whoever asks."""

    picture = ObjectProperty(None, allownone=True)
    word = StringProperty("")
    key = StringProperty("")
    broken = BooleanProperty(False)


load_twin(__file__)
