"""Reading the drawn icons: SVG on a grid of 24, strokes with round ends, turned into polylines. No Kivy here.

Only what our own drawings use is read: path (M L H V C S Q A Z in both cases), line, polyline, polygon, rect and
circle; a shape with fill="currentColor" is filled, all else is a stroke.
"""

import math
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

GRID_UNITS = 24.0
STROKE_UNITS = 1.75
CURVE_POINTS = 14  # a curve is so many straight pieces: smooth at 200 px
_TOKEN = re.compile(r"[MmLlHhVvCcSsQqAaZz]|-?(?:\d*\.\d+|\d+\.?)")
_NEEDS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}

Point = tuple[float, float]


class Stroke(NamedTuple):
    """One polyline in grid units; `filled` for a dot or a solid shape."""

    points: tuple[Point, ...]
    closed: bool
    filled: bool


@cache
def icon_names() -> tuple[str, ...]:
    """The name of every drawn icon."""
    folder = files("assets").joinpath("icons")
    return tuple(sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".svg")))


@cache
def strokes(name: str) -> tuple[Stroke, ...]:
    """The polylines of an icon; KeyError when nobody has drawn it."""
    if name not in icon_names():
        raise KeyError(name)
    drawing = ElementTree.fromstring(files("assets").joinpath(f"icons/{name}.svg").read_text("utf-8"))
    return tuple(stroke for shape in drawing.iter() for stroke in _shape(shape))


def _shape(shape: ElementTree.Element) -> Iterator[Stroke]:
    filled = shape.get("fill") == "currentColor"

    def number(key: str, otherwise: float = 0) -> float:
        return float(shape.get(key, otherwise))

    match shape.tag.rpartition("}")[2]:
        case "path":
            yield from (stroke._replace(filled=filled) for stroke in read_path(shape.get("d", "")))
        case "line":
            yield Stroke(((number("x1"), number("y1")), (number("x2"), number("y2"))), False, filled)
        case "polyline" | "polygon" as tag:
            numbers = [float(part) for part in _TOKEN.findall(shape.get("points", ""))]
            yield Stroke(tuple(zip(numbers[::2], numbers[1::2], strict=True)), tag == "polygon", filled)
        case "circle":
            x, y, r = number("cx"), number("cy"), number("r")
            yield Stroke(tuple(_round(x, y, r, 0, 2 * math.pi, 4 * CURVE_POINTS)), True, filled)
        case "rect":
            x, y, w, h, r = (number(key) for key in ("x", "y", "width", "height", "rx"))
            corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180))
            points = [
                point
                for cx, cy, start in corners
                for point in _round(cx, cy, r, math.radians(start), math.radians(start + 90), CURVE_POINTS)
            ]
            yield Stroke(tuple(points), True, filled)


def read_path(data: str) -> Iterator[Stroke]:
    """The polylines of an SVG path; ValueError for what our drawings do not use."""
    tokens = _TOKEN.findall(data)
    at = 0
    here: Point = (0.0, 0.0)
    control: Point | None = None
    points: list[Point] = []
    command = ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        kind, relative = command.upper(), command.islower()
        n = [float(token) for token in tokens[at : at + _NEEDS[kind]]]
        at += _NEEDS[kind]
        dx, dy = here if relative else (0.0, 0.0)
        last_control, control = control, None
        match kind:
            case "M":
                if len(points) > 1:
                    yield Stroke(tuple(points), False, False)
                here = (n[0] + dx, n[1] + dy)
                points = [here]
                command = "l" if relative else "L"
            case "L" | "H" | "V":
                here = {
                    "L": lambda n=n, dx=dx, dy=dy: (n[0] + dx, n[1] + dy),
                    "H": lambda n=n, dx=dx, here=here: (n[0] + dx, here[1]),
                    "V": lambda n=n, dy=dy, here=here: (here[0], n[0] + dy),
                }[kind]()
                points.append(here)
            case "C" | "S" | "Q":
                given = [(n[i] + dx, n[i + 1] + dy) for i in range(0, len(n), 2)]
                if kind == "S":
                    mirror = last_control or here
                    given.insert(0, (2 * here[0] - mirror[0], 2 * here[1] - mirror[1]) if last_control else here)
                points.extend(_curve([here, *given]))
                control, here = given[-2], given[-1]
            case "A":
                end = (n[5] + dx, n[6] + dy)
                points.extend(_arc(here, end, n[0], n[3] != 0, n[4] != 0))
                here = end
            case "Z":
                yield Stroke(tuple(points), True, False)
                here = points[0]
                points = [here]
    if len(points) > 1:
        yield Stroke(tuple(points), False, False)


def _curve(points: list[Point]) -> Iterator[Point]:
    """A Bezier curve of three or four points, without its start."""
    for step in range(1, CURVE_POINTS + 1):
        t = step / CURVE_POINTS
        level = points
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(level)
            ]
        yield level[0]


def _arc(start: Point, end: Point, radius: float, large: bool, sweep: bool) -> Iterator[Point]:
    """A circular arc from start to end, without its start (SVG 2, B.2.4, for equal radii)."""
    half_x, half_y = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(half_x, half_y)
    if half == 0:
        return
    radius = max(radius, half)
    rise = math.sqrt(max(0.0, radius * radius - half * half)) / half
    side = 1 if large != sweep else -1
    x = start[0] + half_x - side * rise * half_y
    y = start[1] + half_y + side * rise * half_x
    first, last = (math.atan2(point[1] - y, point[0] - x) for point in (start, end))
    if sweep and last < first:
        last += 2 * math.pi
    elif not sweep and last > first:
        last -= 2 * math.pi
    pieces = max(2, round(abs(last - first) / (math.pi / 2) * CURVE_POINTS))
    yield from list(_round(x, y, radius, first, last, pieces))[1:]


def _round(x: float, y: float, radius: float, first: float, last: float, pieces: int) -> Iterator[Point]:
    """Points of a circle between two angles, both ends included."""
    for step in range(pieces + 1):
        angle = first + (last - first) * step / pieces
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)
