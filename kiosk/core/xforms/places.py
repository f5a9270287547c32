"""Places as ODK writes them: a point, a trace of points, a closed shape.

Source: geopoint, geotrace and geoshape of the ODK XForms specification. A point is latitude, longitude in degrees,
altitude and accuracy in metres; 0 0 stands for no place, as devices report it that have not found themselves.
"""

import math
import re
from decimal import Decimal

LATITUDE_MAX, LONGITUDE_MAX = 90, 180
POINTS_MAX = 10_000
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")


def write_place(value: str) -> str:
    """A point in its written form, "" if it is none."""
    numbers = [float(part) if _NUMBER.fullmatch(part) else math.nan for part in value.split()[:4]]
    if len(numbers) < 2 or any(math.isnan(number) for number in numbers):
        return ""
    latitude, longitude = numbers[:2]
    if abs(latitude) > LATITUDE_MAX or abs(longitude) > LONGITUDE_MAX or latitude == longitude == 0:
        return ""
    return " ".join(_written(number) for number in numbers)


def write_trace(value: str) -> str:
    """Two or more points of which the last is not the first."""
    points = _points(value)
    return ";".join(points) if len(points) >= 2 and not _closed(points) else ""


def write_shape(value: str) -> str:
    """Three or more points of which the last is the first."""
    points = _points(value)
    return ";".join(points) if len(points) >= 3 and _closed(points) else ""


def _points(value: str) -> list[str]:
    """The points of a list, none at all if one of them is no point."""
    parts = value.split(";", POINTS_MAX)
    if parts and not parts[-1].strip():
        parts.pop()
    points = [write_place(part) for part in parts]
    return points if all(points) else []


def _closed(points: list[str]) -> bool:
    return points[0].split()[:2] == points[-1].split()[:2]


def _written(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text if "." in text else f"{text}.0"
