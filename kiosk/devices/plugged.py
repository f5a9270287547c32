"""Which sticks are plugged in: what the system has mounted in the folders that a setting names. Nothing is mounted
here, so no right to do so is needed.

A folder that nothing is mounted on is no stick, whatever lies in it: what were written there would lie on this
machine's own disk and leave by nobody's hand.
"""

import os
from collections.abc import Iterable
from pathlib import Path

STICKS_COUNT_MAX = 8
NAMES_COUNT_MAX = 200  # looked at in each folder
DEPTH_MAX = 2  # /media/usb0, and /media/<who is logged in>/<name of the stick>


def plugged_in(folders: Iterable[str]) -> tuple[Path, ...]:
    """Mount points at, in, or one folder further below `folders`, sorted. What cannot be read is passed over."""
    found: list[Path] = []
    for folder in dict.fromkeys(folders):
        found += _mounted(Path(folder), DEPTH_MAX)
    return tuple(sorted(set(found)))[:STICKS_COUNT_MAX]


def is_mounted(place: Path) -> bool:
    """Whether a file system of its own stands at `place`."""
    return os.path.ismount(place)


def _mounted(place: Path, depth: int) -> list[Path]:
    if is_mounted(place):
        return [place]
    if not depth:
        return []
    try:
        with os.scandir(place) as entries:
            names = [one.path for _, one in zip(range(NAMES_COUNT_MAX), entries, strict=False) if _is_folder(one)]
    except OSError:
        return []
    return [found for name in sorted(names) for found in _mounted(Path(name), depth - 1)]


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
