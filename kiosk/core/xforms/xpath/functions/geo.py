"""Functions of places on Earth: the sphere of the equator's radius, altitudes left out.

A geopoint is "latitude longitude [altitude [accuracy]]" in degrees and metres; traces and shapes are geopoints with
semicolons between (ODK XForms, data types).
"""

import math
from itertools import pairwise
from typing import NamedTuple

from ..scope import Scope
from ..values import Value, plain_number, string_of
from .function import ODK, Arguments, Function, every_value, text

_EARTH_RADIUS_M = 6_378_100
_LATITUDE_MAX, _LONGITUDE_MAX = 90, 180


class Place(NamedTuple):
    """In degrees."""

    latitude: float
    longitude: float


def area(scope: Scope, given: Arguments) -> Value:
    """Square metres within the places, to the hundredth; 0 where they enclose nothing. ODK XForms, area."""
    places = _places(scope, given)
    if places is None or len(places) < 3:
        return 0.0
    twice = 0.0
    for start, end in zip(places, (*places[1:], places[0]), strict=True):
        slope = 2 + math.sin(math.radians(end.latitude)) + math.sin(math.radians(start.latitude))
        twice += math.radians(end.longitude - start.longitude) * slope
    return abs(round(twice * _EARTH_RADIUS_M**2 / 2, 2))


def distance(scope: Scope, given: Arguments) -> Value:
    """Metres along the places, to the hundredth; NaN where a value is no place. ODK XForms, distance."""
    places = _places(scope, given)
    if places is None:
        return math.nan
    return round(math.fsum(_between(start, end) for start, end in pairwise(places)), 2)


def geofence(scope: Scope, given: Arguments) -> Value:
    """Whether a place lies within a closed shape, by counting the sides that a ray from it crosses (W. R. Franklin,
    PNPOLY). web-forms and JavaRosa, geofence."""
    place, shape = _place(text(given[0], scope)), _trace(text(given[1], scope))
    if place is None or shape is None or len(shape) < 2 or shape[0] != shape[-1]:
        return False
    inside = False
    for one, other in pairwise(shape):
        if (other.latitude > place.latitude) != (one.latitude > place.latitude):
            along = (place.latitude - other.latitude) / (one.latitude - other.latitude)
            inside ^= place.longitude < (one.longitude - other.longitude) * along + other.longitude
    return inside


def _between(start: Place, end: Place) -> float:
    """Metres along the great circle, by the haversine, which is exact for neighbouring places too."""
    phi, psi = math.radians(start.latitude), math.radians(end.latitude)
    turn = math.radians(end.longitude - start.longitude)
    haversine = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, haversine)))


def _places(scope: Scope, given: Arguments) -> list[Place] | None:
    """One value is a trace or a shape; several are a place each."""
    values = [string_of(value) for value in every_value(given, scope)]
    if len(values) == 1:
        return _trace(values[0])
    places = [place for place in map(_place, values) if place is not None]
    return places if places and len(places) == len(values) else None


def _trace(written: str) -> list[Place] | None:
    """At least two places; semicolons at the end count for nothing, as in JavaRosa."""
    parts = written.rstrip("; \t\r\n").split(";")
    places = [place for place in map(_place, parts) if place is not None]
    return places if len(places) == len(parts) > 1 else None


def _place(written: str) -> Place | None:
    parts = written.split()
    if not 2 <= len(parts) <= 4:
        return None
    latitude, longitude = (plain_number(part) for part in parts[:2])
    if abs(latitude) <= _LATITUDE_MAX and abs(longitude) <= _LONGITUDE_MAX:
        return Place(latitude, longitude)
    return None


GEO = (
    Function("area", 1, 1, area, ODK),
    Function("enclosed-area", 1, 1, area, "JavaRosa, an older name of area"),
    Function("distance", 1, None, distance, ODK),
    Function("geofence", 2, 2, geofence, "web-forms and JavaRosa"),
)
