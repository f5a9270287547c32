"""Pictures that somebody put into a folder for this station (a scanner, a stick), to be chosen as photographs.

The folder is named in the settings. Nothing is ever written into it, and nothing of what is chosen stays outside
memory until it is sealed.
"""

from pathlib import Path
from typing import NamedTuple

from kiosk.core.refusal import Refusal
from kiosk.desk.photograph import Photograph, open_photograph, thumbnail
from kiosk.desk.station import Station

LISTED_MAX = 60  # the newest: five screens of twelve
LOOKED_AT_MAX = 2_000  # of a folder that somebody put a whole telephone into
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


class Picture(NamedTuple):
    """One file: its name, and when it was last changed in milliseconds UTC."""

    name: str
    changed_ms: int


def list_pictures(station: Station) -> tuple[Picture, ...]:
    """What can be chosen, the newest first, at most 60. Refusal FOLDER_UNREADABLE."""
    found = []
    try:
        for place, path in enumerate(Path(station.settings.photograph_folder).iterdir()):
            if place >= LOOKED_AT_MAX:
                break
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
                found.append(Picture(path.name, path.stat().st_mtime_ns // 1_000_000))
    except OSError as error:
        raise Refusal("FOLDER_UNREADABLE") from error
    return tuple(sorted(found, key=lambda picture: (-picture.changed_ms, picture.name))[:LISTED_MAX])


def open_picture(station: Station, name: str, turned: int = 0) -> Photograph:
    """The picture of that name, made ready and turned by so many quarters to the right; Refusals of `open_photograph`,
    NOT_A_PHOTO for a name that is none."""
    return open_photograph(_path(station, name), turned)


def thumbnail_of(station: Station, name: str) -> bytes:
    """A small JPEG of it; Refusals as `open_picture`."""
    return thumbnail(_path(station, name))


def _path(station: Station, name: str) -> Path:
    if Path(name).name != name or not name:
        raise Refusal("NOT_A_PHOTO", name=name[:80])
    return Path(station.settings.photograph_folder) / name
