"""Walks over every page at one size of the window, in the modes that stretch it most. A test file names the size."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kivy.core.window import Window

from kiosk.screens.pages import PAGES
from kiosk.widgets.theme import theme
from tests.county_by_hand import CountyByHand
from tests.kiosk_by_hand import make_station
from tests.ui.driver import driving
from tests.ui.guide import Guide
from tests.ui.walk import faults

# (name, large type, language). English is walked in large type alone, where its words are longest.
MODES = (("zh", False, "zh"), ("zh-elder", True, "zh"), ("en-elder", True, "en"))
PICTURES = "DAIBAN_UI_PICTURES"  # a folder that keeps a picture of every page that was walked


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory, size: tuple[int, int]) -> Iterator[Guide]:
    folder = tmp_path_factory.mktemp("kiosk") / "station"
    issued = make_station(folder, CountyByHand())
    with driving(folder, size=size) as kiosk:
        yield Guide(kiosk, issued)


class EveryPage:
    """The tests; the file that takes them over gives `size`."""

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize(("mode", "elder", "language"), MODES, ids=[mode for mode, *_ in MODES])
    def test_the_page_keeps_every_rule(self, guide: Guide, name: str, mode: str, elder: bool, language: str) -> None:
        if (theme.elder, theme.language) != (elder, language):
            guide.kiosk.shell.home()
            theme.elder, theme.language = elder, language
        guide.show(name)
        guide.kiosk.settle_once()
        assert tuple(Window.size) == guide.size
        kept = os.environ.get(PICTURES)
        picture = guide.kiosk.pixels()
        if kept:
            picture.save(Path(kept) / f"{guide.size[0]}-{mode}-{name}.png")
        found = faults(Window, picture)
        assert not found, "\n".join(found)
