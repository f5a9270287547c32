"""Surfaces drawn once and kept as textures: rounded ground, hairline and soft shadow in one picture of nine patches.

A surface costs one draw call then, corners are smooth without multisampling, and no shader blurs anything while a
finger waits. The same look at the same size is the same texture.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from kivy.graphics.texture import Texture
from PIL import Image, ImageChops, ImageDraw, ImageFilter

LOOKS_MAX = 128  # textures kept; the whole product uses about forty
FINE = 4  # drawn so many times larger, then brought down: smooth edges
# (blur px, down px, darkness 0..1) of the shadows of each lift, at scale 1
SHADOWS: dict[int, tuple[tuple[float, float, float], ...]] = {
    0: (),
    1: ((1.5, 1, 0.10), (8, 3, 0.09)),
    2: ((3, 1, 0.10), (22, 10, 0.16)),
}
SHADE = (74, 58, 36)  # shadows on paper are warm


class Look(NamedTuple):
    """All that makes a surface: colours as 0..255 quadruples, lengths in pixels."""

    fill: tuple[int, int, int, int]
    line: tuple[int, int, int, int]
    line_px: int
    radius_px: int
    lift: int
    scale: float


class Baked(NamedTuple):
    """A texture, how much of it is shadow around the surface, and how far in its corners reach (pixels)."""

    texture: Any
    margin_px: int
    border_px: int


@lru_cache(maxsize=LOOKS_MAX)
def bake(look: Look) -> Baked:
    """The texture of a look."""
    shadows = [(blur * look.scale, down * look.scale, dark) for blur, down, dark in SHADOWS[look.lift]]
    margin = max((round(blur * 2 + down) for blur, down, _ in shadows), default=0)
    border = margin + max(look.radius_px, look.line_px) + 1
    side = 2 * border + 2
    whole = Image.new("RGBA", (side, side), (*SHADE, 0))
    box = (margin, margin, side - margin - 1, side - margin - 1)
    for blur, down, dark in shadows:
        mask = Image.new("L", (side, side), 0)
        under = (box[0], box[1] + down, box[2], box[3] + down)
        ImageDraw.Draw(mask).rounded_rectangle(under, look.radius_px, fill=round(255 * dark))
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
        shade = Image.new("RGBA", (side, side), (*SHADE, 0))
        shade.putalpha(mask)
        whole = Image.alpha_composite(whole, shade)
    if look.line_px:
        whole = _laid(whole, box, look.radius_px, look.line)
        box = (box[0] + look.line_px, box[1] + look.line_px, box[2] - look.line_px, box[3] - look.line_px)
    inner = max(0, look.radius_px - look.line_px)
    whole = _laid(whole, box, inner, look.fill) if look.fill[3] else _hollow(whole, box, inner)
    return Baked(texture_of(whole), margin, border)


def _laid(
    under: Image.Image, box: tuple[int, int, int, int], radius: int, colour: tuple[int, int, int, int]
) -> Image.Image:
    """A rounded rectangle laid on the picture, its corners smooth."""
    over = Image.new("RGBA", under.size, (*colour[:3], 0))
    over.putalpha(_mask(under.size[0], box, radius, colour[3]))
    return Image.alpha_composite(under, over)


def _hollow(whole: Image.Image, box: tuple[int, int, int, int], radius: int) -> Image.Image:
    """The picture with a rounded rectangle cut out of it: only a line is left."""
    cut = whole.copy()
    cut.putalpha(ImageChops.multiply(whole.getchannel("A"), ImageChops.invert(_mask(whole.size[0], box, radius, 255))))
    return cut


def _mask(side: int, box: tuple[int, int, int, int], radius: int, alpha: int) -> Image.Image:
    """A rounded rectangle as grey levels, its corners smooth."""
    mask = Image.new("L", (side * FINE, side * FINE), 0)
    fine = (box[0] * FINE, box[1] * FINE, (box[2] + 1) * FINE - 1, (box[3] + 1) * FINE - 1)
    ImageDraw.Draw(mask).rounded_rectangle(fine, radius * FINE, fill=alpha)
    return mask.resize((side, side), Image.Resampling.BOX)


def texture_of(picture: Image.Image) -> Any:
    """A Pillow RGBA picture as a texture, the right way up."""
    texture = Texture.create(size=picture.size, colorfmt="rgba")
    upright = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)  # textures begin at the bottom
    texture.blit_buffer(upright.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    texture.wrap = "clamp_to_edge"
    return texture
