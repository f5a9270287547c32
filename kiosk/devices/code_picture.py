"""Text into a QR picture and back: drawn with qrcode, read with zxing-cpp. Bounded on both ways."""

import io

import qrcode
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

CODE_BYTES_MAX = 1_600  # a version 33 code at level M; a denser one a cheap camera no longer reads
PICTURE_BYTES_MAX = 8_000_000
PICTURE_PIXELS_MAX = 20_000_000
MODULE_PIXELS = 8
QUIET_MODULES = 4  # ISO/IEC 18004


def draw_code(text: str, *, sturdy: bool = False) -> bytes:
    """A PNG of the text as a QR code; `sturdy` survives a quarter of it being worn off (for cards)."""
    assert len(text.encode()) <= CODE_BYTES_MAX, "the caller bounds its payload"
    level = ERROR_CORRECT_Q if sturdy else ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, box_size=MODULE_PIXELS, border=QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image(fill_color="black", back_color="white").save(out, "PNG")
    return out.getvalue()


def read_codes(picture: bytes) -> list[str]:
    """Every QR text in a PNG or JPEG picture; empty where there is none, or no picture."""
    if len(picture) > PICTURE_BYTES_MAX:
        return []
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > PICTURE_PIXELS_MAX:
                return []
            grey = image.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return []
    return codes_of(grey)


def codes_of(picture: Image.Image) -> list[str]:
    """Every QR text in a picture that is open."""
    grey = picture if picture.mode == "L" else picture.convert("L")
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [found.text for found in zxingcpp.read_barcodes(grey, formats=formats)]
