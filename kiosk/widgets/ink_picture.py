"""A drawn signature as a picture: for what a form keeps as a file. White paper, the brush of the pad."""

import io

from PIL import Image, ImageDraw

from kiosk.core.casework.signature import Strokes
from kiosk.widgets.ink import NIB_UNITS, dabs
from kiosk.widgets.palette import COLOURS

MARGIN_UNITS = 24
FINE = 2  # drawn so much larger, so that the brush has a round edge


def draw_ink(strokes: Strokes) -> bytes:
    """The strokes as a PNG, no larger than they are with a margin around them."""
    points = [point for stroke in strokes for point in stroke]
    left = min(point.x for point in points) - MARGIN_UNITS
    top = min(point.y for point in points) - MARGIN_UNITS
    width = max(point.x for point in points) - left + MARGIN_UNITS
    height = max(point.y for point in points) - top + MARGIN_UNITS
    picture = Image.new("RGB", (width * FINE, height * FINE), "white")
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        for dab in dabs(stroke, NIB_UNITS):
            x, y, half = (dab.x - left) * FINE, (dab.y - top) * FINE, dab.breadth * FINE / 2
            brush.ellipse((x - half, y - half, x + half, y + half), fill=f"#{COLOURS['ink']}")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
