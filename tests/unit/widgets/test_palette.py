"""The colours keep their contrast, whoever changes them."""

import re

import pytest

from kiosk.widgets.palette import COLOURS, EDGES, PAIRS, contrast, parts, rgba
from tests.tidy.tree import ROOT

NAMED = re.compile(r"\b(?:tone|fill|line): '([a-z_]+)'")


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_s_48_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_outline_of_what_can_be_touched_is_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3


def test_contrast_is_counted_as_the_standard_counts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COLOURS, "black", "000000")
    monkeypatch.setitem(COLOURS, "grey", "767676")
    assert contrast("on_accent", "black") == contrast("black", "on_accent") == pytest.approx(21)
    assert contrast("grey", "on_accent") == pytest.approx(4.54, abs=0.005)  # the grey that just passes on white


def test_a_colour_is_three_bytes_and_opaque() -> None:
    assert all(re.fullmatch("[0-9A-F]{6}", value) for value in COLOURS.values())
    assert parts("accent") == (0x14, 0x59, 0x4A)
    assert rgba("on_accent") == (1, 1, 1, 1)


def test_every_colour_named_in_a_twin_is_one() -> None:
    named = {
        (file.name, name) for file in (ROOT / "kiosk").rglob("*.kv") for name in NAMED.findall(file.read_text("utf-8"))
    }
    assert named
    assert {(file, name) for file, name in named if name not in COLOURS and name != "clear"} == set()
