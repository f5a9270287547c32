"""A staff card under the scanner of the window's tests: a scanner types like a keyboard."""

from kiosk.devices.badge import Badge, badge_text
from tests.ui.driver import Driver

ENTER = 13


def scan_card(window: Driver, badge: Badge) -> None:
    """Hold the card to the scanner."""
    for character in badge_text(badge):
        shifted = character.isupper() or character == ":"
        plain = ";" if character == ":" else character.lower()
        window.key(ord(plain), plain, ["shift"] if shifted else [])
    window.key(ENTER, "")
