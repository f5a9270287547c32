"""The receipt's code as a picture: the text is made and checked by casework, here it is only drawn and read."""

from kiosk.core.refusal import Refusal
from kiosk.devices.code_picture import CODE_BYTES_MAX, draw_code, read_codes


def draw_receipt(text: str) -> bytes:
    """The receipt text as a PNG of one QR code; Refusal RECEIPT_TOO_LONG."""
    size = len(text.encode())
    if size > CODE_BYTES_MAX:
        raise Refusal("RECEIPT_TOO_LONG", size_bytes=size, limit_bytes=CODE_BYTES_MAX)
    return draw_code(text)


def read_receipt(picture: bytes) -> str:
    """The text of the one code in a PNG or JPEG picture; Refusal RECEIPT_UNREADABLE."""
    texts = set(read_codes(picture))
    if len(texts) != 1:
        raise Refusal("RECEIPT_UNREADABLE")
    return texts.pop()
