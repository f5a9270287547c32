"""One family of icons: the same grid, the same strokes, and no name without a drawing."""

import math
import re
from xml.etree import ElementTree

import pytest

from kiosk.widgets.icon_paths import GRID_UNITS, STROKE_UNITS, icon_names, read_path, strokes
from tests.tidy.tree import ROOT

# Where an icon is asked for by name in a twin or a module.
ASKED = re.compile(r"""\bicon(?:=|:\s*|",\s*)['"]([a-z][a-z0-9-]*)['"]|\bIcon\(['"]([a-z0-9-]+)['"]""")


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_is_drawn_as_the_family_is(name: str) -> None:
    drawing = ElementTree.fromstring((ROOT / f"assets/icons/{name}.svg").read_text("utf-8"))
    assert drawing.get("viewBox") == "0 0 24 24"
    assert float(drawing.get("stroke-width", 0)) == STROKE_UNITS
    assert drawing.get("stroke-linecap") == drawing.get("stroke-linejoin") == "round"
    assert not any("stroke-width" in shape.attrib for shape in drawing)


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_stays_inside_its_grid_and_fills_it(name: str) -> None:
    points = [point for stroke in strokes(name) for point in stroke.points]
    half = STROKE_UNITS / 2
    assert all(half <= part <= GRID_UNITS - half for point in points for part in point)
    if name not in ("dot", "minus", "pause", "chevron"):
        assert max(max(p[axis] for p in points) - min(p[axis] for p in points) for axis in (0, 1)) >= 12


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    files = [file for kind in ("*.kv", "*.py") for file in (ROOT / "kiosk").rglob(kind)]
    asked = {
        (file.name, name) for file in files for pair in ASKED.findall(file.read_text("utf-8")) for name in pair if name
    }
    assert len(asked) > 20
    assert {(file, name) for file, name in asked if name not in icon_names()} == set()


def test_the_faces_of_the_five_grades_are_five() -> None:
    assert {f"face-{grade}" for grade in range(1, 6)} <= set(icon_names())


def test_an_icon_that_nobody_drew_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        strokes("unicorn")


def test_a_path_of_lines_is_read_in_both_cases() -> None:
    (small,) = read_path("m1 2 3 0v4h-3z")
    (large,) = read_path("M1 2 L4 2 V6 H1 Z")
    assert small == large
    assert small.closed
    assert small.points == ((1, 2), (4, 2), (4, 6), (1, 6))


def test_a_curve_ends_where_it_says_and_passes_its_middle() -> None:
    (curve,) = read_path("M0 0C0 8 8 8 8 0")
    assert curve.points[-1] == (8, 0)
    assert (4, 6) in curve.points


def test_a_smooth_curve_begins_as_the_last_one_ended() -> None:
    (whole,) = read_path("M0 0C0 4 4 4 4 0S8-4 8 0")
    (said,) = read_path("M0 0C0 4 4 4 4 0C4-4 8-4 8 0")
    assert whole == said


@pytest.mark.parametrize(("large", "sweep", "middle"), [(0, 1, (12, 4)), (0, 0, (12, 20)), (1, 1, (12, 4))])
def test_an_arc_goes_round_on_the_side_that_is_asked_for(large: int, sweep: int, middle: tuple[int, int]) -> None:
    (arc,) = read_path(f"M4 12A8 8 0 {large} {sweep} 20 12")
    assert arc.points[-1] == pytest.approx((20, 12))
    assert any(math.dist(point, middle) < 0.2 for point in arc.points)
    assert all(math.dist(point, (12, 12)) == pytest.approx(8) for point in arc.points[1:])
