"""A photograph of a material made ready to travel: upright, without its EXIF, small enough for a village line.

The full picture has at most 400 kB and its thumbnail at most 40 kB; what the camera knew (place, time,
device) is left behind (个人信息保护法 6: no more than the matter needs).
"""

import io
import warnings
from pathlib import Path

import msgspec
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from kiosk.core.refusal import Refusal

PHOTO_BYTES_MAX = 20_000_000  # the largest camera of a kiosk makes 12 MB
PHOTO_PIXELS_MAX = 64_000_000  # 200 MB once decoded, as much as a kiosk can spare
FULL_BYTES_MAX = 400_000
THUMB_BYTES_MAX = 40_000
FULL_SIDE_PIXELS = 2_000  # an A4 page at 170 dots an inch: its small print can be read
THUMB_SIDE_PIXELS = 320
QUALITIES = (85, 75, 65, 55, 45, 35)
FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
# Pillow turns to the left.
_TURNS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


class Photograph(msgspec.Struct, frozen=True):
    """`full_jpeg` and `thumb_jpeg` without metadata; `width`, `height` of the full picture in pixels."""

    full_jpeg: bytes
    thumb_jpeg: bytes
    width: int
    height: int


def open_photograph(path: Path, turned: int = 0) -> Photograph:
    """Read and prepare a file; Refusals as `prepare`, and NOT_A_PHOTO where it cannot be read."""
    return prepare(_read(path), path.name, turned)


def prepare(data: bytes, name: str, turned: int = 0) -> Photograph:
    """Make the full picture and the thumbnail of the file's bytes. `name` is only for the sentence; `turned`: quarter
    turns to the right that a person asked for, after it was set upright.

    Raises Refusal PHOTO_TOO_LARGE, PHOTO_TOO_MANY_PIXELS (both before anything is decoded) or NOT_A_PHOTO.
    """
    upright = _upright(data, name, FULL_SIDE_PIXELS)
    if turned % 4:
        upright = upright.transpose(_TURNS[turned % 4])
    full, size = _squeeze(upright, FULL_SIDE_PIXELS, FULL_BYTES_MAX)
    thumb, _ = _squeeze(upright, THUMB_SIDE_PIXELS, THUMB_BYTES_MAX)
    return Photograph(full, thumb, *size)


def thumbnail(path: Path) -> bytes:
    """A small JPEG of a file, to choose it by; Refusals as `open_photograph`."""
    return _squeeze(_upright(_read(path), path.name, THUMB_SIDE_PIXELS), THUMB_SIDE_PIXELS, THUMB_BYTES_MAX)[0]


def _read(path: Path) -> bytes:
    """A file's bytes, its size looked at before."""
    try:
        size = path.stat().st_size
        if size > PHOTO_BYTES_MAX:
            raise Refusal("PHOTO_TOO_LARGE", name=path.name, size_bytes=size, limit_bytes=PHOTO_BYTES_MAX)
        return path.read_bytes()
    except OSError as error:
        raise Refusal("NOT_A_PHOTO", name=path.name) from error


def _upright(data: bytes, name: str, side: int) -> Image.Image:
    """The picture as people hold it, in RGB, decoded no finer than `side` needs."""
    if len(data) > PHOTO_BYTES_MAX:
        raise Refusal("PHOTO_TOO_LARGE", name=name, size_bytes=len(data), limit_bytes=PHOTO_BYTES_MAX)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs, our own bound is tighter; of broken EXIF, it is dropped
            with Image.open(io.BytesIO(data), formats=FORMATS) as raw:
                if raw.width * raw.height > PHOTO_PIXELS_MAX:
                    raise Refusal("PHOTO_TOO_MANY_PIXELS", name=name, limit_pixels=PHOTO_PIXELS_MAX)
                raw.draft("RGB", (side, side))  # a JPEG is halved while it is decoded
                return _flat(ImageOps.exif_transpose(raw))
    except Image.DecompressionBombError as error:
        raise Refusal("PHOTO_TOO_MANY_PIXELS", name=name, limit_pixels=PHOTO_PIXELS_MAX) from error
    except Refusal:
        raise
    except Exception as error:  # a picture decoder answers hostile bytes with any exception there is
        raise Refusal("NOT_A_PHOTO", name=name) from error


def _flat(image: Image.Image) -> Image.Image:
    """RGB pixels and nothing else: transparency on white, no profile, no comment."""
    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    image = image.convert("RGB")
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _squeeze(image: Image.Image, side: int, bytes_max: int) -> tuple[bytes, tuple[int, int]]:
    """The best JPEG within `bytes_max`: first a lower quality, then fewer pixels."""
    while True:
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= bytes_max:
                return out.getvalue(), small.size
        side = side * 3 // 4
