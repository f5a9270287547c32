"""Codes of paper held before the camera."""

from PIL import Image

from kiosk.core.carriage.paper import PART_CHARS_MAX
from kiosk.devices.camera import Frame
from kiosk.devices.code_picture import codes_of


def codes_in_frame(frame: Frame) -> list[str]:
    """The texts of every QR code that a camera sees; a frame of 1600×1200 takes some 30 ms."""
    picture = Image.frombytes("RGB", (frame.width, frame.height), frame.rgb)
    return [text for text in codes_of(picture) if len(text) <= PART_CHARS_MAX]
