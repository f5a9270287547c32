"""Sixty quiet seconds, then twenty of warning, then the wipe."""

from kiosk.screens.idle import IdleWatch, Quiet


def test_a_minute_of_quiet_warns_and_twenty_seconds_more_wipe() -> None:
    watch = IdleWatch(100.0)
    assert [watch.look(100.0 + s) for s in (0, 59.9, 60, 79.9, 80, 5_000)] == [
        Quiet.NOTHING, Quiet.NOTHING, Quiet.WARN, Quiet.WARN, Quiet.WIPE, Quiet.WIPE,
    ]  # fmt: skip


def test_a_touch_begins_the_count_anew() -> None:
    watch = IdleWatch(0.0)
    watch.touched(59.0)
    assert watch.look(118.0) is Quiet.NOTHING and watch.look(119.0) is Quiet.WARN


def test_the_countdown_runs_from_twenty_to_nothing() -> None:
    watch = IdleWatch(0.0)
    assert [watch.left_s(s) for s in (60.0, 60.5, 79.0, 79.5, 80.0, 90.0)] == [20, 20, 1, 1, 0, 0]
