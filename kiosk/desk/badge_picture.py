"""A badge as a picture in the station's own folder: for training and demonstrations, where no scanner is at hand.

With the picture beside the wrapped key the PIN alone guards the station (R-SEAL); the manual says so, and a station at
work has none.
"""

from kiosk.core.refusal import Refusal
from kiosk.desk.folder import read_bounded
from kiosk.desk.station import Station
from kiosk.devices.badge import Badge, read_badge
from kiosk.devices.code_picture import PICTURE_BYTES_MAX

BADGE_FILE = "badge.png"


def has_badge_picture(station: Station) -> bool:
    """Whether such a picture lies there."""
    return (station.folder / BADGE_FILE).is_file()


def badge_in_picture(station: Station) -> Badge:
    """The badge it shows; Refusal BADGE_UNREADABLE."""
    try:
        return read_badge(read_bounded(station.folder / BADGE_FILE, PICTURE_BYTES_MAX))
    except Refusal as no:
        raise Refusal("BADGE_UNREADABLE") from no
