"""The tokens: what the elder mode and a larger window do to them."""

import pytest

from kiosk.widgets.theme import GRID, SCALE_MAX, TYPE, Theme

SCREENS = [(1280, 800, True, 1.0), (1920, 1080, True, 1.35), (1080, 1920, False, 1.35), (1366, 768, True, 1.0)]


@pytest.mark.parametrize(("width", "height", "wide", "scale"), SCREENS)
def test_a_larger_window_shows_the_same_larger(width: int, height: int, wide: bool, scale: float) -> None:
    theme = Theme()
    theme.fit(width, height)
    assert (theme.wide, theme.tall) == (wide, not wide)
    assert theme.scale == pytest.approx(scale)
    assert theme.scale <= SCALE_MAX


@pytest.mark.parametrize("role", TYPE)
def test_s_48_no_text_is_smaller_than_eighteen(role: str) -> None:
    assert getattr(Theme(), role) >= 18


def test_s_48_what_is_read_in_elder_mode_is_thirty_at_least() -> None:
    theme = Theme()
    theme.elder = True
    assert theme.body >= 30
    assert theme.small >= 24


def test_s_48_what_is_touched_is_never_below_sixty() -> None:
    theme = Theme()
    assert theme.touch >= 60
    before = theme.touch
    theme.elder = True
    assert theme.touch > before


def test_the_roles_are_told_apart_by_their_size() -> None:
    sizes = list(TYPE.values())
    assert sizes == sorted(set(sizes), reverse=True)


def test_distances_are_steps_of_the_grid() -> None:
    theme = Theme()
    assert (theme.s1, theme.s2, theme.s3, theme.s4, theme.s8) == (8, 16, 24, 32, 64)
    assert theme.grid(1) == GRID


def test_who_binds_to_a_token_hears_of_elder_mode_at_once() -> None:
    theme, heard = Theme(), []
    theme.bind(body=lambda _, size: heard.append(size))
    theme.elder = True
    assert heard == [30]
