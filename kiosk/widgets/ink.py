"""Ink: what a finger draws on a pad, kept in the form of a signature. Pure; the pad is its face.

The pad is `width` by `height` units; a point outside is held at the edge, a second finger is not ink, and what goes
over a limit of kiosk/core/casework/signature.py is left out, so that no scribble makes a signature that is refused for
its size.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kiosk.core.casework.signature import (
    PAD_UNITS_MAX,
    POINTS_MAX,
    POINTS_MIN,
    STROKE_MS_MAX,
    STROKES_MAX,
    PenPoint,
    Strokes,
)

MOVE_UNITS_MIN = 2  # a trembling finger that rests writes no points
PEN_LOST_MS = 2_000  # a panel may lose the lifting of a finger; who has not moved for so long has gone
NIB_UNITS = 9  # as thick as a felt pen: it must be seen under the finger, and on a photograph of the screen
THIN, THICK = 0.72, 1.12  # of the nib: a quick stroke is thinner, as a brush's is
QUICK_UNITS_MS = 2.2  # so many units a millisecond are as quick as it gets
DAB_PART = 0.22  # of the nib, from one dab to the next


class Dab(NamedTuple):
    """One round touch of the brush: its middle and its breadth, in units of the pad."""

    x: float
    y: float
    breadth: float



class Ink:
    """Strokes under way. Coordinates in units of the pad from its upper left corner, times in ms of any clock that
    only runs forward. A pen is whatever tells one finger from another."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Wipe everything."""
        self._strokes: list[list[PenPoint]] = []
        self._points = 0
        self._began_ms: int | None = None
        self._pen: object = None
        self._moved_ms = 0

    @property
    def strokes(self) -> Strokes:
        """What has been drawn, as a signature wants it; times begin at 0."""
        return tuple(tuple(stroke) for stroke in self._strokes if stroke)

    @property
    def enough(self) -> bool:
        """Whether it is more than a touch, so that it may be looked at as a name."""
        return self._points >= POINTS_MIN and self._breadth() >= POINTS_MIN // 2

    @property
    def full(self) -> bool:
        """Whether nothing more is taken."""
        return self._points >= POINTS_MAX or len(self._strokes) >= STROKES_MAX

    def down(self, pen: object, x: float, y: float, at_ms: int) -> bool:
        """A finger came down; False where another is drawing already or nothing more is taken."""
        if self._pen is not None and at_ms - self._moved_ms < PEN_LOST_MS:
            return False
        if self._pen is not None:
            self.up(self._pen)
        if self.full:
            return False
        self._pen = pen
        self._strokes.append([])
        return self.move(pen, x, y, at_ms)

    def move(self, pen: object, x: float, y: float, at_ms: int) -> bool:
        """The finger moved; False where it is not the one that draws, has hardly moved, or nothing more is taken."""
        if pen != self._pen or self._points >= POINTS_MAX:
            return False
        self._moved_ms = at_ms
        self._began_ms = at_ms if self._began_ms is None else self._began_ms
        # who pauses for longer than a signature may last is still let finish it
        at = min(max(at_ms - self._began_ms, self._latest()), STROKE_MS_MAX)
        point = PenPoint(_held(x), _held(y), at)
        last = self._strokes[-1][-1] if self._strokes[-1] else None
        if last and abs(last.x - point.x) < MOVE_UNITS_MIN and abs(last.y - point.y) < MOVE_UNITS_MIN:
            return False
        self._strokes[-1].append(point)
        self._points += 1
        return True

    def up(self, pen: object) -> None:
        """The finger was lifted."""
        if pen == self._pen:
            self._pen = None
            if not self._strokes[-1]:
                self._strokes.pop()

    def undo(self) -> None:
        """Take the last stroke away."""
        self._pen = None
        if self._strokes:
            self._points -= len(self._strokes.pop())

    def _latest(self) -> int:
        return max((stroke[-1].t_ms for stroke in self._strokes[-2:] if stroke), default=0)

    def _breadth(self) -> int:
        return len({(point.x, point.y) for stroke in self._strokes for point in stroke})


def _held(value: float) -> int:
    """Inside the pad, whatever a driver says; a value that is no number is the corner."""
    return round(min(max(value, 0.0), float(PAD_UNITS_MAX))) if value == value else 0


def dabs(stroke: Sequence[PenPoint], nib: float) -> Iterator[Dab]:
    """A stroke as touches of a brush whose breadth is about `nib`, close enough to make a smooth line: along a curve
    through the points (Catmull-Rom), thinner where the finger was quick."""
    if not stroke:
        return
    breadth, left = nib * THICK, 0.0
    yield Dab(stroke[0].x, stroke[0].y, breadth)
    ends = [stroke[0], *stroke, stroke[-1]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        far = ((c.x - b.x) ** 2 + (c.y - b.y) ** 2) ** 0.5
        speed = min(far / max(c.t_ms - b.t_ms, 1), QUICK_UNITS_MS) / QUICK_UNITS_MS
        aim = nib * (THICK - (THICK - THIN) * speed)
        step = max(nib * DAB_PART, 0.5)
        at = step - left
        while at <= far:
            part = at / far
            breadth += (aim - breadth) * 0.12
            yield Dab(_spline(a.x, b.x, c.x, d.x, part), _spline(a.y, b.y, c.y, d.y, part), breadth)
            at += step
        left = far - (at - step)


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
