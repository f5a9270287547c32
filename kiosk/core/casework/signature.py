"""A drawn signature: strokes of points, bounded, never a picture.

A stroke is a list of [x, y, t_ms]: x and y in units of the pad from its upper left corner, t in
milliseconds since the pen first came down. Time is kept because how a name is written shows who wrote it.
"""

from typing import NamedTuple

from kiosk.core.refusal import Refusal

STROKES_MAX = 200
POINTS_MAX = 4_000  # a minute of drawing at 60 points a second
POINTS_MIN = 8  # less is a touch, not a name
PAD_UNITS_MAX = 10_000
STROKE_MS_MAX = 10 * 60 * 1000


class PenPoint(NamedTuple):
    """Where the pen was: `x`, `y` in pad units, `t_ms` since the first touch."""

    x: int
    y: int
    t_ms: int


Strokes = tuple[tuple[PenPoint, ...], ...]


def check_strokes(strokes: Strokes) -> None:
    """Refusal SIGNATURE_NOT_VALID where the strokes cannot be a name drawn on a pad."""
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > STROKES_MAX or len(points) > POINTS_MAX:
        raise _no("笔画过多", f"it has over {STROKES_MAX} strokes or {POINTS_MAX} points")
    if len(points) < POINTS_MIN or not all(strokes):
        raise _no("笔画过少", f"it has under {POINTS_MIN} points, or an empty stroke")
    if any(not (0 <= point.x <= PAD_UNITS_MAX and 0 <= point.y <= PAD_UNITS_MAX) for point in points):
        raise _no("落在签名框外", "it leaves the pad")
    times = [point.t_ms for point in points]
    if times != sorted(times) or times[0] < 0 or times[-1] > STROKE_MS_MAX:
        raise _no("书写时间不正确", "its times run backwards or too long")
    if len({(point.x, point.y) for point in points}) < POINTS_MIN // 2:
        raise _no("笔没有移动", "the pen did not move")


def _no(reason_zh: str, reason_en: str) -> Refusal:
    return Refusal("SIGNATURE_NOT_VALID", reason_zh=reason_zh, reason_en=reason_en)
