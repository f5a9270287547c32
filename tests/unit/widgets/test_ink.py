"""A finger's ink is always a signature that can be read again, whatever the fingers do."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.casework.signature import POINTS_MAX, STROKES_MAX, check_strokes
from kiosk.widgets.ink import PEN_LOST_MS, Ink, dabs


def signed(ink: Ink, strokes: int, points: int, pen: int = 1) -> None:
    at = 0
    for stroke in range(strokes):
        ink.down(pen, 10 + stroke, 10, at)
        for step in range(points):
            at += 16
            ink.move(pen, 10 + stroke + 3 * step, 10 + 2 * step, at)
        ink.up(pen)


def test_what_is_drawn_is_a_signature() -> None:
    ink = Ink()
    signed(ink, 3, 20)
    assert ink.enough
    assert len(ink.strokes) == 3
    check_strokes(ink.strokes)


def test_times_begin_at_nought_with_the_first_touch() -> None:
    ink = Ink()
    ink.down(1, 5, 5, 987_654)
    ink.move(1, 50, 5, 987_700)
    assert [point.t_ms for point in ink.strokes[0]] == [0, 46]


def test_a_touch_is_not_a_name() -> None:
    ink = Ink()
    ink.down(1, 5, 5, 0)
    ink.up(1)
    assert not ink.enough


def test_a_second_finger_writes_nothing() -> None:
    ink = Ink()
    assert ink.down(1, 5, 5, 0)
    assert not any(ink.down(finger, 300, 300, 5) for finger in range(2, 32))
    assert not ink.move(2, 400, 400, 10)
    assert ink.move(1, 50, 50, 20)
    assert len(ink.strokes) == 1


def test_a_finger_whose_lifting_was_lost_does_not_lock_the_pad() -> None:
    ink = Ink()
    ink.down(1, 5, 5, 0)
    assert ink.down(2, 50, 50, PEN_LOST_MS + 1)
    assert len(ink.strokes) == 2


def test_who_leaves_the_pad_writes_at_its_edge() -> None:
    ink = Ink()
    ink.down(1, -400, 99_999, 0)
    ink.move(1, float("nan"), 20, 16)
    assert [(point.x, point.y) for point in ink.strokes[0]] == [(0, 10_000), (0, 20)]


def test_a_scribble_without_end_stays_within_the_limits() -> None:
    ink = Ink()
    signed(ink, STROKES_MAX + 50, 40)
    assert ink.full
    assert sum(map(len, ink.strokes)) <= POINTS_MAX
    check_strokes(ink.strokes)


def test_the_last_stroke_can_be_taken_back_and_everything_wiped() -> None:
    ink = Ink()
    signed(ink, 3, 20)
    ink.undo()
    assert len(ink.strokes) == 2
    ink.clear()
    assert ink.strokes == ()
    assert not ink.enough
    ink.undo()


def test_nothing_that_was_wiped_comes_back() -> None:
    ink = Ink()
    signed(ink, 1, 20)
    ink.clear()
    signed(ink, 1, 9)
    assert len(ink.strokes[0]) <= 10
    assert ink.strokes[0][0].t_ms == 0


moves = st.lists(
    st.tuples(st.sampled_from(["down", "move", "up", "undo"]), st.integers(0, 5),
              st.floats(allow_nan=True, allow_infinity=True), st.floats(-50, 20_000), st.integers(0, 400)), max_size=120
)  # fmt: skip


@given(moves)
def test_whatever_fingers_do_what_counts_as_enough_is_accepted(many: list[tuple[str, int, float, float, int]]) -> None:
    ink, at = Ink(), 0
    for what, pen, x, y, later in many:
        at += later
        if what == "undo":
            ink.undo()
        elif what == "up":
            ink.up(pen)
        else:
            getattr(ink, what)(pen, x, y, at)
    if ink.enough:
        check_strokes(ink.strokes)


def test_ink_has_no_gaps() -> None:
    ink = Ink()
    ink.down(1, 0, 0, 0)
    for step in range(1, 30):
        ink.move(1, 40 * step, 30 * (step % 2), 10 * step)
    touches = list(dabs(ink.strokes[0], 9))
    gaps = [((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for a, b in itertools.pairwise(touches)]
    assert max(gaps) < 4.5  # half the nib: dabs overlap
