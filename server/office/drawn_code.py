"""A QR code as SVG: what a browser shows and prints sharply at any size."""

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

QUIET_MODULES = 4  # ISO/IEC 18004


def drawn_code(text: str) -> Markup:
    """The text as one SVG element, with the text as its title: a page that was saved whole can be read without a
    camera."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    made.add_data(text)
    rows = made.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    whole = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"><title>{text}</title>'
        '<path d="M0 0h{side}v{side}h-{side}z" fill="#fff"/><path d="{squares}"/></svg>'
    )
    return Markup(whole).format(side=len(rows), text=text, squares=squares)
