"""The staff card held before the camera."""

from PIL import Image

from kiosk.core.refusal import Refusal
from kiosk.devices.badge import PREFIX, Badge, read_badge_text
from kiosk.devices.camera import Frame
from kiosk.devices.code_picture import codes_of

FRAME_SIDE_PIXELS = 960  # enough for a code of 33 modules, and read in 10 ms


def badge_in_frame(frame: Frame) -> Badge | None:
    """The badge that a camera sees, None where there is none, or two, or a damaged one: the next frame may do."""
    picture = Image.frombytes("RGB", (frame.width, frame.height), frame.rgb)
    picture.thumbnail((FRAME_SIDE_PIXELS, FRAME_SIDE_PIXELS))  # a badge held before a lens fills much of it
    texts = {text for text in codes_of(picture) if text.startswith(PREFIX)}
    try:
        return read_badge_text(texts.pop()) if len(texts) == 1 else None
    except Refusal:
        return None
