"""A drawn signature as a picture."""

import io

from PIL import Image

from kiosk.core.casework.signature import PenPoint
from kiosk.widgets.ink_picture import FINE, MARGIN_UNITS, draw_ink


def test_what_was_drawn_is_dark_on_white_and_nothing_is_cut_off() -> None:
    across = tuple(PenPoint(1000 + 10 * at, 500, 8 * at) for at in range(30))
    down = tuple(PenPoint(1100, 400 + 10 * at, 300 + 8 * at) for at in range(30))
    picture = Image.open(io.BytesIO(draw_ink((across, down))))
    assert picture.size == ((290 + 2 * MARGIN_UNITS) * FINE, (290 + 2 * MARGIN_UNITS) * FINE)
    grey = picture.convert("L")
    assert grey.getpixel(((100 + MARGIN_UNITS) * FINE, (100 + MARGIN_UNITS) * FINE)) < 60, "where both cross"
    assert grey.getpixel(((280 + MARGIN_UNITS) * FINE, (280 + MARGIN_UNITS) * FINE)) == 255
    edges = [grey.crop(box).getextrema()[0] for box in ((0, 0, grey.width, 4), (0, 0, 4, grey.height))]
    assert edges == [255, 255]


def test_one_dot_is_a_picture_too() -> None:
    assert Image.open(io.BytesIO(draw_ink(((PenPoint(5, 5, 0),),)))).size == (96, 96)
